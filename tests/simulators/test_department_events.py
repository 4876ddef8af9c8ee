"""What a department takes: everything that it needs, nothing else, and each thing once."""

from __future__ import annotations

import copy
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tests.simulators.world import (
    BY_KEY,
    Receiver,
    Running,
    call,
    canonical_digest,
    filed,
    following,
    pension,
)

Event = dict[str, Any]
PERSON = BY_KEY["flexible-2"]


@pytest.fixture
def event(inbox: Receiver) -> Event:
    return pension(PERSON, inbox.callback("hrss"))


def difference(before: dict[str, int], after: dict[str, int]) -> tuple[int, int, int]:
    return tuple(after[key] - before[key] for key in ("arrivals", "effects", "refused"))  # type: ignore[return-value]


def test_it_works(hrss: Running, event: Event) -> None:
    before = hrss.counts()
    reply = hrss.file(event)
    assert reply.status == 202
    assert set(reply.json) == {"receipt_number", "provincial_number", "received_at"}
    assert difference(before, hrss.counts()) == (1, 1, 0)
    record = hrss.records()[-1]
    assert record == {
        "id": event["id"],
        "case_number": event["data"]["case_number"],
        "task": event["data"]["task"],
        "matter": "flexible-pension",
        "facts_digest": canonical_digest(event["data"]["facts"]),
        "state": "received",
        "outcome": None,
        "receipt_number": reply.json["receipt_number"],
        "provincial_number": reply.json["provincial_number"],
        "later": [],
    }


def test_every_matter_of_the_four_is_taken(hrss: Running, medical: Running, inbox: Receiver) -> None:
    back = inbox.callback("medical")
    level = {"hukou_division": "430121", "resident_level": 20000}
    assert medical.file(filed("flexible-medical", PERSON, back)).status == 202
    assert medical.file(filed("resident-medical", PERSON, back)).status == 202
    assert hrss.file(filed("resident-pension", PERSON, inbox.callback("hrss"), **level)).status == 202


def test_again_is_answered_the_same_and_does_nothing(hrss: Running, event: Event) -> None:
    first, before = hrss.file(event), hrss.counts()
    for _ in range(3):
        again = hrss.file(event)
        assert (again.status, again.json) == (200, first.json)
    assert difference(before, hrss.counts()) == (3, 0, 0)
    assert len([each for each in hrss.records() if each["id"] == event["id"]]) == 1


def test_fifty_at_once_are_one(hrss: Running, event: Event) -> None:
    before = hrss.counts()
    with ThreadPoolExecutor(16) as lanes:
        replies = list(lanes.map(lambda _: hrss.file(event), range(50)))
    assert sorted(reply.status for reply in replies) == [200] * 49 + [202]
    assert len({reply.body for reply in replies}) == 1
    assert difference(before, hrss.counts()) == (50, 1, 0)


def test_the_same_id_with_another_body_is_refused(hrss: Running, event: Event) -> None:
    hrss.file(event)
    before, other = hrss.counts(), copy.deepcopy(event)
    other["data"]["facts"]["contribution_base"] = 500000
    assert hrss.file(other).status == 409
    assert difference(before, hrss.counts()) == (1, 0, 1)
    assert hrss.records()[-1]["facts_digest"] == canonical_digest(event["data"]["facts"])


def test_the_same_task_under_another_id_is_refused(hrss: Running, event: Event) -> None:
    hrss.file(event)
    assert hrss.file(event | {"id": "another"}).status == 409


