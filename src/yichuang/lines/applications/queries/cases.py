"""A case as its applicant sees it: number, where it stands, who holds it, by when and why that day."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from yichuang.core import clock
from yichuang.core.access import Actor, require
from yichuang.core.cipher import unseal
from yichuang.core.packages import Guide, Matter, Package, Unverified
from yichuang.core.words import Sentence
from yichuang.core.workdays import ClockState, signal
from yichuang.lines.applications.content import Content
from yichuang.lines.applications.kind import ENDED, outcome
from yichuang.lines.applications.models import Payment
from yichuang.lines.applications.queries.bills import late_of
from yichuang.lines.applications.queries.drafts import applicant_of
from yichuang.lines.applications.queries.files import of_case
from yichuang.lines.applications.queries.owed import OwedView, owed_of
from yichuang.platform.audit.filters import visible
from yichuang.platform.cases import clocks
from yichuang.platform.cases.engine import case_attributes
from yichuang.platform.cases.events import PAYLOAD_CONTEXT
from yichuang.platform.cases.filing import FACTS_CONTEXT, KEY_CONTEXT
from yichuang.platform.cases.kinds import kind_of
from yichuang.platform.cases.lines import CaseOfLine, Line
from yichuang.platform.cases.models import Attachment, Case, ClockLine, Event, Task
from yichuang.platform.cases.paging import Listed, newest_first
from yichuang.platform.catalog import queries as catalog
from yichuang.platform.catalog.queries import Published
from yichuang.platform.exchange import queries as exchange
from yichuang.platform.exchange.models import Delivery
from yichuang.platform.vault.keys import holder

#: So many cases of one visit are shown at most.
IN_A_VISIT = 50


@dataclass(frozen=True)
class PartView:
    """One department's part, for a reader."""

    task: Task
    matter: Matter
    state: str
    #: The message id of the state's name.
    state_word: str
    #: 'green', 'amber', 'red', or '' once it has an outcome or while its clock stands still.
    colour: str
    clocks: Mapping[str, ClockState]
    #: The one sentence about when it is due and why; None once it has an outcome.
    due: Sentence | None
    #: How the department was reached: 'delivered', 'waiting', 'refused' or 'desk'.
    reached: str
    delivered_at: datetime | None
    payment: Payment | None
    #: Whether its bill is unknown for longer than the collector may take.
    payment_late: bool = False
    #: What was asked for, while the part waits for the applicant.
    wanted: Sequence[str] = ()


@dataclass(frozen=True)
class CaseView:
    """A case for a reader, with its parts and what happened to it."""

    case: Case
    published: Published
    parts: Sequence[PartView]
    state_word: str
    outcome: str
    #: {fact: {value, source, at}} as they were filed.
    facts: Mapping[str, Mapping[str, Any]]
    events: Sequence[Event]
    ended: bool
    #: (departments that have their part, departments in all)
    received: tuple[int, int] = (0, 0)
    payloads: Mapping[int, Any] = field(default_factory=dict)
    #: Everything that was handed in.
    files: Sequence[Attachment] = ()
    #: What is offered to its parts, or owed by them (容缺受理).
    owed: Sequence[OwedView] = ()

    @property
    def unverified(self) -> tuple[Unverified, ...]:
        """What decided and was not checked against its source."""
        return guide_of(self.case, self.published.package, self.facts).unverified

    @property
    def waits_for_applicant(self) -> bool:
        """Whether a part waits for something from the applicant."""
        return any(part.state == "supplement" for part in self.parts)


def guide_of(case: Case, package: Package, facts: Mapping[str, Mapping[str, Any]]) -> Guide:
    """What the rules say of what was filed, by the law of the day of filing."""
    held = {key: dict(one) for key, one in facts.items()}
    return package.guide(Content(held).known(package), max(case.legal_date, package.in_force))


def published_of(case: Case | CaseOfLine) -> Published:
    """The version by whose rules the case was filed; its row must have been joined."""
    row = case.version
    return Published(row.pk, row.name, row.version, row.digest, row.division_id, catalog.compiled(row.digest, row.pk))


def case_view(actor: Actor, public_id: str, verb: str = "view") -> CaseView:
    """A case by its public id. Raises Case.DoesNotExist, NotAllowed. Seven queries, nine while a bill is unknown.

    One more where papers are, or were, owed.
    """
    case = (
        Case.objects.select_related("person", "package_version")
        .defer("package_version__files")
        .get(public_id=public_id)
    )
    require(actor, verb, "case", case_attributes(case))
    return view_of(case)


