"""The SMS gateway and its page: each message once, shown as it came, to everyone at this machine."""

from __future__ import annotations

import json
import uuid
from typing import Any

import pytest

from tests.platform.exchange.receiver import answer, saying, scripted
from tests.simulators.world import Reply, Running, call, until

PHONE = "19900000101"


def message(text: str = "【一窗】您的验证码是 123456。", to: str = PHONE) -> dict[str, Any]:
    return {"id": str(uuid.uuid4()), "to": to, "text": text, "receipts": "http://127.0.0.1:9/receipts"}


def send(sms: Running, body: dict[str, Any]) -> Reply:
    return sms.ask("POST", "/messages", body, Idempotency_Key=body.get("id", ""))


def page(sms: Running, target: str = "/") -> str:
    reply = call(sms.port, "GET", target)
    assert (reply.status, reply.headers["Content-Type"]) == (200, "text/html; charset=utf-8")
    return reply.body.decode()


def test_it_works(sms: Running) -> None:
    body = message()
    reply = send(sms, body)
    assert reply.status == 202
    assert reply.json["provider_id"]
    newest = call(sms.port, "GET", "/messages").json["messages"][0]
    assert {key: newest[key] for key in ("id", "to", "text")} == {key: body[key] for key in ("id", "to", "text")}
    assert newest["at"].endswith("+08:00")
    assert body["text"] in page(sms)


def test_again_is_the_same_and_sends_nothing(sms: Running) -> None:
    body, before = message(), sms.counts()
    first, again = send(sms, body), send(sms, body)
    assert (first.status, again.status) == (202, 200)
    assert first.json == again.json
    after = sms.counts()
    assert (after["arrivals"] - before["arrivals"], after["effects"] - before["effects"]) == (2, 1)
    assert send(sms, body | {"text": "x"}).status == 409


@pytest.mark.parametrize(
    "changes",
    [
        {"to": "12345"},
        {"receipts": "https://example.com/receipts"},
        {"to": "+8619900000101"},
        {"to": None},
        {"text": ""},
        {"text": " "},
        {"text": "x" * 1001},
        {"text": 5},
        {"id": ""},
        {"sender": "x"},
    ],
)
def test_a_message_is_whole_or_refused(sms: Running, changes: dict[str, Any]) -> None:
    before = sms.counts()["effects"]
    assert send(sms, message() | changes).status == 422
    assert sms.counts()["effects"] == before


def test_newest_first_and_by_phone(sms: Running) -> None:
    for text in ("first", "second"):
        send(sms, message(text, "19900000777"))
    send(sms, message("somebody else's"))
    shown = call(sms.port, "GET", "/messages?to=19900000777").json["messages"]
    assert [each["text"] for each in shown] == ["second", "first"]
    only = page(sms, "/?to=19900000777")
    assert only.index("second") < only.index("first")
    assert "somebody else's" not in only
    assert "只显示发给 19900000777 的短信" in only


def test_the_page_says_what_it_is_and_runs_nothing(sms: Running) -> None:
    send(sms, message("<script>alert(1)</script> & 试\U00020bb7例"))
    html = page(sms)
    assert "演示用的替身" in html
    assert '<html lang="zh-CN">' in html
    assert "<script" not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; 试\U00020bb7例" in html
    policy = call(sms.port, "GET", "/").headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'")


def test_the_page_keeps_itself_fresh_until_it_is_told_not_to(sms: Running) -> None:
    assert '<meta http-equiv="refresh"' in page(sms)
    paused = page(sms, "/?pause=1")
    assert "refresh" not in paused
    assert "继续自动刷新" in paused


def test_odd_questions_do_no_harm(sms: Running) -> None:
    assert '"><b>' not in page(sms, "/?to=%22%3E%3Cb%3E")
    assert call(sms.port, "GET", "/messages?to=%27%20or%201%3D1").json == {"messages": []}


def test_the_phones_are_seen_while_the_gateway_is_down(sms: Running) -> None:
    sms.control(mode="down")
    try:
        assert send(sms, message()).status == 503
        assert "手机短信" in page(sms)
    finally:
        sms.control(mode="normal")


def test_it_tells_what_reached_its_phone_and_says_so_when_asked(sms: Running) -> None:
    """Signed, once taken: delivered, or failed for a phone that nothing reaches."""
    with scripted(saying(answer(200, b"{}"))) as receiver:
        told = [message(to=PHONE), message(to="19900000404")]
        for body in told:
            send(sms, body | {"receipts": f"{receiver.endpoint}/receipts"})
        until(lambda: len(receiver.came) == 2, "both told")
    came = {json.loads(one.body)["id"]: json.loads(one.body) for one in receiver.came}
    assert came[told[0]["id"]] == {"id": told[0]["id"], "state": "delivered"}
    assert came[told[1]["id"]] == {"id": told[1]["id"], "state": "failed", "reason": "no-such-number"}
    assert all(one.field("Yichuang-Signature") for one in receiver.came)
    asked = [told[0]["id"], told[1]["id"], str(uuid.uuid4())]
    states = sms.ask("POST", "/messages/states", {"ids": asked}).json["states"]
    assert [states[one] for one in asked] == ["delivered", "failed", "unknown"]
    for wrong in ({}, {"ids": "x"}, {"ids": [1]}, {"ids": ["x"] * 101}):
        assert sms.ask("POST", "/messages/states", wrong).status == 422
