"""What is to be paid once a part is granted: asked of the collector until it knows, and never guessed.

税务 collects social insurance contributions; the collector learns of the registration from the department, so at first
it may not know yet. Down and not yet known look the same to the person: "not yet known".
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django.db import transaction

from yichuang.core import clock
from yichuang.core.access import Actor
from yichuang.lines.applications.models import Payment
from yichuang.platform.cases import engine
from yichuang.platform.exchange.client import ask
from yichuang.platform.exchange.errors import RegisterDown
from yichuang.platform.exchange.models import System

FIRST_WAIT, LONGEST_WAIT = timedelta(seconds=1), timedelta(hours=1)
BATCH = 50


def learn_payments() -> int:
    """Ask the collectors for what is due and not known yet; returns how many became known. Run by the worker."""
    due = list(
        Payment.objects.filter(known=False, next_at__lte=clock.now())
        .select_related("task__case__person")
        .defer("task__case__facts")
        .order_by("next_at")[:BATCH]
    )
    collectors = {each.department: each for each in System.objects.filter(kind=System.Kind.TAX)}
    return sum(_learn(payment, collectors.get(payment.collector)) for payment in due)


def _learn(payment: Payment, collector: System | None) -> bool:
    """One look-up for one part; what the collector does not know is asked again, later each time."""
    now = clock.now()
    bill: Mapping[str, Any] | None = None
    if collector is not None:
        case = payment.task.case
        try:
            answer = ask(collector, "/bills", {"id_number": case.person.id_number, "case_number": case.number})
            bill = next((each for each in answer.get("bills", ()) if each["matter"] == payment.task.matter), None)
            known = None if bill is None else _read(bill)
        except (RegisterDown, KeyError, TypeError, ValueError):
            known = None
    if bill is None or known is None:
        waited = now - payment.task.state_since
        Payment.objects.filter(pk=payment.pk).update(
            asked_at=now, next_at=now + min(LONGEST_WAIT, max(FIRST_WAIT, waited / 4))
        )
        return False
    with transaction.atomic():
        held = engine.lock(payment.task.case_id)
        changed = Payment.objects.filter(pk=payment.pk, known=False).update(known=True, asked_at=now, **known)
        if changed:
            system = Actor(role="system", channel="collector")
            engine.note(held, "payment-known", system, task=payment.task, payload={"collector": payment.collector})
    return bool(changed)


def _read(bill: Mapping[str, Any]) -> dict[str, Any]:
    """The columns of a bill; raises KeyError, TypeError or ValueError for nonsense."""
    amount = bill["amount_fen"]
    if not isinstance(amount, int) or isinstance(amount, bool) or not 0 <= amount < 10**12:
        raise ValueError("amount_fen")
    covered = bill.get("covered_from")
    return {
        "amount_fen": amount,
        "pay_by": date.fromisoformat(bill["pay_by"]),
        "where": str(bill["where"])[:200],
        "covered_from": date.fromisoformat(covered) if covered else None,
    }
