"""Plain Chinese: short sentences, no jargon (UX 13). Held for every page, message and paper."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

import yichuang

SOURCE = Path(yichuang.__path__[0])
CATALOGUE = Path("locale", "zh_Hans", "LC_MESSAGES", "django.po")
#: Every room that speaks to residents or staff: the core and the commands speak to authors and operators, too.
ROOMS = [
    f"{floor}/{each.parents[3].name}"
    for floor in ("faces", "lines", "platform")
    for each in sorted((SOURCE / floor).glob(f"*/{CATALOGUE}"))
]
FORBIDDEN = ["请知悉", "予以", "贵方", "兹", "敬请", "悉知", "相关部门", "予", "之规定", "进行操作", "系统异常", "参数"]


def sentences(room: str) -> list[str]:
    """Every Chinese sentence of a room's catalogue, without its markup; a place counts as two characters."""
    with (SOURCE / room / CATALOGUE).open("rb") as lines:
        catalogue = read_po(lines, locale="zh_Hans")
    found = []
    for entry in catalogue:
        if entry.id:
            text = re.sub(r"%\(\w+\)s", "某某", re.sub(r"<[^>]+>", "", str(entry.string)))
            found += [each for each in re.split(r"[。？！]", text) if each.strip()]
    return found


@pytest.mark.parametrize("room", ROOMS)
def test_sentences_are_short(room: str) -> None:
    lengths = [len(re.sub(r"[，、“”（）\s]", "", each)) for each in sentences(room)]
    assert sum(lengths) / len(lengths) <= 20
    assert max(lengths) <= 40


# Staff and authors have words of their trade (准予, 参数), and a notice those of the law.
@pytest.mark.parametrize("room", ["faces/look", "faces/portal", "faces/present"])
def test_no_word_that_people_do_not_use(room: str) -> None:
    # 不予受理 is the legal name of an outcome, and the page says what it means.
    texts = [each.replace("不予受理", "") for each in sentences(room)]
    assert [each for each in texts for word in FORBIDDEN if word in each] == []
