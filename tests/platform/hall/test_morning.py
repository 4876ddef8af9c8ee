"""A whole morning: forty visitors, three windows. Every step of both tables is taken, and the books agree at the end.

The visitors come, wait, are late, go away and are sent to another window by chance, the same each time (seeded).
"""

from __future__ import annotations

import random
from collections import Counter
from datetime import datetime, timedelta
from statistics import fmean

from tests.platform.hall.conftest import MORNING, Day, a_resident
from yichuang.core import clock
from yichuang.core.access import Actor
from yichuang.platform.hall import commands, queries
from yichuang.platform.hall.models import Appointment, Shift, Ticket
from yichuang.platform.hall.steps import APPOINTMENT_STEPS, AT_WINDOW, ENDED, STEPS
from yichuang.platform.people.models import Record

ANYBODY = Actor()
VISITORS = 40
#: What the record calls the steps that have other names there.
RECORDED = {
    "call": "called",
    "call-again": "called-again",
    "begin": "begun",
    "finish": "finished",
    "skip": "skipped",
    "come-back": "came-back",
    "transfer": "transferred",
    "withdraw": "withdrawn",
    "lapse": "lapsed",
    "move": "moved",
    "arrive": "arrived",
    "cancel": "cancelled",
    "call-off": "called-off",
    "miss": "missed",
}


class Morning:
    """Three windows, and what happens every two minutes."""

    def __init__(self, clerks: list[Actor], day: Day) -> None:
        self.clerks, self.day, self.chance = clerks, day, random.Random(20261130)
        self.until: dict[Actor, datetime] = {}
        self.told: dict[str, datetime] = {}
        self.off: list[float] = []
        self.waited: list[float] = []
        for place, clerk in enumerate(clerks, 1):
            commands.open_shift(clerk, str(place))

    def comes(self) -> None:
        """Somebody draws a ticket, and reads about how long it takes."""
        kind = self.chance.choice(("insurance", "insurance", "business", "other"))
        ticket = commands.draw(ANYBODY, kind, priority=self.chance.random() < 0.2)
        place = queries.by_address(ANYBODY, ticket.public_id)
        if place.minutes is not None:
            self.told[ticket.public_id] = self.day.now + timedelta(minutes=place.minutes)

    def works(self, clerk: Actor) -> None:
        """What a clerk does just now."""
        current = queries.current(clerk)
        if current is not None and current.state == Ticket.State.CALLED and self.chance.random() >= 0.15:
            commands.begin(clerk, current.public_id)
            self.until[clerk] = self.day.now + timedelta(minutes=self.chance.randint(3, 12))
            return
        if current is not None and current.state == Ticket.State.CALLED:  # nobody comes
            commands.call_again(clerk, current.public_id)
            commands.call_again(clerk, current.public_id)
            commands.skip(clerk, current.public_id)
        elif current is not None and self.day.now < self.until[clerk]:
            return
        elif current is not None:
            others = [code for code, shift in queries.open_windows().items() if shift.clerk_id != clerk.account_id]
            if others and self.chance.random() < 0.15:
                commands.transfer(clerk, current.public_id, others[0])
            else:
                commands.finish(clerk, current.public_id)
        called = commands.call_next(clerk)
        if called is not None and called.returned is False and called.public_id in self.told:
            self.off.append((self.day.now - self.told.pop(called.public_id)).total_seconds() / 60)
            self.waited.append((self.day.now - called.drawn_at).total_seconds() / 60)

    def passes(self) -> None:
        """Two minutes. Nobody is at two windows, no window has two."""
        for clerk in self.clerks:
            self.works(clerk)
        there = Ticket.objects.filter(state__in=AT_WINDOW).values_list("clerk_id", flat=True)
        assert len(set(there)) == len(there) <= len(self.clerks)
        self.day.on(minutes=2)


def test_forty_visitors_at_three_windows(clerks: list[Actor], day: Day) -> None:
    day.to(MORNING.replace(hour=9))
    morning, eleven = Morning(clerks, day), MORNING.replace(hour=11)
    booked = [commands.book(a_resident(place), "insurance", eleven).public_id for place in (1, 2)]
    commands.move_to(ANYBODY, booked[1], eleven + timedelta(minutes=30))
    commands.cancel(ANYBODY, booked[1])
    commands.book(a_resident(3), "business", MORNING.replace(minute=30))  # and does not come
    came = 0
    for minute in range(0, 170, 2):
        if came < VISITORS - 1 and minute % 8:
            morning.comes()
            came += 1
        if day.now == eleven:
            commands.arrive(ANYBODY, booked[0])
            came += 1
        if minute == 20:
            commands.withdraw(ANYBODY, Ticket.objects.filter(state="waiting").latest("drawn_at", "number").public_id)
        late = Ticket.objects.filter(state="skipped", returned=False, ended_at__gt=day.now - timedelta(minutes=20))
        if minute % 20 == 0 and (skipped := late.order_by("ended_at", "letter").first()) is not None:
            commands.come_back(ANYBODY, skipped.public_id)
        commands.miss_all()
        morning.passes()
    assert came == VISITORS == Ticket.objects.count()
    for _ in range(3):  # they come too late to be called
        day.to(MORNING.replace(hour=16, minute=59))
        morning.comes()
    day.to(MORNING.replace(hour=18))
    commands.close_day()
    states = Counter(Ticket.objects.values_list("state", flat=True))
    assert set(states) <= ENDED
    assert sum(states.values()) == VISITORS + 3
    assert states["served"] >= 30
    assert states["lapsed"] >= 3
    assert not Shift.objects.filter(ended_at=None).exists()
    assert set(Appointment.objects.values_list("state", flat=True)) == {"arrived", "cancelled", "missed"}
    taken = set(Record.objects.filter(subject_kind__in=("ticket", "appointment")).values_list("verb", flat=True))
    steps = {RECORDED[verb] for verb in (*STEPS, *APPOINTMENT_STEPS)} - {"called-off"}  # tried by itself
    assert steps <= taken
    served = Record.objects.filter(subject_kind="ticket", verb="finished").count()
    assert served == states["served"]  # the record and the queue say the same
    assert len(morning.off) >= 10
    assert fmean(map(abs, morning.off)) < fmean(morning.waited) / 2  # minutes; tickets drawn at once vary their order
    assert clock.now() == day.now
