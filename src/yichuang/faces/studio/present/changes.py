"""What two versions say otherwise, in words; what that changes, for examples, applicants and invented people."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext, pgettext

from yichuang.core.packages import Package
from yichuang.core.packages.difference import Aspect, Difference, differences
from yichuang.core.rules import says
from yichuang.faces.look.said import in_language, listed, money, say
from yichuang.faces.studio.present.tables import figure_words, language, stops_of
from yichuang.platform.catalog.models import Revision


@dataclass(frozen=True)
class AspectLine:
    """One thing that was changed: what it is, what stood there, what stands there now. Empty: nothing.

    ``partly``: of a list, or of several things by name, only those that are different.
    """

    what: str
    before: str
    after: str
    partly: bool


@dataclass(frozen=True)
class ChangeLine:
    """One part that was added, taken away or changed."""

    words: str
    key: str
    aspects: list[AspectLine]


def change_lines(before: Package, after: Package) -> list[ChangeLine]:
    """What ``after`` says otherwise than ``before``."""
    return [_line(before, after, one) for one in differences(before, after)]


def _line(before: Package, after: Package, one: Difference) -> ChangeLine:
    part = {
        "package": pgettext("part", "The service"),
        "matter": pgettext("part", "Matter"),
        "refusal": pgettext("part", "Refusal"),
        "referral": pgettext("part", "Referral"),
        "fact": pgettext("part", "Fact"),
        "material": pgettext("part", "Paper"),
        "table": pgettext("part", "Row of a table"),
        "figure": pgettext("part", "Figure"),
        "source": pgettext("part", "Source of law"),
        "article": pgettext("part", "Article"),
        "example": pgettext("part", "Worked example"),
        "readme": pgettext("part", "What is not encoded"),
    }[one.part]
    template = {
        "added": gettext("%(part)s added: %(title)s"),
        "removed": gettext("%(part)s taken away: %(title)s"),
        "changed": gettext("%(part)s changed: %(title)s"),
    }[one.what]
    title = _figure_title(before, after, one.key) if one.part == "figure" else in_language(one.title) or one.key
    key = one.key if one.part not in ("example", "readme") else ""
    aspects = [_aspect(before, after, one, each) for each in one.aspects]
    return ChangeLine(template % {"part": part, "title": title}, key, aspects)


def _figure_title(before: Package, after: Package, key: str) -> str:
    """A figure by the label of the fact that has its value; by its name where none has."""
    name = key.partition(" ")[0]
    facts = [fact for package in (after, before) for fact in package.facts.values()]
    return next((in_language(fact.label) for fact in facts if name in (fact.parameter, fact.among)), name)


def field_words(field: str) -> str:
    """What a key of a file is about; the key itself where it has no word."""
    return {
        "when": pgettext("field", "applies when"),
        "derive": pgettext("field", "worked out as"),
        "law": pgettext("field", "articles"),
        "title": pgettext("field", "title"),
        "short": pgettext("field", "short title"),
        "label": pgettext("field", "what it is called"),
        "summary": pgettext("field", "summary"),
        "sentence": pgettext("field", "sentence"),
        "ask": pgettext("field", "question"),
        "why": pgettext("field", "why it is asked"),
        "help": pgettext("field", "help"),
        "reason": pgettext("field", "reason told"),
        "go": pgettext("field", "what to do instead"),
        "sends": pgettext("field", "what is sent"),
        "clock": pgettext("field", "times"),
        "department": pgettext("field", "department"),
        "options": pgettext("field", "answers"),
        "place": pgettext("field", "where it comes from"),
        "if_down": pgettext("field", "when the register is silent"),
        "if_absent": pgettext("field", "when there is no record"),
        "bounds": pgettext("field", "limits"),
        "refuses": pgettext("field", "what it stops"),
        "refers": pgettext("field", "what it stops"),
        "matters": pgettext("field", "matters"),
        "proved_by": pgettext("field", "proved by"),
        "value": pgettext("field", "value"),
        "until": pgettext("field", "in force until"),
        "since": pgettext("field", "in force from"),
        "in_force": pgettext("field", "in force from"),
        "verified": pgettext("field", "verified"),
        "review_by": pgettext("field", "to be reviewed by"),
        "note": pgettext("field", "note"),
        "says": pgettext("field", "what it says"),
        "guide": pgettext("field", "service guide"),
        "keywords": pgettext("field", "search words"),
        "given": pgettext("field", "what is given"),
        "on": pgettext("field", "legal date"),
        "unit": pgettext("field", "unit"),
        "hit": pgettext("field", "which row decides"),
        "result": pgettext("field", "result"),
        "changeable": pgettext("field", "may be told as what would have to be different"),
    }.get(field, field)


def _aspect(before: Package, after: Package, one: Difference, aspect: Aspect) -> AspectLine:
    was, now, partly = _narrowed(aspect.before, aspect.after)
    old, new = (_value(package, one, aspect.field, value) for package, value in ((before, was), (after, now)))
    return AspectLine(field_words(aspect.field), old, new, partly)


def _narrowed(before: Any, after: Any) -> tuple[Any, Any, bool]:
    """Of two lists, or of two things with parts, what is different; and whether anything was left out."""
    was, now = (
        one.model_dump(by_alias=True, exclude_none=True) if hasattr(one, "model_dump") else one
        for one in (before, after)
    )
    less: Any
    more: Any
    if isinstance(was, Mapping) and isinstance(now, Mapping) and "zh-hans" not in (*was, *now):
        less = {key: one for key, one in was.items() if key not in now or now[key] != one}
        more = {key: one for key, one in now.items() if key not in was or was[key] != one}
    elif isinstance(was, list) and isinstance(now, list):
        less, more = [one for one in was if one not in now], [one for one in now if one not in was]
    else:
        return before, after, False
    if not less and not more:  # in another order
        return before, after, False
    return less, more, (less, more) != (was, now)


def _value(package: Package, one: Difference, field: str, value: Any) -> str:
    """A value of a file in words: a rule is said, a figure written as people write it."""
    if value is None or value == [] or value == {}:
        return ""
    if field == "when" and one.key in package.conditions:
        return f"{say(says(package.conditions[one.key], package.labels, language()))}  [{value}]"
    if field == "value" and one.part == "figure":
        name = one.key.partition(" ")[0]
        figure = next((each for each in package.parameters.get(name, ()) if each.value == value), None)
        return figure_words(figure.type if figure else "text", value, figure.unit if figure else "")
    if field in ("sends", "asks_at_most", "offers"):
        return listed(in_language(package.facts[key].label) if key in package.facts else key for key in value)
    if field in ("refuses", "refers", "matters"):
        return listed(in_language(package.matters[code].title) if code in package.matters else code for code in value)
    if field == "given":
        return "; ".join(f"{_label(package, key)}: {_answer(package, key, each)}" for key, each in value.items())
    if field == "department":
        found = package.world.departments.get(value)
        return in_language(found.name) if found else value
    return _plain(value)


def _answer(package: Package, key: str, value: Any) -> str:
    """What an example gives, an answer by its label."""
    fact = package.facts.get(key)
    code = str(value).lower() if isinstance(value, bool) else value
    if fact is not None and isinstance(code, str) and code in fact.options:
        return in_language(fact.options[code].label)
    return _plain(value)


def _plain(value: Any) -> str:
    if isinstance(value, bool):
        return gettext("Yes") if value else gettext("No")
    if hasattr(value, "model_dump"):
        return _plain(
            {key: each for key, each in value.model_dump(by_alias=True).items() if each not in (None, [], {})}
        )
    if isinstance(value, Mapping):
        if "zh-hans" in value:
            return in_language(value)
        return "; ".join(f"{key}: {_plain(each)}" for key, each in value.items())
    if isinstance(value, list | tuple):
        return listed(_plain(each) for each in value)
    return str(value)


# --- what it changes -----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class ExampleRow:
    """A worked example that comes out otherwise."""

    sentence: str
    ways: str
    before: str
    after: str


@dataclass(frozen=True)
class ConcernedRow:
    """Open drafts, or running cases: how many, how many would differ and in what."""

    kind: str
    all: int
    looked: int
    changed: str
    ways: list[str]


@dataclass(frozen=True)
class MoneyRow:
    """An amount that goes with a matter, in all: before, after and the difference."""

    label: str
    before: str
    after: str
    difference: str


@dataclass(frozen=True)
class MatterRow:
    """A matter over the invented people. ``bars``: widths in per cent of those who have it, before and after."""

    title: str
    before: int
    after: int
    gain: int
    lose: int
    officer_before: int
    officer_after: int
    money: list[MoneyRow]
    bars: tuple[float, float]
    changes: bool


@dataclass(frozen=True)
class AreaRow:
    """One area of a matter that changes."""

    area: str
    gain: int
    lose: int
    officer: int
    money: str
    bars: tuple[float, float]


@dataclass(frozen=True)
class Weighed:
    """Everything that a change changes, as it was weighed."""

    at: str
    fresh: bool
    examples_all: int
    examples: list[ExampleRow]
    concerned: list[ConcernedRow]
    people: int
    on: str
    error: str
    matters: list[MatterRow]
    areas: list[tuple[str, list[AreaRow], int]]
    by_place: bool
    #: Whether an amount goes with any of the matters.
    money: bool


#: So many areas are shown of each matter, those with most change first.
AREAS = 12


def ways_words(ways: list[str]) -> str:
    """In what somebody's outcome differs."""
    words = {
        "decision": gettext("what is decided"),
        "reasons": gettext("the reason told"),
        "papers": gettext("papers"),
        "questions": gettext("questions"),
        "items": gettext("what is sent"),
    }
    return listed(words[one] for one in ways)


