"""The facts that the tests of this room speak of, and short ways to say things of them."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from yichuang.core.rules import Expression, FactType, Origin, Result, RuleError, parse

SCHEMA = {
    "age": FactType("integer"),
    "children": FactType("integer"),
    "in_school": FactType("boolean"),
    "married": FactType("boolean"),
    "wage": FactType("money"),
    "base_lower": FactType("money"),
    "base_upper": FactType("money"),
    "rate": FactType("decimal"),
    "birth_date": FactType("date"),
    "today": FactType("date"),
    "sex": FactType("choice", ("male", "female")),
    "employment": FactType("choice", ("employee", "flexible", "resident")),
    "status": FactType("choice", ("none", "flexible", "resident")),
    "hukou": FactType("text"),
}

PERSON: dict[str, object] = {
    "age": 36,
    "children": 2,
    "in_school": False,
    "married": True,
    "wage": 407_200,
    "base_lower": 402_700,
    "base_upper": 2_013_300,
    "rate": Decimal("0.20"),
    "birth_date": dt.date(1990, 1, 31),
    "today": dt.date(2026, 11, 25),
    "sex": "female",
    "employment": "flexible",
    "status": "none",
    "hukou": "430121",
}


def rule(text: str, expects: str | None = None) -> Expression:
    """``text`` read against the facts of this cast."""
    return parse(text, SCHEMA, expects=None if expects is None else FactType(expects))  # type: ignore[arg-type]


def value(text: str, **facts: object) -> Result:
    """What ``text`` comes to for the person, with ``facts`` changed."""
    return rule(text).evaluate({**PERSON, **facts})


def refused(text: str, expects: str | None = None, origin: Origin = Origin()) -> RuleError:  # noqa: B008
    """The error that ``text`` gives."""
    try:
        wanted = None if expects is None else FactType(expects)  # type: ignore[arg-type]
        found = parse(text, SCHEMA, origin=origin, expects=wanted)
    except RuleError as error:
        return error
    raise AssertionError(f"taken: {found.text}")
