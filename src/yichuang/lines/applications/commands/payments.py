"""What is to be paid once a part is granted: asked of the collector until it knows, and never guessed.

税务 collects social insurance contributions; the collector learns of the registration from the department, so at first
it may not know yet. Whatever keeps a bill from being known is noted (`Payment.Heard`); past the collector's limit it
stands on the list of the head of the hall (`queries.bills`), and it is asked for all the same.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction

from yichuang.core import clock
from yichuang.core.access import Actor
from yichuang.core.identifiers.text import cleaned
from yichuang.core.words import Said
from yichuang.lines.applications.models import Payment
from yichuang.platform.cases import engine
from yichuang.platform.exchange.client import ask
from yichuang.platform.exchange.errors import RegisterDown
from yichuang.platform.exchange.models import System

Heard = Payment.Heard

#: How long until a collector that has no bill is asked again: a quarter of what it waits already, between these.
FIRST_WAIT, LONGEST_WAIT = timedelta(seconds=1), timedelta(hours=1)
#: The same for one that does not answer: one question a minute finds out when it is back, and what waits is asked then.
LONGEST_SILENCE = timedelta(minutes=1)
BATCH = 50
#: The longest place of payment (`Payment.where`), in characters.
LONGEST_WHERE = 200


def learn_payments() -> int:
    """Ask the collectors for what is due and not known yet; returns how many became known. Run by the worker.

    A collector that does not answer is asked once a round: waiting for it as often as there are bills would keep
    everything else from its turn.
    """
    due = list(
        Payment.objects.filter(known=False, next_at__lte=clock.now())
        .select_related("task__case__person")
        .defer("task__case__facts")
        .order_by("next_at", "task_id")[:BATCH]
    )
    collectors = {each.department: each for each in System.objects.filter(kind=System.Kind.TAX)}
    silent: set[str] = set()
    learnt = 0
    for payment in due:
        if payment.collector in silent:
            _put_off(payment, Heard.SILENT, None)
            continue
        heard, bill = _asked(payment, collectors.get(payment.collector))
        if bill is not None:
            learnt += _noted(payment, bill)
            continue
        _put_off(payment, heard, clock.now())
        if heard == Heard.SILENT:
            silent.add(payment.collector)
    return learnt


def _asked(payment: Payment, collector: System | None) -> tuple[Payment.Heard, Mapping[str, Any] | None]:
    """What came of one question about one part, and the columns of its bill where there is one."""
    if collector is None:
        return Heard.NO_SYSTEM, None
    case = payment.task.case
    try:
        answer = ask(collector, "/bills", {"id_number": case.whom.id_number, "case_number": case.number})
        if answer["case_number"] != case.number or answer["known"] is not bool(answer["bills"]):
            return Heard.NONSENSE, None
        bills = [each for each in answer["bills"] if each["matter"] == payment.task.matter]
        if not bills:
            return Heard.UNKNOWN, None
        (bill,) = bills
        return Heard.NOTHING, _read(bill, clock.legal_day(case.filed_at))
    except RegisterDown as error:
        return _why(error.detail), None
    except (KeyError, TypeError, ValueError, Said):
        return Heard.NONSENSE, None


def _why(detail: str) -> Payment.Heard:
    if detail.startswith("status 4"):
        return Heard.REFUSED
    return Heard.NONSENSE if detail == "nonsense" or detail.startswith(("status 2", "status 3")) else Heard.SILENT


def _put_off(payment: Payment, heard: Payment.Heard, asked_at: datetime | None) -> None:
    """Note why the bill is not known, and ask again: later each time while the collector answers."""
    now = clock.now()
    longest = LONGEST_SILENCE if heard == Heard.SILENT else LONGEST_WAIT
    next_at = now + min(longest, max(FIRST_WAIT, (now - payment.task.state_since) / 4))
    asked = {} if asked_at is None else {"asked_at": asked_at}
    Payment.objects.filter(pk=payment.pk, known=False).update(heard=heard, next_at=next_at, **asked)


def _noted(payment: Payment, bill: Mapping[str, Any]) -> bool:
    """Write a bill down, once."""
    with transaction.atomic():
        held = engine.lock(payment.task.case_id)
        found = Payment.objects.filter(pk=payment.pk, known=False)
        changed = found.update(known=True, asked_at=clock.now(), heard=Heard.NOTHING, **bill)
        if changed:
            system = Actor(role="system", channel="collector")
            engine.note(held, "payment-known", system, task=payment.task, payload={"collector": payment.collector})
    return bool(changed)


def _read(bill: Mapping[str, Any], filed_on: date) -> dict[str, Any]:
    """The columns of a bill; raises KeyError, TypeError, ValueError or Said for what cannot be one."""
    amount, where, covered = bill["amount_fen"], bill["where"], bill["covered_from"]
    if not isinstance(amount, int) or isinstance(amount, bool) or not 0 <= amount < 10**12:
        raise ValueError("amount_fen")
    if not isinstance(where, str) or len(cleaned(where, "where")) > LONGEST_WHERE:
        raise ValueError("where")
    pay_by = date.fromisoformat(bill["pay_by"])
    if pay_by < filed_on:  # nobody owes before they applied
        raise ValueError("pay_by")
    return {
        "amount_fen": amount,
        "pay_by": pay_by,
        "where": cleaned(where, "where"),
        "covered_from": None if covered is None else date.fromisoformat(covered),
    }
