"""kill -9 of the worker around a delivery: every part arrives, with one effect; and the check sees it when not."""

from __future__ import annotations

import json
from pathlib import Path
from uuid import UUID

import pytest

from tests.cast import Town, person_of_the_register
from tests.faults.processes import killed_at, worker
from tests.lines.applications.test_filing import finished
from tests.platform.exchange.rows import all_are
from tests.simulators.world import BY_KEY
from yichuang.core.cipher import fingerprint, seal, unseal
from yichuang.core.identifiers import new_id
from yichuang.lines.applications import commands
from yichuang.platform.cases.events import canonical
from yichuang.platform.cases.models import Event, Task
from yichuang.platform.cases.queries import broken_links
from yichuang.platform.exchange.ledger import BODY_CONTEXT
from yichuang.platform.exchange.models import Delivery
from yichuang.platform.vault.keys import holder

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.fault]

DEPARTMENTS = ("hrss", "medical")
PEOPLE = ("flexible-1", "flexible-2", "flexible-3")


class Filed:
    """What was filed, and how often each department had been reached before."""

    def __init__(self, town: Town, people: tuple[str, ...] = PEOPLE) -> None:
        self.town = town
        self.before = {code: town[code].counts() for code in DEPARTMENTS}
        for key in people:
            member = person_of_the_register(key)
            opened = finished(member)
            commands.submit(member.actor, opened, opened.draft.version)
        self.deliveries: list[UUID] = list(Delivery.objects.order_by("id").values_list("pk", flat=True))
        assert len(self.deliveries) == 2 * len(people)

    def more(self, name: str) -> dict[str, int]:
        """How far each department's tally has moved since."""
        return {code: self.town[code].counts()[name] - self.before[code][name] for code in DEPARTMENTS}

    def arrived_once(self) -> None:
        """Each part is acknowledged, has had one effect over there, holds what was sent, and one event here."""
        all_are(self.deliveries, "delivered")
        each = len(self.deliveries) // 2
        assert self.more("effects") == {"hrss": each, "medical": each}
        for code in DEPARTMENTS:
            theirs = {record["id"]: record for record in self.town[code].records()}
            for delivery in Delivery.objects.filter(lane=code):
                event = json.loads(body_of(delivery))
                task = Task.objects.get(pk=delivery.subject_id)
                record = theirs[str(delivery.pk)]
                assert record["task"] == task.public_id
                assert record["receipt_number"] == task.receipt_number != ""
                assert record["facts_digest"] == fingerprint(canonical(event["data"]["facts"]))
                assert Event.objects.filter(task_id=task.pk, verb="delivered").count() == 1
        for case_id in Task.objects.values_list("case_id", flat=True).distinct():
            assert not broken_links(case_id)


def body_of(delivery: Delivery) -> bytes:
    """What a delivery says."""
    key = holder().unwrap(bytes(delivery.wrapped_key), BODY_CONTEXT)
    return unseal(key, bytes(delivery.body), context=BODY_CONTEXT)


def nothing_personal(log: str) -> None:
    """No name, number or phone of anybody is in a log."""
    for key in PEOPLE:
        for name in ("name", "id_number", "phone"):
            assert BY_KEY[key][name] not in log


@pytest.mark.parametrize(
    "fault",
    ["delivery-claimed", "delivery-sent", "delivery-sent:2", "delivery-sent:1:wait", "delivery-settled"],
)
def test_every_part_arrives_once(lasting_county: Town, tmp_path: Path, fault: str) -> None:
    filed = Filed(lasting_county)
    log = killed_at(tmp_path, fault)
    if fault.startswith("delivery-sent"):
        assert sum(filed.more("effects").values()) > 0  # it was there before the worker could know
    with worker(tmp_path) as running:
        filed.arrived_once()
    if fault.startswith("delivery-sent"):
        assert sum(filed.more("arrivals").values()) > len(filed.deliveries)  # and came again, without effect
    nothing_personal(log + running.said())


def test_killed_again_and_again(lasting_county: Town, tmp_path: Path) -> None:
    filed = Filed(lasting_county)
    for number, fault in enumerate(("delivery-claimed", "delivery-sent", "delivery-claimed:2", "delivery-sent:2")):
        folder = tmp_path / str(number)
        folder.mkdir()
        killed_at(folder, fault)
        if not Delivery.objects.filter(state="waiting").exists():
            break
    with worker(tmp_path):
        filed.arrived_once()


# -- the same check without what protects: it must fail ----------------------------------------------------------------


def test_the_check_sees_a_department_that_forgets_what_it_took(lasting_county: Town, tmp_path: Path) -> None:
    filed = Filed(lasting_county, PEOPLE[:1])
    killed_at(tmp_path, "delivery-sent")
    for task in Task.objects.select_related("department"):
        lasting_county[task.department.code].hand(f"/tasks/{task.public_id}/forget")
    with worker(tmp_path), pytest.raises(AssertionError):
        filed.arrived_once()
    assert sum(filed.more("effects").values()) > len(filed.deliveries)


def test_the_check_sees_an_event_id_made_anew_for_each_attempt(lasting_county: Town, tmp_path: Path) -> None:
    filed = Filed(lasting_county, PEOPLE[:1])
    killed_at(tmp_path, "delivery-sent")
    fresh = []
    for delivery in Delivery.objects.filter(state="waiting"):
        event, key = json.loads(body_of(delivery)), holder().new_data_key()
        delivery.delete()
        delivery.pk = new_id()
        text = canonical({**event, "id": str(delivery.pk)})
        delivery.body = seal(key, text, suite=holder().suite, key_id=0, context=BODY_CONTEXT)
        delivery.wrapped_key = holder().wrap(key, BODY_CONTEXT)
        delivery.save(force_insert=True)
        fresh.append(delivery.pk)
    filed.deliveries = fresh
    with worker(tmp_path), pytest.raises(AssertionError):
        filed.arrived_once()
    assert Delivery.objects.filter(pk__in=fresh, state="refused").exists()  # the stand-in knows the task, and says so


def test_the_check_sees_a_row_that_is_taken_before_it_is_sent(lasting_county: Town, tmp_path: Path) -> None:
    filed = Filed(lasting_county, PEOPLE[:1])
    killed_at(tmp_path, "delivery-claimed")
    Delivery.objects.filter(state="waiting").delete()  # as a queue would that hands a job out and forgets it
    with worker(tmp_path), pytest.raises(AssertionError):
        filed.arrived_once()
    assert sum(filed.more("effects").values()) < len(filed.deliveries)
