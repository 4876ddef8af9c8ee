"""The demo's clock: put forward by a file that every process follows, never back, and followed by nobody else."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from yichuang.core import clock
from yichuang.core.clock import forward

HOUR = timedelta(hours=1)


@pytest.fixture
def file(tmp_path: Path) -> Iterator[Path]:
    """The file of a demo that was not put forward yet, followed."""
    path = tmp_path / "demo-clock"
    forward.write(path, timedelta(0))
    before = clock.followed()
    clock.follow(path)
    yield path
    clock.follow(before)


def near(moment: datetime, ahead: timedelta) -> bool:
    """Whether that is now, and so far ahead (within ten seconds, on a machine that is busy)."""
    return abs(moment - datetime.now(clock.ZONE) - ahead) < timedelta(seconds=10)


def test_it_is_put_forward_and_everybody_sees_it_at_once(file: Path) -> None:
    other = forward.Ahead(file)
    assert (clock.ahead(), other()) == (timedelta(0), timedelta(0))
    assert clock.put_forward(file, 3 * HOUR) == clock.ahead() == other() == 3 * HOUR
    assert near(clock.now(), 3 * HOUR)
    assert clock.put_forward(file, timedelta(days=40)) == other() == timedelta(days=40, hours=3)
    assert clock.today() == (datetime.now(clock.ZONE) + other()).date()


def test_nobody_follows_it_unless_told(tmp_path: Path) -> None:
    before = clock.followed()
    clock.follow(None)
    try:
        assert (clock.ahead(), clock.followed()) == (timedelta(0), None)
        assert near(clock.now(), timedelta(0))
    finally:
        clock.follow(before)


def test_it_never_goes_back(file: Path) -> None:
    clock.put_forward(file, 5 * HOUR)
    with pytest.raises(ValueError, match="forward only"):
        clock.put_forward(file, -HOUR)
    assert clock.ahead() == 5 * HOUR
    for wrong in ("18", "", "nonsense"):
        file.write_text(wrong)
        assert clock.ahead() == 5 * HOUR
    file.unlink()
    assert clock.ahead() == 5 * HOUR


def test_there_is_an_end(file: Path) -> None:
    with pytest.raises(ValueError, match="too far"):
        clock.put_forward(file, forward.MOST + HOUR)
    assert clock.ahead() == timedelta(0)


def test_whoever_puts_it_forward_beside_others_adds_to_it(file: Path) -> None:
    with ThreadPoolExecutor(8) as hands:
        list(hands.map(lambda _: clock.put_forward(file, HOUR), range(40)))
    assert clock.ahead() == 40 * HOUR


def test_a_clock_that_stands_stands(file: Path) -> None:
    at = datetime(2026, 3, 4, 5, 6, tzinfo=clock.ZONE)
    with clock.frozen(at):
        clock.put_forward(file, HOUR)
        assert clock.now() == at
