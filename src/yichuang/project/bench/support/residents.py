"""Synthetic residents and a hundred policies of four conditions, said in the language of each side."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from yichuang.core.rules import Expression, FactType, parse

SEXES = ("male", "female")
OCCUPATIONS = ("employee", "flexible", "student", "retired", "none")
SCHEMA = {
    "age": FactType("integer"),
    "offspring": FactType("integer"),
    "income": FactType("money"),
    "local": FactType("boolean"),
    "sex": FactType("choice", SEXES),
    "occupation": FactType("choice", OCCUPATIONS),
}
BLOCK = 2_000_000
"""People in one file."""


@dataclass(frozen=True)
class Condition:
    """A fact, a sign, and a number (fen for money), an option, or true."""

    fact: str
    sign: str
    value: int | str


Policy = tuple[Condition, ...]


def policies(count: int = 100, seed: int = 2026) -> list[Policy]:
    """Policies of four conditions on four different facts."""
    draw = random.Random(seed)
    made = {
        "age": lambda: Condition("age", draw.choice((">=", "<")), draw.randint(10, 75)),
        "offspring": lambda: Condition("offspring", draw.choice((">=", "<=")), draw.randint(0, 3)),
        "income": lambda: Condition("income", draw.choice(("<", ">=")), draw.randint(10, 200) * 10_000),
        "local": lambda: Condition("local", "is", 1),
        "sex": lambda: Condition("sex", "=", draw.choice(SEXES)),
        "occupation": lambda: Condition("occupation", draw.choice(("=", "<>")), draw.choice(OCCUPATIONS)),
    }
    return [tuple(made[name]() for name in draw.sample(sorted(made), 4)) for _ in range(count)]


def people(first: int, count: int) -> pl.LazyFrame:
    """``count`` residents from number ``first`` on; the same number is always the same resident."""
    number = pl.int_range(first, first + count, dtype=pl.UInt64)

    def part(seed: int, of: int) -> pl.Expr:
        return number.hash(seed) % of

    def option(seed: int, options: tuple[str, ...]) -> pl.Expr:
        return part(seed, len(options)).cast(pl.UInt8).cat.to(pl.Enum(options))

    return pl.select(
        age=part(1, 100).cast(pl.Int8),
        offspring=part(2, 5).cast(pl.Int8),
        income=(part(3, 3_000_000)).cast(pl.Int32),
        local=part(4, 10) < 7,
        sex=option(5, SEXES),
        occupation=option(6, OCCUPATIONS),
    ).lazy()


def written(folder: Path, count: int) -> str:
    """Residents as Parquet files in ``folder``; the path by which all are read."""
    folder.mkdir(parents=True, exist_ok=True)
    for first in range(0, count, BLOCK):
        people(first, min(BLOCK, count - first)).collect().write_parquet(folder / f"{first:012}.parquet")
    return str(folder / "*.parquet")


# --- the policies in each language ---------------------------------------------------------------------------------


def author(policy: Policy) -> Expression:
    """As an author writes it."""

    def said(one: Condition) -> str:
        if one.fact == "local":
            return "local"
        if one.fact == "income":
            return f"income {one.sign} {int(one.value) / 100:.2f}"
        return f"{one.fact} {one.sign} {one.value!r}"

    return parse(" and ".join(said(one) for one in policy), SCHEMA)


def by_hand(policy: Policy) -> pl.Expr:
    """As somebody writes it who knows Polars."""

    def said(one: Condition) -> pl.Expr:
        column = pl.col(one.fact)
        match one.sign:
            case "is":
                return column
            case ">=":
                return column >= one.value
            case "<=":
                return column <= one.value
            case "<":
                return column < one.value
            case "=":
                return column == one.value
        return column != one.value

    return pl.all_horizontal([said(one) for one in policy])


def plain(policy: Policy) -> list[list[Any]]:
    """As data, with options by their number."""

    def number(one: Condition) -> int | str:
        options = {"sex": SEXES, "occupation": OCCUPATIONS}.get(one.fact)
        return options.index(str(one.value)) if options else one.value

    return [[one.fact, one.sign, number(one)] for one in policy]


def json_logic(policy: Policy) -> dict[str, Any]:
    """As json-logic."""
    signs = {"=": "==", "<>": "!=", "is": "=="}
    return {
        "and": [
            {signs.get(one.sign, one.sign): [{"var": one.fact}, True if one.sign == "is" else one.value]}
            for one in policy
        ]
    }


def somebody() -> Iterator[dict[str, Any]]:
    """Residents one by one, as facts."""
    return people(0, 1000).collect().iter_rows(named=True)
