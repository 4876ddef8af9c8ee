"""Registers of destruction as an archivist reads them: what, how many, by which rule, how far, and why not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.utils.translation import gettext, ngettext

from yichuang.core.access import Actor
from yichuang.faces.look.said import in_language, say
from yichuang.platform.catalog.queries import titles_of
from yichuang.platform.retention.keepers import WHY
from yichuang.platform.retention.models import Disposal, Finding, Hold, Item, Sweep
from yichuang.platform.retention.queries import possible
from yichuang.platform.retention.rules import classes
from yichuang.platform.retention.sweeping import words_of


def state_words(state: str) -> tuple[str, str]:
    """How far a register is, in words, and the colour of its mark."""
    return {
        "found": (gettext("To be checked"), "amber"),
        "forwarded": (gettext("Waits for a second person"), "amber"),
        "warned": (gettext("In its grace"), "busy"),
        "ending": (gettext("Being destroyed"), "busy"),
        "ended": (gettext("Destroyed"), "good"),
        "refused": (gettext("Kept"), "good"),
        "called-off": (gettext("Called off"), "good"),
    }[state]


@dataclass(frozen=True)
class Mark:
    """A short mark with its colour."""

    words: str
    kind: str


@dataclass(frozen=True)
class RegisterLine:
    """One register in the list."""

    id: str
    what: str
    count: str
    period: str
    found_at: datetime
    state: Mark
    ends_on: date | None


@dataclass(frozen=True)
class SearchLine:
    """How far one class was searched: when, how many were put on a register, how many not and why."""

    what: str
    ended_at: datetime | None
    listed: int
    kept: Sequence[str]


@dataclass(frozen=True)
class HoldLine:
    """One hold."""

    id: str
    number: str
    reason: str
    placed_at: datetime


@dataclass(frozen=True)
class ItemLine:
    """One item of a register. ``why`` says why it is kept."""

    id: UUID
    number: str
    type: str
    started_on: date
    last_day: date
    listed: bool
    state: Mark
    why: str

    @property
    def key(self) -> str:
        """Its id as a form names it."""
        return str(self.id)


@dataclass(frozen=True)
class RegisterPage:
    """One register: its rule with source, who did what when, and which steps are open to the reader."""

    id: str
    what: str
    period: str
    source: str
    verified: bool
    grace: str
    archived: bool
    found_at: datetime
    cut_at: datetime | None
    count: str
    state: Mark
    ends_on: date | None
    words: str
    receipt: str
    proposed_by_reader: bool
    done: Sequence[tuple[str, str, datetime]]
    may: frozenset[str]


def register_line(disposal: Disposal) -> RegisterLine:
    """One line of the list."""
    return RegisterLine(
        id=disposal.public_id,
        what=in_language(disposal.rule["what"]),
        count=_count(disposal),
        period=_period(disposal.rule),
        found_at=disposal.found_at,
        state=Mark(*state_words(disposal.state)),
        ends_on=disposal.ends_on,
    )


def search_line(sweep: Sweep) -> SearchLine:
    """How far one class was searched."""
    known = classes()[0].get(sweep.klass)
    kept = [f"{say_why(code)}: {count}" for code, count in sorted(sweep.kept.items())]
    return SearchLine(in_language(known.what) if known else sweep.klass, sweep.ended_at, sweep.listed, kept)


def hold_line(hold: Hold) -> HoldLine:
    """One hold."""
    return HoldLine(hold.public_id, hold.number, hold.reason, hold.placed_at)


def finding_line(finding: Finding) -> str:
    """What failed, in words."""
    return say(words_of(finding))


def say_why(code: str) -> str:
    """Why something is kept."""
    return gettext(WHY[code]) if code in WHY else code


def item_lines(items: Sequence[Item]) -> list[ItemLine]:
    """Items with the names of their services."""
    titles = titles_of({each.type for each in items if each.type})
    return [_item(each, titles) for each in items]


def _item(item: Item, titles: Mapping[str, Mapping[str, str]]) -> ItemLine:
    marks = {
        "listed": Mark(gettext("On the register"), ""),
        "kept": Mark(gettext("Kept"), "good"),
        "ended": Mark(gettext("Destroyed"), ""),
    }
    return ItemLine(
        id=item.pk,
        number=item.number,
        type=in_language(titles.get(item.type)) or item.type,
        started_on=item.started_on,
        last_day=item.last_day,
        listed=item.state == Item.State.LISTED,
        state=marks[item.state],
        why=item.words or (say_why(item.why) if item.why else ""),
    )


def register_page(disposal: Disposal, actor: Actor) -> RegisterPage:
    """Everything about one register but its items."""
    rule = disposal.rule
    return RegisterPage(
        id=disposal.public_id,
        what=in_language(rule["what"]),
        period=_period(rule),
        source=rule["source"],
        verified=rule["verified"],
        grace=_days(rule["grace"]),
        archived=disposal.then == "archive",
        found_at=disposal.found_at,
        cut_at=disposal.cut_at,
        count=_count(disposal),
        state=Mark(*state_words(disposal.state)),
        ends_on=disposal.ends_on,
        words=disposal.words or "",
        receipt=disposal.receipt,
        proposed_by_reader=disposal.state == Disposal.State.FORWARDED and disposal.forwarded_by_id == actor.account_id,
        done=_done(disposal),
        may=possible(actor, disposal),
    )


def _done(disposal: Disposal) -> list[tuple[str, str, datetime]]:
    """(what, who, when) of each step that somebody made."""
    steps = (
        (gettext("Proposed"), disposal.forwarded_by, disposal.forwarded_at),
        (gettext("Decided"), disposal.decided_by, disposal.decided_at),
        (gettext("End ordered"), disposal.ordered_by, disposal.ordered_at),
    )
    return [(what, who.display or who.public_id, at) for what, who, at in steps if who is not None and at is not None]


def _period(rule: Mapping[str, int]) -> str:
    years, days = rule["years"], rule["days"]
    in_years = ngettext("%(n)d year", "%(n)d years", years) % {"n": years} if years else ""
    return in_years + (_days(days) if days else "")


def _days(days: int) -> str:
    return ngettext("%(n)d day", "%(n)d days", days) % {"n": days}


def _count(disposal: Disposal) -> str:
    return ngettext("%(n)d record", "%(n)d records", disposal.count) % {"n": disposal.count}
