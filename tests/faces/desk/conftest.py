"""人社局 works at the desk: cases filed there, and a second officer beside the first."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from tests.cast import Member, Town
from tests.faces.desk.long import copies
from tests.walks.people import file_case, part_of
from yichuang.core.access import Actor
from yichuang.platform.cases.models import Case, Task
from yichuang.platform.people.commands import set_reach
from yichuang.platform.people.models import Account, Department, Post
from yichuang.platform.people.queries import forget_departments, phone_blind

ANNEX = "19900001099"
FILED = 5


@pytest.fixture
def desk(county: Town) -> None:
    """No system of 人社局 may be spoken to."""
    set_reach("hrss", Department.Reach.DESK)
    forget_departments()


@pytest.fixture
def case(desk: None, resident: Member) -> Case:
    """A case with a part of 人社局 and one of 医保局."""
    return file_case(resident)


@pytest.fixture
def part(case: Case) -> Task:
    """人社局's part of it."""
    return part_of(case, "hrss")


@pytest.fixture
def path(part: Task) -> str:
    """The address of that part."""
    return f"/desk/parts/{part.public_id}"


@pytest.fixture
def colleague(officer: Member) -> Member:
    """Another officer of 人社局."""
    return colleague_of(officer)


def colleague_of(officer: Member) -> Member:
    """A second account with a post like the officer's."""
    from yichuang.core import clock
    from yichuang.core.identifiers import public_id

    first = Post.objects.get(pk=officer.actor.post_id)
    account = Account.objects.create(
        public_id=public_id(),
        phone=ANNEX,
        phone_blind=phone_blind(ANNEX),
        display="人社经办二号",
        holds_posts=True,
        created_at=clock.now(),
    )
    post = Post.objects.create(
        account=account, department=first.department, role="officer", from_day=clock.today() - timedelta(days=1)
    )
    actor = Actor(
        account_id=account.pk,
        role="officer",
        department_id=first.department_id,
        division=officer.actor.division,
        channel="desk",
        post_id=post.pk,
    )
    return Member(actor, ANNEX)


@pytest.fixture
def many(desk: None, resident: Member) -> Callable[[int], list[Task]]:
    """So many parts of 人社局, due on different days, some on the same one and some without a day.

    A few are filed; the others are copies of the last of these.
    """

    def made(count: int) -> list[Task]:
        filed = [part_of(file_case(resident), "hrss") for _ in range(min(count, FILED))]
        copies(filed[-1], FILED + 1, count)
        tasks = list(Task.objects.filter(department_id=filed[-1].department_id).select_related("case"))
        for place, task in enumerate(tasks):
            task.due_on = None if place % 7 == 0 else task.filed_at.date() + timedelta(days=place % 11 - 3)
            task.save(update_fields=["due_on"])
        return tasks

    return made
