"""The rules changed since a draft was begun: what that changes for whoever began it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext

from yichuang.core import clock
from yichuang.core.packages import Package
from yichuang.core.packages.weighing import Outcome, outcome_of
from yichuang.faces.look.said import in_language, listed
from yichuang.lines.applications.queries import Opened
from yichuang.platform.catalog import queries as catalog


@dataclass(frozen=True)
class News:
    """Of which service the rules changed and when, and in a sentence each what is different for this draft."""

    service: str
    at: datetime
    lines: list[str]


def news_of(opened: Opened) -> News | None:
    """What changed since the draft was begun; None while its version is in force. A query only where it is not."""
    if not opened.outdated:
        return None
    now, before = catalog.current(opened.published.name), opened.published.package
    after, day = now.package, clock.today()
    held = opened.content.readable(after).known(after)
    lines = _lines(before, after, outcome_of(before, opened.content.known(before), day), outcome_of(after, held, day))
    return News(now.name, catalog.published_at(now.id), lines)


def _lines(before: Package, after: Package, old: Outcome | None, new: Outcome | None) -> list[str]:
    if old is None or new is None:
        return [gettext("The new rules are not in force yet.")]
    matters = {code: in_language(one.title) for each in (before, after) for code, one in each.matters.items()}
    stops = {code: in_language(one.title) for code, one in after.refusals.items()}
    stops |= {code: in_language(one.title) for code, one in after.referrals.items()}
    asked, papers = after.facts, after.materials
    found = [
        _said(gettext("Can be had now: %(what)s"), [matters[code] for code in new.applies - old.applies]),
        _said(gettext("Why not: %(what)s"), [stops[code] for code in new.reasons - old.reasons if code in stops]),
        _said(gettext("Asked besides: %(what)s"), [in_language(asked[key].label) for key in new.left - old.left]),
        _said(
            gettext("To be handed in besides: %(what)s"),
            [in_language(papers[code].title) for code in new.papers - old.papers],
        ),
    ]
    if not new.left - old.left:  # else it is not decided yet
        gone = [matters[code] for code in old.applies - new.applies]
        found.insert(1, _said(gettext("Cannot be had any more: %(what)s"), gone))
    return [line for line in found if line]


def _said(template: str, what: Collection[str]) -> str:
    return template % {"what": listed(sorted(what))} if what else ""
