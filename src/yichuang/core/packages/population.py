"""Invented people by the thousand, and what a change of a package changes for them: who gains, who loses, how much.

Nobody of them is real. Half of them are the people of the worked examples with some facts drawn anew; of the others
each fact is drawn by itself, evenly over what it may be. The same number is always the same person. They show which way
a change goes and for whom; how many of a county's people it concerns they cannot.

All questions are behind them: a fact that is absent is one that no register has and that they were asked for in vain,
so an officer decides. (The guide still asks while only the register has said nothing.)
"""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from zlib import crc32

import polars as pl

from yichuang.core.identifiers import make_id_number
from yichuang.core.packages.checker.people import values_in
from yichuang.core.rules import Expression
from yichuang.core.rules.bulk import bulk

if TYPE_CHECKING:
    from yichuang.core.packages.facts import Fact, MemberFact
    from yichuang.core.packages.package import Package

#: The days of birth lie so many days back at most; other days so many before and after the legal date.
_LIFE, _BEFORE, _AFTER = 36_525, 1_500, 700
_PLACE = "439900"  # of no county
_STAND_INS: Mapping[str, str] = {"name": "某人", "phone": "19900000000", "address": "某处"}
#: The column that says where somebody lives where no fact of the package does.
AREA = "#area"


@dataclass(frozen=True)
class Tally:
    """How many people have a matter, before and after; who gains it and who loses it; fen by the facts of money."""

    before: int = 0
    after: int = 0
    gain: int = 0
    lose: int = 0
    #: Of those whom an officer decides about.
    to_person_before: int = 0
    to_person_after: int = 0
    money: Mapping[str, tuple[int, int]] = field(default_factory=dict)

    @property
    def changes(self) -> bool:
        """Whether anything is different for anybody."""
        paid = any(before != after for before, after in self.money.values())
        return bool(self.gain or self.lose) or self.to_person_before != self.to_person_after or paid


@dataclass(frozen=True)
class Swept:
    """What became of ``people``: by matter, and for each matter that changes by area (its code)."""

    people: int
    matters: Mapping[str, Tally]
    areas: Mapping[str, Mapping[str, Tally]]
    by_place: bool


def sweep(before: Package, after: Package, count: int, on: dt.date) -> Swept:
    """Both versions over the same people on a legal date. Raises `BulkError` for rules that no table can be judged by.

    An area is the county of the first fact that is a division; where no rule speaks of a place, people are spread
    evenly (``by_place`` False).
    """
    frame = people(before, after, count, on)
    place = _place(before, after)
    judged = [states(package, frame, on, side) for package, side in ((before, "0"), (after, "1"))]
    table = pl.concat([frame.select(pl.col(place or AREA).alias(AREA)), *judged], how="horizontal")
    codes = list(dict.fromkeys([*before.matters, *after.matters]))
    matters = {code: _tally(table, code, before, after) for code in codes}
    changed = [code for code, one in matters.items() if one.changes]
    areas = {
        code: {
            str(area): _tally(part, code, before, after)
            for (area,), part in sorted(table.group_by(AREA), key=lambda pair: str(pair[0][0]))
        }
        for code in changed
    }
    return Swept(count, matters, areas, place is not None)


def people(before: Package, after: Package, count: int, on: dt.date) -> pl.DataFrame:
    """``count`` people with every fact that either version asks or looks up."""
    number = pl.int_range(0, count, dtype=pl.UInt64)
    facts = {key: fact for package in (before, after) for key, fact in package.facts.items() if _is_root(fact)}
    models, model = _models(before, after), number.hash(11)
    columns = {}
    for key, fact in facts.items():
        hashed = number.hash(crc32(key.encode()))
        drawn = _drawn(fact, hashed, before, after, on)
        columns[key] = _modelled(fact, hashed, drawn, [one.get(key, _OWN) for one in models], model)
    counties = _counties(after)
    every = [column.alias(key) for key, column in columns.items()]
    return pl.select([*every, _one_of(number.hash(7), counties).alias(AREA)])


_OWN = object()
"""What an example says nothing about is drawn for each person by itself."""


def _models(before: Package, after: Package) -> list[Mapping[str, Any]]:
    """What is known of the people of the worked examples."""
    found = {
        one.sentence["zh-hans"]: values_in(package, one) for package in (before, after) for one in package.examples
    }
    return list(found.values())


