"""A list of members is asked, answered by the interface, shown, and sent whole to whoever gets it."""

from __future__ import annotations

import json
from typing import Any

import pytest
import yaml
from django.conf import settings

from tests.cast import Member, Town
from tests.faces.api.test_interface import Caller, caller
from tests.lines.applications.test_package_at_run_time import files
from yichuang.core.cipher import unseal
from yichuang.lines.applications.content import from_register
from yichuang.lines.applications.tables import columns
from yichuang.platform.catalog.commands import publish
from yichuang.platform.exchange.ledger import BODY_CONTEXT
from yichuang.platform.exchange.models import Delivery
from yichuang.platform.vault.keys import holder

__all__ = ["caller"]

CHILDREN: dict[str, Any] = {
    "type": "list",
    "label": {"zh-hans": "子女", "en": "Children"},
    "ask": {"zh-hans": "您有哪些孩子？", "en": "Which children do you have?"},
    "why": {"zh-hans": "看孩子能不能一起参保", "en": "to see whether the children join"},
    "member": {"zh-hans": "孩子", "en": "Child"},
    "at_most": 3,
    "members": {
        "child_name": {"type": "text", "format": "name", "label": {"zh-hans": "姓名", "en": "Name"}},
        "child_born": {"type": "date", "label": {"zh-hans": "出生日期", "en": "Date of birth"}},
        "child_sex": {
            "type": "choice",
            "label": {"zh-hans": "性别", "en": "Sex"},
            "options": {
                "boy": {"label": {"zh-hans": "男", "en": "Boy"}},
                "girl": {"label": {"zh-hans": "女", "en": "Girl"}},
            },
        },
        "child_phone": {
            "type": "text",
            "format": "phone",
            "optional": True,
            "label": {"zh-hans": "手机号", "en": "Mobile"},
        },
    },
    "law": ["handling-regulations/6"],
}
LIN = {"child_name": "林小一", "child_born": "2020年5月1日", "child_sex": "girl"}
BAD = {"child_name": "林小二", "child_born": "2021-02-30", "child_sex": "boy"}


@pytest.fixture
def with_children(county: Town) -> Town:
    """A county whose service asks for children."""
    ask_for_children()
    return county


def ask_for_children() -> None:
    """Publish the service anew: it asks for children, and 人社局 gets them."""
    texts = files()
    package = yaml.safe_load(texts["package.yaml"])
    package["facts"] = {"children": CHILDREN, **package["facts"]}
    for matter in package["matters"]:
        if matter["matter"] == "flexible-pension":
            matter["sends"].append("children")
    texts["package.yaml"] = yaml.safe_dump(package, allow_unicode=True, sort_keys=False)
    worked = yaml.safe_load(texts["examples.yaml"])
    texts["examples.yaml"] = yaml.safe_dump({**worked, "examples": []}, allow_unicode=True)
    publish(texts, settings.DIVISION)


def sent(lane: str) -> dict[str, Any]:
    """What left for a department."""
    delivery = Delivery.objects.get(lane=lane)
    key = holder().unwrap(bytes(delivery.wrapped_key), BODY_CONTEXT)
    facts: dict[str, Any] = json.loads(unseal(key, bytes(delivery.body), context=BODY_CONTEXT))["data"]["facts"]
    return facts


def begun(caller: Caller) -> dict[str, Any]:
    """A draft in which everything but the children is answered."""
    draft: dict[str, Any] = caller.post("/services/enrolment/drafts").json()
    for answers in ({"employment": "flexible"}, {"add_medical": "true", "contribution_base": "4072"}):
        draft = caller.post(f"/drafts/{draft['id']}/answers", {"answers": answers}).json()
    return draft


def test_by_the_interface_a_list_is_a_list(with_children: Town, caller: Caller) -> None:
    draft = begun(caller)
    (question,) = draft["ask"]
    assert (question["kind"], question["at_most"]) == ("list", 3)
    assert [(one["fact"], one["optional"]) for one in question["members"]] == [
        ("child_name", False),
        ("child_born", False),
        ("child_sex", False),
        ("child_phone", True),
    ]
    assert [one["value"] for one in question["members"][2]["options"]] == ["boy", "girl"]
    answers = f"/drafts/{draft['id']}/answers"
    refused = caller.post(answers, {"answers": {"children": [LIN, BAD]}})
    assert refused.status_code == 422
    assert "孩子2，出生日期：" in refused.json()["sentence"]
    assert caller.post(answers, {"answers": {"children": [LIN] * 4}}).status_code == 422
    assert caller.post(answers, {"answers": {"children": [{"child_name": 1}]}}).status_code == 422
    draft = caller.post(answers, {"answers": {"children": [LIN]}}).json()
    held = [{"child_name": "林小一", "child_born": "2020-05-01", "child_sex": "girl", "child_phone": None}]
    assert draft["values"]["children"] == held
    assert draft["complete"]
    filed = caller.post(f"/drafts/{draft['id']}/file", {"version": draft["version"]})
    assert filed.status_code in (200, 201), filed.content
    assert sent("hrss")["children"] == held
    assert "children" not in sent("medical")


def test_what_a_register_says_of_members_is_believed_as_of_anybody(resident: Member, with_children: Town) -> None:
    from yichuang.core.packages.world import Item
    from yichuang.platform.catalog.queries import current

    fact = current("enrolment").package.facts["children"]
    item = Item.model_validate(
        {
            "key": "children",
            "type": "list",
            "label": {"zh-hans": "子女", "en": "children"},
            "members": {
                key: {
                    "key": key,
                    "type": one["type"],
                    "format": one.get("format"),
                    "label": one["label"],
                    "past": one["type"] == "date",
                }
                for key, one in CHILDREN["members"].items()
            },
        }
    )
    good = {"child_name": "林小一", "child_born": "2020-05-01", "child_sex": "girl"}
    members = from_register(fact, item, [good])
    assert isinstance(members, tuple)
    assert members[0]["child_phone"] is None
    assert from_register(fact, item, None) is None
    assert from_register(fact, item, []) == ()
    for wrong in (
        [good] * 4,
        [{**good, "child_born": "2999-01-01"}],
        [{**good, "child_sex": "cat"}],
        [{**good, "child_name": 7}],
        ["林小一"],
        {"child_name": "林小一"},
        "林小一",
    ):
        with pytest.raises(ValueError, match="child"):
            from_register(fact, item, wrong)


def test_no_cell_of_a_table_holds_a_list(with_children: Town) -> None:
    from yichuang.platform.catalog.queries import current

    assert "children" not in [one.key for one in columns(current("enrolment").package, "en")]
