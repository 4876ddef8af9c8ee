"""More time, and procedures that stop a clock: what a matter offers, what was asked, what waits for the head."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from yichuang.core import clock
from yichuang.core.access import Actor
from yichuang.lines.applications.errors import NoExtension
from yichuang.lines.applications.kind import ACCEPTED
from yichuang.lines.applications.models import Extension
from yichuang.lines.applications.queries.cases import published_of
from yichuang.platform.audit.filters import visible
from yichuang.platform.cases.models import Task
from yichuang.platform.cases.paging import PAGE

#: What a reason has at most: it stands in a text message.
LONGEST_REASON = 60


@dataclass(frozen=True)
class Offered:
    """What a matter declares of an extension: by how long ("10 workdays"), under which articles."""

    period: str
    law: Sequence[str]


def extendable(task: Task, asked: Extension | None = None) -> Offered:
    """By what the part may be extended now. ``asked``: the request that is being decided.

    Raises NoExtension: where its matter declares none, it was extended before, another request waits, or the last day
    that the law gives is over. No round trip where the matter declares none, else one.
    """
    package = published_of(task.case).package
    declared = package.matters[task.matter].clock
    period = package.extension(declared, task.case.legal_date)
    if declared.extension is None or period is None:
        raise NoExtension("none")
    for each in Extension.objects.filter(task=task):
        if each.approved:
            raise NoExtension("once")
        if each.decided_at is None and each != asked:
            raise NoExtension("waits")
    last = task.statutory_on or task.due_on
    if last is not None and last < clock.today():
        raise NoExtension("late")
    return Offered(period, declared.extension.law)


def offers(task: Task, asked: Sequence[Extension]) -> frozenset[str]:
    """The verbs of extensions and special procedures that make sense at the part now, whoever asks."""
    declared = published_of(task.case).package.matters[task.matter].clock
    waits = any(each.decided_at is None for each in asked)
    found = {"begin-special", "end-special"} if declared.special is not None else set()
    if waits:
        return frozenset(found | {"extend", "decline-extension"})
    last = task.statutory_on or task.due_on
    late = last is not None and last < clock.today()
    if declared.extension is not None and not late and not any(each.approved for each in asked):
        found.add("ask-extension")
    return frozenset(found)


def extensions_of(task: Task) -> list[Extension]:
    """Every request for more time of a part, the newest first, with who asked and who decided. One query."""
    found = Extension.objects.filter(task=task).select_related("asked_by", "decided_by")
    return list(found.order_by("-asked_at", "-id"))


def asked(actor: Actor) -> list[Extension]:
    """The requests that wait for this head, oldest first: a page of them. One query."""
    parts = visible(Task.objects.all(), actor, "extend", "task")
    found = Extension.objects.filter(decided_at__isnull=True, task__in=parts, task__state=ACCEPTED)
    joined = found.select_related("task__case__package_version", "asked_by").defer(
        "task__reason", "task__case__facts", "task__case__wrapped_key", "task__case__package_version__files"
    )
    return list(joined.order_by("asked_at", "id")[:PAGE])
