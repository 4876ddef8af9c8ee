"""``yichuang check PATH…``: what is wrong with packages and the files beside them, by line; needs no database."""

from __future__ import annotations

import argparse
import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from yichuang.core.clock import today
from yichuang.core.packages import WORKDAYS, Finding, Package, World, WorldError, load_world
from yichuang.core.packages.beside import TERMS, check_terms, check_workdays
from yichuang.core.packages.checker import Mutation, check_together, examine, mutate
from yichuang.core.packages.files import YEARS
from yichuang.core.packages.marks import UNREADABLE
from yichuang.core.packages.texts import is_legal_day
from yichuang.core.words import N_, Sentence
from yichuang.lines.ratings.layout import FILE as RATINGS
from yichuang.lines.ratings.layout import read as read_ratings
from yichuang.platform.hall.layout import FILE as HALL
from yichuang.platform.hall.layout import read as read_hall
from yichuang.project.commands.reports import FORMATS, Placed, failed, report
from yichuang.project.run.members import content
from yichuang.project.terminal import said, tell

BESIDE: dict[str, Callable[[str], list[Finding]]] = {
    HALL: lambda text: read_hall(text)[1],
    RATINGS: lambda text: read_ratings(text)[1],
    WORKDAYS: check_workdays,
    TERMS: check_terms,
}
"""What stands beside the packages, by the file's name."""


def main(argv: Sequence[str]) -> int:
    """0 when nothing is wrong for certain; 1 where something is, with each finding."""
    parser = argparse.ArgumentParser("yichuang check", description=said(N_("check packages: what is wrong, where")))
    parser.add_argument(
        "paths", nargs="+", type=Path, metavar="PATH", help=said(N_("the folder of a package, or of several"))
    )
    parser.add_argument("--format", choices=FORMATS, default="text", help=said(N_("for people or for machines")))
    parser.add_argument("--on", type=legal_day, metavar="DAY", help=said(N_("the legal date; today")))
    parser.add_argument("--mutate", action="store_true", help=said(N_("change each rule a little: who notices?")))
    given = parser.parse_args(argv)
    folders = [folder for path in given.paths for folder in folders_in(path, parser)]
    on = given.on or today()
    try:
        world = load_world(content())
    except WorldError as error:
        return broken_world(error, given.format)
    found = [Placed(path, one) for path in given.paths for one in _beside(path)]
    sound: list[tuple[Path, Package]] = []
    for folder in folders:
        found += _check(folder, world, on, sound)
    whose = {id(package): folder for folder, package in sound}
    packages = [package for _, package in sound]
    found += [Placed(whose[id(package)], finding) for package, finding in check_together(packages, on)]
    mutations = [(folder, mutate(package, on)) for folder, package in sound] if given.mutate else []
    found += [Placed(folder, finding) for folder, done in mutations for finding in done.findings]
    written = report(found, given.format)
    if written:
        tell(written)
    if given.format == "text":
        _sum_up(found, sound, mutations)
    return 1 if failed(found) else 0


def broken_world(error: WorldError, form: str) -> int:
    """What is wrong beside the packages, so that none of them can be read: the exit status is 1."""
    tell(report([Placed(content(), one) for one in error.findings], form))
    return 1


def legal_day(text: str) -> dt.date:
    """A legal date as it is given to a command."""
    try:
        day = dt.date.fromisoformat(text)
    except ValueError:
        what = N_("“%(text)s” is no date. Dates are written 2026-01-31.")
        raise argparse.ArgumentTypeError(said(what, text=text)) from None
    if not is_legal_day(day):
        raise argparse.ArgumentTypeError(said(YEARS, day=text))
    return day


def folders_in(path: Path, parser: argparse.ArgumentParser) -> Iterator[Path]:
    """A package's folder itself, or those of the packages in a folder."""
    if (path / "package.yaml").is_file():
        yield path
        return
    inside = sorted(one.parent for one in path.glob("*/package.yaml"))
    if not inside:
        parser.error(said(N_("%(path)s holds no package.yaml"), path=path))
    yield from inside


def _beside(path: Path) -> Iterator[Finding]:
    """What is wrong with the files beside the packages of a folder of content, where it has them."""
    for name, look in BESIDE.items():
        file = path / name
        try:
            yield from look(file.read_text("utf-8-sig")) if file.is_file() else ()
        except UnicodeDecodeError:
            yield Finding(name, 0, "encoding", Sentence(UNREADABLE))


def _check(folder: Path, world: World, on: dt.date, sound: list[tuple[Path, Package]]) -> list[Placed]:
    """What is wrong with a package; one that can be read is added to ``sound``."""
    package, findings = examine(folder, world, on)
    if package is not None:
        sound.append((folder, package))
    return [Placed(folder, finding) for finding in findings]


def _sum_up(
    found: Sequence[Placed], sound: Sequence[tuple[Path, Package]], mutations: Sequence[tuple[Path, Mutation]]
) -> None:
    for folder, package in sound:
        mine = [one.finding.severity for one in found if one.folder == folder]
        if mine:
            counts = {"errors": mine.count("error"), "warnings": mine.count("warning")}
            tell(said(N_("%(path)s: %(errors)s errors, %(warnings)s warnings"), path=folder, **counts))
        else:
            tell(said(N_("%(path)s: sound (digest %(digest)s)"), path=folder, digest=package.digest[:12]))
    for folder, done in mutations:
        counts = {"all": done.variants, "noticed": done.noticed, "same": done.same, "left": done.missing}
        what = N_("%(path)s: %(all)s changes, %(noticed)s noticed, %(same)s change nothing, %(left)s examples missing")
        tell(said(what, path=folder, **counts))
