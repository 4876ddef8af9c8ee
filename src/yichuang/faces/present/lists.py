"""The form of a list: one group of fields a member, a press to add one, a press to remove one; no script is needed.

What was typed travels in the form until it is saved: adding and removing save nothing. The field of a member is named
as the problem with it names it (`Fact.field_name`).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from yichuang.core.packages import Fact, yuan
from yichuang.core.packages.facts import MemberFact
from yichuang.core.rules import units
from yichuang.faces.look.said import in_language

Row = dict[str, str]
"""What is typed of one member, by field."""
Press = Literal["", "add", "remove", "none"]


@dataclass(frozen=True)
class MemberField:
    """One field: its name in the form, what stands in it, and how it is filled in.

    ``kind``: options, county, date or text.
    """

    name: str
    label: str
    help: str
    kind: str
    format: str
    unit: str
    optional: bool
    options: list[tuple[str, str]]
    value: str


@dataclass(frozen=True)
class MemberGroup:
    """The fields of one member; ``title`` is what it is called with its number."""

    number: int
    title: str
    fields: list[MemberField]


@dataclass(frozen=True)
class ListForm:
    """The whole list. ``one`` is what a member is called; ``room``: whether one more may be added."""

    key: str
    one: str
    at_most: int
    room: bool
    groups: list[MemberGroup]

    @property
    def names(self) -> frozenset[str]:
        """The names of all fields, and of the list itself."""
        return frozenset({self.key, *(field.name for group in self.groups for field in group.fields)})


def form_of(fact: Fact, rows: list[Row]) -> ListForm:
    """The form with what stands in it."""
    one, most = in_language(fact.member), fact.at_most or 0
    groups = [
        MemberGroup(
            number,
            f"{one} {number}",
            [_field(fact.field_name(number, key), field, row.get(key, "")) for key, field in fact.members.items()],
        )
        for number, row in enumerate(rows, start=1)
    ]
    return ListForm(fact.key, one, most, len(rows) < most, groups)


def _field(name: str, field: MemberFact, value: str) -> MemberField:
    options = [(code, in_language(option.label)) for code, option in field.options.items()]
    if field.type == "boolean":
        options = [(code, in_language(words)) for code, words in _YES_NO.items()]
    kind = "county" if field.format == "division" else "options" if options else field.type
    kind = kind if kind in ("county", "options", "date") else "text"
    return MemberField(
        name,
        in_language(field.label),
        in_language(field.help),
        kind,
        field.format or "",
        in_language(units.words(field.unit or "")),
        field.optional,
        options,
        value,
    )


_YES_NO: Mapping[str, Mapping[str, str]] = {
    "true": {"zh-hans": "是", "en": "Yes"},
    "false": {"zh-hans": "否", "en": "No"},
}


def pressed(fact: Fact, sent: Mapping[str, str]) -> Press:
    """Which of the list's own buttons was pressed."""
    presses: tuple[Press, ...] = ("add", "remove", "none")
    return next((press for press in presses if f"{fact.key}.{press}" in sent), "")


def sent_rows(fact: Fact, sent: Mapping[str, str]) -> list[Row] | None:
    """What a form says of the list, adding and removing done; None where the form does not speak of it."""
    try:
        count = int(sent[f"{fact.key}.members"])
    except (KeyError, ValueError):
        return None
    most = fact.at_most or 0
    rows = [
        {key: sent.get(fact.field_name(number, key), "").strip() for key in fact.members}
        for number in range(1, min(count, most) + 1)
    ]
    press = pressed(fact, sent)
    if press == "remove":
        gone = sent[f"{fact.key}.remove"]
        rows = [row for number, row in enumerate(rows, start=1) if str(number) != gone]
    elif press == "add" and len(rows) < most:
        rows.append({})
    return rows


def saved_rows(fact: Fact, value: object) -> list[Row]:
    """A list that was answered, as it would be typed."""
    if not isinstance(value, tuple):
        return []
    return [{key: _as_typed(fact.members[key], one) for key, one in member.items()} for member in value]


def _as_typed(field: MemberFact, value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return yuan(value) if field.type == "money" and isinstance(value, int) else str(value)


def answer_of(rows: list[Row]) -> str:
    """The list as an answer."""
    return json.dumps(rows, ensure_ascii=False)
