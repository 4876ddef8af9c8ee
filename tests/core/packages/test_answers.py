"""Answers as people write them, and the sentence when they cannot be read."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.core.packages.sample import enrolment, hunan
from yichuang.core.packages import AnswerError, Fact, yuan

LABEL = {"zh-hans": "项", "en": "item"}


def fact(kind: str, **more: object) -> Fact:
    return Fact.model_validate(
        {"key": "x", "type": kind, "label": LABEL, "ask": LABEL, "why": LABEL, "law": ["a/1"], **more}
    )


READ = [
    ("money", "4072", 407200),
    ("money", " 4,072.5 ", 407250),
    ("money", "￥４０７２．０３元", 407203),
    ("money", "1,234,567", 123456700),
    ("money", "0.01", 1),
    ("date", "1990-01-31", dt.date(1990, 1, 31)),
    ("date", "1990年1月31日", dt.date(1990, 1, 31)),
    ("date", "1990/1/31", dt.date(1990, 1, 31)),
    ("date", "１９９００１３１", dt.date(1990, 1, 31)),
    ("integer", "１２", 12),
    ("decimal", "0.20", Decimal("0.20")),
    ("boolean", "true", True),
    ("boolean", "否", False),
    ("text", " 甲 ", "甲"),
]


@pytest.mark.parametrize(("kind", "text", "value"), READ)
def test_it_works(kind: str, text: str, value: object) -> None:
    assert fact(kind).read(text) == value


@pytest.mark.parametrize(
    ("unit", "text", "value"),
    [
        ("months", "180个月", 180),
        ("months", "１８０", 180),
        ("months", "1 month", 1),
        ("months", "180 Months", 180),
        ("percent", "20％", 20),
        ("age", "60周岁", 60),
    ],
)
def test_a_number_may_stand_with_its_unit(unit: str, text: str, value: int) -> None:
    assert fact("integer", unit=unit).read(text) == value


def test_another_unit_is_no_answer_and_the_right_one_is_named() -> None:
    with pytest.raises(AnswerError, match="It is counted in: months"):
        fact("integer", unit="months").read("15年")


REFUSED = [
    ("money", "4072.005", "money"),
    ("money", "-1", "money"),
    ("money", "4,07", "money"),
    ("money", "四千", "money"),
    ("money", "1e3", "money"),
    ("date", "1990-02-30", "date"),
    ("date", "31.1.1990", "date"),
    ("date", "昨天", "date"),
    ("integer", "1.5", "number"),
    ("integer", "9" * 16, "number"),
    ("decimal", "NaN", "number"),
    ("boolean", "maybe", "choice"),
    ("text", "", "empty"),
    ("text", "a\x00b", "characters"),
]


@pytest.mark.parametrize(("kind", "text", "code"), REFUSED)
def test_what_cannot_be_read_says_so_and_names_the_field(kind: str, text: str, code: str) -> None:
    with pytest.raises(AnswerError) as caught:
        fact(kind).read(text)
    assert (caught.value.code, caught.value.field) == (code, "x")


@given(st.text(), st.sampled_from(["money", "date", "integer", "decimal", "boolean", "choice", "text"]))
def test_any_text_is_read_or_refused_by_name(text: str, kind: str) -> None:
    try:
        fact(kind).read(text)
        field = "x"
    except AnswerError as error:
        field = error.field or ""
    assert field == "x"


@given(st.integers(0, 10**14))
def test_an_amount_is_read_as_it_is_shown(fen: int) -> None:
    assert fact("money").read(yuan(fen)) == fen


@given(st.one_of(st.dates(), st.booleans(), st.integers(0, 10**9), st.none()))
def test_a_value_comes_back_from_json(value: object) -> None:
    kind = "date" if isinstance(value, dt.date) else "boolean" if isinstance(value, bool) else "integer"
    assert fact(kind).restore(fact(kind).plain(value)) == value  # type: ignore[arg-type]


def test_a_choice_is_read_by_code_or_by_its_words() -> None:
    employment = enrolment().facts["employment"]
    assert employment.read("flexible") == employment.read("灵活就业") == employment.read("Flexible work") == "flexible"
    with pytest.raises(AnswerError):
        employment.read("astronaut")


def test_identifiers_keep_their_own_sentence_under_the_facts_name() -> None:
    with pytest.raises(AnswerError, match="18 characters") as caught:
        enrolment().facts["id_number"].read("123")
    assert (caught.value.code, caught.value.field) == ("length", "id_number")
    assert enrolment().facts["phone"].read("199 0000 0001") == "19900000001"


def test_a_division_is_read_by_code_or_by_name() -> None:
    hukou = enrolment().facts["hukou_division"]
    assert hukou.read("长沙县", hunan().divisions) == hukou.read("430121") == "430121"
    with pytest.raises(AnswerError, match="list"):
        hukou.read("无此县", hunan().divisions)
