"""A case as its applicant reads it: where it stands, who holds it, by when and why, and what is to be paid."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.utils.translation import gettext, pgettext

from yichuang.core import clock
from yichuang.core.words import Sentence
from yichuang.faces.look.said import in_language, say
from yichuang.faces.present.facts import Badge, Row, source_badge, unverified_labels, value_words
from yichuang.faces.present.files import FileLine, file_lines
from yichuang.lines.applications.models import Payment
from yichuang.lines.applications.queries import CaseView, PartView
from yichuang.platform.cases.kinds import kind_of
from yichuang.platform.cases.models import Case, Draft, Event
from yichuang.platform.messages.models import Message
from yichuang.platform.notices.models import Notice

#: After how long a person is told that a department's system does not answer.
PATIENCE = timedelta(minutes=2)
#: How each state of a part or case is coloured.
KINDS = {
    "open": "busy",
    "filed": "busy",
    "accepted": "busy",
    "in-progress": "busy",
    "supplement": "wait",
    "special": "busy",
    "granted": "good",
    "concluded": "good",
    "refused": "bad",
    "declined": "bad",
    "terminated": "bad",
    "withdrawn": "",
}
#: What the person reads with its reason.
EXPLAINED = frozenset({"licence-withdrawn", "extend", "begin-special"})
#: What ended a way, or took its outcome back.
STOPS = frozenset({"refuse", "decline", "terminate", "withdraw", "licence-withdrawn"})


@dataclass(frozen=True)
class Stage:
    """A point of a part's way. ``place``: done, now, to-come or stop."""

    words: str
    place: str
    at: datetime | None = None
    note: str = ""
    verb: str = ""


@dataclass(frozen=True)
class PartPage:
    """One part on the case page."""

    id: str
    title: str
    department: str
    state: Badge
    holder: str
    colour: str
    due: Sentence | None
    stages: list[Stage]
    waits: bool
    ended: bool
    wanted: Sequence[str]
    reason: str
    result: str
    receipt_number: str
    provincial_number: str
    item_code: str
    payment: Payment | None
    #: Whether its bill is unknown for longer than the collector may take, which the head of the hall sees, too.
    payment_late: bool
    collector: str
    objections: list[tuple[str, str, bool]]
    #: Where to go instead, of a part that was not taken on.
    go: str = ""
    #: Licences of this part that were withdrawn, each with when and why.
    taken_back: Sequence[Stage] = ()


@dataclass(frozen=True)
class CasePage:
    """The case page."""

    id: str
    number: str
    title: str
    state: Badge
    headline: str
    filed_at: datetime
    received: int
    departments: int
    parts: list[PartPage]
    ended: bool
    waits: bool
    filed: list[Row]
    just_filed: bool
    files: list[FileLine]
    #: What decided and was not checked against its source.
    unverified: list[str]


def case_page(view: CaseView) -> CasePage:
    """Everything that the case page shows."""
    case, package = view.case, view.published.package
    received, departments = view.received
    return CasePage(
        id=case.public_id,
        number=case.number,
        title=in_language(package.title),
        state=Badge(say(view.state_word), KINDS.get(case.state, "")),
        headline=_headline(view),
        filed_at=case.filed_at,
        received=received,
        departments=departments,
        parts=[_part(view, part) for part in view.parts],
        ended=view.ended,
        waits=view.waits_for_applicant,
        filed=_filed(view),
        just_filed=case.state == "filed",
        files=file_lines(package, (each for each in view.files if each.handed_in_at)),
        unverified=unverified_labels(package, view.unverified),
    )


def _headline(view: CaseView) -> str:
    """What the person should know first, in one short sentence."""
    if view.waits_for_applicant or view.owed:
        return gettext("We need something from you")
    if not view.ended:
        return gettext("We have your application") if view.case.state == "filed" else gettext("It is being worked on")
    if view.case.state in ("withdrawn", "declined", "terminated"):
        return {
            "withdrawn": gettext("You withdrew this application"),
            "declined": gettext("This application was not taken on"),
            "terminated": gettext("This application has ended"),
        }[view.case.state]
    return {
        "granted": gettext("Everything is done"),
        "partly": gettext("Done, but not all of it was granted"),
        "refused": gettext("This application was refused"),
    }[view.outcome]


