"""The description of the interface as a page and as a file, both made from the code.

The file is the OpenAPI schema that ``/api/v1/openapi.json`` answers; the page says the same for people: every call by
what it is about, who may make it, what goes in and what comes out.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

#: The chapters of the page: heading → the first words of the paths that belong there.
CHAPTERS: Mapping[str, tuple[str, ...]] = {
    "Signing in": ("session", "sign-in", "sign-out", "identify", "me", "account"),
    "Services and drafts": ("services", "drafts", "continue"),
    "Many at once": ("batches",),
    "Cases": ("cases", "messages", "rate", "complaints"),
    "Objections to register data": ("objections",),
    "Licences": ("licences", "verify", "shown"),
    "Acting for others": ("acting", "represent", "children", "companies", "mandates"),
    "The window": ("window", "approvals"),
    "The hall's queue": ("queue", "tickets", "appointments", "arrivals"),
    "Departments' parts": ("tasks", "desk"),
    "The hall": ("hall",),
    "Posts, leave, departments": ("posts", "offices", "first-administrator"),
    "Retention": ("retention",),
    "Who can reach a record": ("reach",),
    "Packages and their next versions": ("studio",),
    "Access tokens": ("oauth",),
    "Departments' own systems": ("callbacks", "parts"),
    "The log": ("log",),
    "Figures in the open": ("figures",),
}
BASE = "/api/v1/"


def schema() -> dict[str, Any]:
    """The schema as a program gets it."""
    from yichuang.faces.api.views import api

    found: dict[str, Any] = json.loads(json.dumps(api.get_openapi_schema(), default=str))
    return found


def schema_text() -> str:
    """The schema as it stands in the file."""
    return json.dumps(schema(), ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def markdown(described: Mapping[str, Any], who: Mapping[str, str]) -> str:
    """Every call and every object of ``described``. ``who``: route path (``/api/v1/tasks/<task>``) → who may call."""
    return "\n".join([*_calls(described, who), "## Objects", "", *_objects(described["components"]["schemas"])])


def chapter(path: str) -> str:
    """The heading under which a path stands. Raises LookupError that says what to do."""
    first = path.removeprefix(BASE).split("/")[0]
    for heading, words in CHAPTERS.items():
        if first in words:
            return heading
    raise LookupError(f"{path} is in no chapter: add {first!r} to CHAPTERS of tests/house/interface.py")


def _calls(described: Mapping[str, Any], who: Mapping[str, str]) -> Iterator[str]:
    found: dict[str, list[str]] = {heading: [] for heading in CHAPTERS}
    for path, item in described["paths"].items():
        for method, call in item.items():
            found[chapter(path)] += list(_call(method.upper(), path, call, who))
    for heading, lines in found.items():
        yield from (f"## {heading}", "", *lines)


def _call(method: str, path: str, call: Mapping[str, Any], who: Mapping[str, str]) -> Iterator[str]:
    route = re.sub(r"{(\w+)}", r"<\1>", path)
    yield from (f"### {method} {path}", "", _words(call.get("description", "")), "", f"Who: {who[route]}.", "")
    rows = [(each["name"], each["in"], _kind(each["schema"]), _told(each["schema"])) for each in call["parameters"]]
    if "requestBody" in call:
        for media, content in call["requestBody"]["content"].items():
            rows += _body(media, content["schema"])
    if rows:
        yield from _table(("in", "where", "kind", "notes"), ((f"`{name}`", *more) for name, *more in rows))
    answers: dict[str, list[str]] = {}
    for code, each in call["responses"].items():
        answers.setdefault(_answer(each), []).append(code)
    yield from _table(("answer", "content"), ((", ".join(codes), content) for content, codes in answers.items()))


def _body(media: str, body: Mapping[str, Any]) -> Iterator[tuple[str, str, str, str]]:
    if media == "application/json":
        yield "body", "JSON", _kind(body), ""
    else:
        for name, each in body["properties"].items():
            yield name, "form", _kind(each), _told(each)


def _answer(answer: Mapping[str, Any]) -> str:
    kinds = [_kind(each["schema"]) for each in answer.get("content", {}).values()]
    return ", ".join(kinds) or "nothing, or text"


def _objects(schemas: Mapping[str, Any]) -> Iterator[str]:
    for name, each in sorted(schemas.items()):
        yield from (f"### {name}", "")
        if each.get("description"):
            yield from (_words(each["description"]), "")
        if "anyOf" in each:
            yield from (f"Kind: {_kind(each)}.", "")
        must = each.get("required", ())
        rows = (
            (f"`{field}`", _kind(held), "yes" if field in must else "", _told(held))
            for field, held in each.get("properties", {}).items()
        )
        yield from _table(("member", "kind", "always", "notes"), rows)


def _kind(held: Mapping[str, Any]) -> str:
    if "$ref" in held:
        name = held["$ref"].rpartition("/")[2]
        return f"[{name}](#{name.lower()})"
    if "anyOf" in held:
        return " or ".join(_kind(each) for each in held["anyOf"])
    if held.get("type") == "array":
        return f"list of {_kind(held['items'])}"
    if held.get("type") == "object" and isinstance(held.get("additionalProperties"), dict):
        return f"names with {_kind(held['additionalProperties'])}"
    named = {"string": "text", "integer": "whole number", "boolean": "true or false", "null": "null"}
    plain = {"date": "day", "date-time": "time", "uuid": "id"}.get(held.get("format", ""))
    return plain or named.get(held.get("type", ""), "object")


def _told(held: Mapping[str, Any]) -> str:
    limits = {"maxLength": "at most %s characters", "maxItems": "at most %s of them"}
    limits |= {"minimum": "from %s", "maximum": "up to %s", "exclusiveMaximum": "below %s"}
    found = [_words(held["description"])] if held.get("description") else []
    for words, one in (
        ("one of", held),
        ("each one of", held.get("items", {})),
        ("names", held.get("propertyNames", {})),
    ):
        found += [f"{words} " + ", ".join(f"`{each}`" for each in one["enum"])] if "enum" in one else []
    found += [words % held[name] for name, words in limits.items() if name in held]
    return "; ".join(found)


def _words(text: str) -> str:
    return " ".join(text.replace("``", "`").split()).replace("|", "\\|")


def _table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> Iterator[str]:
    lines = [" | ".join(each) for each in rows]
    if lines:
        names = list(head)
        yield f"| {' | '.join(names)} |"
        yield f"|{' --- |' * len(names)}"
        yield from (f"| {line} |" for line in lines)
        yield ""
