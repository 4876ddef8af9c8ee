"""Every message has its Chinese, in plain words; catalogues and content use no word that nobody says."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from babel.messages.pofile import read_po

import yichuang
from yichuang.project import catalogues

ROOT = Path(__file__).resolve().parents[2]
SOURCE = Path(yichuang.__path__[0])
CONTENT = ROOT / "content"

#: Words that do not stand in Chinese that people read, and why.
FORBIDDEN = {
    "请知悉": "says nothing that the sentence does not say",
    "敬请": "court style",
    "贵方": "contract style",
    "兹": "classical style",
    "之规定": "classical style: 的规定",
    "悉知": "classical style",
    "予以": "padding before the verb",
    "相关部门": "hides which one",
    "有关部门": "hides which one",
    "进行操作": "padding: name the act",
    "系统异常": "says neither what failed nor what to do",
    "操作失败": "says neither what failed nor what to do",
    "未知错误": "says neither what failed nor what to do",
    "非法": "accuses whoever typed: say what is wrong",
    "null": "a programmer's word",
    "undefined": "a programmer's word",
    "NaN": "a programmer's word",
    "None": "a programmer's word",
    "token": "a programmer's word",
    "接口": "a programmer's word",
    "字段": "a programmer's word",
}
#: Terms in which one of them may stand: an outcome in law.
LAWFUL = ("不予受理",)
#: Rooms whose readers are authors of packages, operators and programmers: the words of their trade are theirs.
OF_THE_TRADE = {"core/packages", "core/rules", "core/cipher", "project", "faces/api", "platform/catalog"}
TRADE_WORDS = {"null", "None", "token", "接口", "字段"}
LONGEST = 40


def room_of(place: str) -> str:
    """The room of a path below ``src``: ``yichuang/core/rules/gate.py`` is of ``core/rules``."""
    parts = place.split("/")
    return "project" if parts[1] == "project" else "/".join(parts[1:3])


def rooms() -> list[str]:
    """Every room that says something."""
    said = {room_of(str(message.file.relative_to(SOURCE.parent))) for message in messages()}
    return sorted(said | {room for room, _ in translations()})


@cache
def messages() -> tuple[catalogues.Said, ...]:
    """Every message of Python and templates."""
    return tuple(catalogues.messages())


@cache
def findings() -> tuple[str, ...]:
    """What the catalogues lack, each beginning with its place."""
    return tuple(catalogues.findings())


@cache
def translations() -> tuple[tuple[str, str], ...]:
    """(room, Chinese text) of every entry of every catalogue."""
    found = []
    for path in sorted(SOURCE.rglob("locale/zh_Hans/LC_MESSAGES/django.po")):
        with path.open("rb") as lines:
            for entry in read_po(lines, locale="zh_Hans"):
                texts = entry.string if isinstance(entry.string, tuple | list) else [entry.string]
                found += [(room_of(str(path.relative_to(SOURCE.parent))), str(each)) for each in texts if entry.id]
    return tuple(found)


def told(value: Any) -> Iterator[str]:
    """Every Chinese text of a piece of content."""
    if isinstance(value, dict):
        for key, part in value.items():
            if key == "zh-hans":
                yield from [part] if isinstance(part, str) else part
            else:
                yield from told(part)
    elif isinstance(value, list):
        for part in value:
            yield from told(part)


@cache
def content() -> tuple[tuple[str, str], ...]:
    """(file, Chinese text) of everything that content says. Examples are read by lawyers, law.yaml by authors."""
    return tuple(
        (str(path.relative_to(ROOT)), text)
        for path in sorted(CONTENT.rglob("*.yaml"))
        for text in told(yaml.load(path.read_text("utf-8"), getattr(yaml, "CSafeLoader", yaml.SafeLoader)))
    )


def clauses(text: str) -> list[str]:
    """The sentences of a text without markup; what is filled in counts as two characters."""
    plain = re.sub(r"%\(\w+\)[sd]", "某某", re.sub(r"<[^>]+>", "", text))
    return [re.sub(r"[，、“”‘’（）《》\s]", "", each) for each in re.split(r"[。？！：；\n]", plain) if each.strip()]


def forbidden(texts: Iterable[tuple[str, str]]) -> list[str]:
    """Where a word stands that must not."""
    found = []
    for where, text in texts:
        for word in FORBIDDEN:
            if where in OF_THE_TRADE and word in TRADE_WORDS:
                continue
            plain = text
            for term in LAWFUL:
                plain = plain.replace(term, "")
            plain = re.sub(r"%\(\w+\)[sd]|<[^>]+>", " ", plain)
            pattern = rf"\b{word}\b" if word.isascii() else re.escape(word)
            if re.search(pattern, plain, re.IGNORECASE if word.isascii() and word.islower() else 0):
                found.append(f"{where}: {word}: {text}")
    return found


# ----------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("room", rooms())
def test_every_message_is_translated(room: str) -> None:
    assert [each for each in findings() if room_of(each.partition(":")[0]) == room] == []


def test_python_and_templates_are_both_read() -> None:
    kinds = {message.file.suffix for message in messages()}
    assert kinds == {".py", ".html"}
    assert len(messages()) > 300


def test_what_is_missing_empty_or_fuzzy_is_found(tmp_path: Path) -> None:
    room = tmp_path / "yichuang" / "faces" / "look"
    (room / "templates").mkdir(parents=True)
    (room / "said.py").write_text('_("one"); N_("two"); gettext("three"); _("four")\n')
    (room / "templates" / "page.html").write_text(
        '{% translate "five" %}{% blocktranslate %}six{% endblocktranslate %}'
    )
    catalogue = room / "locale" / "zh_Hans" / "LC_MESSAGES"
    catalogue.mkdir(parents=True)
    entries = ['msgid "one"\nmsgstr "一"', 'msgid "two"\nmsgstr ""', '#, fuzzy\nmsgid "three"\nmsgstr "三"']
    head = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n'
    (catalogue / "django.po").write_text(head + "\n\n".join(entries) + "\n")
    found = "\n".join(catalogues.findings(tmp_path))
    assert all(f"'{word}'" in found for word in ("two", "three", "four", "five", "six"))
    assert "'one'" not in found


def test_no_word_that_people_do_not_use() -> None:
    assert forbidden([*translations(), *content()]) == []


def test_such_a_word_would_be_found() -> None:
    assert forbidden([("faces/portal", "系统异常，请知悉。"), ("faces/portal", "编号：Null")]) != []
    assert len(forbidden([("faces/portal", "系统异常，请知悉。"), ("faces/portal", "值为 null")])) == 3
    assert forbidden([("faces/portal", "不予受理"), ("core/rules", "null 表示没有")]) == []


def test_no_sentence_is_long() -> None:
    long = [
        f"{where}: {len(each)}: {each}"
        for where, text in [*translations(), *content()]
        if not where.endswith(("law.yaml", "examples.yaml"))
        for each in clauses(text)
        if len(each) > LONGEST
    ]
    assert long == []


MEAN = 20


def test_sentences_are_short_on_average() -> None:
    """Room by room and package by package: what people read, not what authors and lawyers do."""
    lengths: dict[str, list[int]] = {}
    for where, text in [*translations(), *content()]:
        if not where.endswith(("law.yaml", "examples.yaml")):
            place = where.rpartition("/")[0] if where.endswith(".yaml") else where
            lengths.setdefault(place, []).extend(len(each) for each in clauses(text))
    long = {place: sum(each) / len(each) for place, each in lengths.items() if sum(each) / len(each) > MEAN}
    assert long == {}
    assert len(lengths) > 20


#: How numbers, days and money are not written in Chinese: 2026年3月1日, 09:05, 4072元, 1000 are the one way.
OTHER_WAYS = {
    "a day with strokes, dots or slashes": r"\d{4}[-/.]\d{1,2}[-/.]\d{1,2}",
    "a day with noughts": r"年0\d月|月0\d日",
    "a day in Chinese digits": r"[〇一二三四五六七八九]{4}年",
    "the hour of a twelve-hour clock": r"[上下]午\s*\d",
    "an hour with a full-width colon": r"\d：\d\d",
    "a currency's sign or code": r"[¥￥]|RMB|CNY|人民币",
    "a blank before the unit": r"\d\s+(元|天|年|月|日|岁|份|个|秒|分钟)(?![A-Za-z])",
    "commas between thousands": r"\d,\d{3}",
    "full-width digits": r"[０-９]",
    "money in words": r"[一二三四五六七八九十百千万]+元",
    "percent in words": r"百分之",
}
#: What is shown as an example of what may be typed.
MAY = ("1990-01-31", "2026-12-01")


def other_ways(texts: Iterable[tuple[str, str]]) -> list[str]:
    """Where a number, a day or a sum is written in another way than the one."""
    found = []
    for where, text in texts:
        plain = re.sub(r"%\(\w+\)[sd]", "8", re.sub(r"<[^>]+>", "", text))
        for example in MAY:
            plain = plain.replace(example, "")
        found += [f"{where}: {name}: {text}" for name, pattern in OTHER_WAYS.items() if re.search(pattern, plain)]
    return found


def test_numbers_days_and_money_are_written_in_one_way() -> None:
    said = [(where, text) for where, text in content() if not where.endswith(("law.yaml", "examples.yaml"))]
    ours = [(room, text) for room, text in translations() if room not in OF_THE_TRADE]
    assert other_ways([*ours, *said]) == []


@pytest.mark.parametrize(
    "text",
    [
        "2026-12-31前",
        "2026年03月01日",
        "二〇二六年",
        "上午9点",
        "¥100",
        "100 元",
        "1,000元",
        "１０元",
        "五百元",
        "百分之八",
    ],
)
def test_another_way_would_be_found(text: str) -> None:
    assert other_ways([("faces/portal", text)]) != []


def test_the_one_way_is_let_through() -> None:
    for text in ("2026年3月1日 09:05", "4072元", "814.40元", "8%", "1000份", "某某年某某月", "一站式", "GB/T 39046"):
        assert other_ways([("faces/portal", text)]) == [], text
