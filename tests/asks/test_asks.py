"""Every report of another product's users that touches applications names the tests that hold it, or says why none."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

HERE = Path(__file__).parent
KEYS = {"ask", "held", "missing"}


def asks() -> dict[str, dict[str, Any]]:
    """The table, by id."""
    found: dict[str, dict[str, Any]] = yaml.safe_load((HERE / "asks.yaml").read_text("utf-8"))
    return found


def names_of_tests() -> set[str]:
    """Every test of the suite by its name."""
    texts = (path.read_text("utf-8") for path in HERE.parent.rglob("test_*.py"))
    return {name for text in texts for name in re.findall(r"def (test_\w+)", text)}


def findings(table: Mapping[str, Mapping[str, Any]], known: set[str]) -> list[str]:
    """What is wrong with the table, a sentence each."""
    found = []
    for name, row in table.items():
        if not row.keys() <= KEYS or not str(row.get("ask", "")).strip():
            found.append(f"{name}: what is asked, held and missing, nothing else")
        if not row.get("held") and not str(row.get("missing", "")).strip():
            found.append(f"{name}: neither a test nor a reason")
        found += [f"{name}: there is no {each}" for each in row.get("held", []) if each not in known]
    return found


def test_every_ask_is_held_or_says_why_not() -> None:
    assert findings(asks(), names_of_tests()) == []
    assert len(asks()) >= 50
    assert {name.partition("-")[0] for name in asks()} == {"OF", "OZ", "CF", "DS", "SG", "GL", "DG", "FI"}


def test_a_dead_name_and_a_silent_row_are_found() -> None:
    dead = {"OF-1": {"ask": "x", "held": ["test_that_is_gone"]}}
    silent = {"OF-2": {"ask": "x"}, "OF-3": {"held": ["test_asks"], "missing": ""}}
    assert findings(dead, names_of_tests()) == ["OF-1: there is no test_that_is_gone"]
    assert len(findings(silent, names_of_tests())) == 3