def view_of(case: Case) -> CaseView:
    """The view of a case that the access decision has let through already."""
    published, kind = published_of(case), kind_of(case.kind)
    tasks = list(Task.objects.filter(case=case).select_related("department", "holder", "payment").order_by("position"))
    lines: dict[UUID, list[ClockLine]] = {}
    for line in ClockLine.objects.filter(task__case=case).order_by("position"):
        lines.setdefault(line.task_id, []).append(line)
    deliveries = exchange.deliveries_of([task.pk for task in tasks])
    key = holder().unwrap(bytes(case.wrapped_key), KEY_CONTEXT)
    events = list(Event.objects.filter(case=case).order_by("position"))
    payloads = {event.position: payload_of(event, key) for event in events}
    unpaid = [task.pk for task in tasks if (bill := getattr(task, "payment", None)) is not None and not bill.known]
    late = set(late_of(unpaid)) if unpaid else set()
    parts = [
        part_of(
            task,
            published,
            lines.get(task.pk, []),
            deliveries.get(task.pk, []),
            wanted_of(task, events, payloads),
            task.pk in late,
        )
        for task in tasks
    ]
    states = [task.state for task in tasks]
    ended = all(state in ENDED for state in states)
    facts = json.loads(unseal(key, bytes(case.facts), context=FACTS_CONTEXT))["facts"]
    return CaseView(
        case=case,
        published=published,
        parts=parts,
        state_word=kind.state_words[case.state],
        outcome=outcome(states) if ended else "",
        facts=facts,
        events=events,
        ended=ended,
        received=(sum(part.reached in ("delivered", "desk") for part in parts), len(parts)),
        payloads=payloads,
        files=of_case(case),
        owed=owed_of(tasks, published.package.materials, events),
    )


def payload_of(event: Event, key: bytes) -> Any:
    return None if event.payload is None else json.loads(unseal(key, bytes(event.payload), context=PAYLOAD_CONTEXT))


def wanted_of(task: Task, events: Sequence[Event], payloads: Mapping[int, Any]) -> Sequence[str]:
    """What the department asked for when it asked for a supplement."""
    for event in reversed(events):
        if event.task_id == task.pk and event.verb == "supplement":
            items: Sequence[str] = (payloads[event.position] or {}).get("items", ())
            return items
    return ()


def part_of(
    task: Task,
    published: Published,
    lines: Sequence[ClockLine],
    deliveries: Sequence[Delivery],
    wanted: Sequence[str],
    payment_late: bool = False,
) -> PartView:
    states = clocks.states(lines)
    shown = states.get(clocks.PROMISED) or states.get(clocks.STATUTORY)
    ended = task.state in ENDED
    first = deliveries[0] if deliveries else None
    return PartView(
        task=task,
        matter=published.package.matters[task.matter],
        state=task.state,
        state_word=kind_of("application").state_words[task.state],
        colour=colour(task),
        clocks=states,
        due=shown.sentence if shown is not None and not ended else None,
        reached=first.state if first else "desk",
        delivered_at=first.settled_at if first and first.state == "delivered" else None,
        payment=getattr(task, "payment", None),
        payment_late=payment_late,
        wanted=wanted,
    )


def colour(task: Task | Line, today: date | None = None) -> str:
    """The part's colour by its clock: green, amber or red; empty without a running clock."""
    if task.state in ENDED or task.due_on is None or task.amber_on is None:
        return ""
    return signal(today or clock.today(), task.amber_on, task.due_on)


def cases_of(actor: Actor, after: str = "") -> Listed[Case]:
    """A page of the cases of whom ``actor`` applies for, as far as a mandate covers them, newest first.

    ``after``: the place that the page before gave as ``next``. Raises Said for a place that no page gave.
    """
    applicant_id = applicant_of(actor)
    if applicant_id is None:
        return Listed([], "")
    found = (
        visible(Case.objects.filter(applicant_id=applicant_id), actor, "list", "case")
        .select_related("package_version")
        .defer("facts", "wrapped_key", "package_version__files")
    )
    return newest_first(found, "filed_at", after)


def filed_in_visit(actor: Actor, since: datetime) -> list[Case]:
    """What a clerk has filed with whoever stands at their window since these came, in the order of filing.

    The parts come along, each with its department. Under the mandate that was chosen: what was filed under it.
    """
    applicant_id = applicant_of(actor)
    if applicant_id is None:
        return []
    mine = Case.objects.filter(applicant_id=applicant_id, filed_by_id=actor.account_id, filed_at__gte=since)
    found = visible(mine, actor, "list", "case").select_related("package_version").prefetch_related("tasks__department")
    return list(found.defer("facts", "wrapped_key", "package_version__files").order_by("filed_at", "id")[:IN_A_VISIT])


def open_case_of(actor: Actor, service: str) -> Case | None:
    """A case of the same service that has no outcome yet and that ``actor`` may see, shown before another is begun."""
    applicant_id = applicant_of(actor)
    if applicant_id is None:
        return None
    mine = Case.objects.filter(applicant_id=applicant_id, package_version__name=service, concluded_at__isnull=True)
    return visible(mine, actor, "list", "case").defer("facts", "wrapped_key").order_by("-filed_at").first()
