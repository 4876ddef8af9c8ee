"""好差评 as it is given and read: five grades to press, reasons to tick, the answer with its name."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from yichuang.faces.look.said import in_language, say
from yichuang.lines.applications import commands, queries
from yichuang.lines.applications.models import Rating
from yichuang.platform.notices.typesetting import square


@dataclass(frozen=True)
class RatingView:
    """A rating that was given, and its answer."""

    grade: str
    low: bool
    reasons: list[str]
    words: str
    rated_at: datetime
    due_on: date | None
    answer: str
    upheld: bool | None
    answered_at: datetime | None
    answered_by: str


def grades() -> list[tuple[int, str]]:
    """The five grades to press, the best first."""
    return [(int(code), say(words)) for code, words in queries.GRADES.items()]


def reasons() -> list[tuple[str, str]]:
    """What can be ticked for a low grade."""
    return [(code, say(words)) for code, words in queries.REASONS.items()]


def rating_view(rating: Rating) -> RatingView:
    """A rating in words. Who answered is told by what they are called at work, and their department."""
    by = rating.answered_by
    office = in_language(rating.department.names)
    return RatingView(
        grade=say(queries.GRADES[rating.grade]),
        low=rating.grade >= Rating.Grade.POOR,
        reasons=[say(queries.REASONS[code]) for code in rating.reasons],
        words=rating.words or "",
        rated_at=rating.rated_at,
        due_on=rating.due_on,
        answer=rating.answer or "",
        upheld=rating.upheld,
        answered_at=rating.answered_at,
        answered_by=f"{office} {by.display}".strip() if by else "",
    )


def invitation_address(case: str) -> str:
    """Where the visitor rates, on any phone: what the square says."""
    return settings.PUBLIC_URL + reverse("portal:rate-invited", args=[commands.invitation(case)])


def invitation_square(case: str) -> SafeString:
    """The square by which the visitor rates on their own phone, as SVG."""
    return mark_safe(square(invitation_address(case)))
