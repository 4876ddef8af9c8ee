"""Who holds which post, who is away and who stands in, what departments are called; and the first administrator."""

from __future__ import annotations

import secrets
from datetime import date, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from yichuang.core import clock
from yichuang.core.access import Actor, require
from yichuang.core.identifiers import brief, parse_phone, public_id
from yichuang.platform.people.errors import (
    AdministratorExists,
    BadDays,
    LastAdministrator,
    NameMissing,
    NoSubstitute,
    WrongFirstKey,
)
from yichuang.platform.people.models import Account, Department, FirstKey, Leave, Post, Role
from yichuang.platform.people.queries.accounts import phone_blind
from yichuang.platform.people.queries.offices import held_on
from yichuang.platform.people.record import record
from yichuang.platform.people.terms import term
from yichuang.platform.vault.keys import holder


def office_attributes(department: Department) -> dict[str, object]:
    """What the access decision may know of a department's posts."""
    return {"id": department.pk, "division_id": department.division_id}


@transaction.atomic
def appoint(
    actor: Actor, phone: str, display: str, department: Department, role: Role, from_day: date, to_day: date | None
) -> Post:
    """Let whoever signs in with ``phone`` hold a post from a day on; colleagues see them as ``display``.

    Raises IdentifierError, NameMissing, BadDays, NotAllowed.
    """
    require(actor, "appoint", "office", office_attributes(department))
    number, shown = parse_phone(phone), brief(display, "name", 60)
    if not shown:
        raise NameMissing
    if to_day is not None and to_day < from_day:
        raise BadDays
    account, _ = Account.objects.get_or_create(
        phone_blind=phone_blind(number), defaults={"phone": number, "public_id": public_id(), "created_at": clock.now()}
    )
    account.holds_posts, account.display = True, shown
    account.save(update_fields=["holds_posts", "display"])
    made = Post.objects.create(account=account, department=department, role=role, from_day=from_day, to_day=to_day)
    record("appointed", "post", made.pk, actor, {"role": str(role), "department": department.code})
    return made


@transaction.atomic
def end_post(actor: Actor, post_id: UUID) -> Post:
    """End a post with today, its leave with it. Raises Post.DoesNotExist, LastAdministrator, NotAllowed."""
    held = Post.objects.select_for_update(of=("self",)).select_related("department").get(pk=post_id)
    require(actor, "end-post", "office", office_attributes(held.department))
    today = clock.today()
    if held.role == Role.ADMINISTRATOR:
        others = Post.objects.select_for_update().filter(held_on(today), role=Role.ADMINISTRATOR).exclude(pk=held.pk)
        if not others.filter(Q(to_day=None) | Q(to_day__gt=today)).exists():
            raise LastAdministrator
    if held.to_day is None or held.to_day > today:
        held.to_day = max(today, held.from_day)
        held.save(update_fields=["to_day"])
        record("post-ended", "post", held.pk, actor)
    return held


@transaction.atomic
def enter_leave(actor: Actor, post_id: UUID, substitute_id: UUID | None, from_day: date, to_day: date) -> Leave:
    """The holder of a post is away; ``substitute_id``: the account of an official who stands in, None for nobody.

    Raises Post.DoesNotExist, BadDays, NoSubstitute (the holder, or who holds no post then), NotAllowed.
    """
    post = Post.objects.select_related("department").get(pk=post_id)
    require(actor, "enter-leave", "office", office_attributes(post.department))
    if to_day < from_day or to_day < clock.today():
        raise BadDays
    if substitute_id is not None and (
        substitute_id == post.account_id or not Post.objects.filter(held_on(from_day), account=substitute_id).exists()
    ):
        raise NoSubstitute
    assert actor.account_id is not None  # an administrator has one
    made = Leave.objects.create(
        public_id=public_id(),
        post=post,
        substitute_id=substitute_id,
        from_day=from_day,
        to_day=to_day,
        made_by_id=actor.account_id,
        made_at=clock.now(),
    )
    said = {"substitute": str(substitute_id), "from": from_day.isoformat(), "to": to_day.isoformat()}
    record("leave-entered", "post", post.pk, actor, said)
    return made


@transaction.atomic
def end_leave(actor: Actor, public: str) -> Leave:
    """The holder is back: the substitute stops at once. Raises Leave.DoesNotExist, NotAllowed."""
    held = Leave.objects.select_for_update(of=("self",)).select_related("post__department").get(public_id=public)
    require(actor, "enter-leave", "office", office_attributes(held.post.department))
    if held.ended_at is None:
        held.ended_at = clock.now()
        held.save(update_fields=["ended_at"])
        record("leave-ended", "post", held.post_id, actor)
    return held


# -- the first administrator -------------------------------------------------------------------------------------------


@transaction.atomic
def first_key() -> str:
    """The secret of the one link by which the first administrator comes in; an earlier one stops working.

    Raises AdministratorExists.
    """
    _refuse_second()
    FirstKey.objects.filter(used_at=None).delete()
    secret, now = secrets.token_urlsafe(32), clock.now()
    FirstKey.objects.create(digest=_digest(secret), made_at=now, expires_at=now + term("first-administrator"))
    return secret


@transaction.atomic
def become_first_administrator(actor: Actor, secret: str, department: Department) -> Post:
    """Whoever holds the link is the administrator from now on. Raises WrongFirstKey, AdministratorExists."""
    now = clock.now()
    key = FirstKey.objects.select_for_update().filter(digest=_digest(secret), used_at=None, expires_at__gt=now).first()
    if key is None or actor.account_id is None:
        raise WrongFirstKey
    _refuse_second()
    key.used_at, key.used_by_id = now, actor.account_id
    key.save(update_fields=["used_at", "used_by"])
    Account.objects.filter(pk=actor.account_id).update(holds_posts=True)
    made = Post.objects.create(
        account_id=actor.account_id, department=department, role=Role.ADMINISTRATOR, from_day=clock.today()
    )
    record("first-administrator", "post", made.pk, actor)
    return made


def _digest(secret: str) -> bytes:
    return holder().blind("first-administrator", secret)


def _refuse_second() -> None:
    if Post.objects.filter(held_on(clock.today()), role=Role.ADMINISTRATOR).exists():
        raise AdministratorExists


def yesterday() -> date:
    """The day before today."""
    return clock.today() - timedelta(days=1)
