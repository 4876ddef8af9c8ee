"""Dated terms of the installation about people's records: ``people.yaml`` of its content."""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from django.conf import settings

from yichuang.core import clock


@lru_cache(maxsize=4)
def _terms(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(path.read_text("utf-8"))["terms"]
    return found


def term(name: str, on: date | None = None) -> timedelta:
    """How long the term called ``name`` is for what begins on ``on``. Raises KeyError where none is in force."""
    day = on or clock.today()
    found = [each for each in _terms(settings.CONTENT / "people.yaml")[name]["periods"] if each["from"] <= day]
    if not found:
        raise KeyError(f"no term {name} is in force on {day}")
    return timedelta(hours=max(found, key=lambda each: each["from"])["hours"])
