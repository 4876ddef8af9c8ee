"""What a resident has, for tests of the pages about it."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from tests.cast import Member
from tests.walks.people import WISHES, file_case, part_of, system_of
from yichuang.lines.applications import commands


@dataclass
class Things:
    """A draft on its check page, and a case that waits for its applicant, by their public ids."""

    draft: str
    case: str
    part: str
    pages: dict[str, str]


@pytest.fixture
def things(resident: Member) -> Things:
    """What the resident has, and the address of every page about it, by its name."""
    case = file_case(resident)
    part = part_of(case, "hrss")
    commands.supplement(system_of(part), part.pk, ["请写明现在的工作"], "材料不全。")
    opened = commands.begin(resident.actor, "enrolment")
    for fact, text in WISHES.items():
        opened = commands.answer(resident.actor, opened, {fact: text})
    draft = opened.draft.public_id
    pages = {
        "check": f"/drafts/{draft}/check",
        "question": f"/drafts/{draft}/contribution_base",
        "objection": f"/drafts/{draft}/objection/birth_date",
        "case": f"/cases/{case.public_id}",
        "receipt": f"/cases/{case.public_id}/receipt.pdf",
        "withdraw": f"/cases/{case.public_id}/withdraw",
        "supplement": f"/cases/{case.public_id}/parts/{part.public_id}",
    }
    return Things(draft, case.public_id, part.public_id, pages)
