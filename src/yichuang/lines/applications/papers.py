"""What an application tells its person and its departments when a step is made: messages, papers, deliveries."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.conf import settings
from django.utils.translation import gettext, ngettext, override

from yichuang.core import clock
from yichuang.core.access import Actor
from yichuang.core.cipher import seal
from yichuang.core.identifiers import new_id
from yichuang.core.packages import Package
from yichuang.lines.applications import manifest, writing
from yichuang.lines.applications.models import Owing, Payment
from yichuang.lines.applications.writing import case_url
from yichuang.platform.cases.engine import Locked
from yichuang.platform.cases.filing import FILED_TYPE, Filed, cloud_event
from yichuang.platform.cases.kinds import Transition
from yichuang.platform.cases.models import Attachment, Case, ClockLine, Task
from yichuang.platform.catalog import queries as catalog
from yichuang.platform.exchange.ledger import BODY_CONTEXT
from yichuang.platform.exchange.models import Delivery
from yichuang.platform.licences import commands as licences
from yichuang.platform.messages import commands as messages
from yichuang.platform.notices import commands as notices
from yichuang.platform.notices.words import day
from yichuang.platform.people import queries as people
from yichuang.platform.people.models import Department
from yichuang.platform.vault.keys import holder

#: Papers of which a part may have several.
AGAIN = frozenset({"special"})
SUPPLEMENTED_TYPE = "cn.yichuang.task.supplemented.v1"
WITHDRAWN_TYPE = "cn.yichuang.task.withdrawn.v1"


def told_when_filed(phone: str | None, parts: int) -> Any:
    """Makes the message of a filing; messages name no matter and no person."""

    def told(filed: Filed) -> list[tuple[str, str]]:
        if phone is None:
            return []
        with override(settings.LANGUAGE_CODE):
            text = gettext("Received: %(number)s. Sent to %(parts)s departments. Where it stands: %(url)s")
        return [(phone, text % {"number": filed.number, "parts": parts, "url": case_url(filed.public_id)})]

    return told


def tell(case: Case, text: str) -> None:
    """Put a message to the case's applicant, or who acts for them today, into the ledger, where a phone is known."""
    found = people.phone_of(case.applicant_id)
    if found is not None:
        messages.queue(found[1], text, person_id=case.applicant_id, case_id=case.pk)


def pauses(held: Locked, task: Task, step: Transition) -> bool:
    """Whether the clocks of the part stand still after ``step``: for a supplement its matter says so (``pauses_on``).

    So it does for owed papers. For a special procedure they always do: a matter that has none never gets there.
    """
    cause = {"supplement": "supplement", "promise": "owed"}.get(step.verb)
    return cause is None or cause in _package(held).matters[task.matter].clock.pauses_on


def amber(held: Locked, task: Task) -> int | None:
    """With how many working days left the part turns amber, where its matter says so."""
    return _package(held).matters[task.matter].clock.amber


def reckoned(held: Locked, task: Task, was: date | None) -> None:
    """A corrected calendar has moved the last day: the person is told, and the officer who works on the part."""
    if task.due_on is None:
        return
    with override(settings.LANGUAGE_CODE):
        text = gettext("%(number)s: the holiday notice has changed. The last day is %(day)s now. See: %(url)s")
        day_said = day(task.due_on, settings.LANGUAGE_CODE)
    said = {"number": held.case.number, "day": day_said, "url": case_url(held.case.public_id)}
    tell(held.case, text % said)
    if task.holder is not None:
        messages.queue(task.holder.phone, text % (said | {"url": f"{settings.PUBLIC_URL}/desk/"}))


