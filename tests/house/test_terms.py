"""A word of the law is explained where it is used (UX 13)."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from tests.cast import Member, Town, signed_in
from tests.house.test_words import content, translations
from yichuang.faces.look.terms import FILE, read_terms, terms
from yichuang.lines.applications import commands

#: Words of the law and of the insurance offices that a reader of everyday Chinese may not know. A text for residents
#: that begins to use one is red until terms.yaml says what it means.
OF_THE_LAW = [
    "缴费基数",
    "灵活就业",
    "职工医保",
    "生育保险",
    "工伤保险",
    "失业保险",
    "停保",
    "视同缴费",
    "弹性退休",
    "法定退休年龄",
    "法定代表人",
    "监护人",
    "存证",
    "一次告知",
    "行政复议",
    "行政诉讼",
    "告知承诺",
    "容缺受理",
    "个人账户",
    "统筹基金",
    "统筹地区",
    "缴费工资",
    "滞纳金",
    "追溯",
    "期间届满",
    "送达",
    "管辖",
    "法人资格",
    "准予",
    "不予受理",
    "视为撤回",
    "补正",
    "听证",
    "公示",
    "备案登记",
    "授权委托",
    "无民事行为能力",
    "限制民事行为能力",
    "继承人",
    "遗属待遇",
    "个人权益记录",
]
#: Rooms whose sentences residents read, beside the content.
RESIDENTS_READ = ("faces/portal", "faces/present", "faces/look", "lines/applications", "platform/cases")


def read_by_residents() -> list[str]:
    """Every text in Chinese that residents read."""
    texts = [text for where, text in translations() if where.startswith(RESIDENTS_READ)]
    not_theirs = ("law.yaml", "examples.yaml", FILE)
    return texts + [text for where, text in content() if not where.endswith(not_theirs) and "/demo/" not in where]


def test_every_word_of_the_law_that_is_used_is_explained() -> None:
    texts = read_by_residents()
    used = {word for word in OF_THE_LAW if any(word in text for text in texts)}
    assert used - {one.term["zh-hans"] for one in terms()} == set()
    assert len(used) > 10


def test_what_is_explained_is_used_and_not_by_itself() -> None:
    texts = read_by_residents()
    for one in terms():
        for language, word in one.term.items():
            assert word not in one.means[language], word
        assert any(one.term["zh-hans"] in text for text in texts), one.term


def explained(page: str) -> list[str]:
    """The words that a page explains."""
    found = re.search(r'<details class="more terms">(.*?)</details>', page, re.DOTALL)
    return re.findall(r"<dt>(.*?)</dt>", found[1]) if found else []


@pytest.mark.django_db
def test_a_page_explains_what_it_uses_and_nothing_else(county: Town, resident: Member) -> None:
    client = signed_in(resident)
    service = Client().get("/services/enrolment").content.decode()
    assert "灵活就业" in explained(service)
    assert "监护人" not in explained(service)
    draft = commands.begin(resident.actor, "enrolment").draft.public_id
    assert "灵活就业" in explained(client.get(f"/drafts/{draft}/employment").content.decode())
    base = client.get(f"/drafts/{draft}/contribution_base").content.decode()
    assert ("缴费基数" in explained(base)) == ("缴费基数" in base)
    assert explained(client.get("/messages").content.decode()) == []
    english = Client(headers={"accept-language": "en"}).get("/services/enrolment").content.decode()
    assert "灵活就业" not in explained(english)


@pytest.mark.django_db
def test_a_file_that_cannot_be_read_stops_no_page(
    county: Town, settings: Settings, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    for each in Path(settings.CONTENT).iterdir():
        if each.name != FILE:
            (tmp_path / each.name).symlink_to(each)
    (tmp_path / FILE).write_text("terms: [{term: {zh-hans: 词}}]")
    settings.CONTENT = tmp_path
    page = Client().get("/services/enrolment")
    assert (page.status_code, explained(page.content.decode())) == (200, [])
    assert "entry 1" in caplog.text
    (tmp_path / FILE).unlink()
    assert terms() == ()


@pytest.mark.parametrize("entry", ["x", "{term: {en: x}, means: {en: y}}", "{term: x, means: y}"])
def test_an_entry_without_term_or_meaning_is_named(entry: str) -> None:
    with pytest.raises(ValueError, match="entry 1"):
        read_terms(f"terms: [{entry}]")
