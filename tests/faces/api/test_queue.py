"""The hall's queue by the interface: the same commands, the same refusals."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from tests.cast import Member, signed_in
from tests.platform.hall.conftest import MORNING
from yichuang.core import clock

pytestmark = pytest.mark.django_db


def sent(client: Client, path: str, status: int = 200, **body: object) -> Any:
    answer = client.post(f"/api/v1{path}", body, "application/json")
    assert answer.status_code == status, answer.content.decode()
    return answer.json()


def test_a_program_draws_and_a_clerk_s_program_calls(client: Client, clerk: Member) -> None:
    with clock.frozen(MORNING):
        answer = client.get("/api/v1/queue")
        assert answer.status_code == 200, answer.content.decode()
        kinds = answer.json()["kinds"]
        assert [each["letter"] for each in kinds] == ["A", "B", "C"]
        drawn = sent(client, "/tickets", 201, kind=kinds[0]["kind"], priority=True)
        assert (drawn["number"], drawn["state"], drawn["minutes"]) == ("A001", "waiting", None)
        window = signed_in(clerk)
        assert sent(window, "/window/queue/next", 422)["code"] == "no-shift"
        assert sent(window, "/window/shift", window="1")["count"] == 1
        called = sent(window, "/window/queue/next")["ticket"]
        assert called["id"] == drawn["id"]
        assert sent(window, "/window/queue/next", 409)["code"] == "still-open"
        assert sent(window, f"/window/tickets/{called['id']}/skip", 422)["code"] == "too-few-calls"
        assert sent(window, f"/window/tickets/{called['id']}/call-again")["calls"] == 2
        assert client.get(f"/api/v1/tickets/{called['id']}").json()["window"] == "1号窗口"
        assert sent(window, f"/window/tickets/{called['id']}/begin")["state"] == "serving"
        assert sent(client, f"/tickets/{called['id']}/withdraw", 409)["code"] == "not-in-this-state"
        assert sent(window, f"/window/tickets/{called['id']}/transfer", 422, window="2")["code"] == "no-such-window"
        assert sent(window, f"/window/tickets/{called['id']}/finish")["state"] == "served"
        assert sent(window, "/window/shift/close")["window"] is None
        assert sent(client, "/tickets", 422, kind="none")["field"] == "kind"
        assert sent(client, f"/tickets/{called['id']}/come-back", 409)["code"] == "not-in-this-state"
