"""Posts, leave and substitutes; departments as they were called on a day."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Q, Subquery

from yichuang.core import clock
from yichuang.core.access import Actor
from yichuang.platform.audit.filters import condition
from yichuang.platform.people.models import Account, Department, FormerName, Leave, Post, Role
from yichuang.platform.people.queries.accounts import department_rows_cached


def held_on(day: date) -> Q:
    """What a post that is held on a day fulfils."""
    return Q(from_day__lte=day) & (Q(to_day=None) | Q(to_day__gte=day))


@dataclass(frozen=True)
class ActedPost:
    """A post in which somebody acts today: their own, or that of a holder who is away, until ``until``."""

    post: Post
    absent: Account | None = None
    until: date | None = None


def posts_acted(account: Account) -> list[ActedPost]:
    """One's own posts, then those in which one stands in today. One query, and none for a resident.

    The post of the absent must still be held; where its holder is back, or the last day is over, it is not here.
    """
    if not account.holds_posts:
        return []
    today = clock.today()
    away = Leave.objects.filter(
        post=OuterRef("pk"), substitute=account, ended_at=None, from_day__lte=today, to_day__gte=today
    )
    until = Subquery(away.order_by("from_day", "id").values("to_day")[:1])
    rows = Post.objects.select_related("department", "account").annotate(until=until).filter(held_on(today))
    found = list(rows.filter(Q(account=account) | Q(until__isnull=False)).order_by("from_day", "id"))
    own = [ActedPost(each) for each in found if each.account_id == account.pk]
    others = [each for each in found if each.account_id != account.pk and each.account.is_active]
    return [*own, *(ActedPost(each, each.account, each.until) for each in others)]


def unattended_desks() -> list[Department]:
    """The departments reached by the desk where no officer is today, nor anybody who stands in for one. One query."""
    today = clock.today()
    away = Leave.objects.filter(post=OuterRef("pk"), ended_at=None, from_day__lte=today, to_day__gte=today)
    posts = Post.objects.filter(held_on(today), department=OuterRef("pk"), role=Role.OFFICER)
    there = posts.filter(account__is_active=True).exclude(Exists(away))
    stood_in_for = posts.filter(Exists(away.filter(substitute__is_active=True)))
    desks = Department.objects.filter(reach=Department.Reach.DESK)
    return list(desks.exclude(Exists(there)).exclude(Exists(stood_in_for)).order_by("code"))


def posts_of(actor: Actor) -> list[Post]:
    """Every post of today and later that an administrator sees, by department, with account. One query."""
    wanted = condition(actor, "list", "office")
    if wanted is None:
        return []
    found = Post.objects.select_related("department", "account").filter(Q(to_day=None) | Q(to_day__gte=clock.today()))
    return list(
        found.filter(department__in=Department.objects.filter(wanted)).order_by("department__code", "role", "id")
    )


def leaves_of(actor: Actor) -> list[Leave]:
    """Every leave that is not over, soonest first. One query."""
    wanted = condition(actor, "list", "office")
    if wanted is None:
        return []
    found = Leave.objects.select_related("post__department", "post__account", "substitute")
    open_ones = found.filter(ended_at=None, to_day__gte=clock.today())
    return list(open_ones.filter(post__department__in=Department.objects.filter(wanted)).order_by("from_day", "id"))


def departments_of(actor: Actor) -> list[Department]:
    """The departments that an administrator names, those that were merged last. One query."""
    wanted = condition(actor, "list", "office")
    if wanted is None:
        return []
    return list(Department.objects.select_related("successor").filter(wanted).order_by("valid_to", "code"))


def called_on(codes: Iterable[str], day: date) -> dict[str, Mapping[str, str]]:
    """What departments were called on a day, by code, also where another one has their work now. One query."""
    found = {each.pk: each for each in department_rows_cached() if each.code in set(codes)}
    names: dict[str, Mapping[str, str]] = {each.code: each.names for each in found.values()}
    former = FormerName.objects.filter(department__in=found, to_day__gte=day).order_by("-to_day")
    for each in former:  # the earliest of those that were still in use that day is read last
        names[found[each.department_id].code] = each.names
    return names
