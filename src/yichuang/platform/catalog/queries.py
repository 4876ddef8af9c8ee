"""Reads of ``catalog``: the current version of a package, compiled once a digest."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import lru_cache
from threading import Lock
from uuid import UUID

from django.db.models.expressions import RawSQL

from yichuang.core import clock
from yichuang.core.packages import Package, World, load, load_world
from yichuang.core.search import Phrase, grams_of_query, score, words
from yichuang.core.workdays import Calendar
from yichuang.platform.catalog.calendar import calendar
from yichuang.platform.catalog.errors import NoSuchService
from yichuang.platform.catalog.models import PackageVersion, SearchEntry, WorldFile


@dataclass(frozen=True)
class Published:
    """A published version with its compiled package."""

    id: UUID
    name: str
    version: int
    digest: str
    division: str
    package: Package


_compiled: dict[str, Package] = {}
_lock = Lock()


@lru_cache(maxsize=4)
def _world(texts: tuple[tuple[str, str], ...], days: Calendar) -> World:
    return replace(load_world(dict(texts)), calendar=days)


def world() -> World:
    """The departments, registers, licences and divisions that packages may name, as they stand in the database."""
    return _world(tuple(WorldFile.objects.order_by("name").values_list("name", "text")), calendar())


def compiled(digest: str, version_id: UUID) -> Package:
    """The package of a published version; its text is read and compiled once a process, and anew where it goes by
    working days and another holiday notice is known."""
    package = _compiled.get(digest)
    if package is None or _outdated(package):
        with _lock:
            package = _compiled.get(digest)
            if package is None or _outdated(package):
                files, asking = PackageVersion.objects.values_list("files", "asking").get(pk=version_id)
                package = _compiled[digest] = load(files, world(), asking)
    return package


def _outdated(package: Package) -> bool:
    return package.by_calendar and package.world.calendar is not calendar()


_COLUMNS = ("id", "name", "version", "digest", "division_id")


def _published(row: tuple[UUID, str, int, str, str]) -> Published:
    id, name, version, digest, division = row
    return Published(id, name, version, digest, division, compiled(digest, id))


def current(name: str) -> Published:
    """The version of ``name`` in force now; raises NoSuchService. One query."""
    row = PackageVersion.objects.filter(name=name, current=True).values_list(*_COLUMNS).first()
    if row is None:
        raise NoSuchService(name)
    return _published(row)


def version(version_id: UUID) -> Published:
    """A published version by id, current or not."""
    return _published(PackageVersion.objects.values_list(*_COLUMNS).get(pk=version_id))


def warm(days: int = 2) -> None:
    """Compile what every package in force needs on today and the days after, so that no visitor waits for it. One query
    and one for each package that this process has not read yet.

    A later day of a known pattern takes some hundredths of a second and is compiled when it comes.
    """
    for row in PackageVersion.objects.filter(current=True).values_list(*_COLUMNS):
        package = _published(row).package
        for ahead in range(days):
            package.days.board(max(clock.today() + timedelta(ahead), package.in_force))


def published_at(version_id: UUID) -> datetime:
    """When a version was published. One query."""
    return PackageVersion.objects.values_list("published_at", flat=True).get(pk=version_id)


#: So many candidates, those that share the most pieces with the query, are looked at closely.
CANDIDATES = 50


def services(text: str = "") -> list[PackageVersion]:
    """The services on offer, by name; with ``text`` those that it finds, best first.

    ``text`` may be characters, pinyin, initials, several words, and may have one slip (X-05). One query.
    """
    query = words(text)
    if not query:
        if text.strip():
            return []
        return list(PackageVersion.objects.filter(current=True).defer("files").order_by("name"))
    pieces = sorted(set[str]().union(*map(grams_of_query, query)))
    entries = (
        SearchEntry.objects.filter(grams__overlap=pieces)
        .annotate(shared=RawSQL("(SELECT count(*) FROM unnest(grams) AS g WHERE g = ANY(%s::text[]))", [pieces]))
        .select_related("version")
        .defer("grams", "version__files")
        .order_by("-shared", "name")[:CANDIDATES]
    )
    scored = [(score(query, map(Phrase, entry.phrases)), entry.version) for entry in entries]
    return [version for points, version in sorted(scored, key=lambda one: -one[0]) if points > 0]


def titles_of(names: Collection[str]) -> dict[str, Mapping[str, str]]:
    """What services are called today, by language; of one no longer offered, what it was called last. One query."""
    rows = PackageVersion.objects.filter(name__in=names).order_by("version").values_list("name", "titles")
    return dict(rows)
