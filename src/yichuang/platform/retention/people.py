"""People, accounts, mandates and proposals about people: which are past their period, and what still needs them.

A mandate is kept as long as a case that its agent filed under it; an account and a person as long as anything names
them. So people go last, after everything of theirs has ended by its own class.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db.models import Exists, Model, OuterRef, Q
from django.db.models.deletion import CASCADE

from yichuang.core import clock
from yichuang.core.identifiers import first_id
from yichuang.platform.cases.models import Case
from yichuang.platform.messages.models import Message
from yichuang.platform.people.models import Account, Approval, FormerIdentity, Mandate, Person
from yichuang.platform.people.queries import entries
from yichuang.platform.people.record import erase
from yichuang.platform.retention.cases import held
from yichuang.platform.retention.keepers import Candidate, Keeper, bar, keep
from yichuang.platform.retention.letting_go import as_json
from yichuang.platform.retention.models import Disposal, Item
from yichuang.platform.retention.telling import tell_nobody, tell_of_account, tell_of_approval, tell_of_mandate

_Ids = Sequence[UUID]


def mandates_past(before: datetime, after: UUID | None, most: int) -> Sequence[Candidate]:
    """Mandates that were over before a moment, by id: withdrawn, or past their last day."""
    over = Q(ended_at__lt=before) | Q(to_day__lt=clock.legal_day(before))
    found = Mandate.objects.filter(over, pk__lt=first_id(before), pk__gt=after or UUID(int=0)).order_by("pk")[:most]
    return [Candidate(each.pk, settings.DIVISION, each.public_id, "", _last_day_of(each)) for each in found]


def _last_day_of(mandate: Mandate) -> date:
    days = [mandate.to_day, clock.legal_day(mandate.ended_at) if mandate.ended_at else None]
    return min(each for each in days if each)


def mandates_in_force(ids: _Ids, now: datetime, quiet: timedelta) -> Iterable[UUID]:
    """Mandates that are not over."""
    running = Q(to_day=None) | Q(to_day__gte=clock.legal_day(now))
    return Mandate.objects.filter(running, pk__in=ids, ended_at=None).values_list("pk", flat=True)


def mandates_of_cases(ids: _Ids, now: datetime, quiet: timedelta) -> Iterable[UUID]:
    """Mandates whose agent filed something for the same grantor that is still kept."""
    filed = Case.objects.filter(applicant_id=OuterRef("grantor_id"), filed_by__person_id=OuterRef("agent_id"))
    return Mandate.objects.filter(Exists(filed), pk__in=ids).values_list("pk", flat=True)


def mandate_parts(pk: UUID) -> Iterator[tuple[str, bytes]]:
    """A mandate as the archive gets it, with what was done to it."""
    one = Mandate.objects.select_related("organisation", "person", "agent").get(pk=pk)
    said = {name: getattr(one, name) for name in ("basis", "services", "from_day", "to_day", "evidence", "made_at")}
    company = one.organisation
    grantor = {"name": company.name, "code": company.code} if company else _named(one.person)
    said |= {"number": one.public_id, "ended_at": one.ended_at, "grantor": grantor, "agent": _named(one.agent)}
    yield "mandate.json", as_json(said)
    yield "record.json", as_json(entries(pk))


def _named(person: Person | None) -> dict[str, str]:
    assert person is not None
    return {"name": person.name, "id_number": person.id_number}


def end_mandate(disposal: Disposal, item: Item) -> None:
    """End a mandate: its record stays as a chain without contents."""
    erase(item.subject_id)
    Mandate.objects.get(pk=item.subject_id).delete()


def approvals_past(before: datetime, after: UUID | None, most: int) -> Sequence[Candidate]:
    """Proposals about people that were decided, or could not be decided any more, before a moment."""
    over = Q(decided_at__lt=before) | Q(decided_at=None, expires_at__lt=before)
    found = Approval.objects.filter(over, pk__lt=first_id(before), pk__gt=after or UUID(int=0)).order_by("pk")
    names = ("pk", "division_id", "public_id", "decided_at", "expires_at")
    return [
        Candidate(pk, division, public, "", clock.legal_day(decided or expired))
        for pk, division, public, decided, expired in found.values_list(*names)[:most]
    ]


def approvals_open(ids: _Ids, now: datetime, quiet: timedelta) -> Iterable[UUID]:
    """Proposals that somebody can still decide."""
    waiting = Approval.objects.filter(pk__in=ids, state=Approval.State.OPEN, expires_at__gt=now)
    return waiting.values_list("pk", flat=True)


def approval_parts(pk: UUID) -> Iterator[tuple[str, bytes]]:
    """A proposal as the archive gets it, with what was done to it."""
    one = Approval.objects.select_related("person", "other").get(pk=pk)
    said = {name: getattr(one, name) for name in ("kind", "state", "reason", "payload", "proposed_at", "decided_at")}
    people = {name: _named(each) for name, each in (("person", one.person), ("other", one.other)) if each}
    yield "approval.json", as_json({"number": one.public_id, **said, **people})
    yield "record.json", as_json(entries(pk))


def end_approval(disposal: Disposal, item: Item) -> None:
    """End a proposal: its record stays as a chain without contents."""
    erase(item.subject_id)
    Approval.objects.get(pk=item.subject_id).delete()


def accounts_past(before: datetime, after: UUID | None, most: int) -> Sequence[Candidate]:
    """Accounts of residents in which nobody has signed in since before a moment."""
    found = Account.objects.filter(pk__lt=first_id(before), pk__gt=after or UUID(int=0), holds_posts=False)
    found = found.filter(Q(last_login=None) | Q(last_login__lt=before)).order_by("pk")
    rows = found.values_list("pk", "public_id", "created_at", "last_login")[:most]
    return [
        Candidate(pk, settings.DIVISION, public, "", clock.legal_day(max(made, last or made)))
        for pk, public, made, last in rows
    ]


def accounts_in_use(ids: _Ids, now: datetime, quiet: timedelta) -> Iterable[UUID]:
    """Accounts in which somebody has signed in within the grace."""
    return Account.objects.filter(pk__in=ids, last_login__gt=now - quiet).values_list("pk", flat=True)


def end_account(disposal: Disposal, item: Item) -> None:
    """End an account, with its tries; its random id leads nowhere after that."""
    erase(item.subject_id)
    Account.objects.get(pk=item.subject_id).delete()


def people_past(before: datetime, after: UUID | None, most: int) -> Sequence[Candidate]:
    """People of whom nothing was asked since before a moment."""
    found = Person.objects.filter(pk__lt=first_id(before), pk__gt=after or UUID(int=0))
    found = found.filter(Q(asked_at=None) | Q(asked_at__lt=before)).order_by("pk")
    rows = found.values_list("pk", "public_id", "created_at", "asked_at")[:most]
    return [
        Candidate(pk, settings.DIVISION, public, "", clock.legal_day(max(made, asked or made)))
        for pk, public, made, asked in rows
    ]


def told_on_the_way(ids: _Ids, now: datetime, quiet: timedelta) -> Iterable[UUID]:
    """People to whom a message has not been sent yet."""
    found = Message.objects.filter(person_id__in=ids, state=Message.State.WAITING)
    return [each for each in found.values_list("person_id", flat=True) if each]


def end_person(disposal: Disposal, item: Item) -> None:
    """End a person: names, numbers, and messages that were about no case."""
    Message.objects.filter(person_id=item.subject_id).delete()
    FormerIdentity.objects.filter(person_id=item.subject_id).delete()
    erase(item.subject_id)
    Person.objects.get(pk=item.subject_id).delete()


def named_by(model: type[Model], *along: str) -> Callable[[Sequence[UUID], datetime, timedelta], Iterable[UUID]]:
    """A barrier: rows of ``model`` that a row of another table names, but for the models ``along`` that go with it."""

    def named(ids: Sequence[UUID], now: datetime, quiet: timedelta) -> Iterable[UUID]:
        found: set[UUID] = set()
        for each in model._meta.related_objects:
            other = each.related_model
            if each.on_delete is CASCADE or not isinstance(other, type) or other._meta.label in along:
                continue
            names = other._base_manager.filter(**{f"{each.field.name}__in": ids})
            found |= set(names.values_list(each.field.name, flat=True))
        return found

    named.__qualname__ = f"named_by.{model.__name__}"
    return named


for _kind, _code, _barrier in (
    ("mandate", "open", mandates_in_force),
    ("mandate", "used", mandates_of_cases),
    ("mandate", "used", named_by(Mandate)),
    ("approval", "open", approvals_open),
    ("account", "changed", accounts_in_use),
    ("account", "used", named_by(Account)),
    ("person", "used", named_by(Person, "people.FormerIdentity")),
    ("person", "unread", told_on_the_way),
):
    bar(_kind, _code, _barrier)
for _kind in ("mandate", "approval", "account", "person"):
    bar(_kind, "held", held)
for _klass, _tables, _past, _end, _tell, _pack in (
    ("mandate", ("people.Mandate",), mandates_past, end_mandate, tell_of_mandate, mandate_parts),
    ("approval", ("people.Approval",), approvals_past, end_approval, tell_of_approval, approval_parts),
    ("account", ("people.Account",), accounts_past, end_account, tell_of_account, None),
    ("person", ("people.Person", "people.FormerIdentity"), people_past, end_person, tell_nobody, None),
):
    keep(Keeper(_klass, _klass, _tables, _past, _end, _tell, _pack))
