"""Appointments by slot: booked, moved, cancelled, kept, missed; never more than a slot has places."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from pytest_django import Settings

from tests.platform.hall.conftest import MORNING, Day, a_resident, settle
from tests.platform.hall.test_at_once import at_once
from tests.platform.hall.test_queue import at, called, drawn
from yichuang.core import clock
from yichuang.core.access import Actor, NotAllowed
from yichuang.core.identifiers import new_handover_code
from yichuang.platform.hall import commands, errors, queries
from yichuang.platform.hall.models import Appointment, Slot, Ticket
from yichuang.platform.messages.models import Message
from yichuang.platform.people.models import Record
from yichuang.platform.retention.keepers import keeper_of

ANYBODY = Actor()
#: A slot of the morning: 11:00.
ELEVEN = MORNING.replace(hour=11)


def code_of(message: Message) -> str:
    """The nine digits that a message says."""
    found = re.search(r"(\d{3} \d{3} \d{3})", message.text)
    assert found is not None
    return found[1]


def told(words: str) -> Message:
    """The one message that says so."""
    (found,) = (each for each in Message.objects.all() if words in each.text)
    return found


def taken(starts_at: datetime = ELEVEN) -> int:
    return sum(Slot.objects.filter(kind="insurance", starts_at=starts_at).values_list("taken", flat=True))


def test_it_works(clerks: list[Actor], day: Day) -> None:
    who = a_resident(1)
    made = commands.book(who, "insurance", ELEVEN)
    message = told("2026-11-30 11:00")
    assert made.public_id in message.text
    assert bytes(made.code_blind) != code_of(message).encode()
    waiting = drawn()
    day.to(ELEVEN - timedelta(minutes=10))
    ticket = commands.arrive_by_code(ANYBODY, f" {code_of(message)} ")
    assert (ticket.said, ticket.source, ticket.rank_at) == ("A002", "booked", MORNING)
    assert [called(at(clerks[0], "1")).said, called(at(clerks[1], "2")).said] == [waiting.said, ticket.said]
    day.on(minutes=1)
    assert queries.own_appointments(who)[0].state == "arrived"
    verbs = Record.objects.filter(subject_kind="appointment").order_by("at").values_list("verb", "actor_id")
    assert list(verbs) == [("booked", who.account_id), ("arrived", None)]


def test_whoever_has_an_appointment_is_called_before_those_who_drew_within_the_hour(
    clerks: list[Actor], day: Day
) -> None:
    public = commands.book(a_resident(1), "insurance", ELEVEN).public_id
    first = drawn()
    day.on(minutes=1)
    second = drawn()
    day.to(ELEVEN)
    ticket = commands.arrive(ANYBODY, public)
    clerk, order = at(clerks[0], "1"), []
    for _ in range(3):
        order.append(called(clerk))
        commands.finish(clerk, order[-1].public_id)
    assert [each.pk for each in order] == [first.pk, ticket.pk, second.pk]
    assert not any(str(value) == str(ticket.pk) for value in Appointment.objects.values().get().values())


def test_a_slot_has_its_places_and_no_more(clerks: list[Actor]) -> None:
    made = [commands.book(a_resident(place), "insurance", ELEVEN) for place in (1, 2)]
    with pytest.raises(errors.SlotFull):
        commands.book(a_resident(3), "insurance", ELEVEN)
    commands.book(a_resident(3), "business", ELEVEN)  # another kind has places of its own
    offered = {each.starts_at: each.places for each in queries.free_slots("insurance")[MORNING.date()]}
    assert ELEVEN not in offered
    assert offered[MORNING + timedelta(minutes=30)] == 2
    commands.cancel(ANYBODY, made[0].public_id)
    assert (taken(), "11:00" in told("已取消").text) == (1, True)
    with pytest.raises(errors.NotInThisState):
        commands.cancel(ANYBODY, made[0].public_id)
    assert taken() == 1


def test_it_is_moved_and_both_slots_are_right(clerks: list[Actor]) -> None:
    later = ELEVEN.replace(hour=15)
    made = commands.book(a_resident(1), "insurance", ELEVEN)
    code = code_of(told("已预约"))
    commands.move_to(ANYBODY, made.public_id, later)
    assert (taken(), taken(later)) == (0, 1)
    assert "改期或取消" in told("15:00").text
    commands.move_to(ANYBODY, made.public_id, later)
    for place in (2, 3):
        commands.book(a_resident(place), "insurance", ELEVEN)
    with pytest.raises(errors.SlotFull):
        commands.move_to(ANYBODY, made.public_id, ELEVEN)
    assert (taken(), taken(later)) == (2, 1)
    with clock.frozen(later):
        assert commands.arrive_by_code(ANYBODY, code).letter == "A"  # the code stays


@pytest.mark.parametrize(
    "starts_at",
    [
        ELEVEN.replace(minute=10),
        MORNING - timedelta(minutes=30),
        MORNING,
        ELEVEN.replace(hour=12),
        ELEVEN - timedelta(days=1),
        ELEVEN + timedelta(days=5),  # a Saturday
        ELEVEN + timedelta(days=15),
        datetime.fromisoformat("0001-01-01T00:00:00+14:00"),
        datetime.fromisoformat("9999-12-31T23:59:59-14:00"),
    ],
)
def test_what_is_no_slot(clerks: list[Actor], starts_at: datetime) -> None:
    with pytest.raises(errors.NoSuchSlot):
        commands.book(a_resident(1), "insurance", starts_at)
    assert not Slot.objects.exists()


def test_slots_are_offered_on_working_days_until_the_last(clerks: list[Actor]) -> None:
    found = queries.free_slots("business")
    assert (min(found), max(found)) == (MORNING.date(), MORNING.date() + timedelta(days=14))
    assert all(day.weekday() < 5 for day in found)
    assert [f"{each.starts_at:%H:%M}" for each in found[MORNING.date()]][:4] == ["10:30", "11:00", "11:30", "13:30"]
    with pytest.raises(errors.NoAppointments):
        queries.free_slots("other")
    with pytest.raises(errors.NoAppointments):
        commands.book(a_resident(1), "other", ELEVEN)


def test_one_at_a_time_and_only_for_oneself(clerks: list[Actor]) -> None:
    who = a_resident(1)
    commands.book(who, "insurance", ELEVEN)
    with pytest.raises(errors.HasAppointment):
        commands.book(who, "business", ELEVEN.replace(hour=15))
    with pytest.raises(NotAllowed):
        commands.book(ANYBODY, "insurance", ELEVEN)
    assert queries.own_appointments(a_resident(2)) == []
    assert queries.own_appointments(ANYBODY) == []
    assert queries.own_appointments(replace(who, role="system")) == []


def test_too_early_too_late_and_a_wrong_code(clerks: list[Actor], day: Day) -> None:
    public = commands.book(a_resident(1), "insurance", ELEVEN).public_id
    code = code_of(told("已预约")).replace(" ", "")
    with pytest.raises(errors.TooEarlyToArrive, match="15"):
        commands.arrive(ANYBODY, public)
    with pytest.raises(errors.WrongArrivalCode):
        commands.arrive_by_code(ANYBODY, "123")
    with pytest.raises(errors.WrongArrivalCode):
        commands.arrive_by_code(ANYBODY, next(each for each in iter(new_handover_code, "") if each != code))
    day.to(ELEVEN + timedelta(minutes=30))
    with pytest.raises(errors.SlotOver):
        commands.arrive(ANYBODY, public)
    assert not Ticket.objects.exists()


def test_whoever_did_not_come_is_told_once(clerks: list[Actor], day: Day) -> None:
    who = a_resident(1)
    public = commands.book(who, "insurance", ELEVEN).public_id
    day.to(ELEVEN + timedelta(minutes=29))
    assert commands.miss_all() == 0
    day.on(minutes=1)
    assert (commands.miss_all(), commands.miss_all()) == (1, 0)
    assert "11:00" in told("没有来").text
    assert queries.at_window(clerks[0]).booked["missed"] == 1
    with pytest.raises(errors.NotInThisState):
        commands.arrive(ANYBODY, public)
    commands.book(who, "insurance", ELEVEN.replace(hour=15))


def test_whoever_booked_a_day_on_which_the_hall_stays_closed_is_told(
    clerks: list[Actor], settings: Settings, tmp_path: Path
) -> None:
    public = commands.book(a_resident(1), "insurance", ELEVEN + timedelta(days=1)).public_id
    kept = commands.book(a_resident(2), "insurance", ELEVEN).public_id
    assert commands.call_off_all() == 0
    (tmp_path / "hall.yaml").write_text((Path(settings.CONTENT) / "hall.yaml").read_text("utf-8"), "utf-8")
    (tmp_path / "workdays.yaml").write_text("days: {2026-12-01: {is: rest, source: 停电}}", "utf-8")
    settings.CONTENT = tmp_path
    assert (commands.call_off_all(), commands.call_off_all()) == (1, 0)
    assert "2026-12-01 11:00大厅不开门" in told("大厅不开门").text
    states = dict(Appointment.objects.values_list("public_id", "state"))
    assert states == {public: "cancelled", kept: "booked"}
    assert taken(ELEVEN + timedelta(days=1)) == 0


def test_it_is_kept_as_long_as_its_class_says(clerks: list[Actor], day: Day) -> None:
    public = commands.book(a_resident(1), "insurance", ELEVEN).public_id
    cut = MORNING + timedelta(days=1)
    stream = keeper_of("appointment")
    assert stream.count(cut) == 1  # type: ignore[union-attr]  # the slot; what is booked stays
    commands.cancel(ANYBODY, public)
    assert stream.end(cut, 10) == 2  # type: ignore[union-attr]
    assert not Appointment.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_many_at_once_never_have_more_than_the_places() -> None:
    with clock.frozen(MORNING):
        settle()
        people = [a_resident(place) for place in range(8)]
    later = ELEVEN.replace(hour=15)

    def tried(act: object) -> str:
        try:
            return str(act().public_id)  # type: ignore[operator]
        except errors.SlotFull as error:
            return error.code

    said = at_once(*(lambda who=who: tried(lambda: commands.book(who, "insurance", ELEVEN)) for who in people))
    won = [each for each in said if each != "slot-full"]
    assert (len(won), taken()) == (2, 2)
    with clock.frozen(MORNING):
        other = [commands.book(who, "insurance", later) for who in people if _free(who)][:2]
    moves = [(won[0], later), (won[1], later), (other[0].public_id, ELEVEN), (other[1].public_id, ELEVEN)]
    at_once(*(lambda one=one: tried(lambda: commands.move_to(ANYBODY, *one)) for one in moves))
    held = [Appointment.objects.filter(starts_at=when, state="booked").count() for when in (ELEVEN, later)]
    assert held == [taken(), taken(later)]
    assert sum(held) == 4
    assert max(held) <= 2


def _free(who: Actor) -> bool:
    """Whether somebody has no appointment, and the later slot still has a place."""
    busy = Appointment.objects.filter(account_id=who.account_id, state="booked").exists()
    return not busy and taken(ELEVEN.replace(hour=15)) < 2