def _modelled(fact: Fact, hashed: pl.Expr, drawn: pl.Expr, values: Sequence[Any], model: pl.Expr) -> pl.Expr:
    """Every second person has four facts of five from an example; a birth is moved by up to two years."""
    said = [value is not _OWN and (value is None or fact.holds(value)) for value in values]
    if not any(said):
        return drawn
    place = (model // 2) % len(values)
    if fact.type == "decimal":
        return drawn
    known = [_plain(value) if there else None for value, there in zip(values, said, strict=True)]
    held = pl.lit(pl.Series(known, dtype=_dtype(fact)))
    value = held.gather(place)
    if fact.type == "date" and "birth" in fact.key:
        value = value + pl.duration(days=((hashed // 2**40) % 1_461).cast(pl.Int64) - 730)
    taken = (model % 2 == 0) & ((hashed // 2**48) % 5 > 0) & pl.lit(pl.Series(said)).gather(place)
    return pl.when(taken).then(value).otherwise(drawn)


def _dtype(fact: Fact) -> Any:
    """What the column of a fact holds."""
    if fact.type == "list":
        return pl.List(pl.Struct({key: _DTYPES.get(field.type, pl.String) for key, field in fact.members.items()}))
    return _DTYPES.get(fact.type, pl.String)


_DTYPES: Mapping[str, Any] = {
    "boolean": pl.Boolean,
    "date": pl.Date,
    "integer": pl.Int64,
    "money": pl.Int64,
    "decimal": pl.Decimal(38, 2),
}


def _plain(value: Any) -> Any:
    """A value as a column holds it: a list's members as mappings."""
    return [dict(member) for member in value] if isinstance(value, tuple) else value


def _is_root(fact: Fact) -> bool:
    return fact.derive is None and fact.parameter is None


def _place(before: Package, after: Package) -> str | None:
    roots = {key: fact for package in (after, before) for key, fact in package.facts.items() if _is_root(fact)}
    return next((key for key, fact in roots.items() if fact.format == "division"), None)


def _counties(package: Package) -> list[str]:
    """The counties of the province, by code."""
    divisions = package.world.divisions
    return sorted(code for code, one in divisions.items() if one.parent in divisions and divisions[one.parent].parent)


def _home(package: Package, on: dt.date) -> str | None:
    """The county that a figure of the package names as the installation's own: half of all people live there."""
    values = package.start(on).values()
    return next((one for one in values if isinstance(one, str) and one in package.world.divisions), None)


def _one_of(hashed: pl.Expr, values: Sequence[Any], dtype: Any = pl.String) -> pl.Expr:
    held = pl.Series(values, dtype=dtype)
    return pl.lit(held).gather(hashed % len(values))


def _drawn(fact: Fact, hashed: pl.Expr, before: Package, after: Package, on: dt.date) -> pl.Expr:
    """One fact of everybody."""
    drawn = _values(fact, hashed, before, after, on)
    # Every eighth has no record, where a person may have none and nobody asks them instead.
    if fact.registry and fact.if_absent is None and fact.if_down != "ask":
        drawn = pl.when((hashed // 2**32) % 8 == 0).then(None).otherwise(drawn)
    return drawn


def _values(fact: Fact, hashed: pl.Expr, before: Package, after: Package, on: dt.date) -> pl.Expr:
    held = [package.facts[fact.key] for package in (before, after) if fact.key in package.facts]
    if fact.type == "list":
        return pl.lit(pl.Series(_lists(held[-1], on), dtype=_dtype(held[-1]))).gather(hashed % _LISTS)
    if fact.type == "boolean":
        return hashed % 2 == 0
    if fact.type == "choice":
        return _one_of(hashed, list(dict.fromkeys(code for one in held for code in one.options)))
    if fact.type == "date":
        born = "birth" in fact.key
        back, wide = (_LIFE, _LIFE) if born else (_BEFORE, _BEFORE + _AFTER)
        return pl.lit(on - dt.timedelta(days=back)) + pl.duration(days=(hashed % (wide + 1)).cast(pl.Int64))
    if fact.type in ("integer", "money", "decimal"):
        levels = after.among_of(fact.key, after.start(on)) if fact.key in after.facts else None
        if levels:
            return _one_of(hashed, levels, pl.Int64)
        most = max([10, *_limits(fact.key, before, on), *_limits(fact.key, after, on)])
        return (hashed % (2 * most + 1)).cast(pl.Int64)
    if fact.format == "division":
        return (
            pl.when((hashed // 2**32) % 2 == 0)
            .then(pl.lit(_home(after, on)))
            .otherwise(_one_of(hashed, _counties(after)))
        )
    if fact.format == "id_number":
        days = [on - dt.timedelta(days=round(_LIFE * at / 1_000)) for at in range(1, 1_001)]
        return _one_of(hashed, [make_id_number(_PLACE, born, at % 1_000) for at, born in enumerate(days)])
    said = after.worked.person.get(fact.key) or before.worked.person.get(fact.key)
    return pl.lit(said or _STAND_INS.get(fact.format or "", "某"), dtype=pl.String)


_LISTS = 200
"""So many different lists there are."""


def _lists(fact: Fact, on: dt.date) -> list[list[dict[str, Any]]]:
    """Lists of none to as many members as there may be, each fact of a member drawn by itself."""
    draw = random.Random(crc32(fact.key.encode()))

    def one(field: MemberFact) -> Any:
        if field.optional and draw.random() < 0.25:
            return None
        match field.type:
            case "boolean":
                return draw.random() < 0.5
            case "choice":
                return draw.choice(list(field.options))
            case "date":
                return on - dt.timedelta(days=draw.randint(0, _LIFE // 4))
            case "integer" | "money" | "decimal":
                return draw.randint(0, 20)
        return _STAND_INS.get(field.format or "", "某")

    def member() -> dict[str, Any]:
        return {key: one(field) for key, field in fact.members.items()}

    return [[member() for _ in range(draw.randint(0, fact.at_most or 0))] for _ in range(_LISTS)]


def _limits(key: str, package: Package, on: dt.date) -> Iterator[int]:
    """The numbers with which rules compare a fact: what they mention, and the figures that stand beside it."""
    start = package.start(on)
    for rule in (*package.conditions.values(), *package.derived.values()):
        if key in rule.names:
            mentioned = [*rule.constants, *(start.get(name) for name in rule.names)]
            yield from (one for one in mentioned if isinstance(one, int) and not isinstance(one, bool))


def states(package: Package, frame: pl.DataFrame, on: dt.date, side: str) -> pl.DataFrame:
    """For each matter whether it applies and whether an officer decides, and the money that is sent, by side."""
    rules: dict[str, Expression] = {f"?{code}": rule for code, rule in package.conditions.items()}
    sent = {key for matter in package.matters.values() for key in matter.sends if key in package.derived}
    rules |= {f"={key}": package.derived[key] for key in sent}
    start = package.start(max(on, package.in_force))
    known = {key: value for key, value in start.items() if key not in frame.columns}
    found = bulk(rules, frame.lazy(), derived=package.derived, known=known, keep=frame.columns).collect()
    made = []
    for code in package.matters:
        applies, to_person = _fate(package, code, found.columns)
        made += [applies.fill_null(False).alias(f"{side}+{code}"), to_person.fill_null(False).alias(f"{side}?{code}")]
        made += [one.alias(f"{side}¥{code} {key}") for key, one in _money(package, code, known).items()]
    return found.select(made)


def _fate(package: Package, code: str, columns: Sequence[str]) -> tuple[pl.Expr, pl.Expr]:
    """Whether a matter applies, and whether a person decides: as `walk` has it, over whole columns."""
    refusals, referrals = package.places_of(code)
    wanted = pl.col(f"?{code}")
    refused, referred = _any(refusals), _any(referrals)
    derived = [f"={key}" for key in package.matters[code].sends if f"={key}" in columns]
    missing = [pl.col(key).is_null() for key in [*package.matters[code].sends, *derived] if key in columns]
    lacking = pl.any_horizontal(missing) if missing else pl.lit(False)
    stopped = _any([one.code for one in package.general_refusals])
    out = (wanted == False) | ((wanted == True) & (refused == True))  # noqa: E712
    never = out.fill_null(False) | stopped.fill_null(False)
    sure = (wanted == True).fill_null(False) & (refused == False).fill_null(False)  # noqa: E712
    applies = sure & (referred == False).fill_null(False) & ~lacking  # noqa: E712
    return applies, ~never & ~applies


def _any(places: Sequence[str]) -> pl.Expr:
    """Whether one of the conditions holds; NULL where none does and one is NULL."""
    if not places:
        return pl.lit(False)
    found = pl.lit(False)
    for place in places:
        found = found | pl.col(f"?{place}")
    return found


def _money(package: Package, code: str, known: Mapping[str, object]) -> dict[str, pl.Expr]:
    """The amounts that the department of a matter gets, in fen."""
    found = {}
    for key in package.matters[code].sends:
        fact = package.facts[key]
        if fact.type == "money":
            column = (
                pl.lit(known.get(key), dtype=pl.Int64) if fact.parameter else pl.col(f"={key}" if fact.derive else key)
            )
            found[key] = column.fill_null(0)
    return found


def _tally(table: pl.DataFrame, code: str, before: Package, after: Package) -> Tally:
    def column(side: str, mark: str) -> pl.Expr:
        name = f"{side}{mark}{code}"
        return pl.col(name) if name in table.columns else pl.lit(False)

    had, has = column("0", "+"), column("1", "+")
    asked = {
        "before": had.sum(),
        "after": has.sum(),
        "gain": (has & ~had).sum(),
        "lose": (had & ~has).sum(),
        "to_person_before": column("0", "?").sum(),
        "to_person_after": column("1", "?").sum(),
    }
    money = list(dict.fromkeys(key for one in (before, after) if code in one.matters for key in _money(one, code, {})))
    for key in money:
        for side, holds in (("0", had), ("1", has)):
            name = f"{side}¥{code} {key}"
            held = pl.col(name).filter(holds).sum() if name in table.columns else pl.lit(0)
            asked[f"{side} {key}"] = held
    row = table.select(**asked).row(0, named=True)
    counts = {name: int(row[name] or 0) for name in ("before", "after", "gain", "lose")}
    counts |= {name: int(row[name] or 0) for name in ("to_person_before", "to_person_after")}
    return Tally(**counts, money={key: (int(row[f"0 {key}"] or 0), int(row[f"1 {key}"] or 0)) for key in money})
