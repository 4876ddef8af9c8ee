"""A fact of a package: what it is called, where it comes from, and how an answer to it is read."""

from __future__ import annotations

import datetime as dt
import json
import re
import unicodedata
from collections.abc import Mapping
from decimal import Decimal

from yichuang.core.identifiers import LONGEST_TEXT, brief, parse_id_number, parse_name, parse_phone
from yichuang.core.identifiers.text import cleaned
from yichuang.core.packages.errors import AnswerError
from yichuang.core.packages.schema import FactText, FieldText, ValueText
from yichuang.core.packages.texts import Key
from yichuang.core.packages.world import Division
from yichuang.core.rules import FactType, Member, Members, units
from yichuang.core.words import N_, Said

Answer = bool | int | Decimal | dt.date | str | Members
"""The value of a fact: money in fen, a division by its code, a choice by its option, a list as its members."""
Plain = bool | int | str | list[dict[str, "bool | int | str | None"]] | None
"""An answer as JSON holds it."""

_TRUE = frozenset({"true", "yes", "1", "是"})
_FALSE = frozenset({"false", "no", "0", "否"})
_DATE = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?|(\d{4})(\d{2})(\d{2})")
# Fifteen digits hold every sum a county meets and stay exact in every JSON reader.
_MONEY = re.compile(r"(\d{1,13})(?:\.(\d{1,2}))?")


_HELD: dict[str, type | tuple[type, ...]] = {
    "integer": int,
    "money": int,
    "decimal": (Decimal, int),
    "date": dt.date,
    "text": str,
}


class Reading(ValueText):
    """How a value is read, held and written; what is common to a fact and to a fact of a member."""

    @property
    def kind(self) -> FactType:
        """What rules take it for."""
        return FactType(self.type, tuple(self.options) if self.type == "choice" else (), unit=self.unit or "")

    def read(self, text: str, divisions: Mapping[str, Division] | None = None) -> Answer:
        """The value that a person wrote, or `AnswerError` with ``field`` set to the key.

        People's ways of writing are accepted: full-width digits, thousands commas, 元, three forms of dates, a
        division by code or by name (where ``divisions`` are given).
        """
        try:
            return self._read(text, divisions or {})
        except AnswerError:
            raise
        except Said as error:  # an identifier's own sentence, under this fact's name
            raise AnswerError(
                error.code, error.sentence.template, field=self.key, **dict(error.sentence.params)
            ) from error

    def holds(self, value: object) -> bool:
        """Whether ``value`` is a value of this kind: of its type, and one of its options."""
        if self.type in ("choice", "boolean"):
            return isinstance(value, bool) if self.type == "boolean" else value in self.options
        return isinstance(value, _HELD[self.type]) and not isinstance(value, bool | dt.datetime)

    def plain_of_one(self, value: Answer | None) -> bool | int | str | None:
        """``value``, which is no list, as JSON holds it: dates and decimals as text, money as fen."""
        return value if value is None or isinstance(value, bool | int | str) else str(value)

    def restore(self, value: object) -> Answer | None:
        """The value that was made plain as ``value``."""
        if isinstance(value, str) and self.type == "date":
            return dt.date.fromisoformat(value)
        if isinstance(value, str) and self.type == "decimal":
            return Decimal(value)
        return value if isinstance(value, bool | int | str | None) else self.read(str(value))

    def _read(self, text: str, divisions: Mapping[str, Division]) -> Answer:
        if self.type in ("choice", "boolean"):
            return self._choice(cleaned(text, self.key))
        if self.type == "text":
            return self._text(text, divisions)
        folded = unicodedata.normalize("NFKC", cleaned(text, self.key)).replace(" ", "")
        if self.type == "date":
            return self._date(folded)
        if self.type == "money":
            return self._money(folded)
        return self._number_in(folded)

    def _number_in(self, folded: str) -> Answer:
        """A number; its own unit may stand after it."""
        for text in {*units.words(self.unit or "", 1).values(), *units.words(self.unit or "").values()}:
            folded = folded.lower().removesuffix(text.replace(" ", ""))
        if not re.fullmatch(r"-?\d{1,15}" + (r"(\.\d{1,15})?" if self.type == "decimal" else ""), folded, re.ASCII):
            if self.unit:
                template = N_("Please write a number. It is counted in: %(unit)s.")
                raise AnswerError("number", template, field=self.key, unit=units.words(self.unit))
            raise AnswerError("number", N_("Please write a number."), field=self.key)
        return int(folded) if self.type == "integer" else Decimal(folded)

    def _choice(self, text: str) -> Answer:
        for value, option in self.options.items():
            if text == value or text in option.label.values():
                return value == "true" if self.type == "boolean" else value
        if self.type == "boolean" and text.lower() in _TRUE | _FALSE:
            return text.lower() in _TRUE
        raise AnswerError("choice", N_("Please choose one of the answers."), field=self.key)

    def _text(self, text: str, divisions: Mapping[str, Division]) -> Answer:
        match self.format:
            case "name":
                return parse_name(text).shown
            case "id_number":
                return parse_id_number(text).value
            case "phone":
                return parse_phone(text)
            case "division":
                return self._division(cleaned(text, self.key), divisions)
            case _:
                return brief(cleaned(text, self.key), self.key, LONGEST_TEXT)

    def _division(self, text: str, divisions: Mapping[str, Division]) -> str:
        if text in self.options or re.fullmatch(r"\d{6}", text, re.ASCII):
            return text
        named = [code for code, one in divisions.items() if one.name == text]
        named += [value for value, option in self.options.items() if text in option.label.values()]
        if len(named) != 1:
            raise AnswerError("division", N_("Please choose the county from the list."), field=self.key)
        return named[0]

    def _date(self, text: str) -> dt.date:
        found = _DATE.fullmatch(text)
        try:
            year, month, day = (int(part) for part in found.groups() if part) if found else (0, 0, 0)
            return dt.date(year, month, day)
        except ValueError:
            raise AnswerError(
                "date", N_("Please write the date as year, month, day: 1990-01-31."), field=self.key
            ) from None

    def _money(self, text: str) -> int:
        bare = re.sub(r"^[¥￥]|元$", "", text)
        if re.fullmatch(r"\d{1,3}(,\d{3})+(\.\d*)?", bare):
            bare = bare.replace(",", "")
        found = _MONEY.fullmatch(bare)
        if not found:
            raise AnswerError("money", N_("Please write an amount in yuan: 4072 or 4072.50."), field=self.key)
        return int(found[1]) * 100 + int((found[2] or "").ljust(2, "0"))


