"""The collector (税务) is down, slow, lying, or knows nothing: no bill is lost or guessed, late ones are listed.

TRUST 10 for the treasury. The collector is the stand-in of the demo county; where it would have to send what no program
of ours can, a bare socket answers in its place.
"""

from __future__ import annotations

import json
import socket
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from tests.cast import Member, Town, person_of_the_register, signed_in, staff
from tests.platform.exchange.receiver import Request, answer, saying, scripted
from tests.simulators.world import BY_KEY, Key
from tests.walks.people import file_case, part_of, system_of
from yichuang.core import clock
from yichuang.lines.applications import commands, queries
from yichuang.lines.applications.commands.payments import learn_payments
from yichuang.lines.applications.models import Payment
from yichuang.platform.cases.models import Case, Event
from yichuang.platform.exchange.models import System

LATE = timedelta(minutes=11)
TITLE = "应缴多少还不知道"


@pytest.fixture
def head(county: Town) -> Client:
    """The head of the hall, on whose list a late bill stands."""
    return signed_in(staff("大厅负责人"))


@pytest.fixture(autouse=True)
def behaves(county: Town) -> Iterator[None]:
    """The collector behaves well again afterwards."""
    System.objects.filter(code="tax").update(timeout_ms=250)
    yield
    county["tax"].control(mode="normal")


def granted(key: str, registered: Town | None = None) -> tuple[Member, Case]:
    """A case whose pension part was granted eleven minutes ago; the collector was told of it where a town is given."""
    member = person_of_the_register(key)
    with clock.frozen(clock.now() - LATE):
        case = file_case(member)
        part = part_of(case, "hrss")
        commands.accept(system_of(part), part.pk)
        commands.grant(system_of(part), part.pk, "已登记。")
    if registered is not None:
        tell(registered, key, case)
    return member, case


def tell(town: Town, key: str, case: Case) -> None:
    """The department tells the collector of its registration."""
    told = {
        "id": str(uuid.uuid4()),
        "department": "hrss",
        "case_number": case.number,
        "matter": "flexible-pension",
        "id_number": BY_KEY[key]["id_number"],
        "registered_on": clock.today().isoformat(),
        "facts": {"contribution_base": 407200},
    }
    tax = town["tax"]
    reply = tax.ask("POST", "/registrations", told, key=Key.of(tax.var, "hrss"), Idempotency_Key=told["id"])
    assert reply.status == 200


def bill_of(case: Case) -> Payment:
    """What is held about the case's one bill."""
    return Payment.objects.get(task__case=case)


def due_again() -> None:
    """Time passes: whatever waits is asked about in the next round."""
    Payment.objects.update(next_at=clock.now())


def seen(client: Client, case: Case) -> str:
    """The page of the case."""
    return client.get(f"/cases/{case.public_id}").content.decode()


BEHAVIOURS: dict[str, tuple[dict[str, Any], str, str]] = {
    "down": ({"mode": "down"}, "silent", "没有回应。"),
    "slow": ({"mode": "slow", "seconds": 1}, "silent", "没有回应。"),
    "drop-reply": ({"mode": "drop-reply"}, "silent", "没有回应。"),
    **{
        lie: ({"mode": "lying", "lie": lie}, "nonsense", "对方的回答不对。")
        for lie in ("page", "list", "empty", "wrong-types", "cut-off", "false-anothers-bill")
    },
    "false-bill": ({"mode": "lying", "lie": "false-bill"}, "unknown", "对方不知道这一件。"),
}


