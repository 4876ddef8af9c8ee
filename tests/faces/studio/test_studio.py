"""The studio over HTTP: an author reads, tries, writes, sees what it changes; a second person publishes it."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from django.conf import settings
from django.db import DatabaseError, IntegrityError, transaction
from django.test import Client

from tests.cast import Member, Town, person_of_the_register
from tests.walks.people import file_case
from yichuang.core.cipher import notes
from yichuang.core.packages import FILES, load
from yichuang.lines.applications import commands
from yichuang.platform.audit.sealing import log_key
from yichuang.platform.catalog import concerned, revising, weighing
from yichuang.platform.catalog import queries as catalog
from yichuang.platform.catalog.models import PackageVersion, Revision
from yichuang.platform.catalog.weighing import weigh_asked
from yichuang.platform.messages.models import Message
from yichuang.platform.people.models import Account, Record
from yichuang.platform.people.queries.record import broken_record

SignedIn = Callable[[Member], Client]
NAME = "elder-allowance"
CARD = "item_code: DEMO-430000-0005\n    department: hrss"
AT_80, AT_75 = "high_age,integer,2026-01-01,,80 age,", "high_age,integer,2026-01-01,,75 age,"


def page(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, (path, answer.status_code)
    return answer.content.decode()


def begun(client: Client) -> str:
    """The address of the draft."""
    answer = client.post(f"/studio/packages/{NAME}/revise")
    assert answer.status_code == 303
    return str(answer["Location"])


def saved(client: Client, draft: str, document: str, old: str, new: str) -> None:
    found = Revision.objects.get(public_id=draft.rpartition("/")[2])
    text = found.files[document]
    assert old in text
    typed = {"text": text.replace(old, new).replace("\n", "\r\n"), "edition": found.edition, "save": "1"}
    assert client.post(f"{draft}/files/{document}", typed).status_code == 303


def examples_at_75(client: Client, draft: str) -> None:
    """The worked examples of a draft in which the age is 75: what follows is what the rules now say."""
    saved(client, draft, "parameters.csv", AT_80, AT_75)
    saved(client, draft, "examples.yaml", "given: {birth_date: 1946-11-26,", "given: {birth_date: 1951-11-26,")


def test_a_package_is_read_as_tables_and_as_text(county: Town, author: Member, signed_in: SignedIn) -> None:
    client = signed_in(author)
    assert f'href="/studio/packages/{NAME}"' in page(client, "/studio/")
    shown = page(client, f"/studio/packages/{NAME}")
    assert "年龄小于高龄津贴年龄" in shown  # the rule in words
    assert "age &lt; high_age" in shown  # and as it is written
    assert "《老年人权益保障法》第33条" in shown
    assert "尚未核实" in shown
    for document in FILES:
        page(client, f"/studio/packages/{NAME}/files/{document}")
    assert client.get(f"/studio/packages/{NAME}/files/passwd").status_code == 404
    assert client.get("/studio/packages/no-such").status_code == 404
    for name in ("retirement", "enrolment", "newborn"):
        page(client, f"/studio/packages/{name}")


def test_a_package_is_tried_as_any_person(county: Town, author: Member, signed_in: SignedIn) -> None:
    client, path = signed_in(author), f"/studio/packages/{NAME}/try"
    assert "想申请哪一种补贴" in page(client, path)
    taken = client.post(path, {"example": "1", "take": "1"}).content.decode()
    shown = page(client, f"{path}?example=1")  # the day before the 80th birthday
    assert 'value="1946-11-26"' in taken
    assert "不能办" in shown or "年龄小于高龄津贴年龄" in shown
    typed = {"on": "2026-11-25", "birth_date": "1946-11-26", "wanted_allowance": "high-age", "hardship": "minimum"}
    before = client.post(path, {**typed, "hukou_division": "430121"}).content.decode()
    after = client.post(path, {**typed, "birth_date": "1946-11-25", "hukou_division": "430121"}).content.decode()
    assert "年龄小于高龄津贴年龄" in before
    assert "年龄小于高龄津贴年龄" not in after
    wrong = client.post(path, {**typed, "birth_date": "soon"})
    assert (wrong.status_code, 'id="birth_date-wrong"' in wrong.content.decode()) == (422, True)
    assert client.post(path, {**typed, "on": "x"}).status_code == 422


def test_a_difference_shows_what_is_different_and_not_the_rest(
    county: Town, author: Member, signed_in: SignedIn
) -> None:
    client = signed_in(author)
    draft = str(client.post(f"/studio/packages/{NAME}/revise")["Location"])
    saved(client, draft, "parameters.csv", AT_80, AT_75)
    saved(client, draft, "examples.yaml", "given: {birth_date: 1946-11-26,", "given: {birth_date: 1951-11-26,")
    shown = page(client, draft)
    assert "修改参数：高龄津贴年龄" in shown
    assert "<del>出生日期: 1946-11-26</del> <ins>出生日期: 1951-11-26</ins>" in shown


def test_a_decision_table_is_read_and_written_as_every_file(county: Town, author: Member, signed_in: SignedIn) -> None:
    client = signed_in(author)
    shown = page(client, "/studio/packages/retirement")
    assert "tables/old_age.csv" in shown
    assert "女职工（原50岁）" in shown
    assert "由人决定" in shown  # a row without a result
    assert "<strong>720个月</strong>" in shown
    page(client, "/studio/packages/retirement/files/tables/old_age.csv")
    assert client.get("/studio/packages/retirement/files/tables/no_such.csv").status_code == 404
    answers = {"birth_date": "1966-01-10", "sex": "male", "pension_status": "employee", "retire_how": "statutory"}
    tried = client.post("/studio/packages/retirement/try", {**answers, "on": "2026-05-09"}).content.decode()
    assert "退休类别：男职工（原60岁）（表“retirement_category”第2行，" in tried
    draft = str(client.post("/studio/packages/retirement/revise")["Location"])
    typed = {
        "text": "retirement_category,result,law\nman60,many,special-retirement/posts\n",
        "edition": "1",
        "live": "1",
    }
    assert "单元格 B2" in client.post(f"{draft}/files/tables/old_age.csv", typed).content.decode()
    saved(client, draft, "tables/old_age.csv", "woman50,600", "woman50,601")
    assert "表中一行" in page(client, draft)
    saved(client, draft, "package.yaml", "derive: table old_age", "derive: table older_age")
    assert f'href="{draft}/files/tables/older_age.csv"' in page(client, draft)  # it is there to be written
    text = Revision.objects.get().files["tables/old_age.csv"]
    for document, written in (("tables/older_age.csv", text), ("tables/old_age.csv", "")):
        form = {"text": written, "edition": Revision.objects.get().edition, "save": "1"}
        assert client.post(f"{draft}/files/{document}", form).status_code == 303
    assert Revision.objects.get().files.keys() - {*FILES} == {"tables/older_age.csv", "tables/retirement_category.csv"}


def test_what_is_typed_is_checked_before_it_is_saved(county: Town, author: Member, signed_in: SignedIn) -> None:
    client = signed_in(author)
    draft = begun(client)
    assert begun(client) == draft  # pressed twice, there is one
    emptied = client.post(f"{draft}/files/README.md", {"text": "", "edition": "1", "live": "1"}).content.decode()
    assert "文件是空的" in emptied
    assert "第0行" not in emptied  # it is the file as a whole
    text = Revision.objects.get().files["package.yaml"]
    typed = {"text": text.replace("age < high_age", "aeg < high_age"), "edition": "1", "live": "1", "save": "1"}
    shown = client.post(f"{draft}/files/package.yaml", typed).content.decode()
    line = typed["text"][: typed["text"].index("aeg <")].count("\n") + 1
    assert f'href="#line-{line}"' in shown
    assert "aeg" in shown
    assert Revision.objects.get().files["package.yaml"] == text  # nothing was saved
    old = client.post(f"{draft}/files/package.yaml", {"text": "x", "edition": "7", "save": "1"})
    assert old.status_code == 422
    assert Revision.objects.get().edition == 1
    saved(client, draft, "package.yaml", "age < high_age", "aeg < high_age")
    assert "还不能读" in page(client, draft)
    assert client.get(f"{draft}/try").status_code == 303
    assert client.post(f"{draft}/weigh").status_code == 422


def test_from_a_changed_figure_to_a_published_version(
    county: Town, author: Member, other_author: Member, head: Member, signed_in: SignedIn
) -> None:
    first, second = signed_in(author), signed_in(other_author)
    before = catalog.current(NAME)
    draft = begun(first)
    assert first.post(f"{draft}/weigh").status_code == 422  # nothing is changed
    examples_at_75(first, draft)
    assert first.post(f"{draft}/propose", {"words": "新规定"}).status_code == 422  # not weighed
    assert first.post(f"{draft}/weigh").status_code == 303
    assert "正在测算" in page(first, draft)
    assert first.post(f"{draft}/propose", {"words": "新规定"}).status_code == 422  # not weighed yet
    assert weigh_asked() == 1
    assert weigh_asked() == 0
    shown = page(first, draft)
    assert "正在测算" not in shown
    assert "<del>80周岁</del> <ins>75周岁</ins>" in shown
    assert "虚构" in shown
    assert first.post(f"{draft}/propose", {"words": " "}).status_code == 422
    assert first.post(f"{draft}/propose", {"words": "民政厅新规定"}).status_code == 303
    assert first.post(f"{draft}/approve").status_code == 422  # not by oneself
    assert second.post(f"{draft}/refuse", {"words": ""}).status_code == 422
    assert second.post(f"{draft}/approve", {"words": "核对过原文"}).status_code == 303
    now, held = catalog.current(NAME), Revision.objects.get()
    assert (now.version, held.state, held.published_id) == (before.version + 1, "published", now.id)
    assert now.package.parameters["high_age"][0].value == 75
    assert PackageVersion.objects.get(pk=before.id).current is False
    assert held.concerned_note.startswith("yichuang/concerned\n")
    path = f"/studio/packages/{NAME}/versions"
    assert "<del>80周岁</del> <ins>75周岁</ins>" in page(first, path)
    assert "<del>75周岁</del> <ins>80周岁</ins>" in first.post(path, {"from": "2", "to": "1"}).content.decode()
    assert "民政厅新规定" in page(signed_in(head), draft)
    assert (
        first.post(f"{draft}/files/package.yaml", {"text": "x", "edition": held.edition, "save": "1"}).status_code
        == 422
    )


def test_the_database_demands_a_second_person_too(county: Town, author: Member, signed_in: SignedIn) -> None:
    begun(signed_in(author))
    one = Account.objects.get(pk=author.account_id)
    version = PackageVersion.objects.get(name=NAME)
    with pytest.raises(IntegrityError, match="revision_four_eyes"), transaction.atomic():
        Revision.objects.update(state="published", proposed_by=one, decided_by=one, published=version)


def test_who_may_read_and_who_may_write(
    county: Town, author: Member, head: Member, officer: Member, resident: Member, signed_in: SignedIn
) -> None:
    draft = begun(signed_in(author))
    assert page(signed_in(head), draft)
    assert signed_in(head).post(f"/studio/packages/{NAME}/revise").status_code == 403
    typed = {"text": "x", "edition": "1", "save": "1"}
    assert signed_in(head).post(f"{draft}/files/package.yaml", typed).status_code == 403
    assert signed_in(head).post(f"{draft}/drop").status_code == 403
    assert signed_in(officer).get(draft).status_code == 403
    assert signed_in(resident).get(draft).status_code == 404
    assert Client().get(draft).status_code == 302
    assert signed_in(author).post(f"{draft}/drop").status_code == 303
    assert signed_in(author).post(f"{draft}/weigh").status_code == 422


def test_small_counts_are_not_told(county: Town, resident: Member, neighbour: Member, author: Member) -> None:
    """Two drafts and a case would differ: that is told as fewer than five, and no id leaves."""
    for member in (resident, neighbour):
        commands.answer(member.actor, commands.begin(member.actor, "enrolment"), {"employment": "flexible"})
    case = file_case(person_of_the_register("flexible-3"))
    draft = revising.begin(author.actor, "enrolment")
    text = draft.files["package.yaml"].replace('when: "age < 16"', 'when: "age < 99"')
    assert text != draft.files["package.yaml"]
    revising.edit(author.actor, draft.public_id, "package.yaml", text, 1)
    package = load({**draft.files, "package.yaml": text}, catalog.world())
    counted, listed = concerned.counted("enrolment", package), concerned.listed("enrolment", package)
    assert (counted["draft"]["all"], counted["draft"]["changed"]) == (2, -1)
    assert (counted["case"]["all"], counted["case"]["changed"]) == (1, -1)
    assert listed["case"] == {"all": 1, "looked": 1, "ids": [str(case.pk)]}
    assert [concerned.at_least(count) for count in (0, 1, 4, 5, 12)] == [0, -1, -1, 5, 12]


def test_whoever_has_a_draft_is_told_and_the_list_is_signed(county: Town, author: Member, other_author: Member) -> None:
    """From 83 on: somebody of 82 who has begun is told; the list of those concerned is the one that was signed."""
    elder = person_of_the_register("elder-eighty-two")
    opened = commands.begin(elder.actor, NAME)
    commands.answer(elder.actor, opened, {"wanted_allowance": "high-age"})
    draft = revising.begin(author.actor, NAME)
    head, *examples = draft.files["examples.yaml"].split("\n  - sentence")
    kept = "\n  - sentence".join([head, *(each for each in examples if "high-age" not in each)])
    revising.edit(author.actor, draft.public_id, "examples.yaml", kept, 1)
    changed = draft.files["parameters.csv"].replace(AT_80, AT_80.replace(",80 age,", ",83 age,"))
    revising.edit(author.actor, draft.public_id, "parameters.csv", changed, 2)
    revising.weigh(author.actor, draft.public_id)
    weigh_asked()
    weighed = Revision.objects.get(pk=draft.pk).weighed
    assert weighed["concerned"]["draft"]["lose"] == {"high-age-allowance": -1}
    revising.propose(author.actor, draft.public_id, "新规定")
    told = Message.objects.filter(person_id=elder.person_id)
    before = told.count()
    done = revising.decide(other_author.actor, draft.public_id, True, "")
    assert {kind: each["ids"] for kind, each in done.concerned.items()} == {"case": [], "draft": [str(opened.draft.pk)]}
    assert told.count() == before + 1
    assert notes.is_signed(done.concerned_note, log_key())
    digest = revising.list_digests(done.concerned)["draft"]
    assert f"draft 1 {digest} looked 1 of 1\n" in done.concerned_note
    assert broken_record(done.pk) == []


def test_nobody_weighs_again_and_again(
    county: Town, author: Member, signed_in: SignedIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = signed_in(author)
    draft = begun(client)
    examples_at_75(client, draft)
    monkeypatch.setattr(revising, "MOST_WEIGHED", 1)
    assert client.post(f"{draft}/weigh").status_code == 303
    assert client.post(f"{draft}/weigh").status_code == 303  # it is one weighing
    weigh_asked()
    answer = client.post(f"{draft}/weigh")
    assert (answer.status_code, "请过后再测算" in answer.content.decode()) == (422, True)


def test_what_other_services_say_otherwise_is_shown_and_stops_nothing(
    county: Town, author: Member, signed_in: SignedIn
) -> None:
    client = signed_in(author)
    draft = begun(client)
    assert "和其他事项不一致" not in page(client, draft)
    saved(client, draft, "package.yaml", CARD, CARD.replace("hrss", "civil-affairs"))
    assert "和其他事项不一致" in page(client, draft)
    assert client.post(f"{draft}/weigh").status_code == 303
    weigh_asked()


def test_the_pages_are_there_in_english_too(county: Town, author: Member, signed_in: SignedIn) -> None:
    client = signed_in(author)
    draft = begun(client)
    examples_at_75(client, draft)
    assert client.post(f"{draft}/weigh").status_code == 303
    weigh_asked()
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    for path, words in {
        "/studio/": "Next versions",
        f"/studio/packages/{NAME}": "is below",
        f"/studio/packages/{NAME}/try?example=1": "Not possible",
        f"/studio/packages/{NAME}/versions": "They say the same.",
        draft: "half are worked examples",
        f"{draft}/files/parameters.csv": "Check without saving",
    }.items():
        assert words in page(client, path)


def test_what_cannot_be_proved_is_published_with_its_authors_word(
    county: Town, author: Member, other_author: Member, signed_in: SignedIn
) -> None:
    """A rule in which a fact pulls both ways: its author says what they looked at, and that stays with the version."""
    client, second, code = signed_in(author), signed_in(other_author), "high-age-not-reached"
    draft = begun(client)
    saved(client, draft, "package.yaml", 'when: "age < high_age"', 'when: "age - age < high_age - age"')
    assert client.post(f"{draft}/weigh").status_code == 303
    weigh_asked()
    assert f'name="looked-{code}"' in page(client, draft)
    told = {"words": "新规定", f"looked-{code}": " "}
    refused = client.post(f"{draft}/propose", told)
    assert refused.status_code == 422
    assert f'href="#looked-{code}"' in refused.content.decode()
    told[f"looked-{code}"] = "试过79岁和80岁的人，问的都有用。"
    assert client.post(f"{draft}/propose", {**told, "looked-no-rule-at-all": "看过"}).status_code == 303
    assert "试过79岁和80岁的人" in page(second, draft)
    assert second.post(f"{draft}/approve", {"words": ""}).status_code == 303
    version = PackageVersion.objects.get(name=NAME, current=True)
    looked = {code: "试过79岁和80岁的人，问的都有用。"}
    assert version.inexact == looked
    assert "试过79岁和80岁的人" in page(client, f"/studio/packages/{NAME}/versions")
    kept = {row.verb: json.loads(row.payload).get("looked") for row in Record.objects.filter(subject_kind="revision")}
    assert (kept["proposed"], kept["published"]) == (looked, looked)
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        PackageVersion.objects.filter(pk=version.pk).update(inexact={})
    api = signed_in(author).get(f"/api/v1/studio/packages/{NAME}/versions").json()
    assert api[0]["inexact"] == looked
    assert signed_in(author).get(draft.replace("/studio", "/api/v1/studio", 1)).json()["looked"] == looked


def test_a_weighing_that_breaks_is_told_and_is_not_tried_for_ever(
    county: Town, author: Member, signed_in: SignedIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = signed_in(author)
    draft = begun(client)
    examples_at_75(client, draft)
    assert client.post(f"{draft}/weigh").status_code == 303
    monkeypatch.setattr(weighing, "sweep", lambda *_: 1 // 0)
    assert weigh_asked() == 1
    assert "我们这边出了问题" in page(client, draft)
    assert weigh_asked() == 0
