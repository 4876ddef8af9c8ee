"""Writes of ``catalog``: publish a version. What is published is never changed."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import starmap
from pathlib import Path

from django.db import transaction

from yichuang.core import clock
from yichuang.core.packages import Package, WorldError, load, load_world, world_texts
from yichuang.core.packages.standing import Published, no_longer_read
from yichuang.core.search import grams_of_phrase
from yichuang.platform.catalog.models import PackageVersion, SearchEntry, WorldFile
from yichuang.platform.catalog.queries import world


@transaction.atomic
def keep_world(folder: Path) -> None:
    """Keep the texts of ``folder`` that say what packages may speak of. Raises WorldError with every finding.

    Every published version is read under them first: cases go by it, and could not be shown without what it names.
    """
    texts = world_texts(folder)
    load_world(texts)
    before = dict(WorldFile.objects.values_list("name", "text"))
    if before and before != texts:
        rows = PackageVersion.objects.order_by("name", "version").values_list("name", "version", "files")
        wrong = no_longer_read(starmap(Published, rows.iterator()), before, texts)
        if wrong:
            raise WorldError(wrong)
    for name, text in texts.items():
        WorldFile.objects.update_or_create(name=name, defaults={"text": text})


@transaction.atomic
def publish(
    source: Path | Mapping[str, str], division: str, inexact: Mapping[str, str] | None = None
) -> tuple[PackageVersion, bool]:
    """Publish the package in ``source`` for ``division``: (version, whether it is new).

    ``inexact``: of each outcome that cannot be proved what its author looked at. The same text again is the version
    that exists. Raises PackageError with every finding; then nothing is written.
    """
    package = load(source, world())
    earlier = PackageVersion.objects.select_for_update().filter(name=package.name).order_by("-version").first()
    if earlier is not None and earlier.digest == package.digest and earlier.current:
        _make_findable(package, earlier)
        return earlier, False
    PackageVersion.objects.filter(name=package.name, current=True).update(current=False)
    made = PackageVersion.objects.create(
        name=package.name,
        version=earlier.version + 1 if earlier else 1,
        digest=package.digest,
        division_id=division,
        files=dict(package.files),
        titles=dict(package.title),
        audience=list(package.audience),
        life_stages=list(package.life_stage),
        in_force=package.in_force,
        published_at=clock.now(),
        asking=list(package.order),
        inexact=dict(inexact or {}),
    )
    _make_findable(package, made)
    return made, True


def _make_findable(package: Package, version: PackageVersion) -> None:
    """Write by what the service is found, in place of what stood there."""
    texts = [*package.title.values(), *(word for words in package.keywords.values() for word in words)]
    texts += [title for matter in package.matters.values() for title in matter.title.values()]
    phrases = list(dict.fromkeys(texts))
    grams = sorted(set[str]().union(*map(grams_of_phrase, phrases)))
    known = {"version": version, "phrases": phrases, "grams": grams}
    SearchEntry.objects.update_or_create(name=package.name, defaults=known)