def _part(view: CaseView, part: PartView) -> PartPage:
    task, matter = part.task, part.matter
    department = in_language(task.department.names)
    ended = part.state in kind_of(view.case.kind).ended
    stages = _stages(view, part, department)
    taken_back = [each for each in stages if each.verb == "licence-withdrawn"]
    against = bool(taken_back) or part.state in ("refused", "declined", "terminated")
    return PartPage(
        id=task.public_id,
        title=in_language(matter.title),
        department=department,
        state=Badge(say(part.state_word), KINDS.get(part.state, "")),
        holder="" if ended else department,
        # Amber is for those who work on it; the applicant is told when a day has passed.
        colour=part.colour if part.colour == "red" else "",
        due=part.due,
        stages=stages,
        waits=part.state == "supplement",
        ended=ended,
        wanted=part.wanted,
        reason=(task.reason or "") if part.state in ("refused", "declined", "terminated", "supplement") else "",
        result=in_language(matter.result) if part.state == "granted" else "",
        receipt_number=task.receipt_number,
        provincial_number=task.provincial_number,
        item_code=task.item_code,
        payment=part.payment,
        payment_late=part.payment_late,
        collector=_collector(view, part),
        objections=_objections(view, part) if against else [],
        go=_go(view, part) if part.state == "declined" else "",
        taken_back=taken_back,
    )


def _go(view: CaseView, part: PartView) -> str:
    for event in reversed(view.events):
        if event.task_id == part.task.pk and event.verb == "decline":
            return str((view.payloads[event.position] or {}).get("go", ""))
    return ""


def _collector(view: CaseView, part: PartView) -> str:
    """Who collects what became due with a granted part; empty where nothing does."""
    if part.state != "granted" or part.matter.pays is None:
        return ""
    code = part.matter.pays.collector
    department = view.published.package.world.departments.get(code)
    return in_language(department.name) if department else code


def _objections(view: CaseView, part: PartView) -> list[tuple[str, str, bool]]:
    """(sentence, source, verified): how to object to the outcome."""
    department = view.published.package.world.departments.get(part.task.department.code)
    return [
        (in_language(one.text), in_language(one.source), one.verified)
        for one in (department.objection if department else ())
    ]


def _stages(view: CaseView, part: PartView, department: str) -> list[Stage]:
    """The way of a part from filing to outcome, what happened with its moment, then what is to come."""
    events = [event for event in view.events if event.task_id == part.task.pk]
    stages = [Stage(gettext("Filed"), "done", view.case.filed_at)]
    stages.append(_reached(view, part, department))
    stages += [stage for event in events if (stage := _happened(event, view.payloads)) is not None]
    state = part.state
    if state == "open":
        arrived = stages[-1].place == "done"
        stages.append(Stage(gettext("The department looks at it"), "now" if arrived else "to-come"))
    elif state == "supplement":
        stages.append(Stage(gettext("Your answer"), "now"))
    elif state == "accepted":
        stages.append(Stage(gettext("The department works on it"), "now"))
    elif state == "special":
        stages.append(Stage(gettext("A special procedure goes on"), "now"))
    if state in ("open", "supplement", "accepted", "special"):
        stages.append(Stage(pgettext("stage", "Outcome"), "to-come"))
    return stages


def _reached(view: CaseView, part: PartView, department: str) -> Stage:
    if part.reached == "delivered":
        return Stage(gettext("%(department)s has it") % {"department": department}, "done", part.delivered_at)
    if part.reached == "desk":
        return Stage(gettext("%(department)s has it") % {"department": department}, "done", view.case.filed_at)
    words = gettext("On its way to: %(department)s") % {"department": department}
    if clock.now() - view.case.filed_at <= PATIENCE:
        return Stage(words, "now")
    silent = gettext("Its system does not answer at the moment. We keep sending; you need not do anything.")
    return Stage(words, "now", note=silent)


def _happened(event: Event, payloads: Mapping[int, Any]) -> Stage | None:
    words = {
        "accept": gettext("Taken on"),
        "deem-accepted": gettext("By law it counts as accepted since it was received"),
        "supplement": gettext("You were asked for something more"),
        "resubmit": gettext("You answered"),
        "offer-owing": gettext("The department offers: a paper may follow later"),
        "decline-owing": gettext("You did not want that"),
        "promise": gettext("Taken on, a paper follows later"),
        "paper-handed-in": gettext("A paper was handed in"),
        "papers-complete": gettext("Every missing paper is there"),
        "owed-lapsed": gettext("The day for the missing paper is over"),
        "extend": gettext("The department needs longer: its head approved it"),
        "begin-special": gettext("A special procedure began"),
        "end-special": gettext("The special procedure has ended"),
        "grant": gettext("Granted"),
        "refuse": gettext("Refused"),
        "decline": gettext("Not taken on"),
        "withdraw": gettext("Withdrawn by you"),
        "terminate": gettext("Ended without a decision"),
        "licence-issued": gettext("A licence was issued"),
        "licence-withdrawn": gettext("The licence was withdrawn"),
    }.get(event.verb)
    if words is None:
        return None
    said = (payloads.get(event.position) or {}) if event.verb in EXPLAINED else {}
    note = gettext("Reason: %(reason)s") % {"reason": said["reason"]} if said.get("reason") else ""
    return Stage(words, "stop" if event.verb in STOPS else "done", event.at, note=note, verb=event.verb)


