"""Departments that lie (TRUST 10): a receipt with nothing behind it, a number of another part, reports that are not
true. What a person is told stays what was really said; the comparison finds what differs, and it stands on the list of
the head of the hall; once they are honest, what they should have comes to them in order."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.client import Receipts, send
from tests.faults.county import Site
from tests.faults.processes import worker
from tests.faults.test_neighbours import PERSON, head
from tests.faults.web import web
from tests.simulators.world import Running, until
from yichuang.platform.cases.models import Event, Task
from yichuang.platform.cases.reconcile import reconcile
from yichuang.platform.exchange.models import Delivery, Discrepancy

pytestmark = pytest.mark.fault

TITLE = "对方的记录与这里不一致"


@pytest.fixture
def drafts(site: Site) -> list[str]:
    """Two finished drafts of one person."""
    return site.drafts(PERSON, 2)


@pytest.fixture
def served(site: Site, drafts: list[str], tmp_path: Path) -> Iterator[Site]:
    """The county with its web and its worker."""
    site.town["medical"].control(callbacks="dropped")  # what waits for the webs of tests that have ended
    with web(tmp_path, site.port) as running, worker(tmp_path):
        yield site
        site.town["medical"].control(mode="normal", callbacks="send", order="oldest-first", copies=1, tells="truth")
        assert "Traceback" not in running.said()


@pytest.fixture
def medical(served: Site) -> Running:
    """医保局's own system."""
    return served.town["medical"]


def filed(site: Site, draft: str, receipts: Receipts) -> Task:
    """The medical part of a draft that was filed and has been acknowledged."""
    assert send(site.visitor(PERSON), draft, draft, receipts).status == 201
    number = next(each.number for each in receipts.all() if each.draft == draft)
    part = Task.objects.select_related("case").get(case__number=number, department__code="medical")
    until(lambda: set(states(part)) == {"delivered"}, "it was acknowledged", 30)
    part.refresh_from_db()
    return part


def states(part: Task) -> list[str]:
    """How each delivery of a part stands, in order."""
    return list(Delivery.objects.filter(subject_id=part.pk).order_by("id").values_list("state", flat=True))


def compared(part: Task) -> set[str]:
    """What a comparison finds about a part. The stand-ins hold parts of other tests, too: those leave the list."""
    reconcile()
    Discrepancy.objects.exclude(subject_id=part.pk).delete()
    return set(Discrepancy.objects.values_list("kind", flat=True))


def by_hand(medical: Running, part: Task, verb: str, **said: object) -> None:
    """An officer over there does it."""
    assert medical.hand(f"/tasks/{part.public_id}/{verb}", said).status == 200


def refused_there(medical: Running, part: Task) -> None:
    """Over there it is taken on, and refused."""
    by_hand(medical, part, "accept")
    by_hand(medical, part, "conclude", outcome="refused", reason="已在单位参保。")


def state_of(part: Task) -> str:
    """How the part stands here."""
    return str(Task.objects.values_list("state", flat=True).get(pk=part.pk))


@pytest.mark.parametrize("lie", ["false-receipt", "false-anothers-receipt"])
def test_a_receipt_with_nothing_behind_it(
    served: Site, medical: Running, drafts: list[str], receipts: Receipts, lie: str
) -> None:
    """Filed and withdrawn under false receipts: found, listed, and there in order by one press."""
    other = filed(served, drafts[0], receipts)
    medical.control(mode="lying", lie=lie)
    part = filed(served, drafts[1], receipts)
    visitor, leader = served.visitor(PERSON), head(served)
    case = next(each.case for each in receipts.all() if each.draft == drafts[1])
    assert visitor.call(f"/cases/{case}/withdraw", {"reason": "不办了"}).status == 200
    until(lambda: states(part) == ["delivered"] * 2, "the withdrawal was acknowledged", 30)
    if lie == "false-anothers-receipt":
        assert part.receipt_number == other.receipt_number != ""
    medical.control(mode="normal")
    assert compared(part) == {"not-held"}
    page = leader.get("/desk/hall").text
    assert TITLE in page
    assert part.case.number in page
    assert "对方回执说收到了，却没有这一件" in page
    first = Delivery.objects.filter(subject_id=part.pk).order_by("id")[0]
    assert leader.form(f"/desk/hall/deliveries/{first.pk}/again").status == 303
    assert "已送到。对方的收件号：" in leader.get("/desk/hall").text
    until(lambda: states(part) == ["delivered"] * 2, "both have arrived", 30)
    (record,) = (each for each in medical.records() if each["task"] == part.public_id)
    assert record["state"] == "withdrawn"
    assert Task.objects.get(pk=part.pk).receipt_number == record["receipt_number"] != other.receipt_number
    times = list(Delivery.objects.filter(subject_id=part.pk).order_by("id").values_list("settled_at", flat=True))
    assert times == sorted(times)
    assert compared(part) == set()
    assert TITLE not in leader.get("/desk/hall").text


