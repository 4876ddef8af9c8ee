"""A matter is declared, not coded: publishing another version changes pages, questions and deliveries at once."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.conf import settings
from django.test import Client

from tests.cast import Member, Town, signed_in
from tests.lines.applications.test_filing import WISHES, finished
from yichuang.core.cipher import unseal
from yichuang.core.packages import FILES, PackageError
from yichuang.lines.applications import commands, queries
from yichuang.platform.cases.models import ClockLine, Task
from yichuang.platform.catalog.commands import publish
from yichuang.platform.catalog.models import PackageVersion
from yichuang.platform.exchange.ledger import BODY_CONTEXT
from yichuang.platform.exchange.models import Delivery
from yichuang.platform.vault.keys import holder

QUESTION: dict[str, Any] = {
    "type": "boolean",
    "label": {"zh-hans": "有营业执照", "en": "Has a business licence"},
    "ask": {"zh-hans": "您有营业执照吗？", "en": "Do you have a business licence?"},
    "options": {
        "true": {"label": {"zh-hans": "有", "en": "Yes"}},
        "false": {"label": {"zh-hans": "没有", "en": "No"}},
    },
    "why": {"zh-hans": "人社局要登记", "en": "the bureau registers it"},
    "law": ["handling-regulations/6"],
}


def files() -> dict[str, str]:
    """The text of the package as it lies in the content."""
    folder = Path(settings.CONTENT) / "enrolment"
    return {name: (folder / name).read_text("utf-8") for name in FILES}


def changed() -> dict[str, str]:
    """The package under another title, with one more question whose answer 人社局 gets and one item less for 医保局."""
    texts = files()
    package = yaml.safe_load(texts["package.yaml"])
    package["title"]["zh-hans"] = "参保一次办成"
    package["facts"] = {"business_licence": QUESTION, **package["facts"]}
    for matter in package["matters"]:
        if matter["matter"] == "flexible-pension":
            matter["sends"].append("business_licence")
        if matter["matter"] == "flexible-medical":
            matter["sends"].remove("phone")
    texts["package.yaml"] = yaml.safe_dump(package, allow_unicode=True, sort_keys=False)
    worked = yaml.safe_load(texts["examples.yaml"])
    texts["examples.yaml"] = yaml.safe_dump({**worked, "examples": []}, allow_unicode=True)
    return texts


def sent() -> dict[str, set[str]]:
    """The items that left for each department."""
    found = {}
    for delivery in Delivery.objects.all():
        key = holder().unwrap(bytes(delivery.wrapped_key), BODY_CONTEXT)
        event = json.loads(unseal(key, bytes(delivery.body), context=BODY_CONTEXT))
        found[delivery.lane] = set(event["data"]["facts"])
    return found


def test_pages_questions_and_deliveries_follow(resident: Member, county: Town) -> None:
    before, page = Client().get("/services/enrolment").content.decode(), "/services/enrolment"
    assert "参保一件事" in before
    publish(changed(), settings.DIVISION)
    after = Client().get(page).content.decode()
    assert "参保一次办成" in after
    assert "参保一件事" not in after
    asked = set()
    opened = commands.begin(resident.actor, "enrolment")
    while opened.guide.ask:
        key = opened.guide.ask[0].key
        asked.add(key)
        opened = commands.answer(resident.actor, opened, {key: {**WISHES, "business_licence": "true"}[key]})
    assert "business_licence" in asked
    commands.submit(resident.actor, opened, opened.draft.version)
    assert sent() == {
        "hrss": {"name", "id_number", "phone", "contribution_base", "business_licence"},
        "medical": {"name", "id_number"},
    }


def test_a_clock_stands_still_only_where_its_matter_says_so(
    resident: Member, officer: Member, other_officer: Member
) -> None:
    texts = files()
    package = yaml.safe_load(texts["package.yaml"])
    for matter in package["matters"]:
        if matter["matter"] == "flexible-medical":
            matter["clock"]["pauses_on"] = []
    publish({**texts, "package.yaml": yaml.safe_dump(package, allow_unicode=True, sort_keys=False)}, settings.DIVISION)
    filed = commands.submit(resident.actor, (mine := finished(resident)), mine.draft.version)
    parts = {task.matter: task for task in Task.objects.filter(case__public_id=filed.public_id)}
    still, runs = parts["flexible-pension"], parts["flexible-medical"]
    day = runs.due_on
    assert commands.supplement(officer.actor, still.pk, ["户口簿"], "").due_on is None
    assert commands.supplement(other_officer.actor, runs.pk, ["户口簿"], "").due_on == day
    for task in (still, runs):
        commands.resubmit(resident.actor, task.pk, ["在这里"])
    verbs = {
        task.matter: list(ClockLine.objects.filter(task=task).values_list("verb", flat=True)) for task in (still, runs)
    }
    assert set(verbs["flexible-pension"]) == {"start", "pause", "resume"}
    assert set(verbs["flexible-medical"]) == {"start"}


def test_a_draft_and_a_case_keep_the_version_they_were_made_by(resident: Member, neighbour: Member) -> None:
    begun = finished(neighbour)
    filed = commands.submit(resident.actor, (mine := finished(resident)), mine.draft.version)
    publish(changed(), settings.DIVISION)
    assert queries.case_view(resident.actor, filed.public_id).published.version == 1
    assert queries.open_draft(neighbour.actor, begun.draft.public_id).published.version == 1


def test_a_draft_is_told_what_changed_and_goes_on_by_the_new_rules(neighbour: Member) -> None:
    begun, client = finished(neighbour), signed_in(neighbour)
    path = f"/drafts/{begun.draft.public_id}/check"
    assert "规则有变化" not in client.get(path).content.decode()
    publish(changed(), settings.DIVISION)
    shown = client.get(path).content.decode()
    assert "规则有变化" in shown
    assert "还要问：有营业执照" in shown
    answer = client.post("/services/enrolment/start", {"again": "1"})
    assert answer["Location"] == f"/drafts/{begun.draft.public_id}/business_licence"
    moved = queries.open_draft(neighbour.actor, begun.draft.public_id)
    assert (moved.published.version, moved.outdated) == (2, False)
    assert {key: moved.content.facts[key]["value"] for key in WISHES} == {
        key: begun.content.facts[key]["value"] for key in WISHES
    }
    assert "规则有变化" not in client.get(answer["Location"]).content.decode()


def test_the_same_text_again_is_no_new_version(county: Town) -> None:
    version, new = publish(files(), settings.DIVISION)
    assert (version.version, new) == (1, False)


def test_a_broken_package_is_not_published_at_all(county: Town) -> None:
    before = PackageVersion.objects.count()
    texts = files()
    texts["package.yaml"] = texts["package.yaml"].replace("employment = 'flexible'", "employmnt = 'flexible'")
    with pytest.raises(PackageError) as refused:
        publish(texts, settings.DIVISION)
    assert any(finding.file == "package.yaml" and finding.line for finding in refused.value.findings)
    assert PackageVersion.objects.count() == before


def test_what_is_published_is_never_changed(county: Town) -> None:
    with pytest.raises(Exception, match="never changed"):
        PackageVersion.objects.update(digest="0" * 64)
