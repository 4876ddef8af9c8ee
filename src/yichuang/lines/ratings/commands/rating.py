"""好差评 is given: of a matter once, of a visit once, by choice, in one of five grades. A bad one becomes a case."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.core import signing
from django.db import transaction

from yichuang.core import clock
from yichuang.core.access import Actor, NotAllowed, require
from yichuang.core.identifiers import IdentifierError, parse_phone, public_id, written
from yichuang.core.words import N_, Sentence
from yichuang.lines.ratings.commands.complaints import from_rating, from_visit
from yichuang.lines.ratings.errors import NotAPhone, NotARating, NotRatable, OldInvitation, RatingReasonMissing
from yichuang.lines.ratings.models import LOW, Grade, Rating, VisitRating
from yichuang.lines.ratings.plan import plan
from yichuang.platform.cases import engine
from yichuang.platform.cases.engine import Locked, case_attributes
from yichuang.platform.cases.models import Case, Task
from yichuang.platform.hall.models import Ticket
from yichuang.platform.people.models import Department
from yichuang.platform.people.record import record

#: How an invitation reached whoever holds it.
SQUARE, MESSAGE = "qr", "sms"
_SALT = "ratings.rating"


def invitation(public_id: str, channel: str = SQUARE) -> str:
    """By what whoever holds the phone may rate this case, without signing in."""
    return signing.TimestampSigner(salt=_SALT).sign(f"{channel}.{public_id}")


def invited(token: str) -> tuple[Actor, str]:
    """The actor that an invitation makes, who may rate one case and nothing else, and that case's public id.

    Raises OldInvitation, NoRatings.
    """
    try:
        age = timedelta(days=plan().asked.days)
        channel, _, case = signing.TimestampSigner(salt=_SALT).unsign(token, max_age=age).partition(".")
        case_id = Case.objects.values_list("pk", flat=True).get(public_id=case)
    except (signing.BadSignature, Case.DoesNotExist) as error:
        raise OldInvitation from error
    return Actor(role="invited", on_behalf_of=case_id, channel=channel), case


@dataclass(frozen=True)
class Said:
    """What is said beside the grade: reasons by their codes, words, and where one may be called."""

    reasons: Sequence[str] = ()
    words: str = ""
    phone: str = ""


@dataclass(frozen=True)
class _Read:
    grade: int
    low: bool
    reasons: list[str]
    words: str | None
    phone: str | None


def _read(grade: int, said: Said) -> _Read:
    """What was said, as it is kept. Raises NoRatings, NotARating, RatingReasonMissing, NotAPhone."""
    offered = {each.code for each in plan().offered}
    if grade not in Grade.values or set(said.reasons) - offered:
        raise NotARating
    low, words = grade >= LOW, written(said.words, "words")
    if low and not said.reasons and not words:
        raise RatingReasonMissing
    try:
        phone = parse_phone(said.phone) if low and said.phone.strip() else None
    except IdentifierError as error:
        raise NotAPhone from error
    return _Read(grade, low, sorted(set(said.reasons)) if low else [], words or None, phone)


@transaction.atomic
def rate(actor: Actor, case: str, grade: int, said: Said | None = None, *, part: str = "") -> Rating:
    """Rate a concluded case as a whole, or one of its parts (``part``: its public id); each once.

    A bad grade becomes a complaint. Raises Case.DoesNotExist, NotAllowed, NotRatable, NotARating, RatingReasonMissing,
    NotAPhone, NoRatings.
    """
    held = engine.lock(Case.objects.values_list("pk", flat=True).get(public_id=case))
    require(actor, "rate", "case", case_attributes(held.case))
    read, task = _read(grade, said or Said()), _about(held, part)
    if held.case.concluded_at is None or Rating.objects.filter(case=held.case, task=task).exists():
        raise NotRatable
    now = clock.now()
    rating = Rating.objects.create(
        public_id=public_id(),
        case=held.case,
        task=task,
        department=task.department if task else Department.objects.get(code=settings.HALL_DEPARTMENT),
        grade=read.grade,
        reasons=read.reasons,
        words=read.words,
        channel=actor.channel,
        rated_at=now,
    )
    dimensions = {"division": held.case.division_id, "kind": held.kind.name, "grade": str(grade)}
    if task is not None:
        dimensions |= {"matter": task.matter, "department": task.department.code}
    # An event of the part would stand in its history, which whoever was rated reads.
    held.chain.add("rated", actor, now, dimensions=dimensions)
    engine.write(held)
    if read.low:
        from_rating(actor, rating, held, read.phone)
    return rating


def _about(held: Locked, part: str) -> Task | None:
    """The part that is meant, None for the whole; of a case with one part that one. Raises NotARating."""
    if len(held.tasks) == 1:
        return held.tasks[0]
    if not part:
        return None
    found = next((task for task in held.tasks if task.public_id == part), None)
    if found is None:
        raise NotARating
    return found


@transaction.atomic
def rate_visit(actor: Actor, ticket: str, grade: int, said: Said | None = None) -> VisitRating:
    """Rate a visit by the address of its ticket, once it was served; whoever served it cannot.

    Who rates is not noted, whether they had signed in or not. Raises Ticket.DoesNotExist, NotAllowed, NotRatable,
    NotARating, RatingReasonMissing, NotAPhone, NoRatings.
    """
    found = Ticket.objects.select_for_update(of=("self",)).get(public_id=ticket)
    known = {"id": found.pk, "division_id": found.division_id, "clerk_id": found.clerk_id}
    require(actor, "rate", "ticket", known)
    if actor.account_id is not None and actor.account_id == found.clerk_id:
        raise NotAllowed(Sentence(N_("Nobody rates themself.")))
    read = _read(grade, said or Said())
    if found.state != Ticket.State.SERVED or VisitRating.objects.filter(ticket_id=found.pk).exists():
        raise NotRatable
    rating = VisitRating.objects.create(
        public_id=public_id(),
        ticket_id=found.pk,
        department=Department.objects.get(code=settings.HALL_DEPARTMENT),
        window=found.window,
        service=found.kind,
        clerk_id=found.clerk_id,
        grade=read.grade,
        reasons=read.reasons,
        words=read.words,
        channel=actor.channel,
        rated_at=clock.now(),
    )
    nobody = Actor(role="invited", channel=actor.channel)
    record("rated", "ticket", found.pk, nobody)
    if read.low:
        from_visit(nobody, rating, found.division_id, read.phone)
    return rating
