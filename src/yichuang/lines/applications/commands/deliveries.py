"""What the head of the hall can do about a delivery that waits."""

from __future__ import annotations

from uuid import UUID

from yichuang.core.access import Actor
from yichuang.platform.cases.engine import require
from yichuang.platform.cases.models import Task
from yichuang.platform.exchange import ledger
from yichuang.platform.exchange.models import Delivery


def send_again(actor: Actor, delivery_id: UUID) -> Delivery:
    """Make one attempt at once; the delivery says how and when it ended (some seconds at most).

    A delivery belongs to the division of the case whose part it carries. Raises Delivery.DoesNotExist, NotAllowed,
    EarlierWaits.
    """
    delivery = Delivery.objects.only("pk", "subject_id").get(pk=delivery_id)
    division = Task.objects.filter(pk=delivery.subject_id).values_list("case__division_id", flat=True).first()
    require(actor, "send-again", "delivery", {"division_id": division})
    return ledger.send_now(delivery.pk)
