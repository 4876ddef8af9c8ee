"""Reading what arrives at POST /events: a CloudEvent about one part of a case, checked to the last key."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from simulators.canonical import body_digest, digest
from simulators.department.files import are_files
from simulators.department.matters import Matter
from simulators.errors import Refusal
from simulators.items import faults
from simulators.outbox import is_callback
from simulators.web import Request

FILED = "cn.yichuang.task.filed.v1"
SUPPLEMENTED = "cn.yichuang.task.supplemented.v1"
WITHDRAWN = "cn.yichuang.task.withdrawn.v1"

_ENVELOPE = {"specversion", "id", "source", "type", "subject", "time", "datacontenttype", "data"}
_ALWAYS = {"case_number", "task", "matter", "division"}
_NEEDED = {
    FILED: _ALWAYS | {"filed_at", "legal_date", "facts", "callback"},
    SUPPLEMENTED: _ALWAYS | {"answers"},
    WITHDRAWN: _ALWAYS,
}
_OPTIONAL = {"item_code", "files"}
_TEXT = re.compile(r"[^\x00-\x1f\x7f]{1,200}")


@dataclass(frozen=True)
class Event:
    """One event that is well formed. `facts` and `callback` come with a filing, `answers` with a supplement."""

    id: str
    type: str
    case_number: str
    task: str
    matter: str
    item_code: str
    division: str
    callback: str
    facts: Mapping[str, Any]
    answers: tuple[str, ...]
    files: tuple[Mapping[str, Any], ...]
    facts_digest: str
    body_digest: str


def read(request: Request, matters: Mapping[str, Matter], divisions: tuple[str, ...]) -> Event:
    """The event of a request; Refusal 415 or 422 that names everything that is wrong with it at once."""
    if request.media_type() != "application/cloudevents+json":
        raise Refusal(415, "media-type", "Send application/cloudevents+json.")
    body = request.json()
    _check_envelope(request, body)
    data = body["data"]
    needed = _NEEDED[body["type"]]
    wrong = _keys(data, needed, needed | _OPTIONAL, "data.") or _shapes(data)
    matter = matters.get(data["matter"]) if not wrong else None
    if wrong or matter is None:
        raise _refuse(wrong or {"invalid": ["data.matter"]})
    _check_place(body, data, matter, divisions)
    facts = data.get("facts", {})
    if body["type"] == FILED and (found := faults(matter.items, facts)):
        raise _refuse(found)
    return Event(
        body["id"],
        body["type"],
        data["case_number"],
        data["task"],
        matter.code,
        data.get("item_code") or "",
        data["division"],
        data.get("callback", ""),
        facts,
        tuple(data.get("answers", ())),
        tuple(data.get("files", ())),
        digest(facts),
        body_digest(request.body),
    )


def _refuse(found: Mapping[str, list[str]]) -> Refusal:
    lists = {name: found.get(name, []) for name in ("missing", "surplus", "invalid")}
    return Refusal(422, "items", "Items are missing, surplus or invalid.", **lists)


def _keys(given: Mapping[str, Any], needed: set[str], known: set[str], place: str) -> dict[str, list[str]]:
    missing, surplus = sorted(needed - set(given)), sorted(set(given) - known)
    if not (missing or surplus):
        return {}
    return {"missing": [place + key for key in missing], "surplus": [place + key for key in surplus]}


def _check_envelope(request: Request, body: Mapping[str, Any]) -> None:
    wrong = _keys(body, _ENVELOPE - {"datacontenttype"}, _ENVELOPE, "")
    if not wrong:
        texts = ("id", "source", "type", "subject", "time")
        invalid = [key for key in texts if not _is_text(body[key])]
        invalid += ["specversion"] if body["specversion"] != "1.0" else []
        invalid += ["type"] if body["type"] not in (FILED, SUPPLEMENTED, WITHDRAWN) else []
        invalid += ["time"] if not _is_moment(body["time"]) else []
        invalid += ["datacontenttype"] if body.get("datacontenttype", "application/json") != "application/json" else []
        invalid += ["data"] if not isinstance(body["data"], dict) else []
        invalid += ["Idempotency-Key"] if request.headers.get("Idempotency-Key") != body["id"] else []
        wrong = {"invalid": sorted(set(invalid))} if invalid else {}
    if wrong:
        raise _refuse(wrong)


def _shapes(data: Mapping[str, Any]) -> dict[str, list[str]]:
    invalid = [key for key, value in data.items() if not _SHAPES[key](value)]
    if not invalid and not _says_something(data):
        invalid = ["answers"]
    return {"invalid": [f"data.{key}" for key in sorted(invalid)]} if invalid else {}


def _check_place(body: Mapping[str, Any], data: Mapping[str, Any], matter: Matter, divisions: tuple[str, ...]) -> None:
    invalid = []
    if body["subject"] != f"{data['case_number']}/{data['matter']}":
        invalid.append("subject")
    if body["source"] != f"/yichuang/{data['division']}":
        invalid.append("source")
    if divisions and data["division"] not in divisions:
        invalid.append("data.division")
    if matter.item_code is not None and data.get("item_code") != matter.item_code:
        invalid.append("data.item_code")
    if invalid:
        raise _refuse({"invalid": invalid})


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and _TEXT.fullmatch(value) is not None


def _is_moment(value: Any) -> bool:
    try:
        return isinstance(value, str) and datetime.fromisoformat(value).tzinfo is not None
    except ValueError:
        return False


def _is_day(value: Any) -> bool:
    try:
        return isinstance(value, str) and len(value) == 10 and date.fromisoformat(value) is not None
    except ValueError:
        return False


def _are_answers(value: Any) -> bool:
    """Texts in the order of what was asked for; some may be empty, all of them only where files came."""
    if not isinstance(value, list) or len(value) > 100:
        return False
    return all(isinstance(each, str) and len(each) <= 10_000 for each in value)


def _says_something(data: Mapping[str, Any]) -> bool:
    return "answers" not in data or "files" in data or any(each.strip() for each in data["answers"])


_SHAPES: Mapping[str, Callable[[Any], bool]] = {
    "case_number": _is_text,
    "task": _is_text,
    "matter": _is_text,
    "division": _is_text,
    "item_code": lambda value: value is None or isinstance(value, str),
    "facts": lambda value: isinstance(value, dict),
    "answers": _are_answers,
    "filed_at": _is_moment,
    "legal_date": _is_day,
    "callback": is_callback,
    "files": are_files,
}
