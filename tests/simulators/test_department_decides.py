"""What a department decides, by its own record, and whom it tells: the one window, its register, the tax office."""

from __future__ import annotations

from typing import Any

import pytest

from tests.simulators.world import BY_KEY, Receiver, Running, call, filed, following, pension, until

Event = dict[str, Any]


def hand(system: Running, event: Event, verb: str, **said: Any) -> Any:
    return system.hand(f"/tasks/{event['data']['task']}/{verb}", said)


def bills(tax: Running, event: Event) -> Any:
    question = {"id_number": event["data"]["facts"]["id_number"], "case_number": event["data"]["case_number"]}
    return tax.ask("POST", "/bills", question).json


def test_it_works(hrss: Running, tax: Running, inbox: Receiver) -> None:
    person = BY_KEY["flexible-3"]
    event = pension(person, inbox.callback("hrss"), base=500003)
    hrss.control(auto=True)
    receipt = hrss.file(event).json
    until(lambda: inbox.verbs(event) == ["accepted", "concluded"], "both reports")
    accepted, concluded = inbox.of(event)
    for report in (accepted, concluded):
        assert report["subject"] == event["subject"]
        for key in ("case_number", "task"):
            assert report["data"][key] == event["data"][key]
        for key in ("receipt_number", "provincial_number"):
            assert report["data"][key] == receipt[key]
    assert concluded["data"]["outcome"] == "granted"
    assert set(concluded["data"]["result"]) == {"registered_on", "register_entry"}
    assert all(each.genuine for each in inbox.came)
    assert hrss.lookup(person, "pension_status")["items"] == {"pension_status": "flexible"}
    assert (hrss.records()[-1]["state"], hrss.records()[-1]["outcome"]) == ("concluded", "granted")
    until(lambda: bills(tax, event)["known"], "the tax office was told")
    (bill,) = bills(tax, event)["bills"]
    assert bill["amount_fen"] == 100001  # 20 % of 5,000.03 yuan is 1,000.006: halves and more upwards
    assert bill["matter"] == "flexible-pension"


def test_a_newcomer_is_taken_into_the_register(medical: Running, tax: Running, inbox: Receiver) -> None:
    person = BY_KEY["unknown-woman"]
    event = filed("flexible-medical", person, inbox.callback("medical"))
    medical.control(auto=True)
    medical.file(event)
    until(lambda: "concluded" in inbox.verbs(event), "the conclusion")
    assert medical.lookup(person, "medical_status")["items"] == {"medical_status": "flexible"}
    until(lambda: bills(tax, event)["known"], "the tax office was told")


def test_both_bureaux_at_once_make_two_bills(hrss: Running, medical: Running, tax: Running, inbox: Receiver) -> None:
    person = BY_KEY["flexible-4"]
    one = pension(person, inbox.callback("hrss"))
    other = filed("flexible-medical", person, inbox.callback("medical"))
    number = one["data"]["case_number"]
    other["data"]["case_number"], other["subject"] = number, f"{number}/flexible-medical"
    for system, event in ((hrss, one), (medical, other)):
        system.control(auto=True)
        assert system.file(event).status == 202
    found = until(lambda: len(bills(tax, one)["bills"]) == 2 and bills(tax, one)["bills"], "two bills")
    assert {bill["matter"] for bill in found} == {"flexible-pension", "flexible-medical"}


@pytest.mark.parametrize(
    ("key", "matter", "words"),
    [
        ("held-pension", "flexible-pension", "已以灵活就业人员身份"),
        ("held-employee", "flexible-pension", "已在单位参加养老保险"),
        ("pensioner-man", "flexible-pension", "已在领取养老金"),
        ("name-differs", "flexible-pension", "姓名与本部门登记的不一致"),
        ("held-medical", "flexible-medical", "已参加职工医疗保险"),
        ("held-resident-medical", "flexible-medical", "需先停保"),
        ("pensioner-woman", "flexible-medical", "退休人员医疗保险"),
        ("held-resident", "resident-medical", "已参加城乡居民医疗保险"),
        ("held-resident", "resident-pension", "已参加城乡居民养老保险"),
    ],
)
def test_its_own_record_refuses(
    hrss: Running, medical: Running, tax: Running, inbox: Receiver, key: str, matter: str, words: str
) -> None:
    system = hrss if matter.endswith("pension") else medical
    all_facts: dict[str, dict[str, Any]] = {
        "flexible-pension": {"contribution_base": 407200},
        "resident-pension": {"hukou_division": "430121", "resident_level": 20000},
    }
    facts = all_facts.get(matter, {})
    event = filed(matter, BY_KEY[key], inbox.callback(system.code), **facts)
    system.control(auto=True)
    system.file(event)
    until(lambda: "concluded" in inbox.verbs(event), "the conclusion")
    said = inbox.of(event)[-1]["data"]
    assert said["outcome"] == "refused"
    assert words in said["reason"]
    assert "result" not in said
    assert bills(tax, event) == {"case_number": event["data"]["case_number"], "known": False, "bills": []}


def test_a_resident_may_move_to_the_employees_pension(hrss: Running, inbox: Receiver) -> None:
    person = BY_KEY["held-resident-pension"]
    event = pension(person, inbox.callback("hrss"))
    hrss.control(auto=True)
    hrss.file(event)
    until(lambda: "concluded" in inbox.verbs(event), "the conclusion")
    assert inbox.of(event)[-1]["data"]["outcome"] == "granted"
    assert hrss.lookup(person, "pension_status")["items"] == {"pension_status": "flexible"}


