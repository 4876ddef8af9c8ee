"""Somebody invented, to try a package with: what is given of them, on which day; and why something is as it is."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext

from yichuang.core.packages import Fact, Guide, Package
from yichuang.core.packages.facts import written
from yichuang.faces.look.said import chinese, in_language, listed, say
from yichuang.faces.present.facts import cited, value_words

#: An answer has so many characters at most; a list of members is typed as JSON.
LONGEST = 5_000


@dataclass(frozen=True)
class Somebody:
    """An invented person: what is given of them, on which legal date, and which registers do not answer."""

    given: Mapping[str, str]
    on: date
    down: tuple[str, ...] = ()


def roots(package: Package) -> list[Fact]:
    """The facts that somebody has or says: neither derived nor a figure."""
    return [fact for fact in package.facts.values() if fact.derive is None and fact.parameter is None]


def from_example(package: Package, position: int) -> Somebody:
    """The person of a worked example. Raises IndexError."""
    example = package.examples[position]
    given = {**package.worked.person, **example.given}
    texts = {key: _text(value) for key, value in given.items() if value is not None and key in package.facts}
    return Somebody(texts, example.on, tuple(example.down))


def _text(value: object) -> str:
    if isinstance(value, list):  # members, each with its facts
        return json.dumps([{key: written(one) for key, one in each.items()} for each in value], ensure_ascii=False)
    return written(value)


def why(guide: Guide, code: str) -> str:
    """Why a matter, a refusal or a referral is as it is; where tables stand behind it, by which row of each."""
    return ("；" if chinese() else "; ").join([because(guide, code), *rows_behind(guide, code)])


def because(guide: Guide, code: str) -> str:
    """Why a matter, a refusal or a referral is as it is, by its facts."""
    return say(guide.reasons[code].sentence(_language()))


def rows_behind(guide: Guide, code: str) -> list[str]:
    """By which rows of decision tables these facts are as they are."""
    behind = guide.package.tables_behind(guide.reasons[code].names)
    return [by_row(guide, key) for key in behind if key in guide.rows]


def by_row(guide: Guide, key: str) -> str:
    """By which row of which table a fact has its value: "Retirement category: Man (row 2 of old_age, … Art. 1)"."""
    package, row = guide.package, guide.rows[key]
    value = package.derived[key].evaluate(guide._walk.known)
    return gettext("%(fact)s: %(value)s (row %(row)s of the table “%(table)s”, %(law)s)") % {
        "fact": in_language(package.facts[key].label),
        "value": value_words(package, package.facts[key], value),
        "row": row.number,
        "table": package.tables[key].name,
        "law": listed(one.words(_language()) for one in cited(package, row.law)),
    }


def _language() -> str:
    return "zh-hans" if chinese() else "en"