def after(held: Locked, task: Task, step: Transition, reason: str, payload: dict[str, Any]) -> None:
    """What follows from one step of one part: its paper, its message, what its department must know."""
    if step.notice:
        _issue(held, task, step, reason, payload)
    if step.verb == "extend":
        with override(settings.LANGUAGE_CODE):
            text = gettext("%(number)s: the department needs longer, until %(day)s. Why: %(reason)s Notice: %(url)s")
            until = day(task.due_on, settings.LANGUAGE_CODE) if task.due_on else ""
        said = {"number": held.case.number, "day": until, "reason": reason, "url": case_url(held.case.public_id)}
        tell(held.case, text % said)
    elif step.verb == "deem-accepted":
        with override(settings.LANGUAGE_CODE):
            text = gettext("%(number)s: by law it counts as accepted since it was received. Read why: %(url)s")
        tell(held.case, text % {"number": held.case.number, "url": case_url(held.case.public_id)})
    elif step.told:
        with override(settings.LANGUAGE_CODE):
            text = gettext("%(number)s: the department has a question or an answer for you. Read it here: %(url)s")
        tell(held.case, text % {"number": held.case.number, "url": case_url(held.case.public_id)})
    if step.verb == "supplement":
        Owing.objects.filter(task=task, state=Owing.State.OFFERED).update(state=Owing.State.DROPPED)
    elif task.owed_until is not None and task.state in held.kind.ended:
        Owing.objects.filter(task=task).exclude(state=Owing.State.COMPLETE).update(state=Owing.State.DROPPED)
        task.owed_until = None
        task.save(update_fields=["owed_until"])
    if step.verb == "resubmit" and "answers" in payload:  # else the department itself says that it has what it needs
        deliver(held, task, SUPPLEMENTED_TYPE, {"answers": payload["answers"], **_files(held, task, payload)})
    elif step.verb == "withdraw":
        deliver(held, task, WITHDRAWN_TYPE, {})
    elif step.verb == "grant":
        _give(held, task)
        pays = _package(held).matters[task.matter].pays
        if pays is not None:
            Payment.objects.get_or_create(task=task, defaults={"collector": pays.collector, "next_at": clock.now()})


def _owing_text(verb: str, count: int) -> str:
    """What the applicant is told about owed papers; messages name no matter, no paper and no person."""
    if verb == "offer-owing":
        return gettext("%(number)s: something is missing. You may hand it in later, by %(day)s. Say yes or no: %(url)s")
    if verb == "promise":
        return ngettext(
            "%(number)s: taken on. %(n)s paper is still missing. Please hand it in by %(day)s: %(url)s",
            "%(number)s: taken on. %(n)s papers are still missing. Please hand them in by %(day)s: %(url)s",
            count,
        )
    if verb == "owed-reminded":
        return ngettext(
            "%(number)s: a paper is still missing. %(n)s working day left, until %(day)s. Hand it in here: %(url)s",
            "%(number)s: a paper is still missing. %(n)s working days left, until %(day)s. Hand it in here: %(url)s",
            count,
        )
    if verb == "owed-lapsed":
        return gettext("%(number)s: the missing paper did not come by %(day)s. Hand it in now, or it may end: %(url)s")
    return gettext("%(number)s: every missing paper is here now. It goes on: %(url)s")


def tell_of_owing(case: Case, verb: str, until: date, count: int, task: Task | None = None) -> None:
    """Tell the applicant of owed papers, and the officer who works on the ``task``, where one is given."""
    with override(settings.LANGUAGE_CODE):
        text = _owing_text(verb, count)
        said = {"number": case.number, "n": count, "day": day(until, settings.LANGUAGE_CODE)}
        tell(case, text % {**said, "url": case_url(case.public_id)})
        if task is None or task.holder is None:
            return
        text = (
            gettext("%(number)s: owed papers did not come by %(day)s. Please decide what follows: %(url)s")
            if verb == "owed-lapsed"
            else gettext("%(number)s: every owed paper is here. You can decide now: %(url)s")
        )
        messages.queue(task.holder.phone, text % {**said, "url": f"{settings.PUBLIC_URL}/desk/"})


def send_owed(held: Locked, task: Task, sent: Sequence[Attachment]) -> None:
    """Send files that were owed to the part's department, if its own system got the part."""
    if sent:
        package = _package(held)
        told = [manifest.told(package, each) for each in sent]
        files = [{**each, "url": each["url"].format(task=task.public_id)} for each in told]
        deliver(held, task, SUPPLEMENTED_TYPE, {"answers": [], "files": files})


