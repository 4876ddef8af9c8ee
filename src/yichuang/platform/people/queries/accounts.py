"""Persons, accounts, posts and departments."""

from __future__ import annotations

from collections.abc import Iterable
from time import monotonic
from uuid import UUID

from django.db.models import OuterRef, Q, Subquery

from yichuang.core import clock
from yichuang.core.identifiers import IdentifierError, parse_id_number
from yichuang.platform.people.models import Account, Department, FormerIdentity, Mandate, Person, Post
from yichuang.platform.people.queries.mandates import holding
from yichuang.platform.vault.keys import holder


def phone_blind(number: str) -> bytes:
    """The blind index of a normalised phone number."""
    return holder().blind("phone", number)


def person_blind(number: str) -> bytes:
    """The blind index of a normalised identity number (residents' installation only)."""
    return holder().blind("id-number", number)


def person_by_number(id_number: str) -> Person | None:
    """The person registered here under ``id_number``, present or former, if any; malformed numbers find nobody.

    Of two records that were merged it is the one that has everything.
    """
    try:
        number = parse_id_number(id_number).value
    except IdentifierError:
        return None
    blind = person_blind(number)
    found = Person.objects.filter(id_blind=blind).first()
    if found is None:
        former = FormerIdentity.objects.filter(kind=FormerIdentity.Kind.ID_NUMBER, blind=blind)
        found = Person.objects.filter(former__in=former).order_by("-former__until").first()
    return None if found is None else one_record(found)


def one_record(person: Person) -> Person:
    """The record that stands for this person: itself, or the one that it was merged into."""
    while person.merged_into_id is not None:
        person = Person.objects.get(pk=person.merged_into_id)
    return person


def posts_held(account: Account) -> list[Post]:
    """The posts that ``account`` holds today, each with its department; no query for a resident."""
    if not account.holds_posts:
        return []
    today = clock.today()
    return list(
        Post.objects.select_related("department")
        .filter(Q(to_day__isnull=True) | Q(to_day__gte=today), account=account, from_day__lte=today)
        .order_by("from_day", "id")
    )


def departments() -> dict[str, Department]:
    """All departments by code; under the code of one that was merged stands the one that has its work now."""
    return _today(Department.objects.all())


def _today(rows: Iterable[Department]) -> dict[str, Department]:
    found = {department.pk: department for department in rows}

    def today(department: Department) -> Department:
        while department.successor_id is not None:
            department = found[department.successor_id]
        return department

    return {department.code: today(department) for department in found.values()}


def phone_of(applicant_id: UUID) -> tuple[UUID, str] | None:
    """(account id, phone) for messages to a person or an organisation: their newest account's.

    Where they have none (a company, a child), that of who acts for them today, whoever began to do so first.
    """
    active = Account.objects.filter(is_active=True)
    found = active.filter(person_id=applicant_id).order_by("-created_at").first()
    if found is None:
        agents = Mandate.objects.filter(holding(), grantor_id=applicant_id, agent=OuterRef("person_id"))
        acting = active.annotate(since=Subquery(agents.order_by("made_at").values("made_at")[:1]))
        found = acting.exclude(since=None).order_by("since", "-created_at").first()
    return (found.pk, found.phone) if found else None


#: How long, in seconds, a process may go by the departments it read.
DEPARTMENTS_FRESH = 5.0

_departments: tuple[float, list[Department], dict[str, Department]] | None = None


def _fresh() -> tuple[float, list[Department], dict[str, Department]]:
    global _departments
    moment = monotonic()
    if _departments is None or moment - _departments[0] > DEPARTMENTS_FRESH:
        rows = list(Department.objects.all())
        _departments = (moment, rows, _today(rows))
    return _departments


def departments_cached() -> dict[str, Department]:
    """All departments by code, read at most every five seconds: the filing path needs them at each filing."""
    return _fresh()[2]


def department_rows_cached() -> list[Department]:
    """Every department as it is, those that were merged too; read at most every five seconds."""
    return _fresh()[1]


def forget_departments() -> None:
    """Read the departments afresh next time (after one was changed)."""
    global _departments
    _departments = None
