"""For the auditor: who can reach a record, by which rule, and who looked. Never what the record says."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet

from yichuang.core.access import POLICY, Actor, require
from yichuang.lines.applications.models import Objection
from yichuang.lines.applications.queries.disputed import objection_attributes
from yichuang.lines.applications.queries.drafts import draft_attributes
from yichuang.platform.audit.models import Access
from yichuang.platform.audit.queries import looks_at
from yichuang.platform.cases.engine import attributes, case_attributes
from yichuang.platform.cases.kinds import kind_of, registered
from yichuang.platform.cases.models import Case, Draft, Task
from yichuang.platform.exchange.models import Delivery
from yichuang.platform.people import queries as people
from yichuang.platform.people.models import Account, Department

#: The kinds that an auditor may ask for by themselves, beside parts of every kind of case; person and delivery come
#: with the case.
ASKED = ("case", "draft", "objection")


@dataclass(frozen=True)
class Record:
    """One record, by what names it without saying anything of what it holds."""

    kind: str
    id: UUID
    #: A number or an id that stands on papers and in addresses.
    name: str
    known: Mapping[str, object]
    department: Department | None = None


@dataclass(frozen=True)
class RecordReach:
    """A record with everybody whom a rule lets through to it, and the newest looks at it."""

    record: Record
    reached: Sequence[people.Reached]
    looks: Sequence[Access]


@dataclass(frozen=True)
class ReachSheet:
    """A record and what hangs together with it; what the lookers are called, by account."""

    records: Sequence[RecordReach]
    officials: Mapping[UUID, str]


def reach_sheet(actor: Actor, number: str) -> ReachSheet | None:
    """Who can reach what is called ``number``: a case by its number, or any record by its id in an address.

    With a case come its parts, its draft, its deliveries, objections raised in it, and the person. None where nothing
    is called so. Raises NotAllowed for who is no auditor of its division.
    """
    found = list(_records("".join(number.split())[:60]))
    if not found:
        return None
    for record in found:
        if record.kind in ASKED or record.kind in {kind.subject for kind in registered()}:
            require(actor, "audit", record.kind, dict(record.known))
    made = [
        RecordReach(each, people.reached(POLICY.reach(each.kind, each.known)), looks_at(each.kind, each.id))
        for each in found
    ]
    looked = {look.account_id for each in made for look in each.looks if look.account_id}
    officials = Account.objects.filter(pk__in=looked, holds_posts=True).values_list("pk", "display")
    return ReachSheet(made, dict(officials))


def _records(name: str) -> Iterator[Record]:
    cases = Case.objects.select_related("package_version").defer("facts", "wrapped_key", "package_version__files")
    drafts = Draft.objects.select_related("package_version").defer("content", "wrapped_key", "package_version__files")
    case = cases.filter(number=name.upper()).first() or cases.filter(public_id=name).first()
    part = (
        None
        if case
        else Task.objects.select_related("department", "case__package_version").filter(public_id=name).first()
    )
    if case is not None:
        yield from _of_case(case)
    elif part is not None:
        yield Record(kind_of(part.kind).subject, part.pk, part.public_id, attributes(part), part.department)
    elif draft := drafts.filter(public_id=name).first():
        yield from _of_draft(draft)
        yield Record("person", draft.person_id, "", {"id": draft.person_id})
    elif objection := _objections().filter(public_id=name).first():
        yield _of_objection(objection)


def _of_case(case: Case) -> Iterator[Record]:
    yield Record("case", case.pk, case.number, case_attributes(case))
    tasks = list(Task.objects.filter(case=case).select_related("department").order_by("position"))
    for task in tasks:
        task.case = case
        yield Record(kind_of(task.kind).subject, task.pk, task.public_id, attributes(task), task.department)
    for draft in (
        Draft.objects.select_related("package_version").defer("content", "wrapped_key").filter(filed_case_id=case.pk)
    ):
        yield from _of_draft(draft)
    sent = Delivery.objects.filter(subject_id__in=[task.pk for task in tasks]).order_by("created_at", "id")
    for delivery in sent.only("id", "lane"):
        yield Record("delivery", delivery.pk, f"{delivery.lane} {delivery.pk}", {"division_id": case.division_id})
    if case.person_id is not None:
        yield Record("person", case.person_id, "", {"id": case.person_id})


def _of_draft(draft: Draft) -> Iterator[Record]:
    yield Record("draft", draft.pk, draft.public_id, draft_attributes(draft, draft.package_version.name))
    for objection in _objections().filter(draft=draft).order_by("raised_at", "id"):
        yield _of_objection(objection)


def _objections() -> QuerySet[Objection]:
    joined = Objection.objects.select_related("department", "draft__package_version")
    return joined.defer("draft__content", "draft__wrapped_key", "draft__package_version__files")


def _of_objection(objection: Objection) -> Record:
    return Record("objection", objection.pk, objection.public_id, objection_attributes(objection), objection.department)
