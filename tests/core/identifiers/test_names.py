"""Names are what people are called: short, long, dotted, rare."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yichuang.core.identifiers import IdentifierError, parse_name

DOTTED = [
    "阿依古丽\u00b7试例江",
    "阿依古丽\u2022试例江",
    "阿依古丽\uff0e试例江",
    "阿依古丽.试例江",
    "阿依古丽\u2027试例江",
]


def test_it_works() -> None:
    name = parse_name(" 试例 ")
    assert (name.shown, name.compared) == ("试例", "试例")


@pytest.mark.parametrize("typed", [*DOTTED, "阿依古丽 \u00b7 试例江", "阿依古丽・试例江"])
def test_five_dots_are_one_name_and_shown_as_typed(typed: str) -> None:
    name = parse_name(typed)
    assert name.compared == "阿依古丽\u00b7试例江"
    assert name.shown == typed


@pytest.mark.parametrize("typed", ["O", "B", "欧", "O Test", "A B"])
def test_one_letter_is_a_name(typed: str) -> None:
    assert parse_name(typed).shown == typed


@pytest.mark.parametrize(
    "typed",
    [
        "\U00020bb7试",  # beyond the basic plane
        "\U00031350例",  # extension H, younger than this Unicode table
        "试\ue863",  # a private character of old registers
        "龦\u9fa6",
        "试" * 40,
        "试" * 200,
        "Ñandú O'Brien-Müller Jr.",
        "X Æ A-12",
    ],
)
def test_rare_and_long_names_are_taken(typed: str) -> None:
    assert parse_name(typed).shown == typed


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("试　例", "试例"),
        ("ｔｅｓｔ Ｏ", "Test O"),
        ("TEST  O", "test o"),
        ("辻\U000e0100例", "辻例"),  # a variation selector
        ("辻\ufe00例", "辻例"),
        ("辻\ufe0f例", "辻例"),
        ("\u200b试\u00ad\u2060例\ufeff", "试例"),
        ("Jose\u0301", "Jos\u00e9"),
        ("\uf9d1例", "六例"),  # a compatibility character
    ],
)
def test_two_ways_to_write_one_name(one: str, other: str) -> None:
    assert parse_name(one).compared == parse_name(other).compared


def test_two_words_with_capitals_stay_two() -> None:
    assert parse_name("An Na").compared != parse_name("Anna").compared


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("试\x00例", "characters"),
        ("试\x1b[2J例", "characters"),
        ("试\n例", "characters"),
        ("试\u2028例", "characters"),
        ("试\u202e例", "characters"),
        ("\u2066试例", "characters"),
        ("试\ud800", "characters"),
        ("试\uffff", "characters"),
        ("试\ufdd0", "characters"),
        ("试\ufdef", "characters"),
        ("试\U0001fffe", "characters"),
        ("", "empty"),
        ("  \u200b ", "empty"),
        ("···", "shape"),
        ("123", "shape"),
        ("试" * 201, "length"),
    ],
)
def test_it_is_refused_with_a_sentence(typed: str, code: str) -> None:
    with pytest.raises(IdentifierError) as caught:
        parse_name(typed)
    assert (caught.value.code, caught.value.field) == (code, "name")
    assert str(caught.value.sentence)


def test_names_do_not_get_into_logs() -> None:
    assert "试例" not in f"{parse_name('试例')} {parse_name('试例')!r}"


@given(st.text(max_size=60))
def test_any_text_is_taken_or_refused_and_comparing_is_stable(text: str) -> None:
    with suppress(IdentifierError):
        name = parse_name(text)
        assert parse_name(name.shown) == name
        assert not set(name.shown) & set("\x00\n\u202e\u2066")


@given(
    st.text(alphabet="试例阿江甲乙\U00020bb7", min_size=1, max_size=12), st.sampled_from("\u2022\uff0e.\u2027\u30fb")
)
def test_a_dot_is_a_dot_wherever_it_stands(text: str, dot: str) -> None:
    middle = len(text) // 2
    assert (
        parse_name(text[:middle] + dot + text[middle:]).compared
        == parse_name(text[:middle] + "\u00b7" + text[middle:]).compared
    )