@pytest.mark.parametrize(("tells", "answer"), [("forged", "401"), ("other-part", "404")])
def test_reports_that_are_not_believed(
    served: Site, medical: Running, drafts: list[str], receipts: Receipts, tells: str, answer: str
) -> None:
    """Under a signature that does not hold, or about a part that is not theirs: nothing moves, here or there."""
    part = filed(served, drafts[0], receipts)
    another = part.case.tasks.get(department__code="hrss")
    medical.control(tells=tells, about=another.public_id)
    refused_there(medical, part)
    until(lambda: medical.state()["answers"] == [answer], "they are told no", 30)
    assert (state_of(part), state_of(another)) == ("open", "open")
    assert compared(part) == {"state"}
    page = head(served).get("/desk/hall").text
    assert TITLE in page
    assert "对方是“办结，不予”，这里是“已收件”" in page
    medical.control(tells="truth")
    until(lambda: state_of(part) == "refused", "the truth follows", 30)
    assert compared(part) == set()
    assert state_of(another) == "open"


def test_a_signed_lie_about_the_outcome_is_found(
    served: Site, medical: Running, drafts: list[str], receipts: Receipts
) -> None:
    """What a department signs is believed, for it is theirs to say; that they hold otherwise stands on the list."""
    part = filed(served, drafts[0], receipts)
    medical.control(tells="other-outcome")
    refused_there(medical, part)
    until(lambda: state_of(part) == "granted", "what they said counts", 30)
    assert compared(part) == {"state"}
    medical.control(tells="truth")
    page = head(served).get("/desk/hall").text
    assert "对方是“办结，不予”，这里是“办结，准予”" in page
    assert "formaction" not in page.partition(TITLE)[2]


def test_a_receipt_number_that_was_never_given(
    served: Site, medical: Running, drafts: list[str], receipts: Receipts
) -> None:
    part = filed(served, drafts[0], receipts)
    medical.control(tells="other-receipt")
    by_hand(medical, part, "accept")
    until(lambda: state_of(part) == "accepted", "they report", 30)
    assert compared(part) == {"receipt"}
    medical.control(tells="truth")
    delivery = Delivery.objects.get(subject_id=part.pk)
    assert head(served).form(f"/desk/hall/deliveries/{delivery.pk}/again").status == 303
    assert Task.objects.get(pk=part.pk).receipt_number == part.receipt_number
    assert compared(part) == set()


def test_reports_reversed_and_doubled(served: Site, medical: Running, drafts: list[str], receipts: Receipts) -> None:
    part = filed(served, drafts[0], receipts)
    medical.control(callbacks="held", order="newest-first", copies=3)
    refused_there(medical, part)
    medical.control(callbacks="send")
    until(lambda: medical.state()["waiting"] == 0, "all were taken", 30)
    assert state_of(part) == "refused"
    verbs = list(Event.objects.filter(task_id=part.pk).order_by("position").values_list("verb", flat=True))
    assert [verb for verb in verbs if verb in ("accept", "refuse")] == ["accept", "refuse"]
    assert compared(part) == set()
