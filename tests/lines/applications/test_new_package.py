"""A service nobody has heard of is a folder: written, published, found, filed, worked on, concluded, without code."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

from tests.cast import Member, Town, signed_in, staff
from tests.walks.people import part_of
from yichuang.core.packages import FILES
from yichuang.lines.applications import commands, queries
from yichuang.lines.applications.errors import OpenCase
from yichuang.platform.cases.models import Case, Task
from yichuang.platform.catalog.models import PackageVersion
from yichuang.project.commands import publish

PACKAGE = """\
package: parade
title: {zh-hans: 巡游报备, en: Parade notice}
summary: {zh-hans: 办巡游前告诉我们一声。, en: Tell us before a parade.}
in_force: 2026-01-01
audience: [person]
one_at_a_time: true
life_stage: [festival]
keywords: {zh-hans: [舞龙, 庙会], en: [dragon dance]}
guide:
  who: {text: {zh-hans: 办巡游的人。, en: Whoever holds a parade.}, law: [parade-rules/1]}
  conditions: []
  steps: [{zh-hans: 回答两个问题，提交。, en: Answer two questions and submit.}]
  fee: {text: {zh-hans: 不收费。, en: Free.}, law: [parade-rules/1]}
  places: []
  phones: []
facts:
  dragons:
    type: integer
    label: {zh-hans: 龙的条数, en: Dragons}
    ask: {zh-hans: 有几条龙？, en: "How many dragons?"}
    why: {zh-hans: 看要不要让出路口, en: to see whether a crossing is kept clear}
    law: [parade-rules/2]
  route:
    type: text
    label: {zh-hans: 路线, en: Route}
    ask: {zh-hans: 从哪里走到哪里？, en: "From where to where?"}
    why: {zh-hans: 提前告诉沿路的人, en: to tell the people along it}
    law: [parade-rules/2]
  most_dragons:
    type: integer
    label: {zh-hans: 最多条数, en: Most dragons}
    from: parameters.most_dragons
    law: [parade-rules/2]
  name:
    type: text
    format: name
    label: {zh-hans: 姓名, en: Name}
    from: population.name
    ask: {zh-hans: 您的姓名是？, en: "What is your name?"}
    if_down: ask
    why: {zh-hans: 知道是谁办的, en: to know who holds it}
    law: [parade-rules/1]
refusals:
  - refusal: too-many-dragons
    when: "dragons > most_dragons"
    title: {zh-hans: 龙太多, en: Too many dragons}
    reason: {zh-hans: 街上走不开。, en: The street is too narrow.}
    go: {zh-hans: 请分两天走。, en: Take two days.}
    law: [parade-rules/2]
matters:
  - matter: parade-notice
    title: {zh-hans: 巡游报备, en: Parade notice}
    short: {zh-hans: 巡游, en: Parade}
    item_code: DEMO-430000-9001
    department: DEPARTMENT
    kind: other-power
    when: "dragons >= 1"
    clock: {promised: 2 workdays, law: [parade-rules/1]}
    sends: [name, dragons, route]
    result: {zh-hans: 已记下。, en: Noted.}
    law: [parade-rules/1]
"""
LAW = """\
sources:
  parade-rules:
    title: {zh-hans: 巡游规则, en: Parade rules}
    number: {zh-hans: 为这次测试编的, en: made up for this test}
    in_force: 2026-01-01
    articles:
      "1": {says: {zh-hans: 办巡游要报备。, en: A parade is notified.}, verified: false}
      "2": {says: {zh-hans: 龙不超过九条。, en: No more than nine dragons.}, verified: false}
"""
FIGURES = """\
name,type,from,to,value,law,verified,review_by,note
most_dragons,integer,2026-01-01,,9,parade-rules/2,false,,
"""
EXAMPLES = """\
person: {name: 周晓禾}
examples:
  - sentence: {zh-hans: 九条龙，可以。, en: Nine dragons are fine.}
    on: 2026-11-30
    given: {dragons: 9, route: 东门到西门}
    matters: [parade-notice]
    because: [parade-rules/2]
    checked_by: a test