def test_it_is_listed_whatever_the_collector_does_and_comes_when_it_can(county: Town, head: Client) -> None:
    """Nothing is believed, the head sees who, since when and what to do, the person reads the truth; then it comes."""
    granted("flexible-2", county)  # whose bill the liar has to hand
    Payment.objects.update(known=True)
    member, case = granted("flexible-1", county)
    said: set[str] = set()
    for name, (mode, heard, why) in BEHAVIOURS.items():
        county["tax"].control(**mode)
        due_again()
        assert learn_payments() == 0, name
        bill = bill_of(case)
        assert (bill.known, bill.amount_fen, bill.where, bill.heard) == (False, None, "", heard), name
        if why in said:
            continue
        said.add(why)
        page = head.get("/desk/hall").content.decode()
        listed = page[page.index(TITLE) :]
        assert case.number in listed
        assert "11分钟" in listed
        assert why in listed, name
        assert ("请打电话给人社局" if heard == "unknown" else "请打电话给税务局") in listed, name
    shown = seen(signed_in(member), case)
    assert "金额和期限还不知道" in shown
    assert "比平常久了" in shown
    assert "None" not in shown

    county["tax"].control(mode="normal")
    due_again()
    assert learn_payments() == 1
    assert learn_payments() == 0
    bill = bill_of(case)
    assert (bill.known, bill.amount_fen, bill.heard) == (True, 81440, "")
    assert Event.objects.filter(case=case, verb="payment-known").count() == 1
    assert TITLE not in head.get("/desk/hall").content.decode()
    shown = seen(signed_in(member), case)
    assert "814.40元" in shown
    assert "比平常久了" not in shown


def test_one_that_it_does_not_know_is_for_the_department(county: Town, head: Client) -> None:
    """The department never told the collector: the list says whom to telephone; the others' bills come meanwhile."""
    _, forgotten = granted("flexible-1")
    _, other = granted("flexible-2", county)
    assert learn_payments() == 1
    assert (bill_of(forgotten).heard, bill_of(other).known) == ("unknown", True)
    page = head.get("/desk/hall").content.decode()
    assert forgotten.number in page[page.index(TITLE) :]
    assert other.number not in page[page.index(TITLE) :]
    assert "请打电话给人社局，由它告知征收单位。" in page
    assert bill_of(forgotten).next_at > clock.now() + timedelta(minutes=2)  # asked again, less often
    assert bill_of(forgotten).next_at < clock.now() + timedelta(hours=1, seconds=1)
    tell(county, "flexible-1", forgotten)
    due_again()
    assert learn_payments() == 1


def test_before_its_limit_it_is_on_no_list(county: Town, head: Client) -> None:
    """The collector has its time (`wait_limit_minutes`); what no system is entered for is listed at once."""
    member, case = granted("flexible-1")
    System.objects.filter(code="tax").update(wait_limit_minutes=12)
    learn_payments()
    assert TITLE not in head.get("/desk/hall").content.decode()
    shown = seen(signed_in(member), case)
    assert "金额和期限还不知道" in shown
    assert "上次查询" in shown
    assert "比平常久了" not in shown
    System.objects.filter(code="tax").delete()
    due_again()
    learn_payments()
    page = head.get("/desk/hall").content.decode()
    assert "没有登记它的系统。" in page
    assert "请告诉系统运维人员。" in page
    assert "比平常久了" in seen(signed_in(member), case)


def test_only_the_head_of_its_division_is_shown_it(county: Town, neighbour: Member) -> None:
    granted("flexible-1")
    learn_payments()
    assert len(queries.late_bills(staff("大厅负责人").actor)) == 1
    for other in (neighbour, staff("窗口一号")):
        assert list(queries.late_bills(other.actor)) == []


@contextmanager
def in_its_place(script: Callable[[Request, socket.socket], bool]) -> Iterator[list[Request]]:
    """A bare socket where the collector should be."""
    with scripted(script) as receiver:
        System.objects.filter(code="tax").update(endpoint=receiver.endpoint)
        yield receiver.came


