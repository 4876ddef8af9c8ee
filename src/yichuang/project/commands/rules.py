"""``yichuang rules calendar``: what fails or runs out in the days to come; needs no database."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from yichuang.core.clock import today
from yichuang.core.packages import PackageError, WorldError, load, load_world
from yichuang.core.packages.checker import look_ahead
from yichuang.core.packages.checker.calendar import DAYS
from yichuang.core.words import N_
from yichuang.project.commands.check import broken_world, folders_in, legal_day
from yichuang.project.commands.reports import FORMATS, Placed, report
from yichuang.project.run.members import content
from yichuang.project.terminal import said, tell

MOST_DAYS = 7_300
"""How far may be looked ahead: 20 years."""


def main(argv: Sequence[str]) -> int:
    """0 when nothing fails and nothing is due; 1 with each finding."""
    what = N_("rules calendar: what fails or runs out in days to come")
    parser = argparse.ArgumentParser("yichuang rules", description=said(what))
    parser.add_argument("what", choices=("calendar",), help=said(N_("the calendar of the days to come")))
    parser.add_argument(
        "paths", nargs="*", type=Path, metavar="PATH", help=said(N_("the folder of a package, or of several"))
    )
    parser.add_argument("--on", type=legal_day, metavar="DAY", help=said(N_("the legal date; today")))
    parser.add_argument("--days", type=_days, default=DAYS, help=said(N_("how many days are looked ahead")))
    parser.add_argument("--format", choices=FORMATS, default="text", help=said(N_("for people or for machines")))
    given = parser.parse_intermixed_args(argv)
    folders = [folder for path in given.paths or [content()] for folder in folders_in(path, parser)]
    on = given.on or today()
    try:
        world = load_world(content())
    except WorldError as error:
        return broken_world(error, given.format)
    found: list[Placed] = []
    for folder in folders:
        try:
            findings = look_ahead(load(folder, world), on, given.days)
        except PackageError as error:
            findings = list(error.findings)
        found += [Placed(folder, finding) for finding in findings]
    if found or given.format != "text":
        tell(report(found, given.format))
    else:
        tell(said(N_("Nothing fails within %(days)s days, and nothing runs out."), days=given.days))
    return 1 if found else 0


def _days(text: str) -> int:
    if text.isascii() and text.isdigit() and int(text) <= MOST_DAYS:
        return int(text)
    raise argparse.ArgumentTypeError(said(N_("0 to %(most)s days are looked ahead."), most=MOST_DAYS))
