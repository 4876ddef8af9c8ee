"""What the head of the hall reads: numbers, case numbers, systems and departments. Nothing personal."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext, ngettext

from yichuang.core import clock
from yichuang.faces.desk.present.lists import count_words, time_left
from yichuang.faces.look.said import in_language, listed
from yichuang.faces.present.parts import matter_words
from yichuang.lines.applications.queries.cases import colour, published_of
from yichuang.lines.applications.queries.hall import Progress, Silent, Unattended, Waiting
from yichuang.platform.cases.lines import Line
from yichuang.platform.cases.models import Task
from yichuang.platform.exchange import queries as exchange
from yichuang.platform.exchange.models import Delivery


@dataclass(frozen=True)
class SilentLine:
    """A system for which something waits."""

    system: str
    waiting: int
    since: datetime
    long: str


@dataclass(frozen=True)
class WaitingLine:
    """A delivery on the waiting list."""

    id: UUID
    number: str
    what: str
    matter: str
    system: str
    refused: bool
    since: datetime
    long: str
    attempts: int
    #: When the last attempt ended.
    tried: datetime | None
    why: str


@dataclass(frozen=True)
class LateLine:
    """A part past its day."""

    number: str
    matter: str
    department: str
    holder: str
    due_on: date | None
    left: str


@dataclass(frozen=True)
class DeadLine:
    """A part whose applicant has died."""

    number: str
    matter: str
    department: str
    holder: str
    died_on: date | None


@dataclass(frozen=True)
class ProgressLine:
    """A department's numbers, each in words; ``red`` and ``amber`` say whether there is any."""

    department: str
    open: str
    accepted: str
    supplement: str
    amber: str
    overdue: str
    ended: str
    is_amber: bool
    is_red: bool


@dataclass(frozen=True)
class HallPage:
    """The page of the head."""

    silent: Sequence[SilentLine]
    waiting: Sequence[WaitingLine]
    #: How many wait beyond those shown.
    more_waiting: int
    late: Sequence[LateLine]
    progress: Sequence[ProgressLine]
    total_waiting: int
    total_overdue: str
    total_amber: str
    calm: bool


def hall_page(
    silent: Sequence[Silent], waiting: Sequence[Waiting], late: Sequence[Line], progress: Sequence[Progress]
) -> HallPage:
    """Everything that the page of the head shows."""
    names = {code: in_language(each.names) for code, each in exchange.systems().items()} if silent else {}
    total = sum(each.waiting for each in silent)
    overdue, amber = sum(each.overdue for each in progress), sum(each.amber for each in progress)
    return HallPage(
        silent=[_silent(each, names) for each in silent],
        waiting=[_waiting(each, names) for each in waiting],
        more_waiting=total - len(waiting),
        late=[_late(task) for task in late],
        progress=[_progress(each) for each in progress],
        total_waiting=total,
        total_overdue=count_words(overdue),
        total_amber=count_words(amber),
        calm=not total and not overdue,
    )


def _silent(each: Silent, names: dict[str, str]) -> SilentLine:
    return SilentLine(names.get(each.lane, each.lane), each.waiting, each.since, long(each.since))


def _waiting(each: Waiting, names: dict[str, str]) -> WaitingLine:
    delivery, task = each.delivery, each.task
    what = {
        "cn.yichuang.task.supplemented.v1": gettext("Supplement"),
        "cn.yichuang.task.withdrawn.v1": gettext("Withdrawal"),
    }.get(delivery.type, gettext("Application"))
    return WaitingLine(
        id=delivery.pk,
        number=task.case.number,
        what=what,
        matter=matter_words(task),
        system=names.get(delivery.lane, delivery.lane),
        refused=delivery.state == Delivery.State.REFUSED,
        since=delivery.created_at,
        long=long(delivery.created_at),
        attempts=delivery.attempts,
        tried=delivery.tried_at,
        why=why(delivery.last_error, task),
    )