class MemberFact(Reading, FieldText):
    """A fact of each member of a list."""


class Fact(Reading, FactText):
    """A fact, with the reading of answers."""

    members: dict[Key, MemberFact] = {}  # type: ignore[assignment]  # the same, with the reading

    @property
    def kind(self) -> FactType:
        """What rules take it for."""
        if self.type != "list":
            return super().kind
        fields = tuple((key, field.kind) for key, field in self.members.items())
        return FactType("list", (), fields, self.at_most or 0, self.unit or "")

    def holds(self, value: object) -> bool:
        """Whether ``value`` is a value of this fact; of a list, whether every member has exactly its facts."""
        if self.type != "list":
            return super().holds(value)
        return isinstance(value, tuple) and len(value) <= (self.at_most or 0) and all(map(self._is_member, value))

    def _is_member(self, member: object) -> bool:
        if not isinstance(member, Mapping) or member.keys() != self.members.keys():
            return False
        return all(member[key] is None or field.holds(member[key]) for key, field in self.members.items())

    def plain(self, value: Answer | None) -> Plain:
        """``value`` as JSON holds it: dates and decimals as text, money as fen, a list as objects."""
        if not isinstance(value, tuple):
            return self.plain_of_one(value)
        fields = self.members
        return [
            {key: fields[key].plain_of_one(one) for key, one in member.items() if key in fields} for member in value
        ]

    def restore(self, value: object) -> Answer | None:
        """The value that `plain` made into ``value``; what is of another version's list `holds` nothing."""
        if not isinstance(value, list):
            return None if self.type == "list" and value is None else super().restore(value)
        return tuple(
            Member((key, field.restore(member[key])) for key, field in self.members.items() if key in member)
            for member in value
            if isinstance(member, dict)
        )

    def _read(self, text: str, divisions: Mapping[str, Division]) -> Answer:
        return self._members(text, divisions) if self.type == "list" else super()._read(text, divisions)

    def _members(self, text: str, divisions: Mapping[str, Division]) -> Members:
        """A list as JSON: an array of objects, each with a text for every fact of the member."""
        try:
            rows = json.loads(text)
        except (ValueError, RecursionError):
            rows = None
        if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            raise AnswerError("list", N_("Please give the list member by member."), field=self.key)
        if len(rows) > (self.at_most or 0):
            raise AnswerError("many", N_("At most %(most)s can be given here."), field=self.key, most=self.at_most)
        return tuple(self._member(number, row, divisions) for number, row in enumerate(rows, start=1))

    def _member(self, number: int, row: Mapping[str, object], divisions: Mapping[str, Division]) -> Member:
        unknown = sorted(row.keys() - self.members.keys())
        if unknown:
            raise AnswerError("field", N_("A member has nothing called “%(key)s”."), field=self.key, key=unknown[0])
        return Member((key, self._field(number, field, row.get(key), divisions)) for key, field in self.members.items())

    def _field(self, number: int, field: MemberFact, value: object, divisions: Mapping[str, Division]) -> Answer | None:
        text = written(value)
        place = {"member": self.member, "number": number, "what": field.label}
        if not text.strip():
            if field.optional:
                return None
            raise AnswerError(
                "missing",
                N_("%(member)s %(number)s: please fill in “%(what)s”."),
                field=self.field_name(number, field.key),
                **place,
            )
        try:
            return field.read(text, divisions)
        except AnswerError as error:
            raise AnswerError(
                error.code,
                N_("%(member)s %(number)s, %(what)s: %(problem)s"),
                field=self.field_name(number, field.key),
                problem=error.sentence,
                **place,
            ) from error

    def field_name(self, number: int, field: str) -> str:
        """What a fact of one member is called where answers are given; ``number`` counts from 1."""
        return f"{self.key}.{number}.{field}"


def written(value: object) -> str:
    """What stands in JSON for one value, as a person would write it."""
    if value is None:
        return ""
    return ("true" if value else "false") if isinstance(value, bool) else str(value)


def yuan(fen: int) -> str:
    """An amount in fen as people write yuan: 4072, 4072.50."""
    return f"{fen // 100}" if fen % 100 == 0 else f"{fen // 100}.{fen % 100:02d}"
