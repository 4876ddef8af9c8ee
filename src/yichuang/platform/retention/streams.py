"""Classes of many small rows: messages, keys of filings, what other systems sent, tries to be matched.

An id tells when its row was made, so everything before a moment is one stretch of the primary key.
"""

from __future__ import annotations

from datetime import datetime
from typing import TypeVar

from django.db.models import Model, QuerySet

from yichuang.core.identifiers import first_id
from yichuang.platform.cases.models import Intent
from yichuang.platform.exchange.models import Inbound
from yichuang.platform.messages.models import Message
from yichuang.platform.people.models import MatchAttempt
from yichuang.platform.retention.keepers import Stream, keep
from yichuang.platform.retention.models import Hold

Row = TypeVar("Row", bound=Model)

#: A count stops here: nobody decides otherwise because there are more.
MOST_COUNTED = 1_000_000


def messages(cut: datetime) -> QuerySet[Message]:
    """Messages from before ``cut``, without those that wait to be sent and those about a case that is held."""
    held = Hold.objects.filter(lifted_at=None, subject_kind="case").values("subject_id")
    found = Message.objects.filter(pk__lt=first_id(cut)).exclude(state=Message.State.WAITING)
    return found.exclude(case_id__in=held)


def intents(cut: datetime) -> QuerySet[Intent]:
    """Keys of filings from before ``cut``."""
    return Intent.objects.filter(pk__lt=first_id(cut))


def inbound(cut: datetime) -> QuerySet[Inbound]:
    """What other systems sent before ``cut``."""
    return Inbound.objects.filter(pk__lt=first_id(cut))


def tries(cut: datetime) -> QuerySet[MatchAttempt]:
    """Tries to be matched from before ``cut``."""
    return MatchAttempt.objects.filter(pk__lt=first_id(cut))


def counted(rows: QuerySet[Row]) -> int:
    """How many, ``MOST_COUNTED`` at most."""
    return rows[:MOST_COUNTED].count()


def ended(rows: QuerySet[Row], most: int) -> int:
    """End up to ``most`` of ``rows``, the oldest first; how many these were."""
    ids = list(rows.order_by("pk").values_list("pk", flat=True)[:most])
    if ids:
        rows.model._default_manager.filter(pk__in=ids).delete()
    return len(ids)


keep(Stream("message", lambda cut: counted(messages(cut)), lambda cut, most: ended(messages(cut), most)))
keep(Stream("intent", lambda cut: counted(intents(cut)), lambda cut, most: ended(intents(cut), most)))
keep(Stream("inbound", lambda cut: counted(inbound(cut)), lambda cut, most: ended(inbound(cut), most)))
keep(Stream("sign-in", lambda cut: counted(tries(cut)), lambda cut, most: ended(tries(cut), most)))