def attempt_words(delivery: Delivery) -> str:
    """How an attempt that somebody asked for went, and when."""
    at = timezone.localtime(delivery.tried_at or clock.now(), clock.ZONE).strftime("%H:%M:%S")
    if delivery.state == Delivery.State.DELIVERED:
        number = (delivery.answer or {}).get("receipt_number", "")
        return gettext("%(at)s: it has arrived. Receipt number there: %(number)s") % {"at": at, "number": number}
    task = Task.objects.select_related("case__package_version").get(pk=delivery.subject_id)
    return gettext("%(at)s: it was tried and has not arrived. %(why)s") % {
        "at": at,
        "why": why(delivery.last_error, task),
    }


def long(since: datetime) -> str:
    """How long ago: minutes, then hours, then days."""
    minutes = max(0, int((clock.now() - since).total_seconds() // 60))
    if minutes < 60:
        return ngettext("%(n)s minute", "%(n)s minutes", minutes) % {"n": minutes}
    if minutes < 48 * 60:
        return ngettext("%(n)s hour", "%(n)s hours", minutes // 60) % {"n": minutes // 60}
    return ngettext("%(n)s day", "%(n)s days", minutes // 1440) % {"n": minutes // 1440}


_STATUS = re.compile(r"status (\d{3})(.*)")


def why(error: str, task: Task) -> str:
    """The last failure in words; the ledger keeps it short, in English, without anything personal."""
    if not error:
        return gettext("It has not been tried yet.")
    if found := _STATUS.fullmatch(error):
        return _status(int(found[1]), found[2], task)
    if error == "no trusted connection":
        return gettext("Its certificate is not trusted.")
    if "in time" in error:
        return gettext("It did not answer in time.")
    if "connection" in error or error == "closed":
        return gettext("It cannot be reached.")
    return gettext("Something is wrong on our side. Tell the operators: %(error)s") % {"error": error}


def _status(status: int, rest: str, task: Task) -> str:
    labels = published_of(task.case).package.facts
    items = [in_language(labels[name].label) for name in re.findall(r"[A-Za-z][A-Za-z_.-]*", rest) if name in labels]
    if 200 <= status < 300:
        return gettext("It answered, but gave no receipt number.")
    if items:
        return gettext("It refused (%(status)s) because of: %(items)s") % {"status": status, "items": listed(items)}
    if status in (401, 403):
        return gettext("It did not accept our signature (%(status)s).") % {"status": status}
    if status in (429, 503):
        return gettext("It is too busy or closed for the moment (%(status)s).") % {"status": status}
    if status >= 500:
        return gettext("It has a fault of its own (%(status)s).") % {"status": status}
    return gettext("It refused this (%(status)s).") % {"status": status}


def unattended_lines(found: Sequence[Unattended]) -> list[tuple[str, str]]:
    """The name of each department at whose desk nobody is, and how much lies there."""
    return [(in_language(each.department.names), count_words(each.waiting)) for each in found]


def _late(task: Line) -> LateLine:
    return LateLine(
        number=task.case.number,
        matter=matter_words(task),
        department=in_language(task.department.names),
        holder=task.holder.display if task.holder else "",
        due_on=task.due_on,
        left=time_left(task.due_on, colour(task)) if task.due_on else "",
    )


def dead_lines(found: Sequence[Task]) -> list[DeadLine]:
    """Parts whose applicants have died."""
    return [
        DeadLine(
            number=task.case.number,
            matter=matter_words(task),
            department=in_language(task.department.names),
            holder=task.holder.display if task.holder else "",
            died_on=task.case.whom.deceased_on,
        )
        for task in found
    ]


def _progress(each: Progress) -> ProgressLine:
    return ProgressLine(
        department=in_language(each.department.names),
        open=count_words(each.open),
        accepted=count_words(each.accepted),
        supplement=count_words(each.supplement),
        amber=count_words(each.amber),
        overdue=count_words(each.overdue),
        ended=count_words(each.ended),
        is_amber=each.amber > 0,
        is_red=each.overdue > 0,
    )
