"""Keys of rows are in order of time; names in addresses cannot be guessed."""

import re
from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from yichuang.core import clock
from yichuang.core.identifiers import new_id, public_id

MOMENT = datetime(2026, 11, 25, 9, 30, 0, 123456, tzinfo=clock.ZONE)


def test_it_works() -> None:
    key = new_id()
    assert (key.version, key.variant) == (7, "specified in RFC 4122")
    assert re.fullmatch(r"[a-z2-7]{26}", public_id())


def test_a_key_tells_its_millisecond() -> None:
    with clock.frozen(MOMENT):
        assert new_id().int >> 80 == int(MOMENT.timestamp() * 1000)


def test_keys_do_not_meet() -> None:
    with clock.frozen(MOMENT):
        assert len({new_id() for _ in range(10_000)}) == 10_000
    assert len({public_id() for _ in range(10_000)}) == 10_000


@given(st.integers(1, 10_000_000))
def test_a_later_key_sorts_after_an_earlier_one(microseconds: int) -> None:
    with clock.frozen(MOMENT):
        earlier = new_id()
    with clock.frozen(MOMENT + timedelta(microseconds=microseconds)):
        assert new_id() > earlier