Spoil = Callable[[Event], Any]
FACTS: dict[str, tuple[Spoil, dict[str, list[str]]]] = {
    "one missing": (lambda e: e["data"]["facts"].pop("phone"), {"missing": ["phone"], "surplus": [], "invalid": []}),
    "all missing": (
        lambda e: e["data"]["facts"].clear(),
        {"missing": ["contribution_base", "id_number", "name", "phone"], "surplus": [], "invalid": []},
    ),
    "surplus": (
        lambda e: e["data"]["facts"].update(birth_date="1990-01-01", add_medical=True),
        {"missing": [], "surplus": ["add_medical", "birth_date"], "invalid": []},
    ),
    "missing and surplus": (
        lambda e: e["data"]["facts"].update(tel=e["data"]["facts"].pop("phone")),
        {"missing": ["phone"], "surplus": ["tel"], "invalid": []},
    ),
    "null": (lambda e: e["data"]["facts"].update(phone=None), {"missing": [], "surplus": [], "invalid": ["phone"]}),
    "yuan for fen": (
        lambda e: e["data"]["facts"].update(contribution_base=4072),
        {"missing": [], "surplus": [], "invalid": ["contribution_base"]},
    ),
    "fraction": (
        lambda e: e["data"]["facts"].update(contribution_base=407200.5),
        {"missing": [], "surplus": [], "invalid": ["contribution_base"]},
    ),
    "above the limit": (
        lambda e: e["data"]["facts"].update(contribution_base=2036101),
        {"missing": [], "surplus": [], "invalid": ["contribution_base"]},
    ),
    "truth for a number": (
        lambda e: e["data"]["facts"].update(contribution_base=True),
        {"missing": [], "surplus": [], "invalid": ["contribution_base"]},
    ),
    "masked number": (
        lambda e: e["data"]["facts"].update(id_number="439900********0057"),
        {"missing": [], "surplus": [], "invalid": ["id_number"]},
    ),
    "wrong check": (
        lambda e: e["data"]["facts"].update(id_number="439900198508190058", phone="1", name=" "),
        {"missing": [], "surplus": [], "invalid": ["id_number", "name", "phone"]},
    ),
}


@pytest.mark.parametrize("how", FACTS)
def test_exactly_its_items_or_nothing(hrss: Running, event: Event, how: str) -> None:
    spoil, lists = FACTS[how]
    spoil(event)
    before = hrss.counts()
    reply = hrss.file(event)
    assert reply.status == 422
    assert {key: reply.json[key] for key in lists} == lists
    assert difference(before, hrss.counts()) == (1, 0, 1)
    assert event["id"] not in {each["id"] for each in hrss.records()}


ENVELOPE: dict[str, tuple[Spoil, str]] = {
    "no id": (lambda e: e.pop("id"), "id"),
    "no data": (lambda e: e.pop("data"), "data"),
    "surplus": (lambda e: e.update(traceparent="x"), "traceparent"),
    "surplus in data": (lambda e: e["data"].update(remark="x"), "data.remark"),
    "no task": (lambda e: e["data"].pop("task"), "data.task"),
    "no facts": (lambda e: e["data"].pop("facts"), "data.facts"),
    "facts a list": (lambda e: e["data"].update(facts=[]), "data.facts"),
    "old version": (lambda e: e.update(specversion="0.3"), "specversion"),
    "unknown type": (lambda e: e.update(type="cn.yichuang.task.filed.v2"), "type"),
    "data a text": (lambda e: e.update(data="x"), "data"),
    "time without zone": (lambda e: e.update(time="2026-11-25T09:30:00"), "time"),
    "subject of another": (lambda e: e.update(subject="x/y"), "subject"),
    "source elsewhere": (lambda e: e.update(source="/yichuang/430211"), "source"),
    "number for a text": (lambda e: e["data"].update(case_number=7), "data.case_number"),
    "no day": (lambda e: e["data"].update(legal_date="2026-02-30"), "data.legal_date"),
    "no moment": (lambda e: e["data"].update(filed_at="yesterday"), "data.filed_at"),
    "unknown matter": (lambda e: e["data"].update(matter="flexible-medical"), "data.matter"),
    "wrong item code": (lambda e: e["data"].update(item_code="DEMO-1"), "data.item_code"),
    "callback abroad": (lambda e: e["data"].update(callback="http://192.0.2.1:80/x"), "data.callback"),
    "callback by name": (lambda e: e["data"].update(callback="http://127.0.0.1@evil:80/x"), "data.callback"),
    "callback no http": (lambda e: e["data"].update(callback="file:///etc/passwd"), "data.callback"),
    "callback odd port": (lambda e: e["data"].update(callback="http://127.0.0.1:999999/x"), "data.callback"),
}


@pytest.mark.parametrize("how", ENVELOPE)
def test_the_envelope_is_right_or_refused(hrss: Running, event: Event, how: str) -> None:
    spoil, key = ENVELOPE[how]
    identity = event["id"]
    spoil(event)
    reply = hrss.file(event, Idempotency_Key=identity)
    assert reply.status == 422
    assert key in [*reply.json["missing"], *reply.json["surplus"], *reply.json["invalid"]]


def test_another_county_is_not_served(hrss: Running, inbox: Receiver) -> None:
    event = pension(PERSON, inbox.callback("hrss"))
    event["data"]["division"], event["source"] = "430211", "/yichuang/430211"
    assert hrss.file(event).json["invalid"] == ["data.division"]


def test_the_key_is_the_id(hrss: Running, event: Event) -> None:
    assert hrss.file(event, Idempotency_Key="other").json["invalid"] == ["Idempotency-Key"]


