"""Cases and drafts: which are past their period, and what of them stands against an end."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Max, Q

from yichuang.core import clock
from yichuang.core.identifiers import first_id
from yichuang.platform.cases import kinds
from yichuang.platform.cases.models import Case, Draft, Event, Task
from yichuang.platform.cases.reconcile import tell_ended
from yichuang.platform.exchange.models import Delivery, Discrepancy
from yichuang.platform.licences.models import Licence
from yichuang.platform.messages.models import Message
from yichuang.platform.retention.case_files import case_parts
from yichuang.platform.retention.keepers import Candidate, Keeper, bar, keep
from yichuang.platform.retention.letting_go import OWN_VERBS, announce_case, announce_draft, end_case, end_draft
from yichuang.platform.retention.models import Hold, Tombstone


def cases_past(before: datetime, after: UUID | None, most: int) -> Sequence[Candidate]:
    """Cases that were concluded before a moment, by id. An id tells when a case was filed, so its index is the range.

    A case whose every part has an outcome and that bears no day of conclusion comes along without a start.
    """
    found = Case.objects.filter(pk__lt=first_id(before))
    if after is not None:
        found = found.filter(pk__gt=after)
    over = {kind.whole([state]) for kind in kinds.registered() for state in kind.ended}
    found = found.filter(Q(concluded_at__lt=before) | Q(concluded_at=None, state__in=over))
    names = ("pk", "division_id", "number", "package_version__name", "kind", "concluded_at")
    return [
        Candidate(pk, division, number, package or kind, clock.legal_day(concluded) if concluded else None)
        for pk, division, number, package, kind, concluded in found.order_by("pk").values_list(*names)[:most]
    ]


def drafts_past(before: datetime, after: UUID | None, most: int) -> Sequence[Candidate]:
    """Drafts that were never filed and not touched since before a moment, by id."""
    found = Draft.objects.filter(pk__lt=first_id(before), filed_case_id=None, updated_at__lt=before)
    if after is not None:
        found = found.filter(pk__gt=after)
    rows = found.order_by("pk").values_list(
        "pk", "package_version__division_id", "package_version__name", "updated_at"
    )[:most]
    return [Candidate(pk, division, "", name, clock.legal_day(at)) for pk, division, name, at in rows]


def still_open(ids: Sequence[UUID], now: datetime, quiet: timedelta) -> Iterable[UUID]:
    """Cases that are not concluded."""
    return Case.objects.filter(pk__in=ids, concluded_at=None).values_list("pk", flat=True)


def messages_under_way(ids: Sequence[UUID], now: datetime, quiet: timedelta) -> Iterable[UUID]:
    """Cases about which a message has not been sent: whoever it is for has not read it."""
    found = Message.objects.filter(case_id__in=ids, state=Message.State.WAITING)
    return [each for each in found.values_list("case_id", flat=True).distinct() if each]


def deliveries_under_way(ids: Sequence[UUID], now: datetime, quiet: timedelta) -> Iterable[UUID]:
    """Cases of which a department has not got everything, refused something, or holds something else than we do."""
    tasks = dict(Task.objects.filter(case_id__in=ids).values_list("pk", "case_id"))
    found = Delivery.objects.filter(subject_id__in=list(tasks)).exclude(state=Delivery.State.DELIVERED)
    differ = Discrepancy.objects.filter(subject_id__in=list(tasks)).values_list("subject_id", flat=True)
    return {tasks[each] for each in (*found.values_list("subject_id", flat=True), *differ) if each}


def newly_changed(ids: Sequence[UUID], now: datetime, quiet: timedelta) -> Iterable[UUID]:
    """Cases to which something happened within the grace of their class."""
    found = Event.objects.filter(case_id__in=ids).exclude(verb__in=OWN_VERBS).values("case_id")
    return found.annotate(last=Max("at")).filter(last__gt=now - quiet).values_list("case_id", flat=True)


def drafts_newly_changed(ids: Sequence[UUID], now: datetime, quiet: timedelta) -> Iterable[UUID]:
    """Drafts that somebody worked on within the grace of their class."""
    return Draft.objects.filter(pk__in=ids, updated_at__gt=now - quiet).values_list("pk", flat=True)


def filed_meanwhile(ids: Sequence[UUID], now: datetime, quiet: timedelta) -> Iterable[UUID]:
    """Drafts that became a case."""
    return Draft.objects.filter(pk__in=ids).exclude(filed_case_id=None).values_list("pk", flat=True)


def licences_that_hold(ids: Sequence[UUID], now: datetime, quiet: timedelta) -> Iterable[UUID]:
    """Cases of which a licence came that was not withdrawn: what it rests on is kept as long as it holds."""
    return Licence.objects.filter(case_id__in=ids, withdrawn_at=None).values_list("case_id", flat=True)


def ended_numbers(numbers: Collection[str]) -> Iterable[str]:
    """Those of ``numbers`` of which a tombstone is all that is left here."""
    return Tombstone.objects.filter(number__in=numbers).values_list("number", flat=True)


def held(ids: Sequence[UUID], now: datetime, quiet: timedelta) -> Iterable[UUID]:
    """What somebody holds."""
    return Hold.objects.filter(subject_id__in=ids, lifted_at=None).values_list("subject_id", flat=True)


for _barrier, _code in (
    (still_open, "open"),
    (held, "held"),
    (messages_under_way, "unread"),
    (deliveries_under_way, "unread"),
    (newly_changed, "changed"),
    (licences_that_hold, "licence"),
):
    bar("case", _code, _barrier)
for _barrier, _code in ((filed_meanwhile, "open"), (held, "held"), (drafts_newly_changed, "changed")):
    bar("draft", _code, _barrier)
tell_ended(ended_numbers)
keep(Keeper("case", "case", ("cases.Case",), cases_past, end_case, announce_case, case_parts))
keep(Keeper("draft", "draft", ("cases.Draft",), drafts_past, end_draft, announce_draft))