def _files(held: Locked, task: Task, payload: dict[str, Any]) -> dict[str, Any]:
    """What the department is told of the files that leave with this answer."""
    if "files" not in payload:
        return {}
    package = _package(held)
    chosen = Attachment.objects.filter(task=task, public_id__in=[each["id"] for each in payload["files"]])
    told = [manifest.told(package, each) for each in chosen.select_related("file").order_by("item", "position")]
    return {"files": [{**each, "url": each["url"].format(task=task.public_id)} for each in told]}


def _give(held: Locked, task: Task) -> None:
    """Issue the licences that the granted matter gives. An application of a company gives its agent none."""
    package = _package(held)
    matter = package.matters[task.matter]
    if held.case.organisation_id is not None:
        return
    for given in matter.gives:
        kind = package.world.licences[given.licence]
        certified = licences.Certified(
            kind=given.licence,
            titles=kind.title,
            matter=matter.title,
            result=matter.result,
            identified=None if kind.identifier is None else (kind.identifier.kind, kind.identifier.issuer),
            months=kind.months,
        )
        made, new = licences.issue(
            certified,
            held.case.whom,
            task.department,
            division=held.case.division_id,
            case_id=held.case.pk,
            task_id=task.pk,
        )
        if new:
            dimensions = {"matter": task.matter, "department": task.department.code, "division": held.case.division_id}
            held.chain.add(
                "licence-issued",
                Actor(role="system", channel="licences"),
                made.issued_at,
                task_id=task.pk,
                dimensions=dimensions,
                payload={"number": made.number},
            )


def _package(held: Locked) -> Package:
    """The package by whose version the case was filed."""
    return catalog.version(held.case.version.pk).package


def _issue(held: Locked, task: Task, step: Transition, reason: str, payload: dict[str, Any]) -> None:
    """Issue the paper of a step, once for each time that the step is made."""
    package, lines = _package(held), list(ClockLine.objects.filter(task=task).order_by("position"))
    if step.notice == "accepted":
        data = writing.accepted(held.case, package, task, lines, deemed=step.verb == "deem-accepted")
    elif step.notice == "supplement":
        data = writing.supplement(held.case, package, task, lines, payload.get("items", ()), reason)
    elif step.notice == "extended":
        data = writing.extended(held.case, package, task, lines, reason, payload)
    elif step.notice == "owed":
        data = writing.owed(held.case, package, task, lines, payload)
    elif step.notice == "special":
        data = writing.special(held.case, package, task, lines, reason, payload)
    else:
        data = writing.declined(held.case, package, task, reason, payload)
    notices.issue(
        step.notice,
        data,
        case_id=held.case.pk,
        data_key=held.data_key,
        division=held.case.division_id,
        task_id=task.pk,
        sequence=notices.next_sequence(held.case.pk, task.pk, step.notice) if step.notice in AGAIN else 1,
    )


def concluded(held: Locked) -> None:
    """Every part has its outcome: the combined letter is issued, and the person is told."""
    hall = Department.objects.get(code=settings.HALL_DEPARTMENT)
    notices.issue(
        "letter",
        writing.letter(held.case, _package(held), hall, held.tasks),
        case_id=held.case.pk,
        data_key=held.data_key,
        division=held.case.division_id,
    )
    with override(settings.LANGUAGE_CODE):
        text = gettext("%(number)s: every department has answered. Your letter: %(url)s")
    tell(held.case, text % {"number": held.case.number, "url": case_url(held.case.public_id)})


def deliver(held: Locked, task: Task, type: str, data: dict[str, Any]) -> None:
    """Put a message to the part's department into the delivery ledger, if its own system got the part.

    A part that a person decides, or that came while the department worked at the desk, is not known over there.
    """
    if not Delivery.objects.filter(subject_id=task.pk, type=FILED_TYPE).exists():
        return
    now, keys, event_id = clock.now(), holder(), new_id()
    body = cloud_event(
        event_id,
        type,
        held.case.division_id,
        held.case.number,
        task.matter,
        now,
        {"task": task.public_id, "item_code": task.item_code, **data},
    )
    Delivery.objects.create(
        id=event_id,
        lane=task.department.code,
        type=type,
        subject_id=task.pk,
        body=seal(held.data_key, body, suite=keys.suite, key_id=0, context=BODY_CONTEXT),
        wrapped_key=keys.wrap(held.data_key, BODY_CONTEXT),
        created_at=now,
        next_at=now,
    )
