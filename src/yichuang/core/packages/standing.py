"""Do published versions still stand under other files of the world? Cases go by them for as long as they are kept."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from yichuang.core.packages.errors import Finding, PackageError
from yichuang.core.packages.loader import load
from yichuang.core.packages.world import World, load_world
from yichuang.core.words import N_, Sentence

_GONE = N_("Version %(version)s of “%(name)s” could no longer be read, and cases go by it: %(problem)s")


@dataclass(frozen=True)
class Published:
    """A published version: its package, its number, and its files by name."""

    name: str
    version: int
    files: Mapping[str, str]


def no_longer_read(versions: Iterable[Published], before: Mapping[str, str], after: Mapping[str, str]) -> list[Finding]:
    """A finding for each version that is read under the files ``before`` and would not be under those ``after``.

    It stands at the file that breaks it. What was not read before is no fault of these files. Raises `WorldError`.
    """
    changed = [name for name, text in after.items() if before.get(name) != text]
    old, new = load_world(before), load_world(after)
    found = []
    for one in versions:
        problem = _problem(one, new)
        if problem is not None and _problem(one, old) is None:
            said = Sentence(_GONE, {"version": one.version, "name": one.name, "problem": problem.message})
            found.append(Finding(_breaking(one, changed, before, after), 0, "still-needed", said))
    return found


def _problem(one: Published, world: World) -> Finding | None:
    try:
        load(one.files, world)
    except PackageError as error:
        return error.findings[0]
    return None


def _breaking(one: Published, changed: list[str], before: Mapping[str, str], after: Mapping[str, str]) -> str:
    """The first file that breaks it by itself; where it takes several, the first that changed."""
    return next((name for name, world in _alone(changed, before, after) if _problem(one, world)), changed[0])


def _alone(changed: list[str], before: Mapping[str, str], after: Mapping[str, str]) -> Iterator[tuple[str, World]]:
    for name in changed:
        try:
            yield name, load_world({**before, name: after[name]})
        except PackageError:
            continue
