"""What may stand in ``hall.yaml``: kinds of matter, windows and what each serves, hours, how the queue is called.

Needs neither Django nor a database, so that the checker can read it.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Annotated, Literal

from pydantic import Field
from pydantic.types import StringConstraints

from yichuang.core import clock
from yichuang.core.packages.errors import Finding
from yichuang.core.packages.files import validate
from yichuang.core.packages.marks import Marked, read_yaml
from yichuang.core.packages.texts import Code, Strict, Text
from yichuang.core.words import N_
from yichuang.platform.hall.errors import NoSuchKind, NoSuchWindow

FILE = "hall.yaml"
Minutes = Annotated[int, Field(ge=0, le=24 * 60)]
Moment = Annotated[str, StringConstraints(pattern=r"^(([01][0-9]|2[0-3]):[0-5][0-9]|24:00)$")]
Letter = Annotated[str, StringConstraints(pattern=r"^[A-Z]$")]


class Kind(Strict):
    """A kind of matter, as visitors choose one; its letter stands before the numbers of its tickets."""

    code: Code = Field(alias="kind")
    letter: Letter
    title: Text


class Window(Strict):
    """A window and the kinds that it serves; ``place``: where in the house, if one has to be told."""

    code: Code = Field(alias="window")
    title: Text
    place: Text | None = None
    serves: list[Code] = Field(min_length=1)


class Hours(Strict):
    """Open from a time of the day until another, in Beijing."""

    start: Moment = Field(alias="from")
    until: Moment


class Queue(Strict):
    """How the queue is called; all lengths in minutes. See the comments of ``hall.yaml``."""

    early: Minutes
    stay: Minutes
    head_start: Minutes
    calls: int = Field(ge=1, le=9)
    return_within: Minutes
    most_waiting: int = Field(ge=1, le=999)
    estimate_from: int = Field(ge=1, le=1000)
    source: str = Field(min_length=1)
    verified: bool


class Appointments(Strict):
    """How appointments are cut; all lengths in minutes. ``per_slot``: how many of a kind a slot takes."""

    minutes: int = Field(ge=5, le=240)
    days_ahead: int = Field(ge=0, le=90)
    per_slot: dict[Code, Annotated[int, Field(ge=1, le=99)]] = Field(min_length=1)
    early: Minutes
    head_start: Minutes
    source: str = Field(min_length=1)
    verified: bool


class Plan(Strict):
    """A hall. What refers to something refers to what there is: ``read`` has seen to it."""

    kinds: list[Kind] = Field(min_length=1)
    windows: list[Window] = Field(min_length=1)
    open_on: Literal["workdays", "every-day"] = "workdays"
    opening: list[Hours] = Field(min_length=1)
    queue: Queue
    appointments: Appointments | None = None

    def kind(self, code: str) -> Kind:
        """The kind of matter with this code. Raises NoSuchKind."""
        found = next((each for each in self.kinds if each.code == code), None)
        if found is None:
            raise NoSuchKind
        return found

    def window(self, code: str) -> Window:
        """The window with this code. Raises NoSuchWindow."""
        found = next((each for each in self.windows if each.code == code), None)
        if found is None:
            raise NoSuchWindow
        return found

    def serving(self, kind: str) -> list[str]:
        """The codes of the windows that serve a kind."""
        return [each.code for each in self.windows if kind in each.serves]

    def opens(self, day: date) -> datetime:
        """When the first hours of ``day`` begin, rest or not."""
        return _at(day, self.opening[0].start)

    def closes(self, day: date) -> datetime:
        """When the last hours of ``day`` end, rest or not."""
        return _at(day, self.opening[-1].until)

    def slots(self, day: date) -> list[datetime]:
        """When the slots of ``day`` begin, each wholly within the hours, whether it is a day of opening or not."""
        found: list[datetime] = []
        length = timedelta(minutes=self.appointments.minutes) if self.appointments else None
        for hours in self.opening if length else ():
            at, until = _at(day, hours.start), _at(day, hours.until)
            while length and at + length <= until:
                found.append(at)
                at += length
        return found

    def over(self, day: date) -> datetime:
        """From when on nobody who drew on ``day`` is called any more."""
        return self.closes(day) + timedelta(minutes=self.queue.stay)


def _at(day: date, text: str) -> datetime:
    hour, minute = text.split(":")
    return datetime.combine(day, time(), clock.ZONE) + timedelta(hours=int(hour), minutes=int(minute))


def read(text: str) -> tuple[Plan | None, list[Finding]]:
    """The plan in the text of ``hall.yaml``, or None with everything that is wrong, by line."""
    marked = read_yaml(FILE, text)
    plan = validate(Plan, marked)
    if plan is not None:
        _check(plan, marked)
    return (plan if not marked.findings else None), marked.findings


def _check(plan: Plan, marked: Marked) -> None:
    parts: tuple[tuple[str, Iterable[object], str], ...] = (
        ("kinds", (each.code for each in plan.kinds), "kind"),
        ("kinds", (each.letter for each in plan.kinds), "letter"),
        ("windows", (each.code for each in plan.windows), "window"),
    )
    for part, named, key in parts:
        seen: set[object] = set()
        for at, one in enumerate(named):
            if one in seen:
                marked.find((part, at, key), "twice", N_("“%(key)s” stands here twice."), key=one)
            seen.add(one)
    kinds = {each.code for each in plan.kinds}
    for at, window in enumerate(plan.windows):
        for place, kind in enumerate(window.serves):
            if kind not in kinds:
                words = N_("There is no kind of matter “%(code)s”.")
                marked.find(("windows", at, "serves", place), "unknown", words, code=kind)
    for kind in plan.appointments.per_slot if plan.appointments else ():
        if kind not in kinds:
            words = N_("There is no kind of matter “%(code)s”.")
            marked.find(("appointments", "per_slot", kind), "unknown", words, code=kind)
    for at, each in enumerate(plan.kinds):
        if not plan.serving(each.code):
            marked.find(("kinds", at), "missing", N_("No window serves “%(code)s”."), code=each.code)
    before = ""
    for at, hours in enumerate(plan.opening):
        if not before <= hours.start < hours.until:
            words = N_("Hours begin before they end, one after the other.")
            marked.find(("opening", at, "from"), "value", words)
        before = hours.until
