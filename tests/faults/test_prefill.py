"""Whatever registers answer, what they prefilled never stands in the way of a filing, and never ends in an error.

Hypothesis draws the registers' answers, true, empty and mad; they come over HTTP; what is filed goes to the bureaus'
own systems, which refuse whatever is missing, surplus or malformed.
"""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from tests.cast import Member, Town
from tests.faults.conftest import campaign
from tests.platform.exchange.receiver import Request, answer, scripted
from tests.simulators.world import BY_KEY
from tests.walks.people import deliver, papers_handed_in
from yichuang.lines.applications import commands
from yichuang.platform.cases.models import Case, Task
from yichuang.platform.exchange.models import Delivery, System

pytestmark = [pytest.mark.django_db, pytest.mark.fault]

KNOWN = BY_KEY["flexible-1"]
REGISTERS = ("population", "hrss", "medical")
STATUS = ["none", "employee", "flexible", "resident", "pensioner"]
TRUE: dict[str, st.SearchStrategy[Any]] = {
    "name": st.just(KNOWN["name"]),
    "id_number": st.just(KNOWN["id_number"]),
    "phone": st.just(KNOWN["phone"]),
    "birth_date": st.sampled_from(["1990-03-07", "2010-11-26", "2019-06-01", "1966-06-15", "1971-02-28", "1950-01-01"]),
    "sex": st.sampled_from(["male", "female"]),
    "division": st.sampled_from(["430121", "431281", "360111"]),
    "pension_status": st.sampled_from(STATUS[:4]),
    "pension_drawn": st.booleans(),
    "medical_status": st.sampled_from(STATUS),
}
MAD = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.text(max_size=8),
    st.sampled_from(
        ["", " ", "null", "NULL", "1990-02-30", "9999-12-31", "0001-01-01", "张\x00三", "别人", "x" * 5000]
    ),
    st.lists(st.integers(), max_size=2),
)
ITEMS = st.fixed_dictionaries({}, optional={key: st.one_of(value, value, value, MAD) for key, value in TRUE.items()})
ANSWERS = st.one_of(
    ITEMS.map(lambda items: {"found": True, "items": items, "as_of": "2026-11-25T09:00:00+08:00"}),
    ITEMS.map(lambda items: {"found": True, "items": items, "as_of": "2026-11-25T09:00:00+08:00"}),
    st.just({"found": False}),
    st.sampled_from([{}, [], None, {"found": True}, {"found": None}, {"found": True, "items": []}, {"found": "yes"}]),
)
BY_HAND = {
    "birth_date": "1990-03-07",
    "phone": KNOWN["phone"],
    "hukou_division": "430121",
    "contribution_base": "4072",
    "resident_level": "200",
}


class Registers:
    """All registers at one address; each says what the example wants it to say."""

    def __init__(self) -> None:
        self.say: dict[str, Any] = {}

    def __call__(self, request: Request, connection: socket.socket) -> bool:
        items = json.loads(request.body).get("items", ())  # none: whether the person lives
        code = "medical" if "medical_status" in items else "hrss" if "pension_status" in items else "population"
        said = self.say[code]
        connection.sendall(answer(200, json.dumps(said).encode()))
        return True


@pytest.fixture
def registers(county: Town) -> Iterator[Registers]:
    """The registers at our address; the bureaus' own systems take what is filed where they are."""
    at = Registers()
    with scripted(at) as between:
        System.objects.filter(code="population").update(endpoint=between.endpoint)
        yield at


@settings(
    max_examples=campaign(60, 2000),
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(say=st.fixed_dictionaries(dict.fromkeys(REGISTERS, ANSWERS)), data=st.data())
def test_a_prefill_never_blocks(
    registers: Registers, county: Town, resident: Member, say: dict[str, Any], data: st.DataObject
) -> None:
    endpoints = {code: f"http://127.0.0.1:{county[code].port}" for code in ("hrss", "medical")}
    with transaction.atomic():
        registers.say = say
        here = System.objects.get(code="population").endpoint
        System.objects.filter(code__in=endpoints).update(endpoint=here)
        opened = commands.begin(resident.actor, "enrolment")
        for _ in range(30):
            if not opened.guide.ask:
                break
            question = opened.guide.ask[0]
            choices = [choice.value for choice in question.choices]
            text = data.draw(st.sampled_from(choices), label=question.key) if choices else BY_HAND[question.key]
            opened = commands.answer(resident.actor, opened, {question.key: text})
        assert not opened.guide.ask
        assert opened.guide.outcome in ("file", "refused", "to-person")
        event(opened.guide.outcome)
        if opened.guide.outcome == "file":
            opened = papers_handed_in(resident, opened)
            filed = commands.submit(resident.actor, opened, opened.draft.version)
            for code, endpoint in endpoints.items():
                System.objects.filter(code=code).update(endpoint=endpoint)
            deliver(*endpoints)
            tasks = Task.objects.filter(case=Case.objects.get(public_id=filed.public_id)).values_list("pk", flat=True)
            assert tasks
            sent = Delivery.objects.filter(subject_id__in=tasks)
            assert {each.state for each in sent} <= {"delivered"}, [each.last_error for each in sent]
        transaction.set_rollback(True)
