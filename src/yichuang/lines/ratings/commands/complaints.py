"""A bad rating, or a report that something could not be done, becomes a case: with a clock, and a head not rated."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction

from yichuang.core import clock
from yichuang.core.access import TIMER, Actor, require
from yichuang.core.identifiers import IdentifierError, parse_phone, written
from yichuang.lines.ratings.errors import NotAPhone, WordsMissing
from yichuang.lines.ratings.kind import CAME, COMPLAINT, RUNNING
from yichuang.lines.ratings.models import Cause, Complaint, Rating, VisitRating
from yichuang.lines.ratings.plan import plan
from yichuang.platform.cases import engine
from yichuang.platform.cases.clocks import PROMISED
from yichuang.platform.cases.engine import Locked
from yichuang.platform.cases.models import Event
from yichuang.platform.cases.opening import Opening, open_case
from yichuang.platform.people import queries as people
from yichuang.platform.people.models import Department

#: Who in an event acted for the department, and so may be meant by a bad rating.
_OFFICIALS = ("officer", "clerk", "head")


def hall() -> Department:
    """The hall of this installation."""
    return Department.objects.get(code=settings.HALL_DEPARTMENT)


def rated_by(complaint: Complaint) -> frozenset[UUID]:
    """The accounts of those whom it is about; nobody is told that they are."""
    if complaint.visit is not None:
        return frozenset({complaint.visit.clerk_id} - {None})  # type: ignore[arg-type]
    if complaint.rating is not None:
        return _worked_on(complaint.rating)
    return frozenset()


def _worked_on(rating: Rating) -> frozenset[UUID]:
    """Who held the part or made a step of it; of the whole: whoever did anything in the case."""
    acted = Event.objects.filter(case_id=rating.case_id, role__in=_OFFICIALS, actor_id__isnull=False)
    if rating.task is not None:
        acted = acted.filter(task_id=rating.task_id)
    found = {each for each in acted.values_list("actor_id", flat=True) if each}
    if rating.task is not None and rating.task.holder_id is not None:
        found.add(rating.task.holder_id)
    return frozenset(found)


def head_for(department: Department, rated: Iterable[UUID]) -> tuple[Department, UUID | None]:
    """Who works on it, and in which department: its head, else a head of the hall, never anybody of ``rated``."""
    barred = set(rated)
    for one in dict.fromkeys((department, hall())):
        found = next((each for each in people.heads_of(one.pk) if each not in barred), None)
        if found is not None:
            return one, found
    return hall(), None


def _overseer(rated: Iterable[UUID]) -> Department | None:
    """The hall, whose heads see it, too; None where one of them was rated."""
    found = hall()
    return None if set(rated) & set(people.heads_of(found.pk)) else found


def from_rating(actor: Actor, rating: Rating, rated_case: Locked, phone: str | None) -> Complaint:
    """The complaint of a bad rating of a matter; the rated case is held."""
    case = rated_case.case
    rated = _worked_on(rating)
    department, head = head_for(rating.department, rated)
    package = case.package_version.name if case.package_version else ""
    held = open_case(
        _opening(
            case.division_id,
            department,
            head,
            rating.task.matter if rating.task else package,
            person_id=case.person_id,
            organisation_id=case.organisation_id,
            package_version_id=case.package_version_id,
        ),
        actor,
    )
    return _complaint(
        held,
        actor,
        source=Complaint.Source.RATING,
        rating=rating,
        department=rating.department,
        grade=rating.grade,
        reasons=rating.reasons,
        words=rating.words,
        phone=phone,
        overseer=_overseer(rated),
    )


def from_visit(actor: Actor, rating: VisitRating, division: str, phone: str | None) -> Complaint:
    """The complaint of a bad rating of a visit: it names nobody, and is called back where a number was left for it."""
    rated = {rating.clerk_id} if rating.clerk_id else set()
    department, head = head_for(rating.department, rated)
    held = open_case(_opening(division, department, head, rating.service), actor)
    return _complaint(
        held,
        actor,
        source=Complaint.Source.VISIT,
        visit=rating,
        department=rating.department,
        grade=rating.grade,
        reasons=rating.reasons,
        words=rating.words,
        phone=phone,
        overseer=_overseer(rated),
    )


@transaction.atomic
def report(actor: Actor, words: str, *, service: str = "", phone: str = "") -> Complaint:
    """Take down what could not be done (办不成事), said by the person or, at a window, to the clerk.

    Raises NotAllowed, WordsMissing, NotAPhone, NoRatings.
    """
    person_id = actor.on_behalf_of if actor.role == "clerk" else actor.person_id
    require(actor, "report", "complaint", {"task__case__applicant_id": person_id})
    text = written(words, "words")
    if not text:
        raise WordsMissing
    try:
        number = parse_phone(phone) if phone.strip() else None
    except IdentifierError as error:
        raise NotAPhone from error
    if actor.role != "clerk" and actor.mandate_id is not None:  # said in one's own name, whomever one acts for
        actor = replace(actor, on_behalf_of=None, mandate_id=None, mandated=None, agent_id=None, services=())
    rated = {actor.account_id} if actor.role == "clerk" and actor.account_id else set()
    department, head = head_for(hall(), rated)
    held = open_case(_opening(settings.DIVISION, department, head, service[:60], person_id=person_id), actor)
    return _complaint(
        held,
        actor,
        source=Complaint.Source.STUCK,
        department=department,
        words=text,
        phone=number,
        overseer=_overseer(rated),
    )


def _opening(
    division: str,
    department: Department,
    head: UUID | None,
    service: str,
    *,
    person_id: UUID | None = None,
    organisation_id: UUID | None = None,
    package_version_id: UUID | None = None,
) -> Opening:
    term = plan().term(clock.today())
    return Opening(
        kind=COMPLAINT,
        division=division,
        department=department,
        matter=service,
        clocks=((PROMISED, term.period, term.source),),
        why=CAME,
        person_id=person_id,
        organisation_id=organisation_id,
        package_version_id=package_version_id,
        holder_id=head,
        dimensions={"matter": service, "department": department.code},
    )


def _complaint(held: Locked, actor: Actor, **columns: object) -> Complaint:
    """What the case is about, beside it; and the cause, where it came again and again."""
    made = Complaint.objects.create(task=held.tasks[0], service=held.tasks[0].matter, **columns)
    _repeats(held, actor, made)
    return made


def _repeats(held: Locked, actor: Actor, made: Complaint) -> None:
    """Raise ``cause_repeated`` for each reason that came so often; once within the days that are counted."""
    if made.source == Complaint.Source.STUCK:
        return
    # Two at once of one cause wait for each other here, so that it is raised once.
    Department.objects.select_for_update(no_key=True).get(pk=made.department_id)
    counted, now = plan().repeats, clock.now()
    since = now - timedelta(days=counted.days)
    same = Complaint.objects.filter(
        department=made.department, service=made.service, task__filed_at__gte=since, grade__isnull=False
    )
    raised = []
    for reason in made.reasons:
        times = same.filter(reasons__contains=[reason]).count()
        key = {"department": made.department, "service": made.service, "reason": reason}
        if times < counted.times or Cause.objects.filter(raised_at__gte=since, **key).exists():
            continue
        Cause.objects.create(
            division_id=held.case.division_id,
            overseer=hall(),
            times=times,
            days=counted.days,
            raised_at=now,
            **key,
        )
        raised.append((reason, times))
    for reason, times in raised:
        held.chain.add(
            "cause_repeated",
            actor,
            now,
            task_id=made.task_id,
            dimensions={
                "kind": held.kind.name,
                "division": held.case.division_id,
                "matter": made.service,
                "department": made.department.code,
                "reason": reason,
                "times": str(times),
            },
        )
    if raised:
        engine.write(held)


def assign_again() -> int:
    """Give open complaints whose head is no head any more to another one; how many these were."""
    heads = set(people.heads_of())
    waiting = Complaint.objects.filter(task__state__in=RUNNING).exclude(task__holder_id__in=heads)
    moved = 0
    for pk, case_id in list(waiting.order_by("pk").values_list("pk", "task__case_id")[:500]):
        with transaction.atomic():
            held = engine.lock(case_id)
            found = Complaint.objects.select_related("rating__task", "visit", "department").get(pk=pk)
            task = held.task(pk)
            department, head = head_for(found.department, rated_by(found))
            if head is None or task.holder_id in heads:
                continue
            task.holder_id, task.department = head, department
            task.save(update_fields=["holder", "department"])
            engine.note(held, "assigned", TIMER, task=task, payload={"head": str(head)})
            moved += 1
    return moved
