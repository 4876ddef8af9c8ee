"""What the head of the hall can do about a delivery that waits."""

from __future__ import annotations

from uuid import UUID

from yichuang.core.access import Actor
from yichuang.platform.cases.engine import require
from yichuang.platform.cases.models import Task
from yichuang.platform.exchange import ledger
from yichuang.platform.exchange.models import Delivery


def send_again(actor: Actor, delivery_id: UUID) -> None:
    """Make a waiting or refused delivery due at once. Raises Delivery.DoesNotExist, NotAllowed.

    A delivery belongs to the division of the case whose part it carries.
    """
    delivery = Delivery.objects.only("pk", "subject_id").get(pk=delivery_id)
    division = Task.objects.filter(pk=delivery.subject_id).values_list("case__division_id", flat=True).first()
    require(actor, "send-again", "delivery", {"division_id": division})
    ledger.send_again(delivery.pk)