def count_words(count: int) -> str:
    """A count of real applicants; small ones are not told."""
    return gettext("fewer than 5") if count < 0 else str(count)


def unweighed(revision: Revision) -> str:
    """Why the text as it stands could not be weighed; empty where it could, or was not asked for."""
    template, params = revision.weighed.get("refused", ("", {}))
    return gettext(template) % params if template and revision.weighed["edition"] == revision.edition else ""


def weighed(held: Mapping[str, Any], edition: int, before: Package, after: Package | None) -> Weighed | None:
    """What was weighed, in words; None where nothing was yet, or could not be."""
    if not held or "refused" in held:
        return None
    package = after or before
    people = held["people"]
    error = people.get("error")
    matters = people.get("matters", {})
    order = dict.fromkeys([*package.matters, *before.matters])  # the database keeps no order of keys
    return Weighed(
        at=held["at"],
        fresh=held["edition"] == edition,
        examples_all=held["examples"]["all"],
        examples=[
            ExampleRow(
                in_language(one["sentence"]),
                ways_words(one["ways"]),
                _outcome(before, one["before"]),
                _outcome(package, one["after"]),
            )
            for one in held["examples"]["changed"]
        ],
        concerned=[_concerned(kind, one, before, package) for kind, one in held["concerned"].items()],
        people=people.get("all", 0),
        on=people["on"],
        error=(gettext(error[0]) % error[1]) if error else "",
        matters=[_matter(code, matters[code], before, package) for code in order if code in matters],
        money=any(one["money"] for one in matters.values()),
        areas=[_areas(code, each, before, package) for code, each in people.get("areas", {}).items()],
        by_place=people.get("by_place", False),
    )


