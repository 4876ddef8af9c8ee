"""What an answer means, and that nothing personal and nothing unwritable is kept of it."""

from __future__ import annotations

import json
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yichuang.platform.exchange.http1 import Reply
from yichuang.platform.exchange.judgement import Verdict, judge, states

NUMBERS = {"receipt_number": "R-1", "provincial_number": "P-1", "received_at": "2026-11-25T09:30:00+08:00"}


def told(status: int, content: object = None, retry_after: int | None = None) -> Verdict:
    """The verdict about an answer with this content."""
    body = content if isinstance(content, bytes) else json.dumps(content, ensure_ascii=False).encode()
    return judge(Reply(status, body, True, retry_after), "receipt_number")


@pytest.mark.parametrize("status", [200, 201, 202])
def test_delivered(status: int) -> None:
    assert told(status, {**NUMBERS, "more": {"name": "王某"}}) == Verdict("delivered", NUMBERS)


@pytest.mark.parametrize(
    "content",
    [
        "<!doctype html><p>系统维护中".encode(),
        b'{"receipt_number": "',
        b"",
        b"\xff\xfe",
        b"[" * 100_000,
        [1, None],
        {},
        {"receipt_number": ""},
        {"receipt_number": " \x00 "},
        {"receipt_number": 0},
        {"receipt_number": None},
        {"receipt_number": ["R-1"]},
        {"found": True},
    ],
)
def test_a_good_status_without_a_receipt_is_not_believed(content: object) -> None:
    assert told(200, content) == Verdict("again", error="status 200 without receipt_number")


@pytest.mark.parametrize("status", [400, 409, 413, 415, 422])
def test_refused_for_good(status: int) -> None:
    assert told(status, b"") == Verdict("refused", error=f"status {status}")


@pytest.mark.parametrize("status", [301, 302, 401, 403, 404, 405, 408, 425, 429, 500, 502, 503, 504, 599])
def test_again(status: int) -> None:
    assert told(status, b"") == Verdict("again", error=f"status {status}", untaken=status in (429, 503))


@pytest.mark.parametrize("status", [404, 405])
def test_a_provider_that_cannot_be_asked_has_answered(status: int) -> None:
    assert states(Reply(status, b"", True)) == Verdict("delivered", {})


@pytest.mark.parametrize(
    ("status", "content"), [(200, []), (200, {}), (200, {"states": ["taken"]}), (500, {"states": {}}), (503, {})]
)
def test_an_answer_without_states_is_none(status: int, content: object) -> None:
    found = states(Reply(status, json.dumps(content).encode(), True))
    assert (found.result, found.answer) == ("again", None)


def test_of_states_only_known_ones_are_kept() -> None:
    one, other = (str(uuid4()) for _ in range(2))
    said = {one: "taken", other: "burnt", "x'; drop table": "taken", str(uuid4()): 1, str(uuid4()): ["taken"]}
    assert states(Reply(200, json.dumps({"states": said}).encode(), True)).answer == {one: "taken"}


def test_a_refusal_names_the_items() -> None:
    found = told(422, {"missing": ["contribution_base"], "surplus": ["data.facts"], "invalid": []})
    assert found.error == "status 422: missing contribution_base; surplus data.facts"


@pytest.mark.parametrize("name", ["430121199001011234", "王五", "a" * 61, "x 19900000000", "fact_19900000000", "", 5])
def test_a_refusal_repeats_nothing_personal(name: object) -> None:
    assert told(422, {"missing": [name], "invalid": "430121199001011234"}).error == "status 422"


@pytest.mark.parametrize(("status", "asked", "kept"), [(503, 120, 120), (429, 999_999, 3600), (500, 120, 0)])
def test_a_system_may_ask_to_be_left_alone(status: int, asked: int, kept: int) -> None:
    assert told(status, b"", asked).not_before == kept


@given(st.integers(200, 599), st.dictionaries(st.sampled_from(sorted(NUMBERS)), st.text() | st.none(), max_size=3))
def test_whatever_is_kept_can_be_written(status: int, content: dict[str, str | None]) -> None:
    verdict = judge(Reply(status, json.dumps(content).encode(), True), "receipt_number")
    for text in (verdict.answer or {}).values():
        assert len(text) <= 80
        assert "\x00" not in text
        text.encode()
    assert verdict.result in ("delivered", "refused", "again")
    assert len(verdict.error) <= 200


def test_half_characters_are_dropped() -> None:
    assert told(200, b'{"receipt_number": "R\\ud800-\\u00001"}').answer == {"receipt_number": "R-1"}
