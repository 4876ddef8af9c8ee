"""What a draft holds, in clear: answers with their sources, and how each register answered."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from yichuang.core.cipher import seal, unseal
from yichuang.core.packages import Known, Package
from yichuang.platform.cases.events import canonical
from yichuang.platform.cases.filing import FACTS_CONTEXT, KEY_CONTEXT
from yichuang.platform.cases.models import Draft
from yichuang.platform.vault.keys import holder

#: Where an answer comes from. ``register:<code>`` is the fourth kind.
PERSON, CLERK, DECLARED = "person", "clerk", "declared"

ANSWERED, DOWN, ABSENT = "answered", "down", "absent"


def register_source(code: str) -> str:
    """The source of an answer that the register ``code`` gave."""
    return f"register:{code}"


def to_json(value: Any) -> Any:
    """A fact's value as JSON keeps it: days as ISO text, decimals as text, money as integer fen."""
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value


def from_json(kind: str, value: Any) -> Any:
    """The value of a fact of this kind from its JSON form; raises ValueError for what is none."""
    if value is None:
        return None
    if kind == "date":
        return date.fromisoformat(value)
    if kind == "decimal":
        return Decimal(str(value))
    wanted = {"boolean": bool, "integer": int, "money": int}.get(kind, str)
    if not isinstance(value, wanted) or (wanted is int and isinstance(value, bool)):
        raise ValueError(f"not a {kind}")
    return value


@dataclass
class Content:
    """The answers of a draft, by fact, and the state of each register that was asked."""

    facts: dict[str, dict[str, Any]] = field(default_factory=dict)
    registers: dict[str, dict[str, str]] = field(default_factory=dict)

    def put(self, fact: str, value: Any, source: str, at: datetime) -> None:
        """Note an answer with its source and moment."""
        self.facts[fact] = {"value": to_json(value), "source": source, "at": at.isoformat()}

    def known(self, package: Package) -> Mapping[str, Known]:
        """The answers as the guide takes them; what the package does not (any more) speak of is left out."""
        return {
            name: Known(from_json(package.facts[name].kind, each["value"]), each["source"], each["at"])
            for name, each in self.facts.items()
            if name in package.facts
        }

    def down(self) -> frozenset[str]:
        """The registers that did not answer."""
        return frozenset(code for code, each in self.registers.items() if each["state"] == DOWN)


def read(draft: Draft) -> tuple[Content, bytes]:
    """The content of ``draft`` and its data key."""
    key = holder().unwrap(bytes(draft.wrapped_key), KEY_CONTEXT)
    raw = json.loads(unseal(key, bytes(draft.content), context=FACTS_CONTEXT))
    return Content(raw["facts"], raw["registers"]), key


def sealed(content: Content, key: bytes) -> bytes:
    """The content as the draft's column keeps it."""
    text = canonical({"facts": content.facts, "registers": content.registers})
    return seal(key, text, suite=holder().suite, key_id=0, context=FACTS_CONTEXT)