def _title(code: str, *packages: Package) -> str:
    return next((in_language(one.matters[code].title) for one in packages if code in one.matters), code)


def _outcome(package: Package, held: Mapping[str, list[str]] | None) -> str:
    """What becomes of somebody, in a few words."""
    if held is None:
        return gettext("Cannot be judged")
    if held["left"]:
        return gettext("Still asked: %(facts)s") % {"facts": listed(_label(package, key) for key in held["left"])}
    stops = {one.code: in_language(one.title) for one in stops_of(package)}
    said = [_title(code, package) for code in held["applies"]]
    said += [stops.get(code, code) for code in held["reasons"]]
    said += [
        gettext("an officer decides: %(matters)s") % {"matters": _title(code, package)} for code in held["to_person"]
    ]
    said += [in_language(package.materials[code].title) for code in held["papers"] if code in package.materials]
    return listed(said) or gettext("nothing")


def _label(package: Package, key: str) -> str:
    return in_language(package.facts[key].label) if key in package.facts else key


def _concerned(kind: str, held: Mapping[str, Any], before: Package, after: Package) -> ConcernedRow:
    words = {"draft": gettext("Open drafts"), "case": gettext("Running cases (they stay on their version)")}
    lines = [f"{ways_words([way])}: {count_words(count)}" for way, count in held["ways"].items()]
    for side, said in (("gain", gettext("would gain")), ("lose", gettext("would lose"))):
        lines += [f"{said} {_title(code, after, before)}: {count_words(count)}" for code, count in held[side].items()]
    return ConcernedRow(words.get(kind, kind), held["all"], held["looked"], count_words(held["changed"]), lines)


def _matter(code: str, held: Mapping[str, Any], before: Package, after: Package) -> MatterRow:
    most = max(1, held["before"], held["after"])
    return MatterRow(
        title=_title(code, after, before),
        before=held["before"],
        after=held["after"],
        gain=held["gain"],
        lose=held["lose"],
        officer_before=held["to_person_before"],
        officer_after=held["to_person_after"],
        money=[_money(key, old, new, before, after) for key, (old, new) in held["money"].items()],
        bars=(100 * held["before"] / most, 100 * held["after"] / most),
        changes=bool(
            held["gain"]
            or held["lose"]
            or held["to_person_before"] != held["to_person_after"]
            or any(old != new for old, new in held["money"].values())
        ),
    )


def _money(key: str, old: int, new: int, before: Package, after: Package) -> MoneyRow:
    package = after if key in after.facts else before
    sign = "+" if new > old else "−" if new < old else ""
    return MoneyRow(_label(package, key), money(old), money(new), f"{sign}{money(abs(new - old))}")


def _areas(code: str, held: Mapping[str, Any], before: Package, after: Package) -> tuple[str, list[AreaRow], int]:
    def weight(one: Mapping[str, Any]) -> int:
        return int(one["gain"] + one["lose"] + abs(one["to_person_after"] - one["to_person_before"]))

    rows = sorted(held.items(), key=lambda pair: (-weight(pair[1]), pair[0]))
    most = max([1, *(max(one["gain"], one["lose"]) for _, one in rows)])
    divisions = after.world.divisions
    found = []
    for area, one in rows[:AREAS]:
        paid = sum(new - old for old, new in one["money"].values())
        sign = "+" if paid > 0 else "−"
        found.append(
            AreaRow(
                area=divisions[area].name if area in divisions else area,
                gain=one["gain"],
                lose=one["lose"],
                officer=one["to_person_after"] - one["to_person_before"],
                money=f"{sign}{money(abs(paid))}" if paid else "",
                bars=(100 * one["gain"] / most, 100 * one["lose"] / most),
            )
        )
    return _title(code, after, before), found, len(rows)
