"""Who may prepare, decide, hold: the archivist and a second person; nobody else, and nobody of another division."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest

from tests.cast import Member
from yichuang.core.access import NotAllowed
from yichuang.platform.cases.models import Case
from yichuang.platform.retention import commands, queries
from yichuang.platform.retention.errors import (
    HeldAlready,
    NothingCalled,
    NotNow,
    WordsNeeded,
)
from yichuang.platform.retention.models import Disposal, Hold, Item
from yichuang.platform.retention.sweeping import sweep

pytestmark = pytest.mark.django_db


@pytest.fixture
def found(old_case: Case, later: datetime) -> Disposal:
    sweep()
    return Disposal.objects.get(klass="case")


@pytest.mark.parametrize(
    "who", ["clerk", "officer", "auditor", "administrator", "resident", "neighbour", "outsider", "helper"]
)
def test_nobody_else_sees_keeps_or_holds(who: str, found: Disposal, request: pytest.FixtureRequest) -> None:
    actor = request.getfixturevalue(who).actor
    item = Item.objects.get(disposal=found)
    assert queries.registers(actor).rows == []
    assert queries.findings(actor) == queries.sweeps(actor) == queries.holds(actor).rows == []
    with pytest.raises(NotAllowed):
        queries.register(actor, found.public_id)
    with pytest.raises(NotAllowed):
        commands.keep(actor, found.public_id, item.pk, "因为")
    with pytest.raises(NotAllowed):
        commands.hold(actor, item.number, "因为")
    assert not Hold.objects.exists()
    assert Item.objects.get().state == "listed"


def test_the_head_sees_it_and_keeps_nothing(found: Disposal, head: Member) -> None:
    assert [each.pk for each in queries.registers(head.actor).rows if each.klass == "case"] == [found.pk]
    with pytest.raises(NotAllowed):
        commands.keep(head.actor, found.public_id, Item.objects.get(disposal=found).pk, "因为")


def test_nor_does_an_archivist_of_another_division(found: Disposal, archivist: Member) -> None:
    elsewhere = replace(archivist.actor, division="430122")
    assert queries.registers(elsewhere).rows == []
    with pytest.raises(NotAllowed):
        queries.register(elsewhere, found.public_id)
    with pytest.raises(NotAllowed):
        commands.hold(elsewhere, Item.objects.get(disposal=found).number, "因为")


def test_a_reason_is_needed_and_a_number_that_exists(found: Disposal, archivist: Member) -> None:
    item = Item.objects.get(disposal=found)
    for words in ("", "  "):
        with pytest.raises(WordsNeeded):
            commands.keep(archivist.actor, found.public_id, item.pk, words)
        with pytest.raises(WordsNeeded):
            commands.hold(archivist.actor, item.number, words)
    Case.objects.filter(number=item.number).update(number="another")
    with pytest.raises(NothingCalled):
        commands.hold(archivist.actor, item.number, "因为")


def test_what_was_done_already_is_not_done_again(found: Disposal, archivist: Member) -> None:
    item = Item.objects.get(disposal=found)
    commands.keep(archivist.actor, found.public_id, item.pk, "因为")
    with pytest.raises(NotNow):
        commands.keep(archivist.actor, found.public_id, item.pk, "因为")
    made = commands.hold(archivist.actor, item.number, "因为")
    with pytest.raises(HeldAlready):
        commands.hold(archivist.actor, item.number, "因为")
    commands.lift(archivist.actor, made.public_id)
    with pytest.raises(NotNow):
        commands.lift(archivist.actor, made.public_id)
    commands.hold(archivist.actor, item.number, "又因为")


def test_pages_of_a_list_are_whole_and_have_no_row_twice(
    archivist: Member, found: Disposal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "PAGE", 1)
    seen, after = [], ""
    while True:
        shown = queries.registers(archivist.actor, after)
        seen += [each.pk for each in shown.rows]
        after = shown.next
        if not after:
            break
    assert sorted(seen) == sorted(Disposal.objects.values_list("pk", flat=True))
    assert len(seen) > 1
