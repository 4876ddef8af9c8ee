"""Nobody is there to receive (WF-24): people file all the same, and the head of the hall sees where nobody takes it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from tests.cast import Member
from tests.walks.people import file_case, part_of
from yichuang.core import clock
from yichuang.platform.people import commands as people
from yichuang.platform.people.models import Post

pytestmark = pytest.mark.django_db

SignedIn = Callable[[Member], Client]
TITLE, DEPARTMENT = "没有人收件的部门", "人社局"


@pytest.fixture
def officers(desk: None, officer: Member) -> list[Post]:
    """The posts of 人社局's officers, whose desk it is."""
    return list(Post.objects.filter(department_id=officer.actor.department_id, role="officer"))


def page(signed_in: SignedIn, head: Member) -> str:
    """The head's page."""
    return signed_in(head).get("/desk/hall").content.decode()


def test_the_only_officer_leaves_and_a_citizen_files(
    officers: list[Post], administrator: Member, head: Member, resident: Member, signed_in: SignedIn
) -> None:
    for post in officers:
        people.end_post(administrator.actor, post.pk)
    Post.objects.filter(pk__in=[post.pk for post in officers]).update(to_day=clock.today() - timedelta(days=1))
    assert TITLE not in page(signed_in, head)  # nothing lies there yet
    part = part_of(file_case(resident), "hrss")
    assert part.state == "open"
    assert part.due_on is not None
    shown = page(signed_in, head)
    assert TITLE in shown
    assert DEPARTMENT in shown
    assert "有1件没人办" in shown
    Post.objects.filter(pk=officers[0].pk).update(to_day=None)
    assert TITLE not in page(signed_in, head)


def test_on_leave_without_anybody_who_stands_in(
    officers: list[Post],
    administrator: Member,
    other_officer: Member,
    head: Member,
    resident: Member,
    signed_in: SignedIn,
) -> None:
    file_case(resident)
    today, week = clock.today(), clock.today() + timedelta(days=7)
    leaves = [people.enter_leave(administrator.actor, post.pk, None, today, week) for post in officers]
    assert TITLE in page(signed_in, head)
    people.end_leave(administrator.actor, leaves[0].public_id)
    people.enter_leave(administrator.actor, officers[0].pk, other_officer.account_id, today, week)
    assert TITLE not in page(signed_in, head)
