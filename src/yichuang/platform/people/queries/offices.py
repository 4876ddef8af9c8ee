"""Posts, leave and substitutes; departments as they were called on a day."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Exists, OuterRef, Q

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


def heads_of(department_id: UUID | None = None) -> list[UUID]:
    """The accounts of the heads of a department, or of all, who hold that post today; the longest in it first."""
    found = Post.objects.filter(
        held_on(clock.today()), role__in=(Role.HEAD, Role.DEPARTMENT_HEAD), account__is_active=True
    )
    if department_id is not None:
        found = found.filter(department_id=department_id)
    return list(found.order_by("from_day", "id").values_list("account_id", flat=True))


def posts_acted(account: Account) -> list[ActedPost]:
    """One's own posts, then those in which one stands in today. One query, and none for a resident.

    The post of the absent must still be held; where its holder is back, or the last day is over, it is not here.
    """
    if not account.holds_posts:
        return []
    today = clock.today()
    with connection.cursor() as cursor:
        cursor.execute(_acted_sql(), [account.pk, today, today, today, today, account.pk])
        found = [_acted(row) for row in cursor.fetchall()]
    own = [ActedPost(each.post) for each in found if each.post.account_id == account.pk]
    return [*own, *(each for each in found if each.post.account_id != account.pk and each.post.account.is_active)]


#: Every request of an official asks this: built by the ORM anew each time, it took longer than all else about it.
_ACTED = """
SELECT {columns}, away.to_day
  FROM {post} AS post
  JOIN {department} AS department ON department.id = post.department_id
  JOIN {account} AS account ON account.id = post.account_id
  LEFT JOIN LATERAL (
       SELECT leave.to_day FROM {leave} AS leave
        WHERE leave.post_id = post.id AND leave.substitute_id = %s AND leave.ended_at IS NULL
          AND leave.from_day <= %s AND leave.to_day >= %s
        ORDER BY leave.from_day, leave.id LIMIT 1
       ) AS away ON true
 WHERE post.from_day <= %s AND (post.to_day IS NULL OR post.to_day >= %s)
   AND (post.account_id = %s OR away.to_day IS NOT NULL)
 ORDER BY post.from_day, post.id
"""
_READ = (("post", Post), ("department", Department), ("account", Account))


@cache
def _acted_sql() -> str:
    columns = [f'{name}."{field.column}"' for name, model in _READ for field in model._meta.concrete_fields]
    tables = {name: f'"{model._meta.db_table}"' for name, model in (*_READ, ("leave", Leave))}
    return _ACTED.format(columns=", ".join(columns), **tables)


def _acted(row: Sequence[Any]) -> ActedPost:
    """A row of that question: the post with its department and holder, and until when the holder is away."""
    read: dict[str, Any] = {}
    at = 0
    for name, model in _READ:
        fields = model._meta.concrete_fields
        values = [
            field.from_db_value(value, None, connection) if hasattr(field, "from_db_value") else value
            for field, value in zip(fields, row[at : at + len(fields)], strict=True)
        ]
        read[name] = model.from_db(connection.alias, [field.attname for field in fields], values)
        at += len(fields)
    post: Post = read["post"]
    post.department, post.account = read["department"], read["account"]
    return ActedPost(post, post.account, row[at])


def above(department_id: UUID, division: str) -> Account | None:
    """Who answers for a department today: its head, whoever stands in where they are away, else the head of the hall.

    None where there is none of them. At most two queries.
    """
    today = clock.today()
    posts = Post.objects.filter(held_on(today)).select_related("account").order_by("from_day", "id")
    heads = Q(role=Role.DEPARTMENT_HEAD, department_id=department_id)
    hall = Q(role=Role.HEAD, department__division_id=division)
    found = sorted(posts.filter(heads | hall), key=lambda post: post.role != Role.DEPARTMENT_HEAD)
    away = {
        each.post_id: each.substitute
        for each in Leave.objects.filter(
            post__in=[post.pk for post in found], ended_at=None, from_day__lte=today, to_day__gte=today
        ).select_related("substitute")
    }
    there = (away.get(post.pk, post.account) for post in found)
    return next((account for account in there if account is not None and account.is_active), None)


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
