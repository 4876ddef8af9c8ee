"""A department's own list of the items that it takes for a matter: what is missing, surplus or of the wrong kind."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from simulators.config import Config
from simulators.identity import is_id_number, is_name, is_phone


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and value.strip() != "" and len(value) <= 2000


def _is_whole(value: Any) -> bool:
    return type(value) is int and abs(value) < 1 << 53


def _is_date(value: Any) -> bool:
    if not isinstance(value, str) or len(value) != 10:
        return False
    try:
        date.fromisoformat(value)
    except ValueError:
        return False
    return True


KINDS: Mapping[str, Callable[[Any], bool]] = {
    "name": is_name,
    "id_number": is_id_number,
    "phone": is_phone,
    "text": _is_text,
    "integer": _is_whole,
    "fen": lambda value: _is_whole(value) and value >= 0,
    "date": _is_date,
    "boolean": lambda value: isinstance(value, bool),
}


@dataclass(frozen=True)
class Item:
    """One item: its kind, its lawful values where the department checks them, and whether it may be null."""

    kind: str
    at_least: int | None = None
    at_most: int | None = None
    one_of: tuple[Any, ...] = ()
    optional: bool = False

    def takes(self, value: Any) -> bool:
        """Whether the value may stand in a registration."""
        if value is None:
            return self.optional
        if not KINDS[self.kind](value) or (self.one_of and value not in self.one_of):
            return False
        below = self.at_least is not None and value < self.at_least
        above = self.at_most is not None and value > self.at_most
        return not (below or above)


def read(config: Config) -> dict[str, Item]:
    """The items of a configuration: ``name: {kind: name}``, with at_least, at_most, one_of, optional."""
    items = {}
    for key, section in config.sections():
        section.only("kind", "at_least", "at_most", "one_of", "optional")
        kind = section.get("kind", str)
        if kind not in KINDS:
            raise section.wrong("kind", f"is none of {', '.join(KINDS)}")
        items[key] = Item(
            kind,
            section.get("at_least", int) if section.has("at_least") else None,
            section.get("at_most", int) if section.has("at_most") else None,
            tuple(section.get("one_of", list, [])),
            section.get("optional", bool, False),
        )
    return items


def faults(items: Mapping[str, Item], given: Mapping[str, Any], place: str = "") -> dict[str, list[str]]:
    """What is missing, surplus, invalid, each with `place` before the key; empty when all is right."""
    found = {
        "missing": sorted(key for key, item in items.items() if key not in given and not item.optional),
        "surplus": sorted(key for key in given if key not in items),
        "invalid": sorted(key for key, item in items.items() if key in given and not item.takes(given[key])),
    }
    return {name: [place + key for key in keys] for name, keys in found.items()} if any(found.values()) else {}
