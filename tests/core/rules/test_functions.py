"""What an ID number itself says: the day of birth, the sex, and the new number of an old one (GB 11643-1999)."""

from __future__ import annotations

import datetime as dt

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from yichuang.core.identifiers import make_id_number
from yichuang.core.rules import FactType, parse
from yichuang.core.rules.branching import Branching
from yichuang.core.rules.bulk import bulk
from yichuang.core.rules.functions import born_in, id_18, sex_in


@given(st.dates(dt.date(1900, 1, 1), dt.date(2099, 12, 31)), st.integers(1, 999))
def test_it_works(born: dt.date, serial: int) -> None:
    number = make_id_number("439900", born, serial)
    assert born_in(number) == born
    assert sex_in(number) == ("male" if serial % 2 else "female")


@pytest.mark.parametrize(
    "text", ["", "439900199001010", "43990019901301001X", "４３９９００１９９００１０１００１５", "x" * 18]
)
def test_what_is_no_number_says_nothing(text: str) -> None:
    assert born_in(text) is None


@given(st.text(max_size=20))
def test_any_text_is_answered(text: str) -> None:
    assert isinstance(born_in(text), dt.date | None)
    assert sex_in(text) in (None, "male", "female")
    assert id_18(text) is None or len(id_18(text) or "") == 18


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("110105491231002", "11010519491231002X"),  # the example of GB 11643-1999
        ("11010519491231002X", "11010519491231002X"),
        ("110105491231003", "110105194912310038"),
    ],
)
def test_an_old_number_becomes_a_new_one(old: str, new: str) -> None:
    assert id_18(old) == new


@given(st.dates(dt.date(1900, 1, 1), dt.date(1999, 12, 31)), st.integers(1, 995))
def test_the_new_number_is_the_one_that_is_given_out(born: dt.date, serial: int) -> None:
    number = make_id_number("439900", born, serial)
    assert id_18(number[:6] + number[8:17]) == number


@pytest.mark.parametrize(
    "text",
    ["", "439900010229002", "43990001010100", "43990019901301001x", "439900990101997", "４３９９００６５０１０１００"],
)  # fmt: skip
def test_what_is_no_old_number_has_no_new_one(text: str) -> None:
    assert id_18(text) is None


def test_the_diagrams_know_that_there_are_old_numbers() -> None:
    schema = {"x": FactType("text")}
    rule = parse("born_in(x) is null and born_in(id_18(x)) < date '1960-01-01'", schema)
    found = Branching(schema, {}, {"today": dt.date(2026, 1, 1)}, [rule], {})
    assert {rule.evaluate({"x": samples[0]}) for samples in found.cells["x"].samples} >= {True, False, None}


@given(
    st.lists(st.none() | st.from_regex(r"[0-9]{15}|[0-9]{17}[0-9X]", fullmatch=True) | st.text(max_size=18), min_size=1)
)
def test_a_column_of_numbers_is_read_as_one_is(texts: list[str | None]) -> None:
    rule = parse("id_18(x)", {"x": FactType("text")})
    frame = pl.DataFrame({"x": texts}, schema={"x": pl.String()}).lazy()
    assert bulk({"it": rule}, frame).collect()["it"].to_list() == [rule.evaluate({"x": one}) for one in texts]
