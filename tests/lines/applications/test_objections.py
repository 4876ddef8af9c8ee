"""Is a register wrong? Its owner answers, the person is told and reads it; nothing is edited here (A-13)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.cast import Member
from tests.lines.applications.test_filing import finished
from yichuang.core.access import Actor, NotAllowed
from yichuang.core.identifiers import LONGEST_TEXT
from yichuang.core.words import Said
from yichuang.lines.applications import commands, queries
from yichuang.lines.applications.errors import StatementMissing, UnknownQuestion
from yichuang.lines.applications.models import Objection
from yichuang.platform.cases.errors import NotPossible, ReasonMissing
from yichuang.platform.messages.models import Message

STATED = "我2025年就离职了，有证明。"


@pytest.fixture
def raised(resident: Member) -> Objection:
    """人社局's register is said to be wrong about the resident."""
    return commands.object_to(resident.actor, finished(resident), "pension_status", STATED)


def test_it_works(resident: Member, officer: Member, raised: Objection) -> None:
    held = dict(finished(resident).content.facts["pension_status"])
    assert [(one.stated, one.answer) for one in queries.own_objections(resident.actor)] == [(STATED, None)]
    before = Message.objects.count()
    commands.answer_objection(officer.actor, raised.pk, "已改为离职，请再查一次。")
    (read,) = queries.own_objections(resident.actor)
    assert (read.answer, read.answered_at is not None) == ("已改为离职，请再查一次。", True)
    told = Message.objects.latest("created_at")
    assert Message.objects.count() == before + 1
    assert (told.person_id, told.to) == (resident.person_id, resident.phone)
    assert told.text == "【一窗】人社局答复了您的异议。请登录后看“消息”。"
    assert dict(finished(resident).content.facts["pension_status"]) == held  # only the register can change what it says


@pytest.mark.parametrize("nothing", ["", "   ", "\r\n \u3000\u200b"])
def test_without_words_it_is_none(resident: Member, nothing: str) -> None:
    opened = finished(resident)
    with pytest.raises(StatementMissing) as refused:
        commands.object_to(resident.actor, opened, "pension_status", nothing)
    assert refused.value.field == "stated"
    assert not Objection.objects.exists()


def test_a_text_that_is_too_long_is_not_cut_off(resident: Member) -> None:
    with pytest.raises(Said, match="too long"):
        commands.object_to(resident.actor, finished(resident), "pension_status", "字" * (LONGEST_TEXT + 1))


def test_an_answer_of_ones_own_is_changed_and_not_objected_to(resident: Member) -> None:
    with pytest.raises(UnknownQuestion):
        commands.object_to(resident.actor, finished(resident), "employment", STATED)


def test_nobody_else_reads_it(
    resident: Member, neighbour: Member, outsider: Member, officer: Member, clerk: Member, raised: Objection
) -> None:
    """Not even whoever answers it: what one may answer stands in one's own list of work."""
    unmatched = replace(resident.actor, level=0)
    for actor in (neighbour.actor, outsider.actor, officer.actor, clerk.actor, unmatched, Actor()):
        assert queries.own_objections(actor) == []
    at_the_window = replace(clerk.actor, on_behalf_of=resident.person_id)
    assert [one.pk for one in queries.own_objections(at_the_window)] == [raised.pk]


def test_another_department_does_not_answer(other_officer: Member, resident: Member, raised: Objection) -> None:
    for actor in (other_officer.actor, resident.actor):
        with pytest.raises(NotAllowed):
            commands.answer_objection(actor, raised.pk, "好的。")


def test_it_is_answered_once_and_in_words(officer: Member, raised: Objection) -> None:
    with pytest.raises(ReasonMissing):
        commands.answer_objection(officer.actor, raised.pk, " ")
    commands.answer_objection(officer.actor, raised.pk, "登记无误。")
    with pytest.raises(NotPossible):
        commands.answer_objection(officer.actor, raised.pk, "又一次。")
    raised.refresh_from_db()
    assert raised.answer == "登记无误。"
    assert Message.objects.filter(text__isnull=False, case_id=None).count() == 1
