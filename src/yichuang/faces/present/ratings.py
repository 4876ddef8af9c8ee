"""好差评 as it is given and read: five grades to press, reasons to tick, and what came of a bad one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.conf import settings
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from yichuang.faces.look.said import in_language, say
from yichuang.lines.ratings import commands, queries
from yichuang.lines.ratings.kind import ENDED, STATE_WORDS
from yichuang.lines.ratings.models import LOW, Complaint, Rating
from yichuang.lines.ratings.plan import planned, titles
from yichuang.platform.catalog import queries as catalog
from yichuang.platform.hall.plan import planned as hall_planned
from yichuang.platform.notices.typesetting import square


@dataclass(frozen=True)
class ProgressView:
    """What came of a bad rating, or of a report, for whoever said it: by department, never by name."""

    id: str
    number: str
    state: str
    words: str
    department: str
    due_on: date | None
    called_at: datetime | None
    reached: bool
    ended: bool
    answer: str
    ended_at: datetime | None


@dataclass(frozen=True)
class RatingView:
    """A rating that was given. ``about``: which part; empty for the whole, or for a visit."""

    about: str
    grade: str
    low: bool
    reasons: list[str]
    words: str
    rated_at: datetime
    set_aside: bool
    progress: ProgressView | None


def taken() -> bool:
    """Whether this installation takes ratings at the moment."""
    return planned() is not None


def grades() -> list[tuple[int, str]]:
    """The five grades to press, the best first; none where no ratings are taken."""
    return [(int(code), say(words)) for code, words in queries.GRADES.items()] if taken() else []


def reasons() -> list[tuple[str, str]]:
    """What can be ticked for a bad grade."""
    found = planned()
    return [(each.code, in_language(each.title)) for each in found.offered] if found else []


def reason_words(codes: Sequence[str]) -> list[str]:
    """Reasons in words; one that is declared no more by its code."""
    known = titles()
    return [in_language(known[code]) if code in known else code for code in codes]


def progress_view(complaint: Complaint) -> ProgressView:
    """What came of it so far. The answer is there once it ended."""
    task, ended = complaint.task, complaint.task.state in ENDED
    return ProgressView(
        id=task.public_id,
        number=task.case.number,
        state=task.state,
        words=say(STATE_WORDS[task.state]),
        department=in_language(complaint.department.names),
        due_on=task.due_on,
        called_at=complaint.called_at,
        reached=bool(complaint.reached),
        ended=ended,
        answer=(task.reason or "") if ended else "",
        ended_at=task.state_since if ended else None,
    )


def rating_view(given: queries.Given) -> RatingView:
    """A rating in words, and what came of it."""
    rating = given.rating
    return RatingView(
        about=_about(rating) if isinstance(rating, Rating) else "",
        grade=say(queries.GRADES[rating.grade]),
        low=rating.grade >= LOW,
        reasons=reason_words(rating.reasons),
        words=rating.words or "",
        rated_at=rating.rated_at,
        set_aside=rating.set_aside_at is not None,
        progress=progress_view(given.complaint) if given.complaint else None,
    )


def _about(rating: Rating) -> str:
    if rating.task is None:
        return ""
    version = rating.task.case.version
    return in_language(catalog.compiled(version.digest, version.pk).matters[rating.task.matter].short)


def case_ratings(case_id: UUID) -> list[RatingView]:
    """The ratings of a case."""
    return [rating_view(each) for each in queries.of_case(case_id)]


def visit_rating(ticket_id: UUID) -> RatingView | None:
    """The rating of a visit, once it was given."""
    found = queries.of_visit(ticket_id)
    return rating_view(found) if found else None


def invitation_address(case: str) -> str:
    """Where the visitor rates, on any phone: what the square says."""
    return settings.PUBLIC_URL + reverse("portal:rate-invited", args=[commands.invitation(case)])


def invitation_square(case: str) -> SafeString:
    """The square by which the visitor rates on their own phone, as SVG."""
    return mark_safe(square(invitation_address(case)))


@dataclass(frozen=True)
class Asked:
    """How whoever was at the window rates the visit: the number of their ticket with its square, and the tablet's."""

    number: str
    square: SafeString | str
    tablet: str
    tablet_square: SafeString


def asked_at(window: str) -> Asked:
    """What a clerk may show: the square of the last visit, rated or not (they are not told), and of the tablet."""
    last, tablet = queries.last_at(window), tablet_address(window)
    return Asked(
        number=last.said if last else "",
        square=mark_safe(square(f"{settings.PUBLIC_URL}/tickets/{last.public_id}")) if last else "",
        tablet=tablet,
        tablet_square=mark_safe(square(tablet)),
    )


def tablet_address(window: str) -> str:
    """The address of the tablet at a window, for a day of work."""
    return settings.PUBLIC_URL + reverse("portal:tablet", args=[queries.tablet_of(window)])


def service_titles() -> dict[str, str]:
    """What can be rated, in words by its code: services and matters on offer today, kinds of matter of the hall."""
    found: dict[str, str] = {}
    for version in catalog.services():
        found[version.name] = in_language(version.titles)
        package = catalog.compiled(version.digest, version.pk)
        found |= {code: in_language(matter.title) for code, matter in package.matters.items()}
    hall = hall_planned()
    return found | ({each.code: in_language(each.title) for each in hall.kinds} if hall else {})


def about_words(complaint: Complaint) -> str:
    """What a complaint is about, in words: a matter of a package, a kind of matter of the hall, else as it was said."""
    version, hall = complaint.task.case.package_version, hall_planned()
    if version is not None:
        package = catalog.compiled(version.digest, version.pk)
        matter = package.matters.get(complaint.service)
        return in_language(matter.title if matter else package.title)
    kinds = {each.code: each.title for each in hall.kinds} if hall else {}
    return in_language(kinds[complaint.service]) if complaint.service in kinds else complaint.service
