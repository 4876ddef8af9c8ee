"""The kind of case that a bad rating or a report becomes (差评处置): called back, put right, or set aside on appeal.

open 待回访 → called 已回访 → rectified 已整改; appealed 申诉中, decided by a second head: set aside 申诉成立, or back.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.utils.translation import gettext, override

from yichuang.core.words import N_
from yichuang.lines.ratings.models import Complaint
from yichuang.platform.cases.engine import Locked
from yichuang.platform.cases.kinds import CaseKind, Transition, register
from yichuang.platform.cases.models import Task
from yichuang.platform.hall.models import Ticket
from yichuang.platform.messages import commands as messages
from yichuang.platform.people import queries as people

OPEN, CALLED, APPEALED, RECTIFIED, SET_ASIDE = "open", "called", "appealed", "rectified", "set-aside"
RUNNING = (OPEN, CALLED, APPEALED)
ENDED = frozenset({RECTIFIED, SET_ASIDE})
#: The heads of departments and of the hall.
HEAD = frozenset({"head", "department-head"})

#: Why its clock starts.
CAME = N_("the bad rating or report came in")

TRANSITIONS = (
    Transition("call-back", frozenset({OPEN, CALLED}), CALLED, HEAD),
    Transition(
        "rectify",
        frozenset({CALLED}),
        RECTIFIED,
        HEAD,
        clocks="stop",
        told=True,
        reason=True,
        why=N_("it was put right and answered"),
    ),
    Transition("appeal", frozenset({OPEN, CALLED}), APPEALED, HEAD),
    Transition(
        "set-aside",
        frozenset({APPEALED}),
        SET_ASIDE,
        HEAD,
        clocks="stop",
        told=True,
        reason=True,
        why=N_("the appeal was found right"),
    ),
    Transition("dismiss", frozenset({APPEALED}), CALLED, HEAD),
)

STATE_WORDS = {
    OPEN: N_("To be called back"),
    CALLED: N_("Called back"),
    APPEALED: N_("Appealed against"),
    RECTIFIED: N_("Put right"),
    SET_ASIDE: N_("Appeal found right"),
}


def whole(states: Sequence[str]) -> str:
    """A complaint has one part, and its state is that part's."""
    return states[0]


def complaint_attributes(complaint: Complaint) -> dict[str, object]:
    """What the access decision may know of a complaint; its part and case must have been joined."""
    return {
        "task__holder_id": complaint.task.holder_id,
        "second_id": complaint.second_id,
        "overseer_id": complaint.overseer_id,
        "task__case__applicant_id": complaint.task.case.applicant_id,
        "task__case__division_id": complaint.task.case.division_id,
    }


def attributes(task: Task) -> dict[str, object]:
    """The same of its part."""
    found = Complaint.objects.get(pk=task.pk)
    found.task = task
    return complaint_attributes(found)


def address_of(complaint: Complaint) -> str:
    """Where the person reads what came of it."""
    if complaint.visit is not None:
        ticket = Ticket.objects.filter(pk=complaint.visit.ticket_id).values_list("public_id", flat=True).first()
        return f"{settings.PUBLIC_URL}/tickets/{ticket}" if ticket else settings.PUBLIC_URL
    if complaint.rating is not None:
        return f"{settings.PUBLIC_URL}/cases/{complaint.rating.case.public_id}"
    return f"{settings.PUBLIC_URL}/stuck/{complaint.task.public_id}"


def after(held: Locked, task: Task, step: Transition, reason: str, payload: dict[str, Any]) -> None:
    """Tell the person that there is an answer: on the phone that they left for this, else on their own."""
    if not step.told:
        return
    complaint = Complaint.objects.select_related("rating__case", "visit", "task").get(pk=task.pk)
    applicant = held.case.applicant_id
    own = people.phone_of(applicant) if applicant else None
    phone = complaint.phone or (own[1] if own else None)
    if phone is None:
        return
    with override(settings.LANGUAGE_CODE):
        text = gettext("%(number)s: what you said was looked into. Read the answer here: %(url)s")
    said = text % {"number": held.case.number, "url": address_of(complaint)}
    messages.queue(phone, said, person_id=applicant, case_id=held.case.pk)


COMPLAINT = register(
    CaseKind(
        name="complaint",
        first=OPEN,
        ended=ENDED,
        transitions=TRANSITIONS,
        whole=whole,
        state_words=STATE_WORDS,
        after=after,
        subject="complaint",
        attributes=attributes,
    )
)
