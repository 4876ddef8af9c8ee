"""Whether an answer of the interface is one that its description has: status, media type, and what stands in it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import jsonschema_rs
from django.http import HttpResponse

from tests.house.interface import schema


class Description:
    """The description of the interface, which holds answers to it."""

    def __init__(self) -> None:
        self.whole = schema()
        self._judges: dict[tuple[str, ...], Any] = {}

    def wrong(self, path: str, method: str, answer: HttpResponse) -> str:
        """What the description does not have of an answer to ``method`` at the path (``/api/v1/tasks/{task}``).

        Empty where it has all of it. A method that no call has is answered with 405, which is in no description.
        """
        call: Mapping[str, Any] | None = self.whole["paths"][path].get(method.lower())
        if call is None:
            return "" if answer.status_code == 405 else f"{method} is in no description, and not refused"
        declared = call["responses"].get(str(answer.status_code))
        if declared is None:
            return f"status {answer.status_code} is not declared: {answer.content[:200]!r}"
        media = answer.headers.get("Content-Type", "").split(";")[0].strip()
        kinds = declared.get("content", {})
        if not kinds:
            return "" if not answer.content else f"{answer.status_code} has a body, and none is declared"
        if media not in kinds:
            return f"{answer.status_code} is {media or 'of no kind'}, and declared are {', '.join(kinds)}"
        if media != "application/json":
            return ""
        try:
            body = json.loads(answer.content)
        except ValueError:
            return f"{answer.status_code} is no JSON"
        judge = self._judge((path, method, str(answer.status_code), media), kinds[media]["schema"])
        found = (f"{answer.status_code} at {each.instance_path}: {each.message}" for each in judge.iter_errors(body))
        return "; ".join(found)

    def _judge(self, key: tuple[str, ...], form: Mapping[str, Any]) -> Any:
        if key not in self._judges:
            whole = {**form, "components": self.whole["components"]}
            self._judges[key] = jsonschema_rs.validator_for(whole, validate_formats=True)
        return self._judges[key]
