"""What the first visitor of a process or of a day would wait for is compiled before they come."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.cast import Town
from yichuang.core import clock
from yichuang.core.packages import days as room
from yichuang.platform.catalog import queries
from yichuang.platform.catalog.models import PackageVersion


def test_today_and_tomorrow_nothing_is_left_to_compile(county: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "_compiled", {})
    queries.warm()

    def compile_now(*what: object) -> None:
        raise AssertionError(f"somebody waits for {what}")

    monkeypatch.setattr(room, "Relevance", compile_now)
    monkeypatch.setattr(queries, "load", compile_now)
    names = list(PackageVersion.objects.filter(current=True).values_list("name", flat=True))
    assert names
    for name in names:
        package = queries.current(name).package
        for ahead in (0, 1):
            day = max(clock.today() + timedelta(ahead), package.in_force)
            assert package.guide({}, day).ask or package.guide({}, day).complete
    with pytest.raises(AssertionError, match="somebody waits"):
        package.guide({}, day + timedelta(5))