def test_of_two_cases_of_one_person_one_is_granted(hrss: Running, inbox: Receiver) -> None:
    person = BY_KEY["flexible-5"]
    events = [pension(person, inbox.callback("hrss")) for _ in range(2)]
    for event in events:
        hrss.file(event)
    hrss.control(auto=True)
    until(lambda: all("concluded" in inbox.verbs(event) for event in events), "both conclusions")
    assert sorted(inbox.of(event)[-1]["data"]["outcome"] for event in events) == ["granted", "refused"]


# -- by hand ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def event(hrss: Running, inbox: Receiver) -> Event:
    event = pension(BY_KEY["flexible-6"], inbox.callback("hrss"))
    assert hrss.file(event).status == 202
    return event


def test_accept_and_refuse_by_hand(hrss: Running, inbox: Receiver, event: Event) -> None:
    reply = hand(hrss, event, "accept")
    assert (reply.status, reply.json["state"]) == (200, "accepted")
    assert hand(hrss, event, "conclude", outcome="refused", reason="材料不实。").json["state"] == "concluded"
    until(lambda: inbox.verbs(event) == ["accepted", "concluded"], "both reports")
    said = inbox.of(event)
    assert said[0]["id"] == reply.json["event"]
    assert (said[1]["data"]["outcome"], said[1]["data"]["reason"]) == ("refused", "材料不实。")


def test_decline_by_hand(hrss: Running, inbox: Receiver, event: Event) -> None:
    assert hand(hrss, event, "decline", reason="不属于本部门职权。").json["state"] == "declined"
    until(lambda: inbox.verbs(event) == ["declined"], "the report")
    assert inbox.of(event)[0]["data"]["reason"] == "不属于本部门职权。"


def test_declined_while_a_supplement_is_awaited(hrss: Running, inbox: Receiver, event: Event) -> None:
    hand(hrss, event, "supplement", items=["户口簿"])
    assert hand(hrss, event, "decline", reason="没有补正。").json["state"] == "declined"
    until(lambda: inbox.verbs(event) == ["supplement-requested", "declined"], "both reports")


def test_supplement_is_asked_once(hrss: Running, inbox: Receiver, event: Event) -> None:
    assert hand(hrss, event, "supplement", items=["户口簿", "手机号"], reason="请补充。").status == 200
    until(lambda: inbox.verbs(event) == ["supplement-requested"], "the report")
    assert inbox.of(event)[0]["data"]["items"] == ["户口簿", "手机号"]
    assert hrss.file(following(event, "supplemented", answers=["见附件", ""])).status == 202
    reply = hand(hrss, event, "supplement", items=["还有"])
    assert (reply.status, reply.json["error"]) == (409, "asked-once")


def test_the_hand_cannot_grant_against_the_record(hrss: Running, inbox: Receiver) -> None:
    event = pension(BY_KEY["held-both"], inbox.callback("hrss"))
    hrss.file(event)
    hand(hrss, event, "accept")
    reply = hand(hrss, event, "conclude", outcome="granted")
    assert (reply.status, reply.json["error"]) == (409, "own-record")


@pytest.mark.parametrize(
    ("verb", "said", "status"),
    [
        ("conclude", {}, 409),
        ("conclude", {"outcome": "refused", "reason": "x"}, 409),
        ("conclude", {"outcome": "refused"}, 422),
        ("conclude", {"outcome": "partly"}, 422),
        ("accept", {"reason": "x"}, 422),
        ("decline", {}, 422),
        ("decline", {"reason": " "}, 422),
        ("supplement", {}, 422),
        ("supplement", {"items": []}, 422),
        ("supplement", {"items": [1]}, 422),
        ("burn", {}, 404),
    ],
)
def test_a_verb_out_of_place_changes_nothing(
    hrss: Running, inbox: Receiver, event: Event, verb: str, said: dict[str, Any], status: int
) -> None:
    assert hand(hrss, event, verb, **said).status == status
    assert hrss.records()[-1]["state"] == "received"


def test_an_unknown_task_is_not_found(hrss: Running) -> None:
    assert hrss.hand("/tasks/none/accept").status == 404


def test_the_hand_works_on_this_machine_alone(hrss: Running, event: Event) -> None:
    target = f"/tasks/{event['data']['task']}/accept"
    json_type = {"Content-Type": "application/json"}
    assert call(hrss.port, "POST", target, b"{}").status == 415
    assert call(hrss.port, "POST", target, b"{}", json_type | {"Origin": "http://evil.example"}).status == 403
    assert call(hrss.port, "POST", target, b"{}", json_type | {"Host": "evil.example"}).status == 421


def test_what_lies_on_the_desk_is_listed_without_facts(hrss: Running, event: Event) -> None:
    reply = call(hrss.port, "GET", "/tasks")
    assert reply.json["tasks"][0]["task"] == event["data"]["task"]
    assert event["data"]["facts"]["id_number"].encode() not in reply.body


def test_what_is_forgotten_is_gone(hrss: Running, event: Event) -> None:
    assert hand(hrss, event, "forget").status == 200
    assert event["id"] not in {each["id"] for each in hrss.records()}
    assert hand(hrss, event, "forget").status == 404
