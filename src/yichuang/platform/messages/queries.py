"""Reads of ``messages``."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Min, QuerySet

from yichuang.platform.exchange.models import System
from yichuang.platform.messages.models import Message


def providers() -> list[str]:
    """Who sends text messages, by code, in the order in which they are asked."""
    return list(System.objects.filter(kind=System.Kind.SMS).order_by("rank", "code").values_list("code", flat=True))


def told(person_id: UUID) -> QuerySet[Message]:
    """What a person was told, newest first."""
    return Message.objects.filter(person_id=person_id).order_by("-created_at", "-id")


@dataclass(frozen=True)
class Stuck:
    """Messages that the gateway did not take when they were tried: how many, and since when the first waits."""

    waiting: int
    since: datetime


def stuck() -> Stuck | None:
    """What was tried and waits; None where nothing does. They are tried again by themselves."""
    found = Message.objects.filter(state=Message.State.WAITING, attempts__gt=0)
    numbers = found.aggregate(waiting=Count("pk"), since=Min("created_at"))
    return Stuck(**numbers) if numbers["waiting"] else None


def gateway_silent() -> bool:
    """Whether nobody takes messages at present: one was tried and waits, and none has left since it was written."""
    found = stuck()
    return found is not None and not Message.objects.filter(sent_at__gt=found.since).exists()
