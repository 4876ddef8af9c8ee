"""What applications keep about people follows them; who works on a case hears what happened to its applicant."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.utils.translation import gettext, override

from yichuang.core.access import Actor
from yichuang.core.words import N_
from yichuang.lines.applications.kind import ENDED
from yichuang.lines.applications.models import Objection
from yichuang.platform.cases.engine import lock, note
from yichuang.platform.cases.models import Case, Task
from yichuang.platform.messages import commands as messages
from yichuang.platform.people import following
from yichuang.platform.people.models import Department, Person

#: Told to every phone that somebody has or had. Names nobody and no matter.
PHONE_TOLD = {
    "recovered": N_("Your account was moved to another phone at a window. Was it not you? Go to any window at once."),
    "phone-changed": N_("The phone of your account was changed. Was it not you? Go to any window at once."),
}


def died(actor: Actor, person: Person, said: dict[str, Any]) -> None:
    """Each open case of the person says so, to whoever works on it."""
    for case_id in Case.objects.filter(person=person, concluded_at=None).values_list("pk", flat=True):
        note(lock(case_id), "applicant-died", actor, payload=said)


def alive(actor: Actor, person: Person, said: dict[str, Any]) -> None:
    """Each open case of the person says that they live."""
    for case_id in Case.objects.filter(person=person, concluded_at=None).values_list("pk", flat=True):
        note(lock(case_id), "applicant-alive", actor, payload=said)


def merged(actor: Actor, person: Person, said: dict[str, Any]) -> None:
    """Each case that went to the one record says so."""
    for case_id in said["moved"].get("cases.Case.person", ()):
        note(lock(case_id), "applicant-merged", actor, payload={"from": said["other"]})


def unmerged(actor: Actor, person: Person, said: dict[str, Any]) -> None:
    """Each case that went back says so."""
    for case_id in said["moved"].get("cases.Case.person", ()):
        note(lock(case_id), "applicant-unmerged", actor, payload={"from": said["into"]})


def recovered(actor: Actor, person: Person, said: dict[str, Any]) -> None:
    """Every phone is told, the lost one too, and the messages here."""
    _tell(person, "recovered", said)


def phone_changed(actor: Actor, person: Person, said: dict[str, Any]) -> None:
    """Both phones are told."""
    _tell(person, "phone-changed", said)


def _tell(person: Person, verb: str, said: dict[str, Any]) -> None:
    with override(settings.LANGUAGE_CODE):
        text = gettext(PHONE_TOLD[verb])
    for phone in dict.fromkeys(said["phones"]):
        messages.queue(phone, text, person_id=person.pk)


def part_moved(actor: Actor, gone: Department, heir: Department) -> None:
    """Every part that has no outcome goes on in the other department; what is decided stays where it was decided."""
    running = Task.objects.filter(department=gone).exclude(state__in=ENDED)
    for case_id in sorted(set(running.values_list("case_id", flat=True))):
        held = lock(case_id)
        for task in held.tasks:
            if task.department_id == gone.pk and task.state not in ENDED:
                task.department = heir
                task.save(update_fields=["department"])
                note(held, "part-moved", actor, task=task, payload={"from": gone.code, "to": heir.code})
    Objection.objects.filter(department=gone, answered_at=None).update(department=heir)


for _model, _column in (
    ("cases.Case", "person"),
    ("cases.Draft", "person"),
    ("applications.Objection", "person"),
    ("post.Message", "person_id"),
):
    following.follow(_model, _column)
for _verb, _hearer in (
    ("deceased", died),
    ("alive", alive),
    ("merged", merged),
    ("unmerged", unmerged),
    ("recovered", recovered),
    ("phone-changed", phone_changed),
):
    following.hear(_verb, _hearer)
following.hear_of_departments(part_moved)
