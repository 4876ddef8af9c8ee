"""The real cases that stand beside, by their kind."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

HERE = Path(__file__).parent


@lru_cache(maxsize=1)
def everything() -> list[dict[str, Any]]:
    """All entries, in the order of the file."""
    found: list[dict[str, Any]] = yaml.safe_load((HERE / "open.yaml").read_text("utf-8"))["cases"]
    return found


def entries(kind: str) -> list[dict[str, Any]]:
    """Those of one kind."""
    return [each for each in everything() if each["kind"] == kind]


def entry(name: str) -> dict[str, Any]:
    """The one of this id."""
    return next(each for each in everything() if each["id"] == name)


def not_yet() -> dict[str, str]:
    """Ids of entries that no test runs, each with the reason."""
    found: dict[str, str] = yaml.safe_load((HERE / "not-yet.yaml").read_text("utf-8"))
    return found
