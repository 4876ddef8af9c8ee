"""Reads of ``people``."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from time import monotonic
from uuid import UUID

from django.db.models import Q

from yichuang.core import clock
from yichuang.core.access import Reach
from yichuang.core.identifiers import IdentifierError, parse_id_number
from yichuang.platform.people.models import Account, Department, Person, Post
from yichuang.platform.vault.keys import holder


def phone_blind(number: str) -> bytes:
    """The blind index of a normalised phone number."""
    return holder().blind("phone", number)


def person_blind(number: str) -> bytes:
    """The blind index of a normalised identity number (residents' installation only)."""
    return holder().blind("id-number", number)


def person_by_number(id_number: str) -> Person | None:
    """The person registered here under ``id_number``, if any; malformed numbers find nobody."""
    try:
        number = parse_id_number(id_number).value
    except IdentifierError:
        return None
    return Person.objects.filter(id_blind=person_blind(number)).first()


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
    """All departments by code."""
    return {department.code: department for department in Department.objects.all()}


def phone_of(person_id: UUID) -> tuple[UUID, str] | None:
    """(account id, phone) of the person's newest account, for messages."""
    found = Account.objects.filter(person_id=person_id, is_active=True).order_by("-created_at").first()
    return (found.pk, found.phone) if found else None


#: How long, in seconds, a process may go by the departments it read.
DEPARTMENTS_FRESH = 5.0

_departments: tuple[float, dict[str, Department]] | None = None


def departments_cached() -> dict[str, Department]:
    """All departments by code, read at most every five seconds: the filing path needs them at each filing."""
    global _departments
    moment = monotonic()
    if _departments is None or moment - _departments[0] > DEPARTMENTS_FRESH:
        _departments = (moment, departments())
    return _departments[1]


def forget_departments() -> None:
    """Read the departments afresh next time (after one was changed)."""
    global _departments
    _departments = None


@dataclass(frozen=True)
class Reached:
    """Who one rule lets through to one record, today."""

    reach: Reach
    #: Officials by their posts.
    posts: Sequence[Post]
    #: True where an official reaches it only while the person stands at the window.
    at_window: bool
    #: Accounts of the people whose own it is.
    owners: Sequence[Account]
    #: Departments whose own systems reach it.
    systems: Sequence[Department]

    def account_ids(self) -> frozenset[UUID]:
        """Every account that is let through, at the window or at any time."""
        return frozenset(each.account_id for each in self.posts) | {each.pk for each in self.owners}


def reached(found: Iterable[Reach]) -> list[Reached]:
    """Each rule with those whom it lets through today. Two queries a rule."""
    today = clock.today()
    held = Post.objects.filter(Q(to_day__isnull=True) | Q(to_day__gte=today), from_day__lte=today)
    active = Account.objects.filter(is_active=True)
    made = []
    for reach in found:
        roles, by = reach.rule.roles, reach.by
        posts: list[Post] = []
        owners: list[Account] = []
        systems: list[Department] = []
        if "person_id" in by:
            owners = list(active.filter(person_id__in=by["person_id"], level__gte=reach.rule.min_level))
        else:
            wanted = held.filter(role__in=roles, account__is_active=True)
            departments = Department.objects.all() if "system" in roles else Department.objects.none()
            if "department_id" in by:
                wanted = wanted.filter(department_id__in=by["department_id"])
                departments = departments.filter(pk__in=by["department_id"])
            if "division" in by:
                wanted = wanted.filter(department__division_id__in=by["division"])
            posts = list(wanted.select_related("department", "account").order_by("department__code", "role", "id"))
            systems = list(departments.filter(reach=Department.Reach.CONNECTOR))
        made.append(Reached(reach, posts, "on_behalf_of" in by, owners, systems))
    return made
