"""Whom a rule lets through to a record today, by their posts, as its owners, as their agents."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q

from yichuang.core import clock
from yichuang.core.access import ANY_SERVICE, Reach, Value
from yichuang.platform.people.models import Account, Department, Leave, Mandate, Post
from yichuang.platform.people.queries.mandates import holding

#: The fields of an actor that only a mandate fills.
AGENT_FIELDS = frozenset({"mandated", "represents"})


@dataclass(frozen=True)
class Reached:
    """Who one rule lets through to one record, today."""

    reach: Reach
    #: Officials by their posts.
    posts: Sequence[Post]
    #: Accounts of those who stand in for the holders of these posts today.
    substitutes: Sequence[Account]
    #: True where an official reaches it only while the person stands at the window.
    at_window: bool
    #: Accounts of the people whose own it is.
    owners: Sequence[Account]
    #: Accounts of agents, who reach it while they act under their mandate.
    agents: Sequence[Account]
    #: Departments whose own systems reach it.
    systems: Sequence[Department]

    def account_ids(self) -> frozenset[UUID]:
        """Every account that is let through, at the window, under a mandate or at any time."""
        own = (*self.owners, *self.agents, *self.substitutes)
        return frozenset(each.account_id for each in self.posts) | {each.pk for each in own}


def reached(found: Iterable[Reach]) -> list[Reached]:
    """Each rule with those whom it lets through today. Three queries a rule."""
    today = clock.today()
    held = Post.objects.filter(Q(to_day__isnull=True) | Q(to_day__gte=today), from_day__lte=today)
    active = Account.objects.filter(is_active=True)
    made = []
    for reach in found:
        roles, by = reach.rule.roles, reach.by
        posts: list[Post] = []
        owners: list[Account] = []
        agents: list[Account] = []
        systems: list[Department] = []
        if "person_id" in by:
            owners = list(active.filter(person_id__in=by["person_id"], level__gte=reach.rule.min_level))
        elif AGENT_FIELDS & set(by):
            agents = list(active.filter(_acts(by), level__gte=reach.rule.min_level)) if "resident" in roles else []
        if "clerk" in roles if AGENT_FIELDS & set(by) else "person_id" not in by:
            # Under a mandate, or for a visitor, it is the clerk whose window they stand at.
            wanted = held.filter(role__in=roles, account__is_active=True)
            departments = Department.objects.all() if "system" in roles else Department.objects.none()
            if "department_id" in by:
                wanted = wanted.filter(department_id__in=by["department_id"])
                departments = departments.filter(pk__in=by["department_id"])
            if "division" in by:
                wanted = wanted.filter(department__division_id__in=by["division"])
            posts = list(wanted.select_related("department", "account").order_by("department__code", "role", "id"))
            systems = list(departments.filter(reach=Department.Reach.CONNECTOR))
        standing_in = Leave.objects.filter(post__in=posts, ended_at=None, from_day__lte=today, to_day__gte=today)
        substitutes = list(active.filter(standing_in__in=standing_in).distinct()) if posts else []
        made.append(
            Reached(reach, posts, substitutes, bool({"on_behalf_of", "mandated"} & set(by)), owners, agents, systems)
        )
    return made


def _acts(by: Mapping[str, tuple[Value, ...]]) -> Q:
    """Accounts of those whose mandate of today fulfils ``by``."""
    rows = Mandate.objects.filter(holding())
    if "mandated" in by:
        rows = rows.filter(grantor_id__in=by["mandated"])
    if "represents" in by:
        rows = rows.filter(basis=Mandate.Basis.REPRESENTATIVE, organisation_id__in=by["represents"])
    services = {*by.get("services", (ANY_SERVICE,)), ANY_SERVICE}
    found = [agent for agent, covered in rows.values_list("agent_id", "services") if services & set(covered)]
    return Q(person_id__in=found)
