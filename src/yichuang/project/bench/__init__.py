"""``yichuang bench NAME``: ours and the other side, measured in one run, alternating.

Each module of this package is a benchmark: it has ``rows() -> Iterator[Row]`` and is called by its name. Benchmarks are
not tests: they need a quiet machine, and they say what they found, fallen short or not.
"""

from __future__ import annotations

import inspect
import json
import pkgutil
import statistics
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass
from importlib import import_module
from typing import Any, TextIO

_WIDTHS = (38, 12, 12, 8, 10, 10)
_HEADS = ("what", "ours", "other", "ratio", "must be", "holds")


@dataclass(frozen=True)
class Row:
    """One thing measured. ``ratio`` is ours / other; ``target`` reads "≤ 1.4"; None where there is nothing to reach."""

    name: str
    ours: float
    other: float | None
    unit: str
    ratio: float | None
    target: str | None
    holds: bool | None


def at_most(name: str, ours: float, other: float, unit: str, most: float) -> Row:
    """A row whose ratio may be ``most`` at most (times, costs)."""
    ratio = ours / other
    return Row(name, ours, other, unit, ratio, f"≤ {most:g}", ratio <= most)


def at_least(name: str, ours: float, other: float, unit: str, least: float) -> Row:
    """A row whose ratio must be ``least`` at least (rates)."""
    ratio = ours / other
    return Row(name, ours, other, unit, ratio, f"≥ {least:g}", ratio >= least)


def shown(name: str, ours: float, unit: str, other: float | None = None) -> Row:
    """A row that is shown and has nothing to reach."""
    return Row(name, ours, other, unit, ours / other if other else None, None, None)


def alternating(ours: Callable[[int], object], other: Callable[[int], object], pairs: int) -> tuple[float, float]:
    """Median seconds of one call of each, over ``pairs`` pairs whose order is turned every time.

    Both get the pair's number, to choose data that they have not seen before.
    """
    times: tuple[list[float], list[float]] = ([], [])
    for pair in range(pairs):
        for side in (0, 1) if pair % 2 else (1, 0):
            begun = time.perf_counter()
            (ours, other)[side](pair)
            times[side].append(time.perf_counter() - begun)
    return statistics.median(times[0]), statistics.median(times[1])


def names() -> list[str]:
    """The benchmarks there are."""
    return sorted(each.name for each in pkgutil.iter_modules(__path__) if not each.ispkg)


def sized() -> list[str]:
    """The benchmarks whose size may be chosen."""
    return [name for name in names() if "size" in inspect.signature(_module(name).rows).parameters]


def run(name: str, *, as_json: bool = False, size: int | None = None, out: TextIO | None = None) -> int:
    """Run the benchmark ``name`` and print its rows as they come; 1 where one falls short, else 0.

    ``size``: of one that is ``sized``. Raises KeyError for a name that is none.
    """
    if name not in names():
        raise KeyError(name)
    out = out or sys.stdout
    found: list[Row] = []
    for row in _rows(name, size):
        if not as_json and not found:
            out.write(_line(_HEADS) + "\n")
        found.append(row)
        if not as_json:
            out.write(_table_line(row) + "\n")
            out.flush()
    if as_json:
        out.write(json.dumps([asdict(row) for row in found], ensure_ascii=False, indent=2) + "\n")
    return int(fallen_short(found))


def fallen_short(rows: Iterable[Row]) -> bool:
    """Whether any row does not reach what it must."""
    return any(row.holds is False for row in rows)


def _module(name: str) -> Any:
    return import_module(f"{__name__}.{name}")


def _rows(name: str, size: int | None) -> Iterator[Row]:
    rows: Callable[..., Iterator[Row]] = _module(name).rows
    return rows() if size is None else rows(size)


def _table_line(row: Row) -> str:
    return _line(
        (
            row.name,
            _figure(row.ours, row.unit),
            _figure(row.other, row.unit),
            "" if row.ratio is None else f"{row.ratio:.2f}",
            row.target or "",
            {True: "yes", False: "NO", None: "shown"}[row.holds],
        )
    )


def _figure(value: float | None, unit: str) -> str:
    if value is None:
        return ""
    digits = 0 if abs(value) >= 1000 else 1 if abs(value) >= 100 else 2
    return f"{value:,.{digits}f} {unit}"


def _line(cells: Iterable[str]) -> str:
    return "  ".join(f"{cell:<{width}}" for cell, width in zip(cells, _WIDTHS, strict=True)).rstrip()
