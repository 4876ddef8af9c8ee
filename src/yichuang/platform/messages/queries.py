"""Reads of ``messages``."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Count, F, Min, Q, QuerySet

from yichuang.platform.exchange.models import System
from yichuang.platform.messages.models import Message


def providers() -> list[str]:
    """Who sends text messages, by code, in the order in which they are asked."""
    return list(System.objects.filter(kind=System.Kind.SMS).order_by("rank", "code").values_list("code", flat=True))


def told(person_id: UUID) -> QuerySet[Message]:
    """What a person was told, newest first."""
    return Message.objects.filter(person_id=person_id).order_by("-created_at", "-id")


def unreached(person_id: UUID, case_id: UUID) -> bool:
    """Whether the last text about a case did not reach its person: the gateway says so, or does not take the number."""
    last = told(person_id).filter(case_id=case_id).values_list("state", flat=True).first()
    return last in (Message.State.FAILED, Message.State.REFUSED)


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


#: A message is to be in the hands of a gateway within so long of being due.
PROMISE = timedelta(seconds=10)
#: Over so many days the figure is published.
FIGURE_DAYS = 30


@dataclass(frozen=True)
class Handed:
    """Of the messages that were due in a time: how many, how many of them a gateway had within `PROMISE`, and of how
    many it said that they reached the phone, or did not. Numbers that no gateway takes do not count."""

    due: int
    in_time: int
    reached: int
    failed: int

    @property
    def per_mille(self) -> int | None:
        """In time, of a thousand, cut and never rounded up; None where nothing was due."""
        return self.in_time * 1000 // self.due if self.due else None


def handed(since: datetime, until: datetime) -> Handed:
    """What was due from ``since`` on and before ``until``, less the promised seconds: whose time is not over yet."""
    due = Message.objects.filter(due_at__gte=since, due_at__lt=until - PROMISE)
    numbers = due.exclude(Q(state=Message.State.REFUSED) & ~Q(last_error="expired")).aggregate(
        due=Count("pk"),
        in_time=Count("pk", filter=Q(sent_at__lte=F("due_at") + PROMISE)),
        reached=Count("pk", filter=Q(state=Message.State.DELIVERED)),
        failed=Count("pk", filter=Q(state=Message.State.FAILED)),
    )
    return Handed(**numbers)


def gateway_silent() -> bool:
    """Whether nobody takes messages at present: one was tried and waits, and none has left since it was written."""
    found = stuck()
    return found is not None and not Message.objects.filter(sent_at__gt=found.since).exists()
