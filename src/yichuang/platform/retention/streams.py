"""Classes of many small rows: messages, keys of filings, what other systems sent, sign-in, who looked at what."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from yichuang.core.identifiers import first_id
from yichuang.platform.audit import sources
from yichuang.platform.audit.models import Access, Leaf
from yichuang.platform.cases.models import Case, Intent, Task
from yichuang.platform.exchange.models import Inbound
from yichuang.platform.messages.models import Message
from yichuang.platform.people.models import MatchAttempt, Record, SignInCode
from yichuang.platform.retention.keepers import also
from yichuang.platform.retention.models import Disposal, Hold
from yichuang.platform.tokens.models import TokenRecord

LOOKS = "access-log"


def _held() -> QuerySet[Any]:
    return Hold.objects.filter(lifted_at=None, subject_kind="case").values("subject_id")


def messages(cut: datetime) -> QuerySet[Message]:
    """Messages from before ``cut``, without those that wait to be sent and those about a case that is held."""
    found = Message.objects.filter(pk__lt=first_id(cut)).exclude(state=Message.State.WAITING)
    return found.exclude(case_id__in=_held())


def intents(cut: datetime) -> QuerySet[Intent]:
    """Keys of filings from before ``cut``."""
    return Intent.objects.filter(pk__lt=first_id(cut))


def inbound(cut: datetime) -> QuerySet[Inbound]:
    """What other systems sent before ``cut``."""
    return Inbound.objects.filter(pk__lt=first_id(cut))


def tries(cut: datetime) -> QuerySet[MatchAttempt]:
    """Tries to be matched from before ``cut``."""
    return MatchAttempt.objects.filter(pk__lt=first_id(cut))


def codes(cut: datetime) -> QuerySet[SignInCode]:
    """Sign-in codes that were sent before ``cut``: that somebody asked for one, and how often it was typed wrongly."""
    return SignInCode.objects.filter(pk__lt=first_id(cut))


def looks(cut: datetime) -> QuerySet[Access]:
    """Looks from before ``cut`` that are leaves of the tree, without those at a case that is open or held."""
    kept = Case.objects.filter(Q(concluded_at=None) | Q(pk__in=_held())).values("pk")
    found = Access.objects.filter(pk__lt=first_id(cut))
    found = found.exclude(subject_kind="case", subject_id__in=kept)
    found = found.exclude(subject_kind="task", subject_id__in=Task.objects.filter(case_id__in=kept).values("pk"))
    return found.filter(Exists(Leaf.objects.filter(entry_id=OuterRef("pk"))))


def token_records(cut: datetime) -> QuerySet[TokenRecord]:
    """What became of requests for tokens before ``cut``, as far as it is in the tree."""
    found = TokenRecord.objects.filter(pk__lt=first_id(cut))
    return found.filter(Exists(Leaf.objects.filter(entry_id=OuterRef("pk"))))


def ended_looks() -> UUID | None:
    """The id below which looks are gone by an order; None while none was given.

    The order stands in the record, which is sealed itself: a register that somebody put in afterwards has none.
    """
    ordered = Disposal.objects.filter(
        Exists(Record.objects.filter(subject_id=OuterRef("pk"), verb="ordered")),
        klass=LOOKS,
        state__in=(Disposal.State.ENDING, Disposal.State.ENDED),
        cut_at__lt=F("found_at"),
    )
    cut = ordered.order_by("-cut_at").values_list("cut_at", flat=True).first()
    return first_id(cut) if cut else None


also("message", "post.Message", messages)
also("intent", "cases.Intent", intents)
also("inbound", "exchange.Inbound", inbound)
also("sign-in", "people.MatchAttempt", tries)
also("sign-in", "people.SignInCode", codes)
also(LOOKS, "audit.Access", looks)
also(LOOKS, "tokens.TokenRecord", token_records)
for _kind in ("access", "token"):
    sources.end_by_order(_kind, ended_looks)
