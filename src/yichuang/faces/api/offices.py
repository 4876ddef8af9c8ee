"""In which post one acts; for an administrator: who holds which, who is away, what departments are called."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Literal
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest
from ninja import Router, Schema, Status
from pydantic import Field

from yichuang.core import clock
from yichuang.core.access import Actor
from yichuang.core.words import N_, Said
from yichuang.faces.api.schemas import CONFLICT, Strict
from yichuang.faces.look.middleware import act_in, acted_of, actor_of
from yichuang.platform.people import commands as people
from yichuang.platform.people import queries
from yichuang.platform.people.errors import NoSubstitute, NoSuccessor
from yichuang.platform.people.models import Department, Leave, Post, Role

router = Router()

#: What a post may be; a test holds it to the table's own list.
Office = Literal["clerk", "officer", "department-head", "head", "auditor", "administrator", "archivist", "author"]


class PostOut(Schema):
    """Who holds which post. ``account``: its holder, wherever somebody is named who stands in."""

    id: UUID
    account: str
    name: str
    role: str
    department: str
    from_day: date
    to_day: date | None


class ActedPostOut(PostOut):
    """A post in which one may act. ``absent``: for whom one stands in, ``until`` when; null in a post of one's own."""

    absent: str | None
    until: date | None


class PostsOut(Schema):
    """``now``: the post in which this session acts; ``may``: those that can be chosen."""

    now: UUID | None
    may: list[ActedPostOut]


class PostIn(Strict):
    post: UUID


class DepartmentOut(Schema):
    """A department. ``names`` by language; ``successor`` has its work since the day after ``valid_to``."""

    code: str
    names: dict[str, str]
    successor: str | None
    valid_to: date | None


class LeaveOut(Schema):
    """Somebody who is away. ``substitute``: the account that stands in, null for nobody."""

    id: str
    post: PostOut
    substitute: str | None
    substitute_name: str | None
    from_day: date
    to_day: date


class OfficesOut(Schema):
    departments: list[DepartmentOut]
    posts: list[PostOut]
    leaves: list[LeaveOut]


class Appointment(Strict):
    """``phone``: with which somebody signs in. ``name``: what colleagues read. Without ``from_day``: from today."""

    phone: str = Field(max_length=40)
    name: str = Field(max_length=60)
    department: str = Field(max_length=40)
    role: Office
    from_day: date | None = None


class Away(Strict):
    """``substitute``: the account that stands in; empty for nobody."""

    substitute: str = Field(default="", max_length=64)
    from_day: date
    to_day: date


class NewNames(Strict):
    """``name`` in Chinese, ``en`` in English."""

    name: str = Field(max_length=100)
    en: str = Field(max_length=100)


class Successor(Strict):
    into: str = Field(max_length=40)


class FirstSecret(Strict):
    secret: str = Field(max_length=100)


def _post(held: Post) -> Mapping[str, Any]:
    return {
        "id": held.pk,
        "account": held.account.public_id,
        "name": held.account.display,
        "role": held.role,
        "department": held.department.code,
        "from_day": held.from_day,
        "to_day": held.to_day,
    }


def _leave(held: Leave) -> LeaveOut:
    return LeaveOut(
        id=held.public_id,
        post=PostOut(**_post(held.post)),
        substitute=held.substitute.public_id if held.substitute else None,
        substitute_name=held.substitute.display if held.substitute else None,
        from_day=held.from_day,
        to_day=held.to_day,
    )


def _department(held: Department) -> DepartmentOut:
    return DepartmentOut(
        code=held.code,
        names=held.names,
        successor=held.successor.code if held.successor else None,
        valid_to=held.valid_to,
    )


def _posts(request: HttpRequest) -> PostsOut:
    now = acted_of(request)
    return PostsOut(
        now=now.post.pk if now else None,
        may=[
            ActedPostOut(**_post(each.post), absent=each.absent.public_id if each.absent else None, until=each.until)
            for each in queries.posts_acted(request.user)  # type: ignore[arg-type]
        ],
    )


@router.get("/posts", url_name="posts", response=PostsOut)
def posts(request: HttpRequest) -> PostsOut:
    """In which post this session acts, and in which it may: one's own, or that of somebody who is away."""
    return _posts(request)