def test_a_silent_one_is_asked_once_a_round(county: Town) -> None:
    """Waiting for it as often as there are bills would keep the worker from everything else."""
    cases = [granted(f"flexible-{place}")[1] for place in (1, 2, 3)]
    with in_its_place(saying(answer(503))) as came:
        assert learn_payments() == 0
        assert len(came) == 1
        assert {bill_of(case).heard for case in cases} == {"silent"}
        soon = clock.now() + timedelta(minutes=1)
        assert all(bill_of(case).next_at <= soon for case in cases)  # found to be back within a minute
    with in_its_place(saying(answer(422))) as came:  # it lives, and refuses one after the other
        due_again()
        assert learn_payments() == 0
        assert len(came) == 3
        assert {bill_of(case).heard for case in cases} == {"refused"}


def bill(**changes: Any) -> dict[str, Any]:
    """A sound bill, changed."""
    day = clock.today().isoformat()
    sound = {"matter": "flexible-pension", "title": "", "amount_fen": 1, "pay_by": day, "where": "大厅"}
    return {**sound, "covered_from": None, **changes}


NONSENSE: dict[str, Callable[[str], bytes]] = {
    name: (lambda number, each=each: json.dumps({"case_number": number, "known": True, "bills": each}).encode())
    for name, each in {
        "nul": [bill(where="大厅\0")],
        "half a pair": [bill(where="\ud842")],
        "another direction": [bill(where="大厅\u202e")],
        "no place": [bill(where=None)],
        "a book": [bill(where="长" * 201)],
        "before it was filed": [bill(pay_by="0001-01-01")],
        "no day": [bill(pay_by=20261231)],
        "true yuan": [bill(amount_fen=True)],
        "half a fen": [bill(amount_fen=1.5)],
        "beyond every sum": [bill(amount_fen=10**20)],
        "two": [bill(), bill(amount_fen=2)],
        "texts": ["bill"],
        "none": [],
    }.items()
}
NONSENSE["about another"] = lambda number: json.dumps({"case_number": "", "known": True, "bills": [bill()]}).encode()
NONSENSE["about none"] = lambda number: json.dumps({"known": True, "bills": [bill()]}).encode()
NONSENSE["a deep one"] = lambda number: b"[" * 200_000
NONSENSE["without end"] = lambda number: b'{"known": "' + b"x" * (2 * 1024 * 1024)
NONSENSE["no text"] = lambda number: b'{"known": "\xff\xfe"}'


def test_nonsense_is_not_believed_and_the_others_go_on(county: Town) -> None:
    _, first = granted("flexible-1")
    _, second = granted("flexible-2")
    answers = list(NONSENSE.values())

    def script(request: Request, connection: socket.socket) -> bool:
        asked = json.loads(request.body)["case_number"]
        sound = {"case_number": asked, "known": True, "bills": [bill()]}
        said = answers[0](asked) if asked == first.number else json.dumps(sound).encode()
        with suppress(OSError):  # hung up upon, as it should be
            connection.sendall(answer(200, said))
        return True

    with in_its_place(script):
        for name in NONSENSE:
            Payment.objects.update(known=False, heard="", where="", next_at=clock.now())
            assert learn_payments() == 1, name
            assert (bill_of(first).known, bill_of(first).heard, bill_of(first).where) == (False, "nonsense", ""), name
            assert (bill_of(second).known, bill_of(second).where) == (True, "大厅"), name
            answers.pop(0)


def test_a_byte_at_a_time_is_too_slow(county: Town) -> None:
    """Never silent for longer than the patience with one wait, and still not waited for without end."""
    _, case = granted("flexible-1")

    def script(request: Request, connection: socket.socket) -> bool:
        with suppress(OSError):
            connection.sendall(answer(200, b" " * 100)[:-100])
            for _ in range(100):
                connection.sendall(b" ")
                time.sleep(0.05)
            raise AssertionError("it was waited for to the end")
        return False

    System.objects.filter(code="tax").update(timeout_ms=100)
    with in_its_place(script):
        assert learn_payments() == 0
    assert bill_of(case).heard == "silent"
