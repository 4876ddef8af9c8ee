"""Neighbours that are down, slow or lying while people go on (TRUST 10), with a real web, a real worker and stand-ins.

Ten minutes are scaled: a patience of a quarter of a second stands for the two seconds of an installation, and what
waits longer than its limit is made to have waited by dating it back.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.cast import staff
from tests.faults.checker import complaints
from tests.faults.client import Receipts, Visitor, send
from tests.faults.county import Site, session_of
from tests.faults.processes import worker
from tests.faults.web import web
from tests.simulators.world import BY_KEY, until
from yichuang.core import clock
from yichuang.platform.exchange.models import Delivery, System
from yichuang.platform.messages.models import Message

pytestmark = pytest.mark.fault

BEHAVIOURS: dict[str, dict[str, Any]] = {
    "down": {"mode": "down"},
    "slow": {"mode": "slow", "seconds": 30},
    "lying": {"mode": "lying", "lie": "page"},
}
PERSON = "flexible-1"


@pytest.fixture
def drafts(site: Site) -> list[str]:
    """Three finished drafts of one person."""
    return site.drafts(PERSON, 3)


@pytest.fixture
def served(site: Site, drafts: list[str], tmp_path: Path) -> Iterator[Site]:
    """The county with its web and its worker, both impatient."""
    System.objects.update(timeout_ms=250)
    with web(tmp_path, site.port) as running, worker(tmp_path):
        yield site
        assert "Traceback" not in running.said()
    for each in site.town.values():
        each.control(mode="normal")


def head(site: Site) -> Visitor:
    """The head of the hall, on whose list stands what waits."""
    return Visitor(site.port, {"sessionid": session_of(staff("大厅负责人"))})


@pytest.mark.parametrize("behaviour", BEHAVIOURS)
def test_text_messages_do_not_get_through(served: Site, drafts: list[str], receipts: Receipts, behaviour: str) -> None:
    """People who are signed in file; who wants to sign in is told; each message comes once when it can."""
    gateways = [served.town["sms"], served.town["sms-second"]]
    for each in gateways:
        each.control(**BEHAVIOURS[behaviour])
    stranger, phone = Visitor(served.port), BY_KEY["flexible-3"]["phone"]
    assert stranger.form("/sign-in", {"phone": phone}).status == 303
    until(lambda: Message.objects.filter(attempts__gt=0, state="waiting").exists(), "it was tried", 30)
    page = stranger.get("/sign-in/code")
    assert (page.status, "现在短信发不出去" in page.text) == (200, True)
    draft = drafts[0]
    assert send(served.visitor(PERSON), draft, draft, receipts).status == 201
    page = head(served).get("/desk/hall").text
    waits = list(Message.objects.values_list("state", "attempts"))
    assert re.search(r"短信平台没有回应：有\d+条在等", page), waits
    for each in gateways:
        each.control(mode="normal")
    until(lambda: not Message.objects.filter(state="waiting").exists(), "none waits", 60)
    sent = [str(pk) for pk in Message.objects.values_list("pk", flat=True)]
    held = [one["id"] for each in gateways for one in each.ask("GET", "/messages").json["messages"]]
    received = [one for one in held if one in sent]
    assert sorted(received) == sorted(sent)
    assert "现在短信发不出去" not in stranger.get("/sign-in/code").text
    assert "短信平台没有回应" not in head(served).get("/desk/hall").text
    assert not complaints(served.dsn, receipts.all())


@pytest.mark.parametrize("behaviour", ["down", "slow"])
def test_a_department_does_not_take_its_part(
    served: Site, drafts: list[str], receipts: Receipts, behaviour: str
) -> None:
    """Filing goes on and says so; what waits is on the head's list, and arrives in order when it can."""
    medical = served.town["medical"]
    visitor, before = served.visitor(PERSON), medical.counts()
    medical.control(**BEHAVIOURS[behaviour])
    for draft in drafts:
        assert send(visitor, draft, draft, receipts).status == 201
    until(lambda: Delivery.objects.filter(lane="medical", attempts__gt=0).exists(), "it was tried", 30)
    first = receipts.all()[0]
    shown = visitor.get(f"/cases/{first.case}").text
    assert "医保" in shown
    assert first.number in shown
    Delivery.objects.filter(lane="medical").update(created_at=clock.now() - timedelta(minutes=11))
    page = head(served).get("/desk/hall").text
    assert page.count("再发一次") >= len(drafts)
    assert "11分钟" in page

    # Sent again by hand: one attempt, its result and time at once, whatever the counter and the breaker say.
    waiting = Delivery.objects.filter(lane="medical").order_by("id")[0]
    tries = Delivery.objects.get(pk=waiting.pk).attempts
    leader = head(served)
    assert leader.form(f"/desk/hall/deliveries/{waiting.pk}/again").status == 303
    said = leader.get("/desk/hall").text
    assert "试过了，没有送到" in said
    assert Delivery.objects.get(pk=waiting.pk).attempts > tries

    # Withdrawn meanwhile: the withdrawal waits behind the application that it belongs to.
    assert visitor.call(f"/cases/{first.case}/withdraw", {"reason": "不办了"}).status == 200
    medical.control(mode="normal")
    until(lambda: not Delivery.objects.exclude(state="delivered").exists(), "all have arrived", 60)
    assert medical.counts()["effects"] - before["effects"] == Delivery.objects.filter(lane="medical").count()
    for subject in Delivery.objects.filter(lane="medical").values_list("subject_id", flat=True):
        settled = Delivery.objects.filter(lane="medical", subject_id=subject).order_by("id")
        times = list(settled.values_list("settled_at", flat=True))
        assert times == sorted(times)
    assert not complaints(served.dsn, receipts.all())


def test_sent_again_by_hand_it_arrives_and_says_its_number(served: Site, drafts: list[str], receipts: Receipts) -> None:
    """Refused for good and put right over there: pressed once it is there; pressed twice it is there once."""
    medical = served.town["medical"]
    medical.control(mode="down")
    draft = drafts[0]
    assert send(served.visitor(PERSON), draft, draft, receipts).status == 201
    waiting = Delivery.objects.get(lane="medical")
    until(lambda: Delivery.objects.get(pk=waiting.pk).attempts > 0, "it was tried", 30)
    Delivery.objects.filter(pk=waiting.pk).update(state="refused", last_error="status 422")
    medical.control(mode="normal")
    before, leader = medical.counts(), head(served)
    for _ in range(2):
        assert leader.form(f"/desk/hall/deliveries/{waiting.pk}/again").status == 303
        assert "已送到。对方的收件号：" in leader.get("/desk/hall").text
    assert medical.counts()["effects"] - before["effects"] == 1
    arrived = Delivery.objects.get(pk=waiting.pk)
    assert (arrived.state, arrived.tried_at is not None) == ("delivered", True)
