"""What a department knows of its own matters: the items it takes, what its record must say, what it becomes."""

from collections.abc import Mapping
from dataclasses import dataclass

from simulators import items
from simulators.config import Config
from simulators.items import Item


@dataclass(frozen=True)
class Contradiction:
    """A value of the department's own record that stands against a registration, and the reason in plain words."""

    item: str
    value: object
    reason: str


@dataclass(frozen=True)
class Matter:
    """One matter of this department.

    items: exactly what is taken. against: what in its own record refuses it. becomes: the item of its record that a
    granted registration sets, and to what. tells: the facts that the collecting office is told. about: under which
    items the name and the number of whom it is about come.
    """

    code: str
    title: str
    item_code: str | None
    items: Mapping[str, Item]
    against: tuple[Contradiction, ...]
    becomes: Mapping[str, str | bool]
    tells: tuple[str, ...]
    about: tuple[str, str]


def read(config: Config) -> dict[str, Matter]:
    """The matters of a configuration, by code."""
    return {code: _matter(code, section) for code, section in config.sections()}


def _matter(code: str, config: Config) -> Matter:
    config.only("title", "item_code", "items", "refused_when", "becomes", "tells_tax", "about")
    against = []
    for number, entry in enumerate(config.get("refused_when", list, [])):
        if not isinstance(entry, dict) or set(entry) != {"item", "is", "reason"}:
            raise config.wrong(f"refused_when[{number}]", "has not exactly item, is, reason")
        against.append(Contradiction(entry["item"], entry["is"], entry["reason"]))
    tells = tuple(str(item) for item in config.get("tells_tax", list, []))
    taken = items.read(config.section("items"))
    about = config.section("about", optional=True)
    about.only("name", "id_number")
    who = about.get("name", str, "name"), about.get("id_number", str, "id_number")
    if unknown := sorted({*tells, *who} - set(taken)):
        raise config.wrong("items", f"lacks {', '.join(unknown)}")
    return Matter(
        code,
        config.get("title", str),
        config.get("item_code", str) if config.has("item_code") else None,
        taken,
        tuple(against),
        config.section("becomes", optional=True).plain(),
        tells,
        who,
    )
