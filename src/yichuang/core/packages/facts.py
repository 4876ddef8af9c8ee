"""A fact of a package: what it is called, where it comes from, and how an answer to it is read."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Mapping
from decimal import Decimal

from yichuang.core.identifiers import LONGEST_TEXT, brief, parse_id_number, parse_name, parse_phone
from yichuang.core.identifiers.text import cleaned
from yichuang.core.packages.errors import AnswerError
from yichuang.core.packages.schema import FactText
from yichuang.core.packages.world import Division
from yichuang.core.words import N_, Said

Answer = bool | int | Decimal | dt.date | str
"""The value of a fact: money in fen, a division by its code, a choice by its option."""

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


class Fact(FactText):
    """A fact, with the reading of answers."""

    def read(self, text: str, divisions: Mapping[str, Division] | None = None) -> Answer:
        """The value that a person wrote, or `AnswerError` with ``field`` set to the fact's key.

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
        """Whether ``value`` is a value of this fact: of its type, and one of its options."""
        if self.type in ("choice", "boolean"):
            return isinstance(value, bool) if self.type == "boolean" else value in self.options
        return isinstance(value, _HELD[self.type]) and not isinstance(value, bool | dt.datetime)

    def plain(self, value: Answer | None) -> bool | int | str | None:
        """``value`` as JSON holds it: dates and decimals as text, money as fen."""
        return value if value is None or isinstance(value, bool | int | str) else str(value)

    def restore(self, value: object) -> Answer | None:
        """The value that `plain` made into ``value``."""
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
        if not re.fullmatch(r"-?\d{1,15}" + (r"(\.\d{1,15})?" if self.type == "decimal" else ""), folded, re.ASCII):
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


def yuan(fen: int) -> str:
    """An amount in fen as people write yuan: 4072, 4072.50."""
    return f"{fen // 100}" if fen % 100 == 0 else f"{fen // 100}.{fen % 100:02d}"
