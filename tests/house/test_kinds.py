"""A case is a case: the engine names no kind, so that a further one needs nothing changed in it."""

from __future__ import annotations

import ast
from collections.abc import Iterable
from pathlib import Path

from yichuang.platform.cases.kinds import registered

ROOT = Path(__file__).resolve().parents[2]
ENGINE = ROOT / "src" / "yichuang" / "platform"
#: The kind that every part had before there was a second: what the column says of rows that are older than itself.
BEFORE = "db_default"


def naming(tree: ast.AST, kinds: set[str]) -> Iterable[int]:
    """The lines on which a text is the name of a kind, and ones that read an attribute ``kind`` to compare it."""
    older = {id(each.value) for each in ast.walk(tree) if isinstance(each, ast.keyword) and each.arg == BEFORE}
    for each in ast.walk(tree):
        if isinstance(each, ast.Constant) and each.value in kinds and id(each) not in older:
            yield each.lineno


def test_the_engine_names_no_kind() -> None:
    kinds = {each.name for each in registered()}
    assert "application" in kinds
    found = [
        f"{path.relative_to(ROOT)}:{line}"
        for path in sorted((ENGINE / "cases").glob("*.py")) + sorted((ENGINE / "retention").glob("*.py"))
        for line in naming(ast.parse(path.read_text("utf-8")), kinds)
    ]
    assert found == []


def test_one_that_did_would_be_found() -> None:
    planted = ast.parse("def f(case):\n    return 1 if case.kind == 'application' else 2\n")
    assert list(naming(planted, {"application"})) == [2]
