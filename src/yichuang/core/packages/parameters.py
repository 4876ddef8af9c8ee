"""Dated parameters: every figure that law or an installation may change, each with its article and from when."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from itertools import pairwise
from typing import get_args

from yichuang.core.packages.files import YEARS
from yichuang.core.packages.marks import Marked, YamlPath, read_csv
from yichuang.core.packages.schema import Figure, ParameterKind, Value
from yichuang.core.packages.texts import KEY_FORM, is_legal_day
from yichuang.core.rules.units import UNITS
from yichuang.core.words import N_

FILE = "parameters.csv"
COLUMNS = ("name", "type", "from", "to", "value", "law", "verified", "review_by", "note")
_PERIOD = re.compile(r"(\d{1,4}) (workdays|days|months|years)", re.ASCII)
_YUAN = re.compile(r"(\d{1,13})(?:\.(\d{1,2}))?", re.ASCII)


def read_parameters(text: str) -> tuple[Marked, dict[str, tuple[Figure, ...]]]:
    """The parameters by name, each with its versions in order of date; what is wrong is in the findings."""
    marked, rows = read_csv(FILE, text, COLUMNS)
    versions: dict[str, list[tuple[int, Figure]]] = {}
    for at, row in enumerate(rows):
        figure = _figure(marked, at, row)
        if figure is not None:
            marked.lines.setdefault(place(figure), marked.line((at,)))
            versions.setdefault(figure.name, []).append((at, figure))
    for name, dated in versions.items():
        dated.sort(key=lambda pair: pair[1].since)
        _check_dates(marked, name, dated)
    return marked, {name: tuple(figure for _, figure in dated) for name, dated in versions.items()}


def place(figure: Figure) -> YamlPath:
    """The path of a figure's row in its file."""
    return (figure.name, figure.since.isoformat())


def period(text: str) -> tuple[int, str] | None:
    """A period written "10 workdays" as amount and unit, or None."""
    found = _PERIOD.fullmatch(text)
    return (int(found[1]), found[2]) if found else None


def _figure(marked: Marked, at: int, row: Mapping[str, str]) -> Figure | None:
    wrong = len(marked.findings)
    if not KEY_FORM.fullmatch(row["name"]):
        marked.find((at,), "name", N_("“%(name)s” is no name: lower-case words joined by _."), name=row["name"])
    if row["type"] not in get_args(ParameterKind):
        marked.find((at,), "type", N_("There is no type “%(type)s”."), type=row["type"])
    if row["verified"] not in ("true", "false"):
        marked.find((at,), "verified", N_("“verified” is true or false."))
    if not row["law"]:
        marked.find((at,), "law", N_("A figure names its article."))
    since, until, review_by = (_date(marked, at, row[column]) for column in ("from", "to", "review_by"))
    value, unit = _value_and_unit(row["type"], row["value"])
    if value is None:
        marked.find((at,), "value", N_("“%(text)s” is no value of type %(type)s."), text=row["value"], type=row["type"])
    if not row["from"]:
        marked.find((at,), "from", N_("A figure says from when it holds."))
    if wrong != len(marked.findings) or since is None or value is None:
        return None
    return Figure.model_construct(
        name=row["name"],
        type=row["type"],
        since=since,
        until=until,
        value=value,
        unit=unit,
        law=row["law"],
        verified=row["verified"] == "true",
        review_by=review_by,
        note=row["note"],
    )


def _date(marked: Marked, at: int, text: str) -> dt.date | None:
    if not text:
        return None
    try:
        day = dt.date.fromisoformat(text)
    except ValueError:
        marked.find((at,), "date", N_("“%(text)s” is no date. Dates are written 2026-01-31."), text=text)
        return None
    if is_legal_day(day):
        return day
    marked.find((at,), "date", YEARS, day=text)
    return None


def fen(text: str) -> int | None:
    """An amount in yuan as written in a file, in fen; None when it is none."""
    found = _YUAN.fullmatch(text)
    return int(found[1]) * 100 + int((found[2] or "").ljust(2, "0")) if found else None


def _value_and_unit(kind: str, text: str) -> tuple[Value | None, str]:
    """A number may say what it is a number of: "36 months"."""
    number, _, unit = text.partition(" ")
    if kind in ("integer", "decimal") and unit in UNITS:
        return _value(kind, number), unit
    return _value(kind, text), ""


def _value(kind: str, text: str) -> Value | None:
    match kind:
        case "money":
            return fen(text)
        case "money-list":
            levels = [fen(part.strip()) for part in text.split(";")]
            return None if None in levels else tuple(level for level in levels if level is not None)
        case "integer":
            return int(text) if re.fullmatch(r"-?\d{1,15}", text, re.ASCII) else None
        case "decimal":
            try:
                number = Decimal(text)
            except InvalidOperation:
                return None
            return number if number.is_finite() else None
        case "date":
            try:
                return dt.date.fromisoformat(text)
            except ValueError:
                return None
        case "period":
            return text if period(text) else None
        case _:
            return text or None


def _check_dates(marked: Marked, name: str, dated: list[tuple[int, Figure]]) -> None:
    """From its first version on a parameter has exactly one value on every day."""
    for at, one in dated:
        if one.until is not None and one.until < one.since:
            what = N_("“%(name)s” ends on %(until)s, before it begins on %(since)s.")
            marked.find((at,), "date", what, name=name, until=one.until, since=one.since)
    for (_, before), (at, after) in pairwise(dated):
        if before.type != after.type:
            marked.find((at,), "type", N_("“%(name)s” changes its type."), name=name)
        if before.unit != after.unit:
            marked.find((at,), "unit", N_("“%(name)s” changes its unit."), name=name)
        if before.until is None or before.until >= after.since:
            marked.find((at,), "overlap", N_("“%(name)s” has two values on %(day)s."), name=name, day=after.since)
        elif before.until + dt.timedelta(days=1) < after.since:
            day = before.until + dt.timedelta(days=1)
            marked.find((at,), "gap", N_("“%(name)s” has no value on %(day)s."), name=name, day=day)
    at, last = dated[-1]
    if last.until is not None:
        marked.find((at,), "ends", N_("“%(name)s” ends: leave “to” empty and give a day of review."), name=name)