def _filed(view: CaseView) -> list[Row]:
    """What was filed, with whose word it was."""
    package = view.published.package
    known = view.published.package.facts
    rows = []
    for key, held in view.facts.items():
        fact = known.get(key)
        if fact is None:
            continue
        value = fact.restore(held["value"])
        badge = source_badge(package, held["source"], fact)
        words = value_words(package, fact, value)
        rows.append(Row(key, in_language(fact.label), words, badges=(badge,) if badge else ()))
    return rows


# --- lists -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class CaseLine:
    """A case in the list of a person's own."""

    id: str
    number: str
    title: str
    state: Badge
    filed_on: date


def case_line(case: Case) -> CaseLine:
    """One line of the list."""
    words = kind_of(case.kind).state_words.get(case.state, case.state)
    return CaseLine(
        id=case.public_id,
        number=case.number,
        title=in_language(case.version.titles),
        state=Badge(say(words), KINDS.get(case.state, "")),
        filed_on=clock.legal_day(case.filed_at),
    )


@dataclass(frozen=True)
class FiledLine(CaseLine):
    """A case among those of one visit. ``parts``: departments, each with its due day where it has one."""

    parts: list[tuple[str, date | None]]


def filed_line(case: Case) -> FiledLine:
    """One case of the visit; its tasks came along."""
    line = case_line(case)
    parts = [(in_language(task.department.names), task.due_on) for task in case.tasks.all()]
    return FiledLine(line.id, line.number, line.title, line.state, line.filed_on, sorted(parts, key=lambda one: one[0]))


@dataclass(frozen=True)
class PaperLine:
    """An official paper about a case."""

    number: str
    title: str
    issuer: str
    issued_at: datetime


def paper_line(view: CaseView, notice: Notice) -> PaperLine:
    """One line of the list of papers."""
    part = next((one for one in view.parts if one.task.pk == notice.task_id), None)
    title = {
        "accepted": pgettext("paper", "Notice of Acceptance"),
        "supplement": pgettext("paper", "Notice to Supplement"),
        "owed": pgettext("paper", "Notice of Acceptance with Papers Owed"),
        "declined": pgettext("paper", "Notice of Non-Acceptance"),
        "extended": pgettext("paper", "Notice of Extension"),
        "special": pgettext("paper", "Notice of a Special Procedure"),
        "letter": pgettext("paper", "Letter of Conclusion"),
        "receipt": pgettext("paper", "Receipt of Application"),
    }.get(notice.kind, notice.kind)
    issuer = in_language(part.task.department.names) if part else ""
    return PaperLine(notice.number, title, issuer, notice.issued_at)


@dataclass(frozen=True)
class MessageLine:
    """A message; where it names a case's address, a link stands in its place, between ``before`` and ``after``."""

    at: datetime
    before: str
    case: str = ""
    after: str = ""
    #: Where it is: 'waiting', 'sent', 'delivered', 'failed', or 'refused', and since when the last two are known.
    state: str = "sent"
    reached: datetime | None = None


_CASE_ADDRESS = re.compile(r"https?://[^\s/]+/cases/([a-z0-9]{26})(?![a-z0-9])")
#: By what somebody rates without signing in: for the phone that got it, not for a clerk who reads along.
_INVITATION = re.compile(r"/rate/[\w:.-]+")


def told_text(message: Message) -> str:
    """What a message says, without what would let whoever reads it rate in somebody's place."""
    return _INVITATION.sub("/rate/…", str(message.text))


def message_line(message: Message) -> MessageLine:
    """One message of the list."""
    text = told_text(message)
    found = _CASE_ADDRESS.search(text)
    state, reached = str(message.state), message.reached_at
    if found is None:
        return MessageLine(message.created_at, text, state=state, reached=reached)
    return MessageLine(
        message.created_at, text[: found.start()], found.group(1), text[found.end() :], state=state, reached=reached
    )


@dataclass(frozen=True)
class DraftLine:
    """A draft in the list of a person's own."""

    id: str
    title: str
    service: str
    updated_at: datetime


def draft_line(draft: Draft) -> DraftLine:
    """One line of the list."""
    version = draft.package_version
    return DraftLine(draft.public_id, in_language(version.titles), version.name, draft.updated_at)
