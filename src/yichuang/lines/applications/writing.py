"""What official papers about an application say: the data of receipt, letter and notices, in no language.

Texts by language come from the package and the departments; sentences are message ids with parameters, so that the
same paper can be read in Chinese and English, and says for ever what it said when it was issued.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.conf import settings

from yichuang.core import clock
from yichuang.core.packages import Matter, Package
from yichuang.core.words import N_, Sentence
from yichuang.core.workdays import ClockState, parse_period
from yichuang.lines.applications.procedures import PROCEDURES
from yichuang.platform.cases import clocks
from yichuang.platform.cases.models import Attachment, Case, ClockLine, Task
from yichuang.platform.people.models import Department
from yichuang.platform.people.queries import called_on

CHANNELS = {
    "web": N_("online"),
    "window": N_("at a window"),
    "desk": N_("at a desk"),
    "api": N_("by a program"),
    "batch": N_("by a table"),
}


def case_url(public_id: str) -> str:
    """The address of a case's page."""
    return f"{settings.PUBLIC_URL}/cases/{public_id}"


def common(case: Case, package: Package, issuer: Mapping[str, str]) -> dict[str, Any]:
    """What all papers carry."""
    return {
        "case_number": case.number,
        "issuer": dict(issuer),
        "service": dict(package.title),
        "applicant": {"name": case.whom.name, "id_number": case.whom.id_number},
        "url": case_url(case.public_id),
        "ask": {
            "phones": [{"name": dict(each.name), "number": each.number} for each in package.service_guide.phones],
            "places": [dict(place) for place in package.service_guide.places],
        },
    }


def shown_clock(lines: Sequence[ClockLine]) -> ClockState | None:
    """The clock whose day is shown: the promised one if there is one, else the statutory one."""
    states = clocks.states(lines)
    return states.get(clocks.PROMISED) or states.get(clocks.STATUTORY)


def receipt(
    case: Case,
    package: Package,
    hall: Department,
    parts: Sequence[tuple[Task, Sequence[ClockLine]]],
    promise: str = "",
    files: Sequence[Attachment] = (),
    agent: str = "",
) -> dict[str, Any]:
    """收件凭证, as of the moment of filing: the first line of each clock alone counts.

    ``promise``: a signed note. ``agent``: who filed it for the applicant, as the reader may see the name.
    """
    said = []
    codes = [hall.code, *(package.matters[task.matter].department for task, _ in parts)]
    called = called_on(codes, clock.legal_day(case.filed_at))  # whatever became of them since
    for task, lines in parts:
        first = shown_clock([line for line in lines if line.position == 1])
        said.append(
            {
                "matter": dict(package.matters[task.matter].title),
                "department": dict(called[package.matters[task.matter].department]),
                "due_on": first.due_on if first else None,
                "why": first.sentence if first else "",
            }
        )
    return {
        **common(case, package, called[hall.code]),
        "number": f"R-{case.number}",
        "issued_at": case.filed_at,
        "filed_at": case.filed_at,
        "channel": Sentence(CHANNELS.get(case.channel, case.channel)),
        "agent": agent,
        "parts": said,
        "promise": promise,
        "files": [
            {
                "material": dict(package.materials[each.material].title),
                "size": each.file.size,
                "sha256": bytes(each.file.sha256).hex(),
            }
            for each in files
        ],
    }


def about_part(case: Case, package: Package, task: Task) -> dict[str, Any]:
    """What the papers about one part carry."""
    matter = package.matters[task.matter]
    return {
        **common(case, package, task.department.names),
        "matter": dict(matter.title),
        "department": dict(task.department.names),
        "receipt_number": task.receipt_number,
        "provincial_number": task.provincial_number,
        "filed_at": case.filed_at,
        "law": [cited(package, ref) for ref in matter.law],
    }


def cited(package: Package, ref: str) -> dict[str, str]:
    """An article, as it is cited in each language."""
    citation = package.cite(ref)
    return {"zh-hans": citation.words("zh-hans"), "en": citation.words("en")}


DEEMED = N_(
    "Nobody told you within 5 working days what is missing. So it counts as accepted from the day it was received "
    "(Administrative Licensing Law Art. 32)."
)
#: Why a part is not taken on (行政许可法 Art. 32 (1), (2)), as the officer says it.
GROUNDS = {
    "conditions": N_("The conditions are not met."),
    "not-needed": N_("By law nothing need be applied for here."),
    "not-ours": N_("It is not this department's business."),
}


