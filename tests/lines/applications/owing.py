"""An allowance (elder-allowance) of which the register says nothing, so that a paper is asked for that may be owed."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from django.core.files.uploadedfile import SimpleUploadedFile

from tests.cast import Member, Town, person_of_the_register
from tests.uploads import jpeg
from tests.walks.people import down, part_of
from yichuang.core.access import Actor
from yichuang.lines.applications import commands, queries
from yichuang.lines.applications.commands import ToFollow
from yichuang.lines.applications.queries import Opened
from yichuang.platform.cases.models import Case, Task

ZONE = ZoneInfo("Asia/Shanghai")
#: A Monday. The usual day is 5 working days later; the allowance has 20, until 29 December.
FILED = datetime(2026, 11, 30, 10, tzinfo=ZONE)
PAPER = "hardship-finding"
ANSWERS = {
    "wanted_allowance": "services",
    "hardship": "minimum",
    "services_drawn": "false",
    "care_level": "unassessed",
    "high_age_drawn": "false",
    "care_drawn": "false",
    "phone": "19900000001",
}


def elder() -> Member:
    """Somebody of 70."""
    return person_of_the_register("elder-seventy")


def at_the_window(clerk: Member, member: Member) -> Actor:
    """The clerk before whom the member stands."""
    return replace(clerk.actor, on_behalf_of=member.person_id, level=2)


def answered(actor: Actor, town: Town) -> Opened:
    """A draft with every question answered while the register is down, and the paper missing."""
    with down(town, "civil-affairs"):
        opened = commands.begin(actor, "elder-allowance")
    while opened.guide.ask:
        fact = opened.guide.ask[0].key
        opened = commands.answer(actor, opened, {fact: ANSWERS[fact]})
    return queries.open_draft(actor, opened.draft.public_id)


def filed_owing(actor: Actor, town: Town, until: object = None) -> Task:
    """The part of a case that a clerk took on without the paper."""
    opened = answered(actor, town)
    follow = ToFollow(frozenset({PAPER}), until, promised=True)  # type: ignore[arg-type]
    filed = commands.submit(actor, opened, opened.draft.version, follow=follow)
    return part_of(Case.objects.get(number=filed.number), "civil-affairs")


def photo() -> SimpleUploadedFile:
    """A photograph, as a browser sends it."""
    return SimpleUploadedFile("低保证.jpg", jpeg(), content_type="image/jpeg")
