"""Plain Chinese: short sentences, no jargon (UX 13). Held for what the two resident rooms say themselves."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

import yichuang.faces

FACES = Path(yichuang.faces.__path__[0])
ROOMS = ["look", "portal"]
FORBIDDEN = ["请知悉", "予以", "贵方", "兹", "敬请", "悉知", "相关部门", "予", "之规定", "进行操作", "系统异常", "参数"]


def sentences(room: str) -> list[str]:
    """Every Chinese sentence of a room's catalogue, without its markup; a place counts as two characters."""
    with (FACES / room / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po").open("rb") as lines:
        catalogue = read_po(lines, locale="zh_Hans")
    found = []
    for entry in catalogue:
        if entry.id:
            text = re.sub(r"%\(\w+\)s", "某某", re.sub(r"<[^>]+>", "", str(entry.string)))
            found += [each for each in re.split(r"[。？！：；]", text) if each.strip()]
    return found


@pytest.mark.parametrize("room", ROOMS)
def test_sentences_are_short(room: str) -> None:
    lengths = [len(re.sub(r"[，、“”（）\s]", "", each)) for each in sentences(room)]
    assert sum(lengths) / len(lengths) <= 20
    assert max(lengths) <= 40


@pytest.mark.parametrize("room", ROOMS)
def test_no_word_that_people_do_not_use(room: str) -> None:
    # 不予受理 is the legal name of an outcome, and the page says what it means.
    texts = [each.replace("不予受理", "") for each in sentences(room)]
    assert [each for each in texts for word in FORBIDDEN if word in each] == []
