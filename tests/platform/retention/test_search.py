"""The search finds what is past its period and proposes it; it ends nothing, and lists nothing that stands in use."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.cast import Member
from tests.platform.retention.conftest import LATER, THEN, arrived, refused
from tests.walks.people import file_case, system_of
from yichuang.core import clock
from yichuang.core.access import Actor
from yichuang.lines.applications import commands
from yichuang.lines.applications.models import Objection
from yichuang.platform.cases.engine import lock, note, transition
from yichuang.platform.cases.models import Case, Draft, Intent, Task
from yichuang.platform.exchange.models import Delivery, Discrepancy
from yichuang.platform.messages.models import Message
from yichuang.platform.people.models import Department, Record
from yichuang.platform.retention import commands as retention
from yichuang.platform.retention import sweeping
from yichuang.platform.retention.keepers import Keeper
from yichuang.platform.retention.models import Disposal, Finding, Item, Sweep
from yichuang.platform.retention.sweeping import sweep

pytestmark = pytest.mark.django_db

Changed = Callable[[Callable[[dict[str, Any]], None]], None]


def listed(klass: str = "case") -> list[Any]:
    return list(Item.objects.filter(disposal__klass=klass, state="listed").values_list("subject_id", flat=True))


def kept() -> dict[str, int]:
    found: dict[str, int] = Sweep.objects.get(pk="case").kept
    return found


def test_it_works(old_case: Case, later: datetime) -> None:
    assert sweep()
    [disposal] = Disposal.objects.filter(klass="case")
    assert (disposal.state, disposal.then, disposal.count) == ("found", "archive", 1)
    assert disposal.rule["years"] == 10
    assert disposal.rule["verified"] is False
    [item] = disposal.items.all()
    assert (item.subject_id, item.number, item.type) == (old_case.pk, old_case.number, "enrolment")
    assert (item.started_on.isoformat(), item.last_day.isoformat()) == ("2026-03-03", "2036-03-03")
    assert Record.objects.filter(subject_id=disposal.pk).values_list("verb", flat=True).get() == "found"
    assert Case.objects.filter(pk=old_case.pk).exists()


@pytest.mark.parametrize(("day", "count"), [("2036-03-03T23:59:59", 0), ("2036-03-04T00:00:00", 1)])
def test_the_day_on_which_the_period_ends_is_still_kept(day: str, count: int, old_case: Case) -> None:
    with clock.frozen(datetime.fromisoformat(day).replace(tzinfo=clock.ZONE)):
        sweep()
        assert len(listed()) == count


def test_what_is_open_is_never_proposed(resident: Member, later: datetime) -> None:
    with clock.frozen(THEN):
        file_case(resident)
    sweep()
    assert listed() == []


def test_nor_what_has_not_arrived(old_case: Case, later: datetime) -> None:
    message = Message.objects.filter(case_id=old_case.pk).first()
    assert message is not None
    Message.objects.filter(pk=message.pk).update(state=Message.State.WAITING)
    sweep()
    assert (listed(), kept()) == ([], {"unread": 1})


def test_nor_what_a_department_has_not_got(old_case: Case, later: datetime) -> None:
    one = Delivery.objects.filter(subject_id__in=Task.objects.filter(case=old_case).values("pk")).first()
    assert one is not None
    Delivery.objects.filter(pk=one.pk).update(state=Delivery.State.REFUSED)
    sweep()
    assert (listed(), kept()) == ([], {"unread": 1})


def test_nor_what_a_department_holds_otherwise(old_case: Case, later: datetime) -> None:
    part = Task.objects.filter(case=old_case)[0]
    at = {"found_at": later, "seen_at": later}
    Discrepancy.objects.create(system="hrss", subject_id=part.pk, number=old_case.number, kind="items", **at)
    sweep()
    assert (listed(), kept()) == ([], {"unread": 1})


def test_nor_what_changed_within_the_grace(old_case: Case) -> None:
    with clock.frozen(LATER - timedelta(days=29)):
        note(lock(old_case.pk), "payment-known", Actor(role="system", channel="tax"))
    with clock.frozen(LATER):
        sweep()
        assert (listed(), kept()) == ([], {"changed": 1})
    with clock.frozen(LATER + timedelta(days=2)):
        sweep()
        assert listed() == [old_case.pk]


def test_nor_what_is_objected_to(old_case: Case, later: datetime) -> None:
    draft = Draft.objects.get(filed_case_id=old_case.pk)
    one = Objection.objects.create(
        public_id="objection-1",
        person_id=old_case.person_id,
        draft=draft,
        department=Department.objects.get(code="hrss"),
        registry="population",
        fact="name",
        registered="甲",
        stated="乙",
        raised_at=THEN,
    )
    sweep()
    assert (listed(), kept()) == ([], {"objected": 1})
    Objection.objects.filter(pk=one.pk).update(answered_at=THEN)
    with clock.frozen(LATER + timedelta(days=1)):
        sweep()
        assert listed() == [old_case.pk]


def test_nor_what_a_licence_rests_on(resident: Member, later: datetime) -> None:
    with clock.frozen(THEN):
        case = file_case(resident)
        for task in Task.objects.filter(case=case):
            transition(task.pk, "accept", system_of(task))
            transition(task.pk, "grant", system_of(task))
        arrived(case)
    sweep()
    assert listed() == []
    assert set(kept()) <= {"licence", "unpaid"}


def test_what_is_held_is_not_proposed_and_leaves_a_register_on_which_it_stands(
    old_case: Case, archivist: Member, later: datetime
) -> None:
    sweep()
    assert listed() == [old_case.pk]
    made = retention.hold(archivist.actor, old_case.number.lower(), "行政诉讼未结")
    assert listed() == []
    with clock.frozen(LATER + timedelta(days=1)):
        sweep()
        assert (listed(), kept()) == ([], {"held": 1})
        retention.lift(archivist.actor, made.public_id)
    with clock.frozen(LATER + timedelta(days=2)):
        sweep()
        assert listed() == [old_case.pk]
    verbs = Record.objects.filter(subject_id=made.pk).order_by("position").values_list("verb", flat=True)
    assert list(verbs) == ["placed", "lifted"]


def test_what_a_person_took_off_rests_for_a_year(old_case: Case, archivist: Member, later: datetime) -> None:
    sweep()
    item = Item.objects.get(disposal__klass="case")
    retention.keep(archivist.actor, item.disposal.public_id, item.pk, "史志办要用")
    with clock.frozen(LATER + timedelta(days=364)):
        sweep()
        assert listed() == []
    with clock.frozen(LATER + timedelta(days=366)):
        sweep()
        assert listed() == [old_case.pk]


def test_a_draft_that_was_never_filed_is_found_and_one_that_was_is_not(
    draft_begun: Draft, old_case: Case, later: datetime
) -> None:
    sweep()
    assert listed("draft") == [draft_begun.pk]
    assert Disposal.objects.get(klass="draft").then == "end"


def test_streams_are_counted_up_to_a_moment(old_case: Case, later: datetime) -> None:
    sweep()
    counts = dict(Disposal.objects.exclude(cut_at=None).values_list("klass", "count"))
    assert counts["message"] == Message.objects.count() > 0
    assert counts["intent"] == Intent.objects.count() == 1
    again = Disposal.objects.count()
    with clock.frozen(LATER + timedelta(days=1)):
        sweep()
    assert Disposal.objects.count() == again  # one register of a stream at a time


def test_a_stream_stops_at_its_moment(resident: Member) -> None:
    with clock.frozen(THEN):
        old = file_case(resident)
        arrived(old)
    with clock.frozen(THEN + timedelta(days=184)):
        sweep()
        [disposal] = Disposal.objects.filter(klass="intent")
        assert disposal.cut_at == datetime(2026, 3, 3, tzinfo=clock.ZONE)
    with clock.frozen(THEN + timedelta(days=183)):
        assert sweeping._midnight(THEN.date()) < THEN  # that very day, the key is still kept


# -- batches, and searches that are cut off ----------------------------------------------------------------------------


def test_a_search_that_is_cut_off_goes_on_and_lists_nothing_twice(
    resident: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    cases = [refused(resident, THEN + timedelta(minutes=number)) for number in range(5)]
    monkeypatch.setattr(sweeping, "BATCH", 2)
    with clock.frozen(LATER):
        assert not sweep(most=1)
        assert len(listed()) == 2
        assert Sweep.objects.get(pk="case").after == sorted(each.pk for each in cases)[1]
        assert not sweep(most=1)
        assert sweep(most=1)
        assert sorted(listed()) == sorted(each.pk for each in cases)
        assert sweep(most=1)  # searched for today
        assert Item.objects.filter(subject_kind="case").count() == 5
        assert Disposal.objects.get(klass="case").count == 5


def test_a_register_is_no_longer_than_a_person_can_read(resident: Member, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(3):
        refused(resident, THEN + timedelta(minutes=number))
    monkeypatch.setattr(sweeping, "MOST_ITEMS", 2)
    with clock.frozen(LATER):
        sweep()
    assert sorted(Disposal.objects.filter(klass="case").values_list("count", flat=True)) == [1, 2]


def test_one_search_a_day(old_case: Case, later: datetime) -> None:
    sweep()
    begun = Sweep.objects.get(pk="case").begun_at
    with clock.frozen(LATER + timedelta(hours=13)):
        sweep()
        assert Sweep.objects.get(pk="case").begun_at == begun
    with clock.frozen(LATER + timedelta(hours=14)):
        sweep()
        assert Sweep.objects.get(pk="case").begun_at > begun


# -- rules that fail ---------------------------------------------------------------------------------------------------


def test_a_class_that_cannot_be_read_is_a_finding_and_the_others_are_searched(
    with_rules: Changed, draft_begun: Draft, old_case: Case, later: datetime
) -> None:
    with_rules(lambda classes: classes["case"].update(periods=[]))
    sweep()
    assert listed("draft") == [draft_begun.pk]
    assert listed() == []
    [finding] = Finding.objects.filter(solved_at=None)
    assert str(sweeping.words_of(finding)) == "case: no period is given."
    with_rules(lambda classes: None)
    sweep()
    assert listed() == [old_case.pk]
    assert not Finding.objects.filter(solved_at=None).exists()


def test_a_class_whose_search_breaks_is_a_finding_too(
    with_rules: Changed, draft_begun: Draft, old_case: Case, later: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = sweeping.keepers()["case"]
    assert isinstance(broken, Keeper)

    def past(*_: object) -> Any:
        raise ZeroDivisionError

    monkeypatch.setitem(sweeping.keepers(), "case", replace(broken, past=past))  # type: ignore[arg-type]
    sweep()
    assert listed("draft") == [draft_begun.pk]
    [finding] = Finding.objects.filter(solved_at=None)
    assert "ZeroDivisionError" in str(sweeping.words_of(finding))


def test_a_case_whose_period_cannot_be_reckoned_is_a_finding_and_was_concluded_all_the_same(
    old_case: Case, later: datetime
) -> None:
    Case.objects.filter(pk=old_case.pk).update(concluded_at=None)
    sweep()
    assert listed() == []
    [finding] = Finding.objects.filter(solved_at=None)
    assert old_case.number in str(sweeping.words_of(finding))


def test_no_period_stands_in_the_way_of_concluding(with_rules: Changed, resident: Member) -> None:
    with_rules(lambda classes: classes.clear())
    case = refused(resident)
    assert case.concluded_at is not None
    sweep()
    assert commands.begin(resident.actor, "enrolment").draft.pk
