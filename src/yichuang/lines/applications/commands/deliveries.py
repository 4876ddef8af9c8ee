"""What the head of the hall can do about a delivery that waits."""

from __future__ import annotations

from uuid import UUID

from yichuang.core.access import Actor, require
from yichuang.platform.cases.models import Task
from yichuang.platform.exchange import ledger
from yichuang.platform.exchange import queries as exchange
from yichuang.platform.exchange.models import Delivery


def send_again(actor: Actor, delivery_id: UUID) -> Delivery:
    """Make one attempt at once; the delivery says how and when it ended (some seconds at most).

    What was acknowledged is sent again where the last comparison found that it is not held there after all, with
    whatever followed it; once it has arrived, that is off the list until a comparison finds it again. A delivery
    belongs to the division of the case whose part it carries. Raises Delivery.DoesNotExist, NotAllowed, EarlierWaits.
    """
    delivery = Delivery.objects.only("pk", "subject_id", "lane", "state").get(pk=delivery_id)
    division = Task.objects.filter(pk=delivery.subject_id).values_list("case__division_id", flat=True).first()
    require(actor, "send-again", "delivery", {"id": delivery.pk, "division_id": division})
    found = exchange.mended_by_sending(delivery.subject_id, delivery.lane)
    if delivery.state != Delivery.State.DELIVERED or not found.exists():
        return ledger.send_now(delivery.pk)
    sent = ledger.send_anew(delivery.subject_id, delivery.lane)
    if sent.state == Delivery.State.DELIVERED:
        found.delete()
    return sent
