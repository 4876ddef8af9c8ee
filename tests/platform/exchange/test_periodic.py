"""Periodic work is registered once under its name."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from yichuang.platform.exchange import periodic


@pytest.fixture(autouse=True)
def as_it_was() -> Iterator[None]:
    """What a test registers is gone afterwards."""
    before = dict(periodic._registered)
    yield
    periodic._registered.clear()
    periodic._registered.update(before)


def once() -> None:
    """Something to do."""


def other() -> None:
    """Something else."""


def test_it_works() -> None:
    periodic.register("test.once", 5.0, once)
    assert periodic.Periodic("test.once", 5.0, once) in periodic.registered()


def test_the_same_again_is_no_error() -> None:
    periodic.register("test.once", 5.0, once)
    periodic.register("test.once", 6.0, once)
    assert [each.every_seconds for each in periodic.registered() if each.name == "test.once"] == [6.0]


def test_two_may_not_have_one_name() -> None:
    periodic.register("test.once", 5.0, once)
    with pytest.raises(ValueError, match=r"test\.once"):
        periodic.register("test.once", 5.0, other)
