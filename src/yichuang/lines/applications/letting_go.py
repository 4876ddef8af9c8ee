"""Objections without a filing, and tables that were never filed: how they are found, handed over and ended."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from yichuang.core import clock
from yichuang.core.identifiers import first_id
from yichuang.core.words import N_
from yichuang.lines.applications.models import Batch, BatchRow, HandoverTry, Objection
from yichuang.platform.cases.models import Draft
from yichuang.platform.retention.cases import held
from yichuang.platform.retention.keepers import Candidate, Keeper, also, bar, keep, leavers
from yichuang.platform.retention.letting_go import as_json
from yichuang.platform.retention.models import Disposal, Item
from yichuang.platform.retention.telling import last_of, tell

OBJECTION_TOLD: Mapping[str, str] = {
    "end-announced": N_(
        "Your objection to register data was answered long ago, the archive has it. It is destroyed after %(last)s. "
        "Do you still need it? Go to any window before that."
    ),
    "end-called-off": N_("Your objection to register data is not destroyed and stays with us."),
}
BATCH_TOLD: Mapping[str, str] = {
    "end-announced": N_(
        "%(number)s: not every row of this table was filed. What was not is deleted after %(last)s. To keep it, sign "
        "in and file it."
    ),
    "end-called-off": N_("%(number)s: what was not filed of this table is not deleted."),
}


def objections_past(before: datetime, after: UUID | None, most: int) -> Sequence[Candidate]:
    """Objections that were answered before a moment and whose draft ended without being filed, by id."""
    found = Objection.objects.filter(
        pk__lt=first_id(before), pk__gt=after or UUID(int=0), draft=None, answered_at__lt=before
    )
    rows = found.order_by("pk").values_list("pk", "department__division_id", "public_id", "answered_at")[:most]
    return [Candidate(pk, division, public, "", clock.legal_day(at)) for pk, division, public, at in rows if at]


def unanswered(ids: Sequence[UUID], now: datetime, quiet: timedelta) -> Iterable[UUID]:
    """Objections that nobody has answered."""
    return Objection.objects.filter(pk__in=ids, answered_at=None).values_list("pk", flat=True)


def objection_parts(pk: UUID) -> Iterator[tuple[str, bytes]]:
    """An objection as the archive gets it."""
    one = Objection.objects.select_related("person", "department").get(pk=pk)
    names = ("registry", "fact", "registered", "stated", "raised_at", "answer", "answered_at")
    person = {"name": one.person.name, "id_number": one.person.id_number}
    said = {"number": one.public_id, "person": person, "department": one.department.code}
    yield "objection.json", as_json(said | {name: getattr(one, name) for name in names})


def end_objection(disposal: Disposal, item: Item) -> None:
    """End an objection: what the register said, what the person said instead, and the answer."""
    Objection.objects.get(pk=item.subject_id).delete()


def tell_of_objection(disposal: Disposal, item: Item, verb: str) -> None:
    """Tell who objected."""
    tell(Objection.objects.get(pk=item.subject_id).person_id, None, OBJECTION_TOLD[verb], last_of(disposal))


def batches_past(before: datetime, after: UUID | None, most: int) -> Sequence[Candidate]:
    """Tables of before a moment of which something was never filed, by id."""
    open_rows = BatchRow.objects.filter(batch=OuterRef("pk"), case=None)
    found = Batch.objects.filter(Exists(open_rows), pk__lt=first_id(before), pk__gt=after or UUID(int=0))
    found = found.filter(state__in=(Batch.State.READY, Batch.State.STOPPED)).order_by("pk")
    names = ("pk", "package_version__division_id", "number", "package_version__name", "made_at")
    rows = found.values_list(*names)[:most]
    return [Candidate(pk, division, number, name, clock.legal_day(at)) for pk, division, number, name, at in rows]


def being_filed(ids: Sequence[UUID], now: datetime, quiet: timedelta) -> Iterable[UUID]:
    """Tables that are being filed, or were filed meanwhile."""
    filed = Batch.objects.filter(pk__in=ids, state__in=(Batch.State.FILING, Batch.State.FILED))
    return filed.values_list("pk", flat=True)


def objected_in(ids: Sequence[UUID], now: datetime, quiet: timedelta) -> Iterable[UUID]:
    """Tables of which a draft has an objection that nobody has answered."""
    found = BatchRow.objects.filter(
        batch_id__in=ids, draft__objection__answered_at=None, draft__objection__isnull=False
    )
    return found.values_list("batch_id", flat=True)


def end_batch(disposal: Disposal, item: Item) -> None:
    """End what of a table was never filed, with its drafts; the table stays as long as a case came of it."""
    Batch.objects.select_for_update().get(pk=item.subject_id)
    rows = BatchRow.objects.filter(batch_id=item.subject_id, case=None)
    drafts = list(rows.values_list("draft_id", flat=True))
    rows.delete()
    for leaver in leavers():
        leaver(item.subject_id, (), drafts)
    Draft.objects.filter(pk__in=drafts, filed_case_id=None).delete()
    Batch.objects.filter(pk=item.subject_id, rows=None).delete()


def tell_of_batch(disposal: Disposal, item: Item, verb: str) -> None:
    """Tell whoever acts for the organisation, once a table."""
    one = Batch.objects.get(pk=item.subject_id)
    tell(one.organisation_id, None, BATCH_TOLD[verb], {"number": one.number, **last_of(disposal)})


def tries(cut: datetime) -> QuerySet[HandoverTry]:
    """Codes of before ``cut`` under which no draft was found."""
    return HandoverTry.objects.filter(pk__lt=first_id(cut))


for _kind, _code, _barrier in (
    ("objection", "objected", unanswered),
    ("objection", "held", held),
    ("batch", "open", being_filed),
    ("batch", "objected", objected_in),
    ("batch", "held", held),
):
    bar(_kind, _code, _barrier)
keep(
    Keeper(
        "objection",
        "objection",
        ("applications.Objection",),
        objections_past,
        end_objection,
        tell_of_objection,
        objection_parts,
    )
)
keep(Keeper("batch", "batch", ("applications.Batch",), batches_past, end_batch, tell_of_batch))
also("sign-in", "applications.HandoverTry", tries)
