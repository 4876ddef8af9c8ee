"""A mandate as people read it: who acts for whom, in what, from when until when, and whether it holds."""

from __future__ import annotations

import contextlib
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext

from yichuang.core import clock
from yichuang.core.access import ANY_SERVICE
from yichuang.core.words import N_
from yichuang.faces.look.said import in_language, listed
from yichuang.platform.catalog import queries as catalog
from yichuang.platform.people.models import Mandate

#: For how many months a mandate can be given.
TERMS = (1, 6, 12, 24)


def last_day(months: str) -> date | None:
    """The last day of a term that begins today and was chosen from ``TERMS``; None where it was not."""
    if months not in map(str, TERMS):
        return None
    today = clock.today()
    year, month = divmod(today.year * 12 + today.month - 1 + int(months), 12)
    for day in range(today.day, 27, -1):
        with contextlib.suppress(ValueError):  # no such day in that month: the one before
            return date(year, month + 1, day)
    return date(year, month + 1, today.day)


BASIS = {
    Mandate.Basis.REPRESENTATIVE: N_("Legal representative, by the register"),
    Mandate.Basis.GRANTED: N_("Given here"),
    Mandate.Basis.PAPER: N_("By a paper shown at the window"),
    Mandate.Basis.GUARDIAN: N_("Child under 18"),
}


@dataclass(frozen=True)
class MandateLine:
    """A mandate, for a list. ``state``: 'holds', 'begins' or 'ended'."""

    id: str
    grantor: str
    code: str
    agent: str
    services: str
    basis: str
    from_day: date
    to_day: date | None
    state: str
    is_company: bool


def mandate_line(held: Mandate) -> MandateLine:
    """The mandate in the reader's language; its organisation or person, and its agent, must have been joined."""
    company = held.organisation
    grantor = company or held.person
    assert grantor is not None  # a constraint of the table
    today = clock.today()
    over = held.ended_at is not None or (held.to_day is not None and held.to_day < today)
    closed = company is not None and not company.active
    return MandateLine(
        id=held.public_id,
        grantor=grantor.name,
        code=company.code if company else "",
        agent=held.agent.name,
        services=covered(held.services),
        basis=gettext(BASIS[Mandate.Basis(held.basis)]),
        from_day=held.from_day,
        to_day=held.to_day,
        state="ended" if over or closed else "begins" if held.from_day > today else "holds",
        is_company=company is not None,
    )


def covered(services: Collection[str]) -> str:
    """Which services a mandate covers, in words."""
    if ANY_SERVICE in services:
        return gettext("everything")
    titles = {each.name: in_language(each.titles) for each in catalog.services()}
    return listed(titles.get(name, name) for name in services)


def service_choices(chosen: Collection[str]) -> list[tuple[str, str, bool]]:
    """(name, title, chosen) of everything on offer, for a form; the first covers all of it."""
    every = (ANY_SERVICE, gettext("Everything"), ANY_SERVICE in chosen)
    return [every, *((each.name, in_language(each.titles), each.name in chosen) for each in catalog.services())]
