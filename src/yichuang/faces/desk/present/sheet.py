"""One part as the officer who works on it reads it: what to copy, by when and why, what happened, what may be done."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext, pgettext

from yichuang.core.access import TIMER, Actor
from yichuang.core.words import Sentence
from yichuang.core.workdays import parse_period
from yichuang.faces.desk.present.acts import ActForm, act_forms
from yichuang.faces.desk.present.licences import LicenceLine, licence_lines
from yichuang.faces.desk.present.lists import left
from yichuang.faces.desk.present.values import copied, source
from yichuang.faces.look.said import day, in_language, say
from yichuang.faces.present.facts import unverified_words
from yichuang.faces.present.files import FileLine, file_lines
from yichuang.faces.present.parts import Badge, state
from yichuang.lines.applications.models import Extension
from yichuang.lines.applications.queries import PartSheet
from yichuang.platform.cases.clocks import PROMISED, STATUTORY
from yichuang.platform.cases.kinds import kind_of
from yichuang.platform.cases.models import Event

#: So many characters of an answer stand in the history.
BEGINNING = 500


@dataclass(frozen=True)
class Field:
    """One item to copy into the other system. ``beside``: its unit, or the code of a place. ``verified``: whether what
    it is worked out by was checked against its source."""

    key: str
    label: str
    text: str
    beside: str
    source: Badge
    verified: bool


@dataclass(frozen=True)
class Step:
    """Something that happened: what, who did it, when, and what was written. ``place`` as in the timeline."""

    words: str
    who: str
    at: datetime
    lines: Sequence[str]
    place: str


@dataclass(frozen=True)
class ExtensionLine:
    """A request for more time: who asked, when, why, by how long it would be, and what was decided."""

    who: str
    at: datetime
    reason: str
    period: str
    state: Badge
    decided_by: str
    decided_at: datetime | None
    answer: str


@dataclass(frozen=True)
class SheetPage:
    """The page of one part."""

    id: str
    number: str
    matter: str
    service: str
    state: Badge
    left: Badge
    due: Sentence | None
    statutory_on: date | None
    ended_at: datetime | None
    reason: str
    fields: Sequence[Field]
    item_code: str
    receipt_number: str
    provincial_number: str
    #: Who works on it, and who answers for it since it is overdue.
    holder: str
    raised: str
    mine: bool
    steps: Sequence[Step]
    #: (what was asked for, what the applicant answered), once answered.
    answered: Sequence[tuple[str, str]]
    wanted: Sequence[str]
    can: frozenset[str]
    acts: Sequence[ActForm]
    objections: Sequence[tuple[str, str, bool]]
    #: What speaks against acting here; the acts are folded away then.
    elsewhere: str
    asked_before: bool
    #: The day on which the applicant died, as the register says.
    died_on: date | None
    #: What was handed in for this part.
    files: Sequence[FileLine] = ()
    licences: Sequence[LicenceLine] = ()
    #: What decides about the part and was not checked against its source.
    unverified: Sequence[str] = ()
    #: What is offered, or owed: the words, how pressing, and the papers with whether each came.
    owed: Sequence[tuple[str, str, Sequence[tuple[str, bool]]]] = ()
    #: Whether the last text about the case did not reach the applicant's phone.
    unreached: bool = False
    #: The requests for more time, the newest first.
    extensions: Sequence[ExtensionLine] = ()


def sheet_page(sheet: PartSheet, actor: Actor, opened: str, typed: Mapping[str, str]) -> SheetPage:
    """Everything that the page of a part shows; ``typed`` is what stood in the form of the act ``opened``."""
    part, task = sheet.part, sheet.part.task
    ended = task.state in kind_of(task.case.kind).ended
    promised, statutory = part.clocks.get(PROMISED), part.clocks.get(STATUTORY)
    return SheetPage(
        id=task.public_id,
        number=task.case.number,
        matter=in_language(part.matter.title),
        service=in_language(sheet.published.package.title),
        state=state(task),
        left=left(task),
        due=part.due,
        statutory_on=statutory.due_on if promised and statutory and not ended else None,
        ended_at=task.state_since if ended else None,
        reason=(task.reason or "") if ended or task.state in ("supplement", "special") else "",
        fields=_fields(sheet),
        item_code=task.item_code,
        receipt_number=task.receipt_number,
        provincial_number=task.provincial_number,
        holder=task.holder.display if task.holder else "",
        raised=task.raised_to.display if task.raised_to and not ended else "",
        mine=task.holder_id == actor.account_id,
        steps=_steps(sheet),
        answered=_answered(sheet),
        wanted=part.wanted if task.state == "supplement" else (),
        can=sheet.verbs,
        acts=act_forms(sheet, opened, typed),
        objections=_objections(task.department.objection),
        elsewhere="" if ended or actor.role == "department-head" else _elsewhere(sheet, actor),
        asked_before=task.supplement_asked and task.state == "open",
        died_on=task.case.whom.deceased_on,
        files=file_lines(sheet.published.package, sheet.files),
        licences=licence_lines(sheet.licences, opened, typed),
        owed=_owed(sheet),
        unverified=unverified_words(sheet.published.package, sheet.unverified),
        unreached=sheet.unreached,
        extensions=[_extension(sheet, one) for one in sheet.extensions],
    )


def _extension(sheet: PartSheet, one: Extension) -> ExtensionLine:
    period = sheet.published.package.extension(sheet.part.matter.clock, sheet.part.task.case.legal_date)
    if one.decided_at is None:
        badge = Badge(gettext("Waits for the head"), "wait")
    else:
        badge = Badge(gettext("Approved"), "good") if one.approved else Badge(gettext("Declined"), "bad")
    return ExtensionLine(
        who=one.asked_by.display,
        at=one.asked_at,
        reason=str(one.reason),
        period=say(parse_period(period).words()) if period else "",
        state=badge,
        decided_by=one.decided_by.display if one.decided_by else "",
        decided_at=one.decided_at,
        answer=one.answer or "",
    )


def _fields(sheet: PartSheet) -> list[Field]:
    package = sheet.published.package
    found = []
    for item in sheet.items:
        text, beside = copied(package, package.facts[item.fact], item.value)
        found.append(
            Field(item.fact, in_language(item.label), text, beside, source(package, item.source), item.verified)
        )
    return found


def _objections(ways: Sequence[dict[str, Any]]) -> list[tuple[str, str, bool]]:
    """(sentence, source, verified): how a person can object to an outcome of the department."""
    return [(in_language(one["text"]), in_language(one["source"]), bool(one["verified"])) for one in ways]


def _elsewhere(sheet: PartSheet, actor: Actor) -> str:
    task, reached = sheet.part.task, sheet.part.reached
    if reached == "delivered":
        return gettext("Your department's own system has this part. Decide it there; the outcome comes here by itself.")
    if reached == "waiting":
        return gettext("This part is on its way to your department's own system. Usually you decide it there.")
    if reached == "refused":
        return gettext("Your department's own system refused this part. Decide it here, or ask the head of the hall.")
    if task.holder is not None and task.holder_id != actor.account_id:
        return gettext("%(who)s works on this. Step in only if you have agreed on it.") % {"who": task.holder.display}
    return ""


# --- what happened ---------------------------------------------------------------------------------------------------


def verb_words(verb: str) -> str:
    """What was done, as a history says it."""
    return {
        "delivered": gettext("The department's own system has it"),
        "take": gettext("Taken to the desk"),
        "accept": pgettext("history", "Taken on"),
        "deem-accepted": gettext("By law it counts as accepted: nobody had answered within 5 working days"),
        "offer-owing": gettext("Offered to the applicant: papers may follow later"),
        "decline-owing": gettext("The applicant does not want that"),
        "promise": gettext("Taken on, papers follow: the applicant has promised it"),
        "paper-handed-in": gettext("An owed paper came"),
        "papers-complete": gettext("Every owed paper is there"),
        "owed-reminded": gettext("The applicant was reminded of the missing paper"),
        "owed-lapsed": gettext("The day for the missing paper is over: it may be ended"),
        "supplement": gettext("The applicant was asked to supplement"),
        "resubmit": gettext("The supplement came"),
        "receipt-noted": gettext("Number of the other system noted"),
        "ask-extension": gettext("More time was asked for"),
        "extend": gettext("The head approved more time"),
        "decline-extension": gettext("The head declined more time"),
        "begin-special": gettext("A special procedure began"),
        "end-special": gettext("The special procedure ended"),
        "grant": pgettext("history", "Granted"),
        "refuse": pgettext("history", "Refused"),
        "decline": pgettext("history", "Not taken on"),
        "withdraw": gettext("Withdrawn by the applicant"),
        "terminate": pgettext("history", "Ended without a decision"),
        "payment-known": gettext("The amount to pay is known"),
        "warned": gettext("The last day is near: the officer was warned"),
        "raised": gettext("Overdue: raised to the next person up"),
        "clock-reckoned": gettext("A holiday notice came or was corrected: the last day was reckoned anew"),
        "licence-issued": gettext("The licence was issued"),
        "licence-withdrawn": gettext("The licence was withdrawn"),
        "part-moved": gettext("Another department has this part now"),
        "applicant-died": gettext("The register says that the applicant has died"),
        "applicant-alive": gettext("The applicant lives: the register was wrong"),
        "applicant-merged": gettext("Two records of the applicant were joined"),
        "applicant-unmerged": gettext("The two records of the applicant were parted again"),
    }.get(verb, verb)


def who(sheet: PartSheet, event: Event) -> str:
    """Who did it: an official by the name of their post, else in which capacity."""
    official = sheet.officials.get(event.actor_id) if event.actor_id else ""
    if official:
        return official
    if event.channel == TIMER.channel:
        return gettext("Yichuang itself")
    return {
        "resident": gettext("The applicant"),
        "system": gettext("The department's own system"),
    }.get(event.role, gettext("Yichuang itself"))


def _steps(sheet: PartSheet) -> list[Step]:
    """Newest first; the filing last."""
    found = [_step(sheet, event) for event in reversed(sheet.events)]
    case = sheet.part.task.case
    channel = gettext("At the window") if case.channel == "window" else gettext("The applicant")
    return [*found, Step(pgettext("history", "Filed"), channel, case.filed_at, (), "done")]


def _step(sheet: PartSheet, event: Event) -> Step:
    said = sheet.payloads[event.position] or {}
    items, answers = list(said.get("items", ())), list(said.get("answers", ()))
    lines = [*items, *(_beginning(each) for each in answers)]
    if said.get("reason") and said["reason"] != "；".join(items):
        lines.append(said["reason"])
    if said.get("go"):
        lines.append(said["go"])
    if said.get("receipt_number"):
        lines.append(gettext("Receipt number: %(number)s") % {"number": said["receipt_number"]})
    if event.verb.startswith("licence-") and said.get("number"):
        lines.append(said["number"])
    stops = ("refuse", "decline", "terminate", "withdraw", "licence-withdrawn")
    place = "stop" if event.verb in stops else "done"
    return Step(verb_words(event.verb), who(sheet, event), event.at, lines, place)


def _beginning(answer: str) -> str:
    """An answer as the history says it: a long one with its beginning, since the whole stands above."""
    if len(answer) <= BEGINNING:
        return answer
    return gettext("%(beginning)s… (%(n)s characters, the whole stands above)") % {
        "beginning": answer[:BEGINNING],
        "n": len(answer),
    }


def _owed(sheet: PartSheet) -> list[tuple[str, str, Sequence[tuple[str, bool]]]]:
    """What the page says of owed papers: that the applicant was asked, or until when what is missing."""
    found: list[tuple[str, str, Sequence[tuple[str, bool]]]] = []
    for one in sheet.owed:
        said = {"day": day(one.due_on)}
        if one.state == "offered":
            words, kind = gettext("The applicant is asked whether papers may follow, by %(day)s."), ""
        elif one.overdue:
            words, kind = gettext("Papers were owed until %(day)s and did not come. End it, or wait for them."), "bad"
        else:
            words, kind = gettext("Papers are owed until %(day)s. There is no outcome before."), "warn"
        found.append((words % said, kind, [(in_language(each.material.title), each.handed_in) for each in one.papers]))
    return found


def _answered(sheet: PartSheet) -> list[tuple[str, str]]:
    """What was asked for beside what was answered; one answer for all where it was written down at the desk."""
    answers, wanted = sheet.answers, sheet.part.wanted
    if len(answers) == len(wanted):
        return list(zip(wanted, answers, strict=True))
    return [("；".join(wanted), "\n".join(answers))] if answers else []


def done_words(verb: str) -> str:
    """What the officer is told after an act of theirs."""
    return {
        "take": gettext("This is yours now."),
        "accept": gettext("Taken on. The notice of acceptance is with the applicant."),
        "offer-owing": gettext("The applicant is asked. With their yes it is taken on by itself."),
        "receive-owed": gettext("The paper is noted."),
        "supplement": gettext("The applicant was asked. The clock stands still until the answer."),
        "resubmit": gettext("The supplement is noted. The clock goes on."),
        "note-receipt": gettext("The number is noted."),
        "ask-extension": gettext("The head of the department is asked. Until then the clock runs on."),
        "extend": gettext("Extended. The applicant has the notice with the reason and the new day."),
        "decline-extension": gettext("Declined. The officer reads why."),
        "begin-special": gettext("The clock stands still. The applicant has the notice."),
        "end-special": gettext("The clock goes on. The applicant is told."),
        "grant": gettext("Granted. The applicant is told when every department has answered."),
        "refuse": gettext("Refused. The reason and the way to object are in the letter."),
        "decline": gettext("Not taken on. The applicant has the notice with the reason."),
        "terminate": gettext("Ended. The applicant is told."),
        "withdraw-licence": gettext("The licence is withdrawn. The holder is told, and its square says so."),
    }[verb]


def overtaken(sheet: PartSheet, actor: Actor) -> str:
    """Who was faster, with what: said to the officer whose press came too late."""
    last = sheet.events[-1] if sheet.events else None
    if last is None:
        return gettext("This step is not possible now.")
    if last.actor_id == actor.account_id:
        now = gettext("This step is not possible: the part stands at “%(state)s” now. Nothing was changed.")
        return now % {"state": state(sheet.part.task).words}
    words = gettext("%(who)s was faster: %(what)s. Your press changed nothing.")
    return words % {"who": who(sheet, last), "what": verb_words(last.verb)}
