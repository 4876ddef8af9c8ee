"""A case that is over, a visit that was served, heads of departments."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

import pytest

from tests.cast import Member, Town, staff
from tests.walks.people import file_case, part_of, system_of
from yichuang.core import clock
from yichuang.core.access import Actor
from yichuang.core.identifiers import public_id
from yichuang.lines.applications import commands as applications
from yichuang.platform.cases.models import Case
from yichuang.platform.hall import commands as hall
from yichuang.platform.hall.models import Shift, Ticket
from yichuang.platform.people.models import Account, Department, Post
from yichuang.platform.people.queries import phone_blind

#: A Monday on which the hall is open.
MORNING = datetime(2026, 11, 30, 10, 0, tzinfo=clock.ZONE)


@pytest.fixture
def concluded(resident: Member) -> Case:
    """A case of the resident's, every part granted."""
    case = file_case(resident)
    for code in ("hrss", "medical"):
        part = part_of(case, code)
        applications.accept(system_of(part), part.pk)
        applications.grant(system_of(part), part.pk, "已登记。")
    case.refresh_from_db()
    return case


@pytest.fixture
def morning() -> Iterator[None]:
    """The test happens on that morning."""
    with clock.frozen(MORNING):
        yield


def head_of(code: str, place: int) -> Member:
    """A head of a department, by number."""
    department, phone = Department.objects.get(code=code), f"1990000600{place}"
    account = Account.objects.create(
        phone=phone,
        phone_blind=phone_blind(phone),
        public_id=public_id(),
        display=f"负责人{place}号",
        holds_posts=True,
        created_at=clock.now(),
    )
    role = "department-head"
    post = Post.objects.create(account=account, department=department, role=role, from_day=date(2026, 1, 1))
    actor = Actor(
        account_id=account.pk,
        role=role,
        department_id=department.pk,
        division=department.division_id,
        channel="desk",
        post_id=post.pk,
    )
    return Member(actor, phone)


@pytest.fixture
def bureau_head(county: Town) -> Member:
    """The head of 人社局."""
    return staff("人社负责人")


def department_of(member: Member) -> str:
    """The code of a member's department."""
    return Department.objects.get(pk=member.actor.department_id).code


def served(clerk: Member, done: bool = True) -> Ticket:
    """A visit to the window of ``clerk``; over, or not yet."""
    with clock.frozen(MORNING):
        if not Shift.objects.filter(clerk_id=clerk.account_id, ended_at=None).exists():
            hall.open_shift(clerk.actor, "1")
        drawn = hall.draw(Actor(), "other", priority=False, source=Ticket.Source.PHONE)
        hall.call_next(clerk.actor)
        hall.begin(clerk.actor, drawn.public_id)
        if done:
            hall.finish(clerk.actor, drawn.public_id)
    return Ticket.objects.get(pk=drawn.pk)