def test_only_cloud_events_come_in(hrss: Running, event: Event) -> None:
    assert hrss.ask("POST", "/events", event, Idempotency_Key=event["id"]).status == 415


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b"null", b'{"a": NaN}', b"\xff\xfe", b'{"a":"\\ud800"}', b"[" * 100_000]
)
def test_what_is_no_json_object_is_refused(hrss: Running, body: bytes) -> None:
    headers = {"Content-Type": "application/cloudevents+json", **hrss.product.headers("POST", "/events", body)}
    assert call(hrss.port, "POST", "/events", body, headers).status == 400


def test_any_character_comes_through(hrss: Running, inbox: Receiver) -> None:
    for key in ("name-rare", "name-dot", "name-long", "name-one", "flexible-x"):
        event = pension(BY_KEY[key], inbox.callback("hrss"))
        assert hrss.file(event).status == 202
        assert hrss.records()[-1]["facts_digest"] == canonical_digest(event["data"]["facts"])


def test_records_come_in_pages(hrss: Running, inbox: Receiver) -> None:
    events = [pension(PERSON, inbox.callback("hrss")) for _ in range(5)]
    for each in events:
        hrss.file(each)
    found: list[str] = []
    after: str | None = ""
    while after is not None:
        page = hrss.ask("GET", f"/records?after={after}&limit=2").json
        assert len(page["records"]) <= 2
        found += [each["id"] for each in page["records"]]
        after = page["next"]
    assert len(found) == len(set(found))
    assert found[-5:] == [each["id"] for each in events]


@pytest.mark.parametrize(
    "query", ["limit=0", "limit=501", "limit=x", "after=-1", "after=%C2%B2", "order=desc", "%ff=1"]
)
def test_a_page_that_makes_no_sense_is_refused(hrss: Running, query: str) -> None:
    assert hrss.ask("GET", f"/records?{query}").status == 400


def test_withdrawn_before_the_end(hrss: Running, event: Event) -> None:
    first = hrss.file(event)
    reply = hrss.file(following(event, "withdrawn"))
    assert reply.status == 202
    assert reply.json["receipt_number"] == first.json["receipt_number"]
    record = hrss.records()[-1]
    assert (record["id"], record["state"]) == (event["id"], "withdrawn")
    assert [each["type"] for each in record["later"]] == ["cn.yichuang.task.withdrawn.v1"]
    assert hrss.hand(f"/tasks/{event['data']['task']}/accept").status == 409
    assert hrss.file(following(event, "withdrawn")).status == 409


def test_what_was_never_filed_cannot_be_withdrawn(hrss: Running, event: Event) -> None:
    assert hrss.file(following(event, "withdrawn")).status == 404


def test_a_withdrawal_carries_no_facts(hrss: Running, event: Event) -> None:
    hrss.file(event)
    later = following(event, "withdrawn")
    later["data"]["facts"] = event["data"]["facts"]
    assert hrss.file(later).json["surplus"] == ["data.facts"]


def test_a_task_stays_with_its_case(hrss: Running, event: Event) -> None:
    hrss.file(event)
    later = following(event, "withdrawn")
    later["data"]["case_number"], later["subject"] = "x", "x/flexible-pension"
    assert hrss.file(later).status == 409


def test_supplemented_only_when_asked(hrss: Running, event: Event, inbox: Receiver) -> None:
    hrss.file(event)
    later = following(event, "supplemented", answers=["19900000999"])
    assert hrss.file(later).status == 409
    assert hrss.hand(f"/tasks/{event['data']['task']}/supplement", {"items": ["手机号"]}).status == 200
    assert hrss.file(later).status == 202
    assert hrss.file(later).status == 200
    record = hrss.records()[-1]
    assert (record["id"], record["state"]) == (event["id"], "received")
    assert record["facts_digest"] == canonical_digest(event["data"]["facts"])
    assert record["later"] == [{"id": later["id"], "type": later["type"]}]


@pytest.mark.parametrize("answers", [None, [], [""], ["x", "more than was asked"], [1], "x"])
def test_answers_are_texts_and_no_more_than_asked(hrss: Running, event: Event, answers: Any) -> None:
    hrss.file(event)
    hrss.hand(f"/tasks/{event['data']['task']}/supplement", {"items": ["手机号"]})
    assert hrss.file(following(event, "supplemented", answers=answers)).json["invalid"] == ["data.answers"]
    assert hrss.records()[-1]["state"] == "supplement-requested"
