"""The studio for programs: a package is read, tried, written anew, weighed, and published by a second person."""

from __future__ import annotations

from typing import Any

import pytest

from tests.cast import Member, Town
from tests.faces.api.staff import V1, Calls, elsewhere
from yichuang.core.packages import FILES
from yichuang.core.packages.difference import differences
from yichuang.platform.catalog import queries as catalog
from yichuang.platform.catalog import revising, revisions, weighing
from yichuang.platform.catalog.models import Revision
from yichuang.platform.people.models import Record

pytestmark = pytest.mark.django_db

NAME, PACKAGE = "elder-allowance", "/studio/packages/elder-allowance"
ELDER = {"birth_date": "1946-11-25", "wanted_allowance": "high-age", "hardship": "minimum", "hukou_division": "430121"}
CHANGES = (
    ("parameters.csv", "high_age,integer,2026-01-01,,80 age,", "high_age,integer,2026-01-01,,75 age,"),
    ("examples.yaml", "given: {birth_date: 1946-11-26,", "given: {birth_date: 1951-11-26,"),
)


def done() -> list[str]:
    """The verbs of the record of drafts."""
    found = Record.objects.filter(subject_kind="revision").order_by("position")
    return list(found.values_list("verb", flat=True))


def changed(calls: Calls, draft: dict[str, Any], document: str, old: str, new: str) -> dict[str, Any]:
    """The draft with another text in one of its files."""
    assert old in draft["files"][document]
    text = draft["files"][document].replace(old, new)
    written = {"document": document, "text": text, "edition": draft["edition"]}
    saved: dict[str, Any] = calls.post(f"/studio/revisions/{draft['id']}/files", written)
    return saved


