"""好差评: the applicant says how it went; a low grade is answered by a named person until a day."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.utils.translation import gettext, override

from yichuang.core import clock
from yichuang.core.access import Actor, require
from yichuang.core.identifiers import public_id, written
from yichuang.core.workdays import due, parse_period
from yichuang.lines.applications.errors import NotARating, OldInvitation, RatingReasonMissing
from yichuang.lines.applications.models import Rating
from yichuang.lines.applications.papers import tell
from yichuang.lines.applications.queries.ratings import REASONS, rating_attributes
from yichuang.lines.applications.writing import case_url
from yichuang.platform.cases import engine
from yichuang.platform.cases.engine import Locked, case_attributes
from yichuang.platform.cases.errors import NotPossible, ReasonMissing
from yichuang.platform.cases.models import Case, Task
from yichuang.platform.catalog.calendar import calendar
from yichuang.platform.people.models import Department

#: From this grade on it is a low one (差评).
LOW = Rating.Grade.POOR
#: How long a square to rate by works.
_INVITED_DAYS = 30
_SALT = "applications.rating"


def invitation(public_id: str) -> str:
    """What stands in the square by which whoever holds the phone may rate this case, without signing in."""
    return signing.TimestampSigner(salt=_SALT).sign(public_id)


def invited(token: str) -> tuple[Actor, str]:
    """The actor that an invitation makes, who may rate one case and nothing else, and that case's public id.

    Raises OldInvitation.
    """
    try:
        case = signing.TimestampSigner(salt=_SALT).unsign(token, max_age=_INVITED_DAYS * 86400)
        case_id = Case.objects.values_list("pk", flat=True).get(public_id=case)
    except (signing.BadSignature, Case.DoesNotExist) as error:
        raise OldInvitation from error
    return Actor(role="invited", on_behalf_of=case_id, channel="qr"), case


@transaction.atomic
def rate(
    actor: Actor, case: str, grade: int, *, reasons: Sequence[str] = (), words: str = "", part: str = ""
) -> Rating:
    """Rate a concluded case, once. ``part``: the public id of the part that a low grade is about; empty for the whole.

    Raises Case.DoesNotExist, NotAllowed, NotPossible (not concluded, or rated already), NotARating,
    RatingReasonMissing.
    """
    held = engine.lock(Case.objects.values_list("pk", flat=True).get(public_id=case))
    require(actor, "rate", "case", case_attributes(held.case))
    if held.case.concluded_at is None or Rating.objects.filter(case=held.case).exists():
        raise NotPossible("rate", held.case.state)
    if grade not in Rating.Grade.values or set(reasons) - REASONS.keys():
        raise NotARating
    low, text = grade >= LOW, written(words, "words")
    if low and not reasons and not text:
        raise RatingReasonMissing
    task = _about(held, part) if low else None
    now = clock.now()
    rating = Rating.objects.create(
        public_id=public_id(),
        case=held.case,
        task=task,
        department=task.department if task else Department.objects.get(code=settings.HALL_DEPARTMENT),
        grade=grade,
        reasons=sorted(set(reasons)) if low else [],
        words=text or None,
        channel=actor.channel,
        rated_at=now,
        due_on=due(clock.today(), parse_period(settings.RECTIFICATION["period"]), calendar()).last_day if low else None,
    )
    dimensions = {"division": held.case.division_id, "kind": held.kind.name, "grade": str(grade)}
    if task is not None:
        dimensions |= {"matter": task.matter, "department": task.department.code}
    held.chain.add("rated", actor, now, task_id=task.pk if task else None, dimensions=dimensions)
    engine.write(held)
    return rating


def _about(held: Locked, part: str) -> Task | None:
    """The part that is meant; of a case with one part that one."""
    if len(held.tasks) == 1:
        return held.tasks[0]
    return next((task for task in held.tasks if task.public_id == part), None)


@transaction.atomic
def answer_rating(actor: Actor, rating_id: UUID, answer: str, upheld: bool) -> Rating:
    """Answer a low grade, once: what was found and done. ``upheld``: whether what was said was so.

    The person is told and reads it with the case. Raises NotAllowed, NotPossible, ReasonMissing.
    """
    found = Rating.objects.only("case_id").get(pk=rating_id)
    held = engine.lock(found.case_id)
    rating = Rating.objects.select_related("department", "task").get(pk=rating_id)
    require(actor, "answer", "rating", rating_attributes(rating))
    text = written(answer, "answer")
    if not text:
        raise ReasonMissing
    if rating.grade < LOW or rating.answered_at is not None:
        raise NotPossible("answer", "answered")
    rating.answer, rating.upheld = text, upheld
    rating.answered_at, rating.answered_by_id = clock.now(), actor.account_id
    rating.save(update_fields=["answer", "upheld", "answered_at", "answered_by"])
    engine.note(held, "rating-answered", actor, payload={"upheld": upheld})
    with override(settings.LANGUAGE_CODE):
        text = gettext("%(number)s: your rating was answered. Read it here: %(url)s")
    tell(held.case, text % {"number": held.case.number, "url": case_url(held.case.public_id)})
    return rating
