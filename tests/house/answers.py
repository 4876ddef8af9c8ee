"""Whether an answer of the interface is one that its description has: status, media type, and what stands in it."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import cache
from typing import Any

import jsonschema_rs

from tests.house.interface import schema
from tests.house.test_docs_tables import addresses


@cache
def described() -> Mapping[str, Any]:
    """The description as a program gets it."""
    return schema()


@cache
def path_of(route: str) -> str:
    """The path of a route as the description writes it: ``/api/v1/tasks/{task}``."""
    return re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", dict(addresses())[route])


def wrong(path: str, method: str, status: int, media: str, body: bytes) -> str:
    """What the description does not have of an answer to ``method`` at ``path``; empty where it has all of it.

    Of a path that it does not have, such as its own, nothing is said.
    """
    call = described()["paths"].get(path, {}).get(method.lower())
    if call is None:
        return "" if path not in described()["paths"] or status == 405 else f"{method} is declared nowhere"
    declared = call["responses"].get(str(status))
    if declared is None:
        return f"{status} is not declared: {body[:200]!r}"
    kinds, kind = declared.get("content", {}), media.split(";")[0].strip()
    if not kinds:
        return f"{status} has a body, and none is declared: {body[:200]!r}" if body else ""
    if kind not in kinds:
        return f"{status} is {kind or 'of no kind'}, declared are {', '.join(kinds)}"
    if kind != "application/json":
        return ""
    try:
        said = json.loads(body)
    except ValueError:
        return f"{status} is no JSON: {body[:200]!r}"
    found = (
        f"{status} at {each.instance_path}: {each.message}" for each in _judge(path, method, status).iter_errors(said)
    )
    return "; ".join(found)


@cache
def _judge(path: str, method: str, status: int) -> Any:
    whole = described()
    form = whole["paths"][path][method.lower()]["responses"][str(status)]["content"]["application/json"]["schema"]
    return jsonschema_rs.validator_for({**form, "components": whole["components"]}, validate_formats=True)
