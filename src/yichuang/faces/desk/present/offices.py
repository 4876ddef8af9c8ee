"""Posts, leave and departments as an administrator reads them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils.translation import gettext, pgettext

from yichuang.faces.look.said import in_language
from yichuang.platform.people.models import Department, Leave, Post, Role
from yichuang.platform.people.queries import ActedPost


def role_words(role: str) -> str:
    """What a role is called."""
    return {
        "clerk": pgettext("role", "Clerk"),
        "officer": pgettext("role", "Officer"),
        "department-head": pgettext("role", "Head of a department"),
        "head": pgettext("role", "Head of the hall"),
        "auditor": pgettext("role", "Auditor"),
        "administrator": pgettext("role", "Administrator"),
        "archivist": pgettext("role", "Archivist"),
        "author": pgettext("role", "Author"),
    }[role]


def role_choices() -> list[tuple[str, str]]:
    """(role, words) for a form."""
    return [(str(role), role_words(role)) for role in Role.values]


@dataclass(frozen=True)
class PostLine:
    """A post, for a list."""

    id: UUID
    who: str
    role: str
    department: str
    from_day: date
    to_day: date | None


@dataclass(frozen=True)
class OfficeLine:
    """A department with its posts."""

    code: str
    name: str
    successor: str
    valid_to: date | None
    posts: Sequence[PostLine]


@dataclass(frozen=True)
class LeaveLine:
    """Somebody who is away, and who stands in."""

    id: str
    post: PostLine
    substitute: str
    from_day: date
    to_day: date


@dataclass(frozen=True)
class ActedLine:
    """A post in which the reader may act."""

    post: PostLine
    absent: str
    until: date | None


def post_line(post: Post) -> PostLine:
    """The post; account and department must have been joined."""
    who = post.account.display or post.account.public_id
    name = in_language(post.department.names)
    return PostLine(post.pk, who, role_words(post.role), name, post.from_day, post.to_day)


def acted_line(each: ActedPost) -> ActedLine:
    """The post in which the reader may act."""
    return ActedLine(post_line(each.post), each.absent.display if each.absent else "", each.until)


def leave_line(each: Leave) -> LeaveLine:
    """The leave; post and substitute must have been joined."""
    stands_in = each.substitute.display if each.substitute else gettext("nobody")
    return LeaveLine(each.public_id, post_line(each.post), stands_in, each.from_day, each.to_day)


def office_page(departments: Sequence[Department], posts: Sequence[Post]) -> list[OfficeLine]:
    """Every department with its posts."""
    return [
        OfficeLine(
            each.code,
            in_language(each.names),
            in_language(each.successor.names) if each.successor else "",
            each.valid_to,
            [post_line(post) for post in posts if post.department_id == each.pk],
        )
        for each in departments
    ]
