"""Low grades, for the department that answers them. The number of the case is shown, the person's name is not."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from yichuang.faces.look.said import in_language, say
from yichuang.faces.present.ratings import RatingView, rating_view
from yichuang.lines.applications import queries
from yichuang.lines.applications.models import Rating
from yichuang.platform.catalog import queries as catalog


@dataclass(frozen=True)
class RatingLine:
    """One line of the list."""

    id: str
    number: str
    grade: str
    reasons: list[str]
    due_on: date | None


@dataclass(frozen=True)
class RatingPage:
    """One low grade: the case's number, what it is about, and what was said."""

    id: str
    number: str
    about: str
    said: RatingView


def rating_line(rating: Rating) -> RatingLine:
    """One line of the list."""
    grade, reasons = say(queries.GRADES[rating.grade]), [say(queries.REASONS[code]) for code in rating.reasons]
    return RatingLine(rating.public_id, rating.case.number, grade, reasons, rating.due_on)


def rating_page(rating: Rating) -> RatingPage:
    """Everything that the page of a low grade shows."""
    version = rating.case.version
    package = catalog.compiled(version.digest, version.pk)
    about = package.matters[rating.task.matter].title if rating.task else package.title
    return RatingPage(rating.public_id, rating.case.number, in_language(about), rating_view(rating))