"""
TEXTS = {
    "package.yaml": PACKAGE,
    "law.yaml": LAW,
    "parameters.csv": FIGURES,
    "examples.yaml": EXAMPLES,
    "README.md": "# 巡游\n\nNothing is left out.\n",
}
#: A department without a system of its own: what it gets is worked on at the desk.
AT_DESK, ITS_OFFICER = "tax", "税务经办一号"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The package as an author would write it."""
    assert set(TEXTS) == set(FILES)
    made = tmp_path / "parade"
    made.mkdir()
    for name, text in TEXTS.items():
        (made / name).write_text(text.replace("DEPARTMENT", AT_DESK), "utf-8")
    return made


def found(words: str) -> bool:
    """Whether somebody who looks for these words finds the service."""
    return "/services/parade" in Client().post("/", {"q": words}, follow=True).content.decode()


def test_a_new_folder_is_a_new_service(county: Town, resident: Member, folder: Path) -> None:
    assert Client().get("/services/parade").status_code == 404
    assert not found("舞龙")
    assert publish.main([str(folder)]) == 0
    shutil.rmtree(folder)  # what is published is in the database

    assert "巡游报备" in Client().get("/").content.decode()
    assert found("舞龙")
    page = Client().get("/services/parade").content.decode()
    assert "办巡游前告诉我们一声" in page
    assert "《巡游规则》第1条" in page

    opened = commands.begin(resident.actor, "parade")
    assert [question.key for question in opened.guide.ask] == ["dragons"]
    refused = commands.answer(resident.actor, opened, {"dragons": "10"})
    assert [one.code for one in refused.guide.refusals] == ["too-many-dragons"]
    opened = commands.answer(resident.actor, refused, {"dragons": "9"})
    opened = commands.answer(resident.actor, opened, {"route": "东门到西门"})
    assert opened.guide.outcome == "file"
    filed = commands.submit(resident.actor, opened, opened.draft.version)

    start = signed_in(resident).get("/services/parade/start").content.decode()
    assert filed.number in start
    assert "一次只能办一件" in start
    assert "再办一件" not in start
    with pytest.raises(OpenCase, match=filed.number):  # one at a time, whatever is confirmed
        commands.begin_shown(resident.actor, "parade", again=True)

    officer = staff(ITS_OFFICER)
    part = part_of(Case.objects.get(number=filed.number), AT_DESK)
    desk = signed_in(officer).get(f"/desk/parts/{part.public_id}").content.decode()
    assert "东门到西门" in desk
    commands.take(officer.actor, part.pk)
    commands.accept(officer.actor, part.pk)
    commands.grant(officer.actor, part.pk, "已记下。")
    view = queries.case_view(resident.actor, filed.public_id)
    assert Case.objects.get(number=filed.number).state == "concluded"
    assert Task.objects.get(pk=part.pk).state == "granted"
    assert view.published.name == "parade"
    theirs = signed_in(resident).get(f"/cases/{filed.public_id}").content.decode()
    assert "巡游" in theirs
    assert commands.begin_shown(resident.actor, "parade").draft.public_id != opened.draft.public_id


def test_what_is_wrong_with_it_is_told_and_nothing_is_published(
    county: Town, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    wrong = folder / "package.yaml"
    wrong.write_text(wrong.read_text("utf-8").replace('"dragons >= 1"', '"dragon >= 1"'), "utf-8")
    assert publish.main([str(folder)]) == 1
    line = wrong.read_text("utf-8").splitlines().index('    when: "dragon >= 1"') + 1
    assert f"package.yaml:{line}:" in capsys.readouterr().out
    assert not PackageVersion.objects.filter(name="parade").exists()
    assert settings.DIVISION


def test_what_cannot_be_proved_needs_the_author_s_word(
    county: Town, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = folder / "package.yaml"
    text.write_text(text.read_text("utf-8").replace('"dragons >= 1"', '"dragons * dragons >= 1"'), "utf-8")
    assert publish.main([str(folder)]) == 1
    assert "parade-notice" in capsys.readouterr().out
    assert not PackageVersion.objects.filter(name="parade").exists()
    assert publish.main([str(folder), "--inexact", "parade-notice"]) == 0
    assert PackageVersion.objects.filter(name="parade", current=True).exists()
