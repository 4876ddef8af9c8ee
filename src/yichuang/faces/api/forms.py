"""How files come and go, in the description of the interface: forms with files, answers that are files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

ONE: Mapping[str, Any] = {"type": "string", "format": "binary"}
MANY: Mapping[str, Any] = {"type": "array", "items": ONE}


def form_of(fields: Mapping[str, Mapping[str, Any]], required: Sequence[str]) -> dict[str, Any]:
    """A body that is a form with these fields."""
    schema = {"type": "object", "properties": dict(fields), "required": list(required)}
    return {"requestBody": {"content": {"multipart/form-data": {"schema": schema}}, "required": True}}


def binary(*kinds: str) -> dict[str, Any]:
    """An answer that is a file of one of these media types."""
    return {"responses": {200: {"content": {each: {"schema": ONE} for each in kinds}}}}
