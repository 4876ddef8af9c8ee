"""What several packages say of one and the same thing: item codes, figures, sources, what must never meet."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from yichuang.core.packages.checker.outcomes import finding, meeting, row
from yichuang.core.packages.checker.people import People
from yichuang.core.packages.errors import Finding
from yichuang.core.words import N_

if TYPE_CHECKING:
    from yichuang.core.packages.package import Package
    from yichuang.core.packages.schema import Figure, Matter

Found = Iterator[tuple["Package", Finding]]


def check_together(packages: Sequence[Package], on: dt.date) -> Found:
    """What each package says otherwise than one before it, with the package in which it stands."""
    yield from _codes(packages)
    yield from _items(packages)
    yield from _figures(packages)
    yield from _sources(packages)
    yield from _never(packages, on)


def _codes(packages: Sequence[Package]) -> Found:
    seen: set[str] = set()
    for package in packages:
        if package.name in seen:
            yield (
                package,
                finding(
                    package,
                    ("package",),
                    "package-twice",
                    N_("Another folder holds a package “%(code)s”, too."),
                    code=package.name,
                ),
            )
        seen.add(package.name)


def _items(packages: Sequence[Package]) -> Found:
    """A matter that stands in several bundles is one: the same department, kind, statutory time, and facts."""
    first: dict[str, tuple[Package, Matter]] = {}
    for package in packages:
        for at, matter in enumerate(package.text.matters):
            other, same = first.setdefault(matter.item_code, (package, matter))
            if other is package:
                continue
            differing = [
                key
                for key, one, two in (
                    ("department", matter.department, same.department),
                    ("kind", matter.kind, same.kind),
                    ("clock", matter.clock.statutory, same.clock.statutory),
                )
                if one != two
            ]
            more = {"item": matter.item_code, "other": other.name}
            if differing:
                template = N_("Item %(item)s has another %(what)s in package “%(other)s”.")
                what = ", ".join(differing)
                yield package, finding(package, ("matters", at), "item-differs", template, what=what, **more)
            if set(matter.sends) != set(same.sends):
                template = N_("Item %(item)s sends other facts in package “%(other)s”: %(keys)s.")
                keys = ", ".join(sorted(set(matter.sends) ^ set(same.sends)))
                yield package, finding(package, ("matters", at), "sends-differ", template, keys=keys, **more)


def _figures(packages: Sequence[Package]) -> Found:
    """A figure of the law has one value on one day; what an installation promises is each package's own."""
    first: dict[str, tuple[Package, tuple[Figure, ...]]] = {}
    for package in packages:
        for name, versions in package.parameters.items():
            other, same = first.setdefault(name, (package, versions))
            day = _differs(versions, same)
            if other is not package and day is not None and versions[0].type != "period":
                yield (
                    package,
                    finding(
                        package,
                        row(package, name),
                        "figure-differs",
                        N_("“%(name)s” has another value on %(day)s in package “%(other)s”."),
                        file="parameters.csv",
                        name=name,
                        day=day.isoformat(),
                        other=other.name,
                    ),
                )


def _differs(one: Sequence[Figure], other: Sequence[Figure]) -> dt.date | None:
    """The first day on which both have a value, and not the same."""
    days = sorted({figure.since for figure in (*one, *other)})
    for day in days:
        values = [_value(versions, day) for versions in (one, other)]
        if None not in values and values[0] != values[1]:
            return day
    return None


def _value(versions: Sequence[Figure], day: dt.date) -> object:
    held = (one.value for one in versions if one.since <= day and (one.until is None or day <= one.until))
    return next(held, None)


def _sources(packages: Sequence[Package]) -> Found:
    first: dict[str, Package] = {}
    for package in packages:
        for key, source in package.law.items():
            other = first.setdefault(key, package)
            same = other.law[key]
            if (source.in_force, source.until, source.number) != (same.in_force, same.until, same.number):
                yield (
                    package,
                    finding(
                        package,
                        ("sources", key),
                        "source-differs",
                        N_("“%(key)s” has another number or other dates in package “%(other)s”."),
                        file="law.yaml",
                        key=key,
                        other=other.name,
                    ),
                )


def _never(packages: Sequence[Package], on: dt.date) -> Found:
    """What must never meet by one package meets in no other."""
    groups = [
        (package, [package.matters[code].item_code for code in group])
        for package in packages
        for group in package.text.never
    ]
    for package in packages:
        by_item = {matter.item_code: matter.code for matter in package.text.matters}
        for other, items in groups:
            codes = [by_item[item] for item in items if item in by_item]
            if other is package or len(codes) != len(items) or on < package.in_force:
                continue
            people = People(package, on)
            person = meeting(people, codes)
            if person is not None:
                at = list(package.matters).index(codes[0])
                yield (
                    package,
                    finding(
                        package,
                        ("matters", at),
                        "meet-elsewhere",
                        N_("%(codes)s meet here and must never by package “%(other)s”."),
                        codes=", ".join(codes),
                        other=other.name,
                        person=people.traits(person),
                    ),
                )