def accepted(
    case: Case, package: Package, task: Task, lines: Sequence[ClockLine], *, deemed: bool = False
) -> dict[str, Any]:
    """受理通知书. ``deemed``: the law accepted it, from the day of its receipt."""
    state = shown_clock(lines)
    return {
        **about_part(case, package, task),
        "accepted_on": clock.legal_day(case.filed_at) if deemed else clock.today(),
        "basis": Sentence(DEEMED) if deemed else "",
        "due_on": state.due_on if state else None,
        "why": state.sentence if state else "",
    }


def supplement(
    case: Case, package: Package, task: Task, lines: Sequence[ClockLine], items: Sequence[str], reason: str
) -> dict[str, Any]:
    """一次性告知书: everything that is missing, told once."""
    state = shown_clock(lines)
    return {
        **about_part(case, package, task),
        "items": list(items),
        "reason": "" if reason == "；".join(items) else reason,
        "clock": state.sentence if state else "",
        "consequence": Sentence(N_("If nothing comes, the department may end this part; it tells you first.")),
    }


#: What follows where owed papers do not come; said on the notice, on the page, and by the clerk at the window.
CONSEQUENCE = N_(
    "If they are not here by then, the department may end this matter without a decision. It can still take them until "
    "it has done so, and you may apply again."
)
HOW_TO_HAND_IN = N_("Photograph them on this case's page (scan the square), or bring them to any window.")


def owed(
    case: Case, package: Package, task: Task, lines: Sequence[ClockLine], payload: Mapping[str, Any]
) -> dict[str, Any]:
    """容缺受理告知单: taken on, what is missing, by which day, how to hand it in, what follows if not."""
    state = shown_clock(lines)
    materials = [package.materials[code] for code in payload["materials"]]
    return {
        **about_part(case, package, task),
        "items": [{"what": dict(one.title), "why": dict(one.why)} for one in materials],
        "until": payload["until"],
        "how": Sentence(HOW_TO_HAND_IN),
        "consequence": Sentence(CONSEQUENCE),
        "accepted_on": clock.today(),
        "due_on": state.due_on if state else None,
        "why": state.sentence if state else "",
    }


def extended(
    case: Case, package: Package, task: Task, lines: Sequence[ClockLine], reason: str, payload: Mapping[str, Any]
) -> dict[str, Any]:
    """延期告知书: why, by how long, and the new day."""
    state = shown_clock(lines)
    before = payload.get("before")
    return {
        **about_part(case, package, task),
        "reason": reason,
        "period": parse_period(payload["period"]).words(),
        "before": before if before != "None" else None,
        "due_on": state.due_on if state else None,
        "why": state.sentence if state else "",
    }


def special(
    case: Case, package: Package, task: Task, lines: Sequence[ClockLine], reason: str, payload: Mapping[str, Any]
) -> dict[str, Any]:
    """特别程序告知书: which procedure, why, until when about."""
    state = shown_clock(lines)
    return {
        **about_part(case, package, task),
        "procedure": Sentence(PROCEDURES[payload["procedure"]].name),
        "reason": reason,
        "until": payload["until"],
        "clock": state.sentence if state else "",
    }


def declined(case: Case, package: Package, task: Task, reason: str, payload: Mapping[str, Any]) -> dict[str, Any]:
    """不予受理告知书: on which ground, why, and where to go instead."""
    return {
        **about_part(case, package, task),
        "ground": Sentence(GROUNDS[payload["ground"]]) if payload.get("ground") else "",
        "reason": reason,
        "go": payload.get("go", ""),
        "objections": objections(task.department),
    }


def objections(department: Department) -> list[dict[str, Any]]:
    """How to object to an outcome of ``department``, each way with its source."""
    found: list[dict[str, Any]] = department.objection
    return found


def letter(case: Case, package: Package, hall: Department, tasks: Sequence[Task]) -> dict[str, Any]:
    """办结告知书: each part's outcome, its reason, and its own way to object."""
    return {
        **common(case, package, hall.names),
        "filed_at": case.filed_at,
        "parts": [_outcome(package, package.matters[task.matter], task) for task in tasks],
    }


def _outcome(package: Package, matter: Matter, task: Task) -> dict[str, Any]:
    granted = task.state == "granted"
    payment = {"known": False} if granted and matter.pays is not None else None
    return {
        "matter": dict(matter.title),
        "department": dict(task.department.names),
        "outcome": task.state,
        "reason": task.reason or "",
        "result": dict(matter.result) if granted else "",
        "receipt_number": task.receipt_number,
        "provincial_number": task.provincial_number,
        "decided_on": clock.legal_day(task.state_since),
        "payment": payment,
        "objections": [] if task.state == "withdrawn" else objections(task.department),
    }
