"""The days to come: does the guide still answer, and what runs out?"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from yichuang.core.packages.checker.outcomes import finding, row
from yichuang.core.packages.checker.people import known, values_in
from yichuang.core.packages.checker.variants import noticed_by, original
from yichuang.core.packages.errors import Finding
from yichuang.core.words import N_

if TYPE_CHECKING:
    from yichuang.core.packages.package import Package

DAYS, NOTICE, SAMPLE = 730, 60, 8
"""How far is looked ahead; how long before it is told that something runs out; how many people are tried."""


def look_ahead(package: Package, on: dt.date, days: int = DAYS) -> list[Finding]:
    """What fails within so many days, and what runs out within `NOTICE` days or has.

    Every rule is run on every day for people of the worked examples; the guide with its diagrams on the first of each
    month and wherever a figure changes.
    """
    first = max(on, package.in_force)
    calendar = [first + dt.timedelta(days=step) for step in range(days + 1)]
    findings = [*_figures(package, calendar), *_crashes(package, calendar), *_running_out(package, on)]
    return sorted(findings, key=lambda one: (one.file, one.line, one.code, str(one.message)))


def _figures(package: Package, calendar: list[dt.date]) -> Iterator[Finding]:
    used = {fact.parameter for fact in package.facts.values()} | {fact.among for fact in package.facts.values()}
    used |= {time for one in package.text.matters for time in one.clock.times}
    for name in package.parameters:
        day = next((day for day in calendar if package.figure(name, day) is None), None)
        if name in used and day is not None:
            yield finding(
                package,
                row(package, name),
                "no-figure",
                N_("“%(name)s” has no value on %(day)s."),
                file="parameters.csv",
                name=name,
                day=day,
            )


def _crashes(package: Package, calendar: list[dt.date]) -> Iterator[Finding]:
    """Each way of failing, told once with its first day."""
    step = max(1, len(package.examples) // SAMPLE)
    people = [facts for one in package.examples[::step] if (facts := values_in(package, one))]
    changes = {one.since for versions in package.parameters.values() for one in versions}
    seen: set[str] = set()
    for day in calendar:
        for facts in people:
            try:
                _run(package, day, facts, guided=day.day == 1 or day in changes or day == calendar[0])
            except Exception as error:  # whatever it is, the owner must hear of it before that day
                if type(error).__name__ not in seen:
                    seen.add(type(error).__name__)
                    template = N_("On %(day)s the guide fails: %(problem)s.")
                    yield finding(package, (), "crash", template, day=day, problem=f"{type(error).__name__}: {error}")


def _run(package: Package, day: dt.date, facts: dict[str, Any], *, guided: bool) -> None:
    noticed_by(package, original(package), package.start(day), facts)
    if guided:
        guide = package.guide(known(package, facts), day)
        assert guide.outcome
        assert guide.steps


def _running_out(package: Package, on: dt.date) -> Iterator[Finding]:
    soon = on + dt.timedelta(days=NOTICE)
    for name, versions in package.parameters.items():
        for figure in versions:
            if (
                figure.review_by is not None
                and figure.review_by <= soon
                and (figure.until is None or figure.until >= on)
            ):
                yield finding(
                    package,
                    row(package, name, figure.since),
                    "review-due",
                    N_("“%(name)s” is to be looked at again by %(day)s."),
                    file="parameters.csv",
                    name=name,
                    day=figure.review_by,
                )
    known_until = package.world.calendar.known_until
    if package.by_calendar and known_until <= soon:
        template = N_("Rules go by working days, and the holiday notices are known until %(day)s: load the next one.")
        yield finding(package, (), "no-notice", template, day=known_until)
    for key, source in package.law.items():
        if source.until is not None and source.until <= soon:
            yield finding(
                package,
                ("sources", key, "until"),
                "source-ends",
                N_("The source “%(key)s” is in force until %(day)s: see what follows it."),
                file="law.yaml",
                key=key,
                day=source.until,
            )
