"""What two versions of a package say otherwise: part by part, each with what stood there and what stands there now."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

if TYPE_CHECKING:
    from pydantic import BaseModel

    from yichuang.core.packages.package import Package

Part: TypeAlias = Literal[
    "package",
    "matter",
    "refusal",
    "referral",
    "fact",
    "material",
    "table",
    "figure",
    "source",
    "article",
    "example",
    "readme",
]


What: TypeAlias = Literal["added", "removed", "changed"]


@dataclass(frozen=True)
class Aspect:
    """One thing that a part says otherwise: the key of the file (``when``), and both values as the files have them."""

    field: str
    before: Any
    after: Any


@dataclass(frozen=True)
class Difference:
    """A part that was added, taken away or changed. ``key`` names it, ``title`` is what it is called, by language."""

    part: Part
    key: str
    title: Mapping[str, str]
    what: What
    aspects: tuple[Aspect, ...] = ()


def differences(before: Package, after: Package) -> list[Difference]:
    """What ``after`` says otherwise than ``before``, in the order of the files; empty where they mean the same."""
    found: list[Difference] = []
    whole = _aspects(_own(before), _own(after))
    if whole:
        found.append(Difference("package", after.name, after.title, "changed", whole))
    for part in ("matter", "refusal", "referral", "fact", "material"):
        found += _compared(part, _parts(before, part), _parts(after, part))
    found += _compared("table", _rows(before), _rows(after))
    found += _compared("figure", _figures(before), _figures(after))
    found += _compared("source", _sources(before), _sources(after))
    found += _compared("article", _articles(before), _articles(after))
    found += _compared("example", _examples(before), _examples(after))
    if before.readme != after.readme:
        found.append(Difference("readme", "README.md", {}, "changed"))
    return found


_Item: TypeAlias = tuple[Mapping[str, str], Mapping[str, Any]]
_NOT_ITS_OWN = frozenset({"facts", "matters", "refusals", "referrals", "materials"})


def _own(package: Package) -> dict[str, Any]:
    return {key: value for key, value in _fields(package.text).items() if key not in _NOT_ITS_OWN}


def _fields(model: BaseModel) -> dict[str, Any]:
    return {name: getattr(model, name) for name in type(model).model_fields}


def _parts(package: Package, part: str) -> dict[str, _Item]:
    """The parts of a kind by code. A refusal and a referral are named by their codes, a fact by its key."""
    ones: Mapping[str, Any] = getattr(package, f"{part}s")
    return {key: (getattr(one, "title", None) or one.label, _fields(one)) for key, one in ones.items()}


def _rows(package: Package) -> dict[Hashable, _Item]:
    """Rows of decision tables, by table and what they ask: the same row with another value is changed."""
    return {
        f"{table.name}: {', '.join(cell or '–' for cell in row.cells)}": (
            package.facts[key].label,
            {"result": row.value, "law": list(row.law), "note": row.note},
        )
        for key, table in package.tables.items()
        for row in table.rows
    }


def _figures(package: Package) -> dict[Hashable, _Item]:
    """Dated figures by name and first day: the same figure from another day on is another one."""
    return {
        f"{one.name} {one.since}": ({"en": one.name, "zh-hans": one.name}, _fields(one))
        for ones in package.parameters.values()
        for one in ones
    }


def _sources(package: Package) -> dict[Hashable, _Item]:
    return {
        key: (one.title, {name: value for name, value in _fields(one).items() if name != "articles"})
        for key, one in package.law.items()
    }


def _articles(package: Package) -> dict[Hashable, _Item]:
    return {
        f"{key}/{number}": (
            {language: package.cite(f"{key}/{number}").words(language) for language in ("zh-hans", "en")},
            _fields(article),
        )
        for key, source in package.law.items()
        for number, article in source.articles.items()
    }


def _examples(package: Package) -> dict[Hashable, _Item]:
    return {one.sentence["zh-hans"]: (one.sentence, _fields(one)) for one in package.examples}


def _compared(part: Any, before: Mapping[Any, _Item], after: Mapping[Any, _Item]) -> Iterator[Difference]:
    for key, (title, held) in after.items():
        if key not in before:
            yield Difference(part, str(key), title, "added")
        elif aspects := _aspects(before[key][1], held):
            yield Difference(part, str(key), title, "changed", aspects)
    for key, (title, _) in before.items():
        if key not in after:
            yield Difference(part, str(key), title, "removed")


def _aspects(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[Aspect, ...]:
    return tuple(
        Aspect(name, before.get(name), after.get(name))
        for name in dict.fromkeys([*after, *before])
        if before.get(name) != after.get(name)
    )
