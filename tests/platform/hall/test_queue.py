"""A ticket's way through the hall, each way on which it is refused, and what is always so."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from pytest_django import Settings

from tests.platform.hall.conftest import Day, a_clerk, a_resident
from yichuang.core import clock
from yichuang.core.access import Actor, NotAllowed
from yichuang.core.identifiers import new_id
from yichuang.platform.hall import commands, errors, jobs, queries
from yichuang.platform.hall.models import Appointment, Shift, Ticket
from yichuang.platform.people.models import Department, Division, Record
from yichuang.platform.retention.keepers import keeper_of

ANYBODY = Actor()


def drawn(kind: str = "insurance", priority: bool = False) -> Ticket:
    return commands.draw(ANYBODY, kind, priority=priority)


def called(clerk: Actor) -> Ticket:
    found = commands.call_next(clerk)
    assert found is not None
    return found


def at(clerk: Actor, window: str) -> Actor:
    """The clerk, who sits down."""
    commands.open_shift(clerk, window)
    return clerk


def served(clerk: Actor, day: Day, minutes: int) -> None:
    """The next one, for so long."""
    ticket = called(clerk)
    commands.begin(clerk, ticket.public_id)
    day.on(minutes=minutes)
    commands.finish(clerk, ticket.public_id)


def test_it_works(clerks: list[Actor], day: Day) -> None:
    clerk, ticket = at(clerks[0], "1"), drawn()
    assert (ticket.said, ticket.state) == ("A001", "waiting")
    there = called(clerk)
    assert (there.pk, there.window, queries.screen(ANYBODY).calls[0]) == (
        ticket.pk,
        "1",
        queries.Call("A001", "1", calling=True),
    )
    assert commands.begin(clerk, there.public_id).state == "serving"
    day.on(minutes=7)
    assert commands.finish(clerk, there.public_id).state == "served"
    assert queries.screen(ANYBODY).calls == ()
    verbs = Record.objects.filter(subject_id=ticket.pk).order_by("position").values_list("verb", "actor_id")
    assert list(verbs) == [("drawn", None), *((verb, clerk.account_id) for verb in ("called", "begun", "finished"))]


def test_no_record_of_a_ticket_says_whose_it_is(clerks: list[Actor]) -> None:
    who = new_id()
    resident = Actor(account_id=new_id(), person_id=who, role="resident", level=1)
    ticket = commands.draw(resident, "insurance")
    clerk = at(clerks[0], "1")
    visited = replace(clerk, on_behalf_of=who, level=2)
    commands.finish(visited, called(visited).public_id)
    commands.withdraw(resident, commands.draw(resident, "insurance").public_id)
    for each in Record.objects.filter(subject_kind="ticket"):
        assert each.actor_id in (None, clerk.account_id)
        assert str(who) not in str(each.payload)
    assert str(who) not in str(Ticket.objects.values().get(pk=ticket.pk))


def test_numbers_are_by_letter_and_begin_anew_each_day(clerks: list[Actor], day: Day) -> None:
    assert [drawn(kind).said for kind in ("insurance", "business", "insurance")] == ["A001", "B001", "A002"]
    day.on(days=1)
    assert drawn().said == "A001"


def test_a_window_calls_what_it_serves_in_the_order_of_drawing(clerks: list[Actor], day: Day) -> None:
    for kind in ("business", "insurance", "other"):
        drawn(kind)
        day.on(minutes=1)
    third = at(clerks[2], "3")
    assert called(third).said == "A001"
    assert called(at(clerks[0], "1")).said == "B001"


def test_priority_is_a_head_start_and_overtakes_nobody_beyond_it(clerks: list[Actor], day: Day) -> None:
    first = drawn()
    day.on(minutes=16)
    second, elder = drawn(), drawn(priority=True)
    clerk, order = at(clerks[0], "1"), []
    for _ in range(3):
        order.append(called(clerk).pk)
        commands.finish(clerk, Ticket.objects.get(pk=order[-1]).public_id)
    assert order == [first.pk, elder.pk, second.pk]


def test_nobody_is_called_while_somebody_is_at_the_window(clerks: list[Actor]) -> None:
    clerk, _, _ = at(clerks[0], "1"), drawn(), drawn()
    called(clerk)
    with pytest.raises(errors.StillOpen, match="A001"):
        commands.call_next(clerk)
    with pytest.raises(errors.StillOpen):
        commands.close_shift(clerk)
    with pytest.raises(errors.NoShift):
        commands.call_next(clerks[1])
    assert commands.call_next(at(clerks[1], "2")) is not None
    assert commands.call_next(at(clerks[2], "3")) is None


def test_whoever_does_not_come_is_skipped_after_three_calls_and_may_come_back_once(
    clerks: list[Actor], day: Day
) -> None:
    clerk, ticket = at(clerks[0], "1"), drawn()

    def skipped() -> None:
        public = called(clerk).public_id
        for _ in range(2):
            with pytest.raises(errors.TooFewCalls):
                commands.skip(clerk, public)
            commands.call_again(clerk, public)
        commands.skip(clerk, public)

    skipped()
    day.on(minutes=30)
    later = drawn()
    assert queries.by_address(ANYBODY, ticket.public_id).can_come_back
    day.on(minutes=1)
    assert not queries.by_address(ANYBODY, ticket.public_id).can_come_back
    with pytest.raises(errors.ComesTooLate):
        commands.come_back(ANYBODY, ticket.public_id)
    day.on(minutes=-1)
    commands.come_back(ANYBODY, ticket.public_id)
    assert queries.by_address(ANYBODY, ticket.public_id).ahead == 0  # both at this minute: by number then
    commands.withdraw(ANYBODY, later.public_id)
    skipped()
    with pytest.raises(errors.ComesTooLate):
        commands.come_back(ANYBODY, ticket.public_id)


def test_a_transfer_keeps_the_waiting_time(clerks: list[Actor], day: Day) -> None:
    first, second = at(clerks[0], "1"), at(clerks[1], "2")
    moved = drawn()
    day.on(minutes=1)
    drawn()
    with pytest.raises(errors.NoSuchWindow):
        commands.transfer(first, called(first).public_id, "3")  # nobody sits there
    commands.transfer(first, moved.public_id, "2")
    assert called(first).said == "A002"  # not called by any other window again
    assert called(second).pk == moved.pk
    commands.transfer(second, moved.public_id, "1")
    commands.finish(first, Ticket.objects.get(letter="A", number=2).public_id)
    commands.close_shift(first)  # nobody sits there any more: any window calls it
    assert called(second).pk == moved.pk


def test_what_is_open_goes_to_whoever_takes_the_window_over(clerks: list[Actor]) -> None:
    first, second = at(clerks[0], "1"), clerks[1]
    drawn()
    ticket = called(first)
    with pytest.raises(errors.WindowTaken, match="窗口1号"):
        commands.open_shift(second, "1")
    commands.open_shift(second, "1", take_over=True)
    with pytest.raises(NotAllowed):
        commands.finish(first, ticket.public_id)
    assert commands.finish(second, ticket.public_id).state == "served"
    assert Shift.objects.get(clerk_id=first.account_id).relieved_by_id == second.account_id
    noted = Record.objects.get(subject_id=ticket.pk, verb="handed-over")
    assert str(first.account_id) in str(noted.payload)


def test_whoever_sits_down_elsewhere_leaves_the_first_window(clerks: list[Actor]) -> None:
    at(at(clerks[0], "1"), "2")
    assert list(queries.open_windows()) == ["2"]
    at(clerks[0], "2")  # once more changes nothing
    assert Shift.objects.filter(ended_at=None).count() == 1


def test_the_estimate_is_not_known_before_ten_visits_and_then_made_of_them(clerks: list[Actor], day: Day) -> None:
    clerk = at(clerks[0], "1")
    for _ in range(9):
        drawn()
        served(clerk, day, minutes=6)
    waiting = [drawn() for _ in range(3)]
    last = queries.by_address(ANYBODY, waiting[2].public_id)
    assert (last.ahead, last.minutes, last.windows) == (2, None, ("1",))
    served(clerk, day, minutes=6)
    last = queries.by_address(ANYBODY, waiting[2].public_id)
    assert (last.ahead, last.minutes, last.measured) == (1, 10, 10)  # 6 minutes, in steps of 5
    called(clerk)
    assert queries.by_address(ANYBODY, waiting[2].public_id).minutes == 5  # half of the one who is called
    at(clerks[1], "2")
    assert queries.by_address(ANYBODY, waiting[2].public_id).windows == ("1", "2")


def test_without_a_window_nothing_is_promised(clerks: list[Actor]) -> None:
    drawn("business")
    found = queries.by_address(ANYBODY, drawn("business").public_id)
    assert (found.ahead, found.minutes, found.windows) == (1, None, ())


def test_with_the_day_everything_ends(clerks: list[Actor], day: Day) -> None:
    clerk = at(clerks[0], "1")
    tickets = [drawn() for _ in range(3)]
    commands.begin(clerk, called(clerk).public_id)
    day.to(datetime(2026, 11, 30, 17, 59, tzinfo=clock.ZONE))
    assert commands.close_day() == 0  # whoever drew in time is still called
    day.on(minutes=1)
    assert commands.close_day() == 4
    assert {each.state for each in Ticket.objects.all()} == {"lapsed"}
    assert not Shift.objects.filter(ended_at=None).exists()
    assert commands.close_day() == 0
    with pytest.raises(errors.NotInThisState):
        commands.withdraw(ANYBODY, tickets[0].public_id)


def test_the_worker_ends_the_day_and_tells_of_missed_appointments(
    clerks: list[Actor], day: Day, settings: Settings, tmp_path: Path
) -> None:
    drawn()
    commands.book(a_resident(1), "insurance", day.now + timedelta(hours=1))
    day.to(datetime(2026, 11, 30, 18, 0, tzinfo=clock.ZONE))
    content, settings.CONTENT = settings.CONTENT, tmp_path
    jobs.close()  # of a hall that is not there nothing is done
    jobs.appointments()
    assert Ticket.objects.get().state == "waiting"
    settings.CONTENT = content
    jobs.close()
    jobs.appointments()
    assert (Ticket.objects.get().state, Appointment.objects.get().state) == ("lapsed", "missed")


@pytest.mark.parametrize("hour", [8, 17, 12])
def test_tickets_are_drawn_while_the_hall_is_open(clerks: list[Actor], day: Day, hour: int) -> None:
    day.to(datetime(2026, 11, 30, hour, 29, tzinfo=clock.ZONE))
    if hour == 12:  # over noon, too
        assert drawn().said == "A001"
        day.to(datetime(2026, 11, 29, hour, 29, tzinfo=clock.ZONE))
    with pytest.raises(errors.HallClosed):
        drawn()


def test_a_full_hall_says_so(clerks: list[Actor]) -> None:
    first = drawn()
    Ticket.objects.bulk_create(
        Ticket(
            **{name: getattr(first, name) for name in ("division_id", "day", "kind", "letter", "source", "drawn_at")},
            rank_at=first.rank_at,
            public_id=f"t{number}",
            number=number,
        )
        for number in range(2, 201)
    )
    with pytest.raises(errors.HallFull, match="200"):
        drawn()


def test_who_may_not(clerks: list[Actor], day: Day) -> None:
    clerk, ticket = at(clerks[0], "1"), drawn()
    far = Division.objects.create(code="430122", name="别县")
    elsewhere = a_clerk(9, Department.objects.create(code="far", names={"zh-hans": "别处"}, division=far))
    resident = Actor(account_id=new_id(), role="resident")
    for actor in (elsewhere, resident, ANYBODY, replace(clerk, role="officer")):
        with pytest.raises(NotAllowed):
            commands.call_next(actor)
        with pytest.raises(NotAllowed):
            commands.open_shift(actor, "2")
        assert not queries.at_window(actor).waiting
    called(clerk)
    colleague = at(clerks[1], "2")
    for command in (commands.begin, commands.finish, commands.skip, commands.call_again):
        for actor in (colleague, elsewhere, resident):
            with pytest.raises(NotAllowed):
                command(actor, ticket.public_id)
    with pytest.raises(NotAllowed):
        commands.transfer(colleague, ticket.public_id, "2")


def test_they_are_kept_as_long_as_their_class_says(clerks: list[Actor], day: Day) -> None:
    at(clerks[0], "1")
    drawn()
    stream = keeper_of("ticket")
    assert set(stream.tables) == {"hall.Ticket", "hall.Shift", "hall.Counter", "ratings.VisitRating"}
    day.on(days=1)
    commands.close_day()
    day.on(days=400)
    drawn()
    cut = day.now.replace(hour=0)
    assert stream.count(cut) == 3  # type: ignore[union-attr]
    assert stream.end(cut, 100) == 3  # type: ignore[union-attr]
    assert (Ticket.objects.count(), Shift.objects.count()) == (1, 0)
