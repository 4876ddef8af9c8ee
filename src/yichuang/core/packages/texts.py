"""Words of a package in several languages, and names written to a fixed form."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict
from pydantic_core import PydanticCustomError

from yichuang.core.words import N_

LANGUAGES = ("zh-hans", "en")
"""The languages that every text of a package has; others may be added."""


def _complete(text: dict[str, str]) -> dict[str, str]:
    missing = [language for language in LANGUAGES if not text.get(language, "").strip()]
    if missing:
        raise PydanticCustomError("language", "no text in {languages}", {"languages": ", ".join(missing)})
    return text


def _of_form(pattern: str, form: str) -> AfterValidator:
    def check(value: str) -> str:
        if not re.fullmatch(pattern, value):
            raise PydanticCustomError("form", "{value} is not {form}", {"value": value, "form": form})
        return value

    return AfterValidator(check)


FIRST_DAY, LAST_DAY = dt.date(1900, 1, 1), dt.date(2199, 12, 31)
"""Between these lie the legal dates of packages, so that there are days on either side of each."""


def is_legal_day(day: dt.date) -> bool:
    """Whether a day can be a legal date."""
    return FIRST_DAY <= day <= LAST_DAY


def _legal(day: dt.date) -> dt.date:
    if not is_legal_day(day):
        raise PydanticCustomError("years", "{day} is no legal date", {"day": day.isoformat()})
    return day


Day = Annotated[dt.date, AfterValidator(_legal)]
"""A legal date."""
Text = Annotated[dict[str, str], AfterValidator(_complete)]
KEY_FORM = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")
Key = Annotated[str, _of_form(KEY_FORM.pattern, N_("lower-case words joined by _"))]
"""A fact, parameter or register item: it can stand in an expression."""
Code = Annotated[str, _of_form(r"[a-z0-9]+(-[a-z0-9]+)*", N_("lower-case words joined by -"))]
"""A package, matter, refusal, department …: it can stand in a URL."""
Place = Annotated[str, _of_form(r"[a-z][a-z0-9_-]*\.[a-z][a-z0-9_]*", N_("register.item"))]
Ref = Annotated[str, _of_form(r"[a-z0-9-]+/([0-9]+(-[0-9]+)?|[a-z]+(-[a-z]+)*)", N_("source/article"))]
"""An article: the key of its source in law.yaml, a slash, its number (or a word where the number was not read)."""


def in_language(text: Mapping[str, str], language: str) -> str:
    """``text`` in ``language``, else in the first language that every text has."""
    return text.get(language) or text[LANGUAGES[0]]


class Strict(BaseModel):
    """A part of a package: exactly the keys that are declared, of exactly their types, never changed afterwards."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True, populate_by_name=True)
