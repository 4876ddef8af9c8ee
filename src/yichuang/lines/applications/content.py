"""What a draft holds, in clear: answers with their sources, and how each register answered."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from yichuang.core import clock
from yichuang.core.cipher import seal, unseal
from yichuang.core.packages import Answer, Fact, Known, Package
from yichuang.core.packages.facts import MemberFact
from yichuang.core.packages.world import Item
from yichuang.core.rules import UNKNOWN, Member
from yichuang.core.words import Said
from yichuang.platform.cases.events import canonical
from yichuang.platform.cases.filing import FACTS_CONTEXT, KEY_CONTEXT
from yichuang.platform.cases.models import Draft
from yichuang.platform.vault.keys import holder

#: Sources of answers that no register gave. A register's answers bear its code.
PERSON, CLERK = "self", "clerk"

ANSWERED, DOWN, ABSENT = "answered", "down", "absent"


def item_of(fact: Fact) -> str:
    """The item of its register that a fact is."""
    return str(fact.place).partition(".")[2]


def from_register(fact: Fact, item: Item, value: object) -> Answer | None:
    """What a register answered for ``fact``, which is its ``item``; raises ValueError or Said for what it cannot be."""
    if value is None:
        return None
    if fact.type == "list":
        return _members(fact, item, value)
    return _single(fact, item, value)


def _members(fact: Fact, item: Item, value: object) -> Answer:
    """A list of a register, each member as believable as a fact by itself; what it leaves out is absent."""
    if not isinstance(value, list) or len(value) > (fact.at_most or 0):
        raise ValueError(f"{fact.key} is no list of at most {fact.at_most}")
    found = []
    for member in value:
        if not isinstance(member, dict):
            raise ValueError(f"{fact.key} is no list of members")
        said = {key: (field, item.members[key], member.get(key)) for key, field in fact.members.items()}
        found.append(Member((key, one[2] if one[2] is None else _single(*one)) for key, one in said.items()))
    return tuple(found)


def _single(fact: Fact | MemberFact, item: Item, value: object) -> Answer | None:
    wanted: dict[str, type] = {"boolean": bool, "integer": int, "money": int}
    if not isinstance(value, wanted.get(fact.type, str)) or (fact.type in ("integer", "money") and value is True):
        raise ValueError(f"{fact.key} is no {fact.type}")
    if fact.type == "choice" and value not in fact.options:
        raise ValueError(f"{fact.key} is none of its options")
    if isinstance(value, str) and fact.type == "text":
        return _text(fact, value)
    found = fact.restore(value)
    if item.past and isinstance(found, date) and found > clock.today():
        raise ValueError(f"{fact.key} has not come yet")
    return found


#: The longest text that a register may give for one fact.
LONGEST = 200


def _text(fact: Fact | MemberFact, value: str) -> Answer:
    """A register's text, if it is one: a register is believed no more than a person when it says no name, or none."""
    if fact.format in ("name", "id_number", "phone"):
        return fact.read(value)
    if not value.strip() or not value.isprintable() or len(value) > LONGEST:
        raise ValueError(f"{fact.key} is no text")
    return value


@dataclass
class Content:
    """The answers of a draft, by fact, and the state of each register that was asked."""

    facts: dict[str, dict[str, Any]] = field(default_factory=dict)
    registers: dict[str, dict[str, str]] = field(default_factory=dict)

    def put(self, fact: Fact, value: Answer | None, source: str, at: datetime) -> None:
        """Note an answer with its source and moment."""
        self.facts[fact.key] = {"value": fact.plain(value), "source": source, "at": at.isoformat()}

    def known(self, package: Package) -> Mapping[str, Known]:
        """The answers as the guide takes them; what the package does not (any more) speak of is left out.

        A fact whose register does not answer is known as not known, unless somebody stated it.
        """
        found = {
            key: Known(package.facts[key].restore(held["value"]), held["source"], datetime.fromisoformat(held["at"]))
            for key, held in self.facts.items()
            if key in package.facts
        }
        down = self.down()
        for key, fact in package.facts.items():
            if key not in found and fact.registry in down:
                found[key] = Known(UNKNOWN, str(fact.registry))
        return found

    def readable(self, package: Package) -> Content:
        """What a version of a package can read; what was said of a fact of another type by now is as if never said."""
        kept = {}
        for key, held in self.facts.items():
            fact = package.facts.get(key)
            try:
                if fact is not None and ((value := fact.restore(held["value"])) is None or fact.holds(value)):
                    kept[key] = held
            except (ValueError, ArithmeticError, Said):
                continue
        return Content(kept, dict(self.registers))

    def down(self) -> frozenset[str]:
        """The registers that did not answer."""
        return frozenset(code for code, held in self.registers.items() if held["state"] == DOWN)


def read(draft: Draft) -> tuple[Content, bytes]:
    """The content of ``draft`` and its data key."""
    key = holder().unwrap(bytes(draft.wrapped_key), KEY_CONTEXT)
    raw = json.loads(unseal(key, bytes(draft.content), context=FACTS_CONTEXT))
    return Content(raw["facts"], raw["registers"]), key


def sealed(content: Content, key: bytes) -> bytes:
    """The content as the draft's column keeps it."""
    text = canonical({"facts": content.facts, "registers": content.registers})
    return seal(key, text, suite=holder().suite, key_id=0, context=FACTS_CONTEXT)