@router.post("/posts", url_name="posts", response=PostsOut)
def act(request: HttpRequest, body: PostIn) -> PostsOut:
    """Act in another post from now on. Whoever stood at the window is gone with the one before."""
    if all(each.post.pk != body.post for each in queries.posts_acted(request.user)):  # type: ignore[arg-type]
        raise Said("no-post", N_("You do not act in this post today."), field="post")
    act_in(request, str(body.post))
    return _posts(request)


@router.get("/offices", url_name="offices", response=OfficesOut)
def offices(request: HttpRequest) -> OfficesOut:
    """Every department of the division, every post of today and later, every leave that is not over."""
    actor = actor_of(request)
    return OfficesOut(
        departments=[_department(each) for each in queries.departments_of(actor)],
        posts=[PostOut(**_post(each)) for each in queries.posts_of(actor)],
        leaves=[_leave(each) for each in queries.leaves_of(actor)],
    )


@router.post("/offices/posts", url_name="appoint", response={201: PostOut})
def appoint(request: HttpRequest, body: Appointment) -> Status[PostOut]:
    """Let whoever signs in with a phone hold a post from a day on."""
    actor = actor_of(request)
    department = next((each for each in queries.departments_of(actor) if each.code == body.department), None)
    if department is None:
        raise Said("choose", N_("Choose a department."), field="department")
    first = body.from_day or clock.today()
    made = people.appoint(actor, body.phone, body.name, department, Role(body.role), first, None)
    return Status(201, PostOut(**_post(made)))


@router.post("/offices/posts/{post}/end", url_name="end-post", response={200: PostOut, **CONFLICT})
def end_post(request: HttpRequest, post: UUID) -> PostOut:
    """End a post with today, its leave with it. The last administrator's is not ended (409)."""
    return PostOut(**_post(people.end_post(actor_of(request), post)))


@router.post("/offices/posts/{post}/leave", url_name="enter-leave", response={201: LeaveOut})
def enter_leave(request: HttpRequest, post: UUID, body: Away) -> Status[LeaveOut]:
    """The holder is away from a day to a day, and somebody stands in. It ends by itself."""
    actor = actor_of(request)
    made = people.enter_leave(actor, post, _substitute(actor, body.substitute), body.from_day, body.to_day)
    return Status(201, _leave(made))


def _substitute(actor: Actor, account: str) -> UUID | None:
    """The account of an official by the id that posts give. Raises NoSubstitute for who holds none."""
    if not account:
        return None
    found = next((each for each in queries.posts_of(actor) if each.account.public_id == account), None)
    if found is None:
        raise NoSubstitute
    return found.account_id


@router.post("/offices/leaves/{leave}/end", url_name="end-leave", response=LeaveOut)
def end_leave(request: HttpRequest, leave: str) -> LeaveOut:
    """The holder is back: nobody stands in any more."""
    return _leave(people.end_leave(actor_of(request), leave))


@router.post("/offices/departments/{department}/name", url_name="rename-department", response=DepartmentOut)
def rename(request: HttpRequest, department: str, body: NewNames) -> DepartmentOut:
    """From today on a department is called so; papers of earlier days keep the old name."""
    return _department(people.rename_department(actor_of(request), department, body.name, body.en))


@router.post("/offices/departments/{department}/merge", url_name="merge-department", response=DepartmentOut)
def merge(request: HttpRequest, department: str, body: Successor) -> DepartmentOut:
    """Another department does its work from today on: open parts, objections and posts go there. Answers it."""
    actor = actor_of(request)
    if all(each.code != body.into for each in queries.departments_of(actor)):
        raise NoSuccessor
    return _department(people.merge_department(actor, department, body.into))


@router.post("/first-administrator", url_name="first-administrator", response={201: PostOut, **CONFLICT})
def first(request: HttpRequest, body: FirstSecret) -> Status[PostOut]:
    """By the secret that the machine printed: whoever signed in is the first administrator from now on."""
    hall = queries.departments_cached()[settings.HALL_DEPARTMENT]
    made = people.become_first_administrator(actor_of(request), body.secret, hall)
    act_in(request, str(made.pk))
    return Status(201, PostOut(**_post(made)))