def test_from_a_changed_figure_to_a_published_version(
    county: Town, author: Member, other_author: Member, head: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(weighing, "PEOPLE", 200)
    first, second, before = Calls.of(author), Calls.of(other_author), catalog.current(NAME)
    draft = first.post(f"{PACKAGE}/revisions", status=201)
    path = f"/studio/revisions/{draft['id']}"
    assert first.post(f"{PACKAGE}/revisions", status=201)["id"] == draft["id"]
    assert (set(draft["files"]), draft["may"]) == (set(FILES), ["drop", "edit", "propose", "weigh"])
    assert first.refused(f"{path}/weigh")[:2] == (422, "nothing-changed")
    for document, old, new in CHANGES:
        draft = changed(first, draft, document, old, new)
    stale = {"document": "README.md", "text": "x", "edition": 1}
    assert first.refused(f"{path}/files", stale) == (409, "stale", "text")
    assert draft["examined"]["errors"] == 0
    meant = revisions.examined(Revision.objects.get().files).package
    assert meant is not None
    assert [(each["part"], each["key"], each["what"]) for each in draft["differences"]] == [
        (each.part, each.key, each.what) for each in differences(before.package, meant)
    ]
    [figure] = [each for each in draft["differences"] if each["part"] == "figure"]
    assert {"field": "value", "before": 80, "after": 75} in figure["aspects"]
    assert first.refused(f"{path}/propose", {"words": "新规定"})[:2] == (409, "not-weighed")
    asked = first.post(f"{path}/weigh", status=202)
    assert (asked["weighing"], asked["weighed"]) == (True, None)
    assert weighing.weigh_asked() == 1
    assert first.get(path)["weighing"] is False
    weighed = first.get(path)["weighed"]
    assert (weighed["fresh"], weighed["people"]["all"], set(weighed["concerned"])) == (True, 200, {"case", "draft"})
    examples, people = weighed["examples"], weighed["people"]
    assert {(each["ways"][0], type(each["sentence"])) for each in examples["changed"]} == {("decision", str)}
    assert {each["before"]["applies"] == each["after"]["applies"] for each in examples["changed"]} == {False}
    assert people["matters"]["high-age-allowance"]["gain"] > 0
    assert people["error"] is None
    assert set(people["areas"]) == {code for code, one in people["matters"].items() if one["gain"] or one["lose"]}
    assert first.refused(f"{path}/propose", {"words": " "}) == (422, "words-needed", "words")
    assert first.post(f"{path}/propose", {"words": "民政厅新规定"})["state"] == "proposed"
    assert first.get(path)["may"] == ["drop"]
    assert first.refused(f"{path}/decide", {"approve": True})[:2] == (422, "second-person")
    assert second.refused(f"{path}/decide", {"approve": False}) == (422, "words-needed", "words")
    assert Calls.of(head).get(path)["may"] == ["decide"]
    published = second.post(f"{path}/decide", {"approve": True, "words": "核对过原文"})
    assert (published["state"], published["published"], published["may"]) == ("published", before.version + 1, [])
    assert published["note"].startswith("yichuang/concerned\n")
    assert catalog.current(NAME).package.parameters["high_age"][0].value == 75
    assert second.refused(f"{path}/decide", {"approve": True})[:2] == (409, "not-now")
    assert done() == ["begun", "edited", "edited", "weighed", "proposed", "published"]

    versions = first.get(f"{PACKAGE}/versions")
    assert [each["version"] for each in versions] == [each.version for each in revisions.versions(NAME)]
    assert (versions[0]["revision"], versions[1]["revision"]) == (draft["id"], None)
    there, back = first.get(f"{PACKAGE}/differences"), first.get(f"{PACKAGE}/differences", before=2, after=1)
    assert [each["key"] for each in there["differences"]] == [each["key"] for each in draft["differences"]]
    assert (back["before"], back["after"]) == (2, 1)


def test_a_package_is_read_and_tried(county: Town, author: Member) -> None:
    calls, package = Calls.of(author), catalog.current(NAME).package
    shown = calls.get(PACKAGE)
    assert (shown["files"], shown["version"]) == (dict(package.files), catalog.current(NAME).version)
    given = {"given": ELDER, "on": "2026-11-25"}
    old = calls.post(f"{PACKAGE}/try", given)
    young = calls.post(f"{PACKAGE}/try", {**given, "given": {**ELDER, "birth_date": "1946-11-26"}})
    assert "年龄小于高龄津贴年龄" not in str(old["reasons"])
    assert "年龄小于高龄津贴年龄" in str(young["reasons"])
    assert set(young["reasons"]) >= {each["refusal"] for each in young["refusals"]}
    assert (young["values"]["birth_date"], young["on"]) == ("1946-11-26", "2026-11-25")
    for at, example in enumerate(package.examples[:3]):
        assert calls.post(f"{PACKAGE}/try", {"example": at})["on"] == example.on.isoformat()
    retirement = calls.post("/studio/packages/retirement/try", {"example": 0})
    row = retirement["rows"]["retirement_category"]
    assert row["table"] == "retirement_category"
    said = [*retirement["reasons"].values(), *(each["why"] for each in retirement["applies"])]
    assert any(f"表“{row['table']}”第{row['row']}行" in each for each in said), said
    for body, field in (
        ({"given": {**ELDER, "birth_date": "soon"}}, "birth_date"),
        ({"given": {"shoe_size": "42"}}, "given.shoe_size"),
        ({"given": {"birth_date": "1" * 5001}}, "given.birth_date"),
        ({"example": 900}, "example"),
        ({"down": ["weather"]}, "down"),
        ({"on": "x"}, "on"),
    ):
        status, _, said = calls.refused(f"{PACKAGE}/try", body)
        assert (status, (said or "")[: len(field)]) == (422, field), body
    for path in ("/studio/packages/absent", "/studio/packages/absent/versions", "/studio/revisions/absent"):
        assert calls.http.get(f"{V1}{path}").status_code == 404
    assert calls.http.get(f"{V1}{PACKAGE}/differences", {"before": 9}).json()["field"] == "before"
    assert not Revision.objects.exists()


def test_what_is_not_saved_yet_is_checked(county: Town, author: Member) -> None:
    calls = Calls.of(author)
    draft = calls.post(f"{PACKAGE}/revisions", status=201)
    path, text = f"/studio/revisions/{draft['id']}", draft["files"]["package.yaml"].replace("age < ", "aeg < ", 1)
    found = calls.post(f"{path}/check", {"document": "package.yaml", "text": text})
    assert (found["readable"], found["errors"] > 0) == (False, True)
    line = text[: text.index("aeg <")].count("\n") + 1
    assert line in {each["line"] for each in found["findings"] if each["severity"] == "error"}
    assert Revision.objects.get().files == draft["files"]
    none = {"document": "passwd", "text": ""}
    assert calls.refused(f"{path}/check", none) == (422, "no-file", "document")
    assert calls.refused(f"{path}/files", {**none, "edition": 1}) == (422, "no-file", "document")
    assert calls.refused(f"{path}/files", {"document": "README.md", "text": "x"}) == (422, "bad-input", "edition")
    assert set(FILES) <= set(draft["writable"])
    broken = calls.post(f"{path}/files", {"document": "package.yaml", "text": text, "edition": 1})
    assert (broken["examined"]["readable"], broken["edition"], broken["differences"]) == (False, 2, [])
    assert calls.refused(f"{path}/try", {})[:2] == (422, "not-sound")
    assert calls.refused(f"{path}/weigh")[:2] == (422, "not-sound")
    assert calls.post(f"{path}/drop")["state"] == "dropped"
    assert calls.refused(f"{path}/drop")[:2] == (409, "not-now")
    assert [each["id"] for each in calls.get("/studio/revisions")] == [
        each.public_id for each in revisions.revisions(author.actor)
    ]
    assert done() == ["begun", "edited", "dropped"]


def test_what_is_wrong_in_a_table_names_table_and_row(county: Town, author: Member) -> None:
    calls = Calls.of(author)
    draft = calls.post("/studio/packages/retirement/revisions", status=201)
    text = draft["files"]["tables/old_age.csv"].replace("woman55,660,", "woman55,6x0,")
    path = f"/studio/revisions/{draft['id']}/check"
    found = calls.post(path, {"document": "tables/old_age.csv", "text": text})["findings"]
    assert [(each["table"], each["row"], each["code"]) for each in found] == [("old_age", 3, "cell")]
    text = draft["files"]["parameters.csv"].replace(",true,", ",perhaps,", 1)
    found = calls.post(path, {"document": "parameters.csv", "text": text})["findings"]
    assert {(each["table"], each["row"]) for each in found} == {(None, None)}


def test_what_cannot_be_proved_needs_a_word_for_each_outcome(county: Town, author: Member) -> None:
    calls, code, word = Calls.of(author), "high-age-not-reached", "试过79岁和80岁的人。"
    draft = calls.post(f"{PACKAGE}/revisions", status=201)
    assert draft["unproved"] == []
    changed(calls, draft, "package.yaml", 'when: "age < high_age"', 'when: "age - age < high_age - age"')
    path = f"/studio/revisions/{draft['id']}"
    assert calls.post(f"{path}/weigh", status=202)["unproved"] == [code]
    weighing.weigh_asked()
    assert calls.refused(f"{path}/propose", {"words": "因为"})[:2] == (422, "not-proved")
    proposed = calls.post(f"{path}/propose", {"words": "因为", "looked": {code: word, "another": "看过"}})
    assert (proposed["state"], proposed["looked"]) == ("proposed", {code: word})


def test_who_may_not(county: Town, author: Member, head: Member, officer: Member, resident: Member) -> None:
    path = f"/studio/revisions/{revising.begin(author.actor, NAME).public_id}"
    steps = (
        ("files", {"document": "README.md", "text": "x", "edition": 1}),
        ("propose", {"words": "因为"}),
        ("weigh", {}),
        ("drop", {}),
    )
    for step, body in steps:
        assert Calls.of(head).refused(f"{path}/{step}", body)[:2] == (403, "not-allowed"), step
    assert Calls.of(head).refused(f"{PACKAGE}/revisions")[0] == 403
    for member, status in ((officer, 403), (resident, 404)):
        calls = Calls.of(member)
        for where in (PACKAGE, "/studio/revisions", path):
            assert calls.http.get(f"{V1}{where}").status_code == status
        assert calls.refused(f"{path}/decide", {"approve": True})[0] == status
    Revision.objects.update(division=elsewhere())
    assert Calls.of(author).http.get(f"{V1}{path}").status_code == 403
    assert Calls.of(author).refused(f"{path}/drop")[:2] == (403, "not-allowed")
    assert Calls.of(author).get("/studio/revisions") == []
    assert done() == ["begun"]
