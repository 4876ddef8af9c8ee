"""Appointments on pages and by the interface: booked by whoever signed in, kept by whoever has the message."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client

from tests.cast import Member, Town, signed_in
from tests.platform.hall.conftest import MORNING
from yichuang.core import clock
from yichuang.platform.hall.models import Appointment, Ticket
from yichuang.platform.messages.models import Message

pytestmark = pytest.mark.django_db

ELEVEN = MORNING.replace(hour=11)


@pytest.fixture(autouse=True)
def morning(county: Town) -> object:
    """The hall is open."""
    with clock.frozen(MORNING):
        yield county


def test_booked_moved_and_kept(outsider: Member, client: Client) -> None:
    theirs = signed_in(outsider)
    assert "/appointments/new/insurance" in theirs.get("/appointments").content.decode()
    page = theirs.get("/appointments/new/insurance").content.decode()
    assert f'name="slot" value="{ELEVEN.isoformat()}"' in page
    path = theirs.post("/appointments/new/insurance", {"slot": ELEVEN.isoformat()})["Location"]
    assert "2026年11月30日 11:00" in client.get(path).content.decode()  # by the address, without signing in
    assert "已经有一个预约" in theirs.post("/appointments/new/business", {"slot": ELEVEN.isoformat()}).content.decode()
    tomorrow = ELEVEN + timedelta(days=1)
    assert tomorrow.isoformat() in client.get(f"{path}/move?day=2026-12-01").content.decode()
    client.post(f"{path}/move", {"slot": tomorrow.isoformat()})
    assert "2026年12月1日 11:00" in client.get(path).content.decode()
    assert "最早" in client.post(f"{path}/arrive").content.decode()
    with clock.frozen(tomorrow):
        assert re.fullmatch(r"/tickets/\w{26}", client.post(f"{path}/arrive")["Location"])
    assert "已报到" in client.get(path).content.decode()


def test_at_the_terminal_by_the_code(outsider: Member, client: Client) -> None:
    signed_in(outsider).post("/appointments/new/insurance", {"slot": ELEVEN.isoformat()})
    digits = re.search(r"\d{3} \d{3} \d{3}", Message.objects.get().text)
    assert digits is not None
    with clock.frozen(ELEVEN):
        wrong = client.post("/kiosk/appointment", {"code": "123456789"})
        assert (wrong.status_code, "123456789" in wrong.content.decode()) == (422, False)
        page = client.post("/kiosk/appointment", {"code": digits[0]})
    assert (page.status_code, page["Cache-Control"], "A001" in page.content.decode()) == (200, "no-store", True)
    assert Ticket.objects.get().source == "booked"


def test_what_is_refused(outsider: Member, client: Client) -> None:
    assert client.get("/appointments")["Location"].startswith("/sign-in")
    theirs = signed_in(outsider)
    for slot in ("", "soon", "2026-11-30T11:00:00", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"):
        answer = theirs.post("/appointments/new/insurance", {"slot": slot})
        assert (answer.status_code, "请从列出的时间里选" in answer.content.decode()) == (422, True), slot
    assert "不能预约" in theirs.get("/appointments/new/other").content.decode()
    assert client.get("/appointments/aaaaaaaaaaaaaaaaaaaaaaaaaa").status_code == 404
    assert client.post("/appointments/aaaaaaaaaaaaaaaaaaaaaaaaaa/cancel").status_code == 404
    assert not Appointment.objects.exists()


def test_by_a_program(outsider: Member, client: Client) -> None:
    theirs, json = signed_in(outsider), "application/json"
    slots = client.get("/api/v1/appointments/slots/insurance").json()["slots"]
    assert slots[0] == {"starts_at": "2026-11-30T10:30:00+08:00", "places": 2}
    body = {"kind": "insurance", "starts_at": slots[1]["starts_at"]}
    made = theirs.post("/api/v1/appointments", body, json)
    assert (made.status_code, made.json()["state"]) == (201, "booked")
    again = theirs.post("/api/v1/appointments", body, json)
    assert (again.status_code, again.json()["code"]) == (409, "has-appointment")
    path = f"/api/v1/appointments/{made.json()['id']}"
    moved = client.post(f"{path}/move", {"starts_at": "2026-12-01T03:00:00Z"}, json).json()
    assert moved["starts_at"] == "2026-12-01T11:00:00+08:00"
    assert client.post(f"{path}/arrive").json()["code"] == "too-early-to-arrive"
    assert client.post("/api/v1/arrivals", {"code": "1"}, json).status_code == 422
    assert client.post(f"{path}/cancel").json()["state"] == "cancelled"
    assert client.post(f"{path}/cancel").status_code == 409
    assert [each["state"] for each in theirs.get("/api/v1/appointments").json()["appointments"]] == ["cancelled"]
    assert client.get("/api/v1/appointments/slots/other").status_code == 422
