"""No character of a name is lost in silence."""

from __future__ import annotations

import json
import random
import struct
import unicodedata

import pytest

from tests.platform.notices.samples import KINDS, data, text
from yichuang.platform.notices import data as forms
from yichuang.platform.notices.errors import FontsMissing
from yichuang.platform.notices.glyphs import MARK, Legible, characters_of, printable
from yichuang.platform.notices.press import faces
from yichuang.platform.notices.typesetting import finished, typeset

#: In names of living people, and in no face that we have.
LACKING = "\U00020bb7"
#: Keys whose values are not words.
FORMAL = {"outcome", "template"}
NOTE = "本件印不出下列字，写法以您的身份证件为准。"


def has(character: str) -> bool:
    return ord(character) in printable(faces())


def reason(words: str) -> str:
    return text(typeset("declined", data("declined", reason=words), "zh-hans"))


def test_it_works() -> None:
    rare = (
        "䶮㛃燊彧龘堃喆翀曌淼犇骉犄赟囧" + "\U0002b5af\U0002cc56\U0002cb29\U00030edd"
    )  # the last four stand beyond the basic plane
    assert all(has(each) for each in rare)
    printed = reason(rare)
    assert rare in printed
    assert MARK not in printed


def test_every_character_beyond_the_basic_plane_that_a_face_has_is_printed() -> None:
    beyond = "".join(
        chr(code) for code in sorted(printable(faces())) if code > 0xFFFF and unicodedata.category(chr(code)) == "Lo"
    )
    assert len(beyond) > 200
    printed = reason(beyond)
    assert not set(beyond) - set(printed)
    assert MARK not in printed


def test_a_random_thousand_of_the_faces_is_printed() -> None:
    dice = random.Random(3)
    han = sorted(code for code in printable(faces()) if 0x3400 <= code <= 0x9FFF)
    drawn = "".join(map(chr, dice.sample(han, 1000)))
    assert not set(drawn) - set(reason(drawn))


def test_a_character_that_no_face_has_is_marked_and_noted() -> None:
    assert not has(LACKING)
    printed = reason(f"{LACKING}野家")
    assert f"{MARK}①野家" in printed
    assert NOTE in printed
    assert f"{MARK}①=U+20BB7" in printed


def test_it_is_marked_in_a_name_too_in_both_languages() -> None:
    applicant = {"name": f"张{LACKING}"}
    assert f"张{MARK}①：" in text(typeset("letter", data("letter", applicant=applicant), "zh-hans"))
    assert "U+20BB7" in text(typeset("letter", data("letter", applicant=applicant), "en"))


@pytest.mark.parametrize("kind", KINDS)
def test_it_is_marked_wherever_it_stands(kind: str) -> None:
    def spoilt(value: object, key: str = "") -> object:
        if isinstance(value, dict):
            return {name: spoilt(each, name) for name, each in value.items()}
        if isinstance(value, list):
            return [spoilt(each, key) for each in value]
        return value + LACKING if isinstance(value, str) and key not in FORMAL else value

    whole = spoilt(data(kind))
    assert isinstance(whole, dict)
    sheet = finished(kind, forms.paper(kind, whole), "en")
    assert LACKING not in json.dumps(sheet, ensure_ascii=False).replace(MARK, "")
    assert json.dumps(sheet, ensure_ascii=False).count(f"{MARK}①") > 10


def test_each_has_a_mark_of_its_own_and_keeps_it() -> None:
    many = "".join(chr(0x20000 + step) for step in range(400))
    lacking = [each for each in many if not has(each)][:25]
    legible = Legible(printable(faces()))
    replaced = legible.text("".join(lacking) + lacking[0])
    assert replaced.startswith("〓①〓②")
    assert replaced.endswith("〓(21)〓(22)〓(23)〓(24)〓(25)〓①")
    assert len(set(legible.missing)) == 25
    assert legible.missing["〓(25)"] == f"U+{ord(lacking[24]):04X}"


@pytest.mark.parametrize(
    "sly",
    [
        "\u202e",
        "\u200f",
        "\u2066",
        "\u200b",
        "\u00ad",
        "\ufeff",
        "\u2028",
        "\x00",
        "\x1b",
        "\x7f",
        "\ue000",
        "\ud83d",
        "😀",
    ],
)
def test_what_has_no_shape_or_turns_its_neighbours_is_shown(sly: str) -> None:
    printed = reason(f"甲{sly}乙")
    assert f"甲{MARK}①乙" in printed
    assert f"U+{ord(sly):04X}" in printed


def test_line_ends_and_tabs_are_none_of_these() -> None:
    legible = Legible(printable(faces()))
    assert legible.text("一\r\n二\r三\t四\n") == "一\n二\n三 四\n"
    assert not legible.missing


def test_plain_characters_of_old_codes_pass_unchanged() -> None:
    old = "豈更金樂"  # compatibility ideographs, which normal forms would turn into other letters
    assert [each for each in old if has(each)]
    for each in old:
        if has(each):
            assert each in reason(each)


@pytest.mark.parametrize("font", [b"", b"OTTO", b"OTTO\x00\x01" + bytes(40)])
def test_a_broken_font_is_refused(font: bytes) -> None:
    with pytest.raises(FontsMissing):
        characters_of(font)


def test_a_font_without_the_long_table_is_refused() -> None:
    head = b"OTTO" + struct.pack(">HHHH", 1, 0, 0, 0) + b"cmap" + struct.pack(">III", 0, 28, 20)
    short = struct.pack(">HH", 0, 1) + struct.pack(">HHI", 3, 1, 12) + struct.pack(">HH", 4, 0)
    with pytest.raises(FontsMissing, match="beyond"):
        characters_of(head + short)
