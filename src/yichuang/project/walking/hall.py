"""A whole morning in the hall (``yichuang walk hall``), and what comes of it until both sides agree."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from datetime import time as time_of_day
from statistics import fmean
from typing import Any

from yichuang.core import clock
from yichuang.core.words import N_
from yichuang.platform.catalog import queries as catalog
from yichuang.platform.catalog.calendar import calendar
from yichuang.platform.exchange.models import System
from yichuang.project import reconcile
from yichuang.project.commands import audit
from yichuang.project.errors import WalkError
from yichuang.project.terminal import said
from yichuang.project.walking.counters import Morning
from yichuang.project.walking.offices import Offices
from yichuang.project.walking.reached import NOTICES, STATES, STEPS_OF, Reached
from yichuang.project.walking.run import Walk, at_desk, staff_phone
from yichuang.project.walking.visitors import Visitor, a_phone, arrival_code, forward, slot, visitors

#: Appointments are for this much after the first visitor, and whoever has one is there so much before.
FIRST_SLOT, BEFORE = timedelta(minutes=40), timedelta(minutes=5)


def walk_hall(declared: Mapping[str, Any], base: str, say: Callable[[str], None], patience: float) -> bool:
    """Do the morning that is declared; whether everything was reached and both sides agree. Raises WalkError."""
    systems = {each.code: each for each in System.objects.all()}
    walk = Walk(base, declared, systems, say, patience=patience)
    plan, reached = declared["morning"], Reached()
    day = _day(plan["begins"])
    forward(_at(day, plan["begins"]))
    since = clock.now()
    with at_desk(declared["desk"]), walk.closing:
        morning = Morning(walk, plan, reached)
        booked = _book(walk, morning, reached, since)
        coming = visitors(declared["visitors"], since, timedelta(minutes=plan["every"]))
        say(
            said(N_("The morning: %(count)s visitors, %(windows)s windows"), count=len(coming) + len(booked), windows=3)
        )
        morning.run([*coming, *booked], _at(day, plan["relief"]["at"]))
        over = clock.now()
        say(said(N_("The afternoon, and what comes of it")))
        offices = Offices(walk, reached)
        _work(walk, offices, morning, day)
        papers = sum(offices.read(each) for each in morning.visitors if each.filed)
        clerk = walk.client(staff_phone(plan["windows"][min(plan["windows"])]))
        papers += sum(offices.licences(each, clerk) for each in morning.visitors if each.filed)
        ratings = sum(offices.rate(each, morning.anybody) for each in morning.visitors)
        requests = morning.anybody.calls + sum(each.calls for each in walk.clients)
    reached.read_log(since)
    _figures(walk, morning, over - since, ratings, papers, requests)
    whole = _whole(reached, say)
    agreed = reconcile.main([]) == 0
    return audit.main(["verify"]) == 0 and agreed and whole


def _day(begins: str) -> date:
    """The first working day whose morning is still to come."""
    today = clock.today()
    passed = clock.now() > _at(today, begins)
    return calendar().next_workday_on_or_after(today + timedelta(days=passed))


def _at(day: date, text: str) -> datetime:
    return datetime.combine(day, time_of_day.fromisoformat(text), clock.ZONE)


def _book(walk: Walk, morning: Morning, reached: Reached, since: datetime) -> list[Visitor]:
    """Those who have a time: it is booked, moved, cancelled; whoever will be there. What is missed is left alone."""
    coming = []
    for booking in walk.declared["bookings"]:
        phone, kind = a_phone(), booking["kind"]
        client, first = walk.client(phone), since + FIRST_SLOT
        made = client.post("/appointments", {"kind": kind, "starts_at": slot(client, kind, first)})
        reached.saw("appointment", "", made["state"])
        for verb in booking["does"]:
            path = f"/appointments/{made['id']}"
            if verb == "move":
                later = datetime.fromisoformat(made["starts_at"]) + timedelta(minutes=1)
                made = client.post(f"{path}/move", {"starts_at": slot(client, kind, later)})
                reached.saw("appointment", verb, made["state"])
            elif verb == "cancel":
                reached.saw("appointment", verb, client.post(f"{path}/cancel")["state"])
            elif verb == "arrive":
                at = datetime.fromisoformat(made["starts_at"]) - BEFORE
                coming.append(Visitor({"kind": kind, "minutes": 6}, at, code=arrival_code(walk, phone), booking=path))
            else:
                morning.missing.append(path)
    return coming


def _work(walk: Walk, offices: Offices, morning: Morning, day: date) -> None:
    """Officers' afternoon, the hall's end, and what is done when the working days have passed."""
    plan = walk.declared["morning"]
    forward(_at(day, plan["desks"]))
    offices.look()
    for visitor in morning.visitors:
        offices.work(visitor, "acts")
    walk.step(said(N_("officers have worked on %(count)s parts"), count=len(offices.parts)))
    forward(_at(day, plan["ends"]))
    late = [Visitor(each, clock.now()) for each in walk.declared["visitors"] if each.get("closed")]
    for visitor in late:
        morning.draw(visitor)
    forward(_at(day, plan["closed"]))
    _until(morning, [f"/tickets/{each.ticket}" for each in late], "lapse", "lapsed", walk.patience)
    _until(morning, morning.missing, "miss", "missed", walk.patience)
    walk.step(said(N_("the hall has closed; who was not called has lapsed")))
    forward(_at(calendar().workdays_after(day, plan["later"]), plan["desks"]))
    walk.step(said(N_("%(count)s working days later"), count=plan["later"]))
    for visitor in morning.visitors:
        offices.work(visitor, "later")
    for visitor in (each for each in morning.visitors if each.filed):
        offices.wait(visitor)
    walk.step(said(N_("every part has its outcome")))


def _until(morning: Morning, paths: list[str], verb: str, state: str, patience: float) -> None:
    """Wait until the worker has ended what is over."""
    kind, deadline = "ticket" if verb == "lapse" else "appointment", time.monotonic() + patience
    for path in paths:
        while (found := morning.anybody.get(path)["state"]) != state:
            if time.monotonic() > deadline:
                raise WalkError("not-ended", N_("The worker has not ended %(path)s: %(state)s"), path=path, state=found)
            time.sleep(0.2)
        morning.reached.saw(kind, verb, state)


def _figures(walk: Walk, morning: Morning, took: timedelta, ratings: int, papers: int, requests: int) -> None:
    """What was measured, by the demo's clock."""
    called = [each for each in morning.visitors if each.drawn_at and each.called_at]
    waited = [(each.called_at - each.drawn_at).total_seconds() / 60 for each in called]  # type: ignore[operator]
    walk.say(
        said(
            N_("%(visitors)s visitors in %(minutes)s minutes on the clock, waiting %(mean)s minutes, at most %(most)s"),
            visitors=len(morning.visitors),
            minutes=round(took.total_seconds() / 60),
            mean=round(fmean(waited)),
            most=round(max(waited)),
        )
    )
    walk.say(
        said(
            N_("%(cases)s cases, %(papers)s papers read, %(ratings)s ratings, %(requests)s requests"),
            cases=sum(len(each.filed) for each in morning.visitors),
            papers=papers,
            ratings=ratings,
            requests=requests,
        )
    )


def _whole(reached: Reached, say: Callable[[str], None]) -> bool:
    """Whether everything was reached that can be; what was not, with its reason."""
    packages = [catalog.version(each.pk).package for each in catalog.services()]
    for sort, words in (
        (STATES, N_("states reached: %(count)s of %(whole)s")),
        (STEPS_OF, N_("steps made: %(count)s of %(whole)s")),
        (NOTICES, N_("notices issued: %(count)s of %(whole)s")),
    ):
        count, whole = reached.count(sort)
        say(said(words, count=count, whole=whole))
    for (_, kind, name), why in reached.excused(packages):
        say("  " + said(N_("not possible here: %(kind)s %(name)s: %(why)s"), kind=kind, name=name, why=why))
    missing = reached.missing(packages)
    for _, kind, name in missing:
        say("  " + said(N_("not reached: %(kind)s %(name)s"), kind=kind, name=name))
    return not missing
