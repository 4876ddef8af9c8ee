"""Who may act for whom: legal representatives, agents with a mandate, by the register, by a grant, by a paper."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q

from yichuang.core import clock
from yichuang.core.access import ANY_SERVICE, Actor, require
from yichuang.core.identifiers import brief, parse_id_number, parse_name, public_id
from yichuang.core.words import N_, Said
from yichuang.platform.people.errors import AgentUnknown, BadTerm, NoService, PaperMissing, ToOneself
from yichuang.platform.people.models import Mandate, Organisation, Person
from yichuang.platform.people.queries.accounts import person_by_number
from yichuang.platform.people.queries.mandates import mandate_attributes
from yichuang.platform.people.record import record

#: The longest term that can be chosen: a mandate is looked at anew at least every two years.
LONGEST = timedelta(days=2 * 365 + 1)


@transaction.atomic
def represent(actor: Actor, person: Person, organisation: Organisation, register: str) -> Mandate:
    """The register says that ``person`` is the legal representative: they act for the organisation, in everything.

    Earlier representatives end with this. Asked again while it holds, the same mandate is returned.
    """
    Organisation.objects.select_for_update().get(pk=organisation.pk)
    today = clock.today()
    for other in Mandate.objects.filter(organisation=organisation, basis=Mandate.Basis.REPRESENTATIVE, ended_at=None):
        if other.agent_id == person.pk:
            return other
        _end(actor, other, "the register names another legal representative")
    return make_mandate(
        actor,
        basis=Mandate.Basis.REPRESENTATIVE,
        organisation=organisation,
        agent=person,
        services=[ANY_SERVICE],
        from_day=today,
        to_day=None,
        evidence={"register": register, "as_of": organisation.as_of.isoformat()},
    )


def grant(
    actor: Actor, name: str, id_number: str, services: Sequence[str], from_day: date | None, to_day: date | None
) -> Mandate:
    """Let somebody act for the organisation that the actor represents, or for the actor themself.

    ``services``: names of services, ``ANY_SERVICE`` for all. Raises IdentifierError, AgentUnknown (nobody who was
    matched here has this name and number), ToOneself, NoService, BadTerm, NotAllowed.
    """
    grantor = actor.represents or (None if actor.mandated else actor.person_id)
    require(actor, "grant", "mandate", {"grantor_id": grantor})
    agent = _agent(name, id_number)
    if agent.pk == actor.person_id:
        raise ToOneself
    first, last = _term(from_day, to_day)
    whose = {"organisation_id": grantor} if actor.represents else {"person_id": grantor}
    with transaction.atomic():
        return make_mandate(
            actor,
            basis=Mandate.Basis.GRANTED,
            agent=agent,
            services=_services(services),
            from_day=first,
            to_day=last,
            evidence={"granted": "online", "level": actor.level},
            **whose,
        )


def note_paper(
    actor: Actor,
    organisation: Organisation,
    services: Sequence[str],
    from_day: date | None,
    to_day: date | None,
    paper: str,
) -> Mandate:
    """At the window: the visitor shows a paper by which ``organisation`` lets them act for it.

    ``paper`` says which one it is (its number or date). Raises PaperMissing, NoService, BadTerm, NotAllowed.
    """
    require(actor, "note-paper", "mandate", {"agent_id": actor.on_behalf_of})
    words = brief(paper, "paper", 200)
    if not words:
        raise PaperMissing
    first, last = _term(from_day, to_day)
    with transaction.atomic():
        return make_mandate(
            actor,
            basis=Mandate.Basis.PAPER,
            organisation=organisation,
            agent_id=actor.on_behalf_of,
            services=_services(services),
            from_day=first,
            to_day=last,
            evidence={"paper": words},
        )


@transaction.atomic
def withdraw_mandate(actor: Actor, public: str, reason: str = "") -> Mandate:
    """End a mandate now: by who gave it, by the agent, or at the window. One that has ended stays as it is.

    Raises Mandate.DoesNotExist, NotAllowed.
    """
    held = Mandate.objects.select_for_update().get(public_id=public)
    require(actor, "withdraw", "mandate", mandate_attributes(held))
    if held.ended_at is None:
        _end(actor, held, brief(reason, "reason", 200))
    return held


def end_mandates(actor: Actor, which: Q, reason: str) -> None:
    """End every mandate of a kind that has not ended, because of something that happened to one of its people."""
    for held in Mandate.objects.select_for_update().filter(which, ended_at=None):
        _end(actor, held, reason)


def _end(actor: Actor, held: Mandate, reason: str) -> None:
    held.ended_at, held.ended_by_id = clock.now(), actor.account_id
    held.save(update_fields=["ended_at", "ended_by"])
    record("withdrawn", "mandate", held.pk, actor, {"reason": reason})


def make_mandate(actor: Actor, **values: Any) -> Mandate:
    """Make a mandate whose ground the caller has seen, and write it into the record."""
    assert actor.account_id is not None  # nobody grants without being signed in
    made = Mandate.objects.create(public_id=public_id(), made_by_id=actor.account_id, made_at=clock.now(), **values)
    said = {
        "basis": made.basis,
        "grantor": str(made.organisation_id or made.person_id),
        "agent": str(made.agent_id),
        "services": list(made.services),
        "from": made.from_day.isoformat(),
        "to": made.to_day.isoformat() if made.to_day else None,
        "evidence": made.evidence,
    }
    record("granted", "mandate", made.pk, actor, said)
    return made


def _agent(name: str, id_number: str) -> Person:
    """Somebody who was matched here under this name and number; which of the two does not fit is not said."""
    number, wanted = parse_id_number(id_number).value, parse_name(name)
    found = person_by_number(number)
    if found is None or parse_name(found.name).compared != wanted.compared:
        raise AgentUnknown
    return found


def _services(names: Sequence[str]) -> list[str]:
    chosen = sorted({each for each in names if each})
    if not chosen:
        raise NoService
    return [ANY_SERVICE] if ANY_SERVICE in chosen else chosen


def _term(from_day: date | None, to_day: date | None) -> tuple[date, date]:
    today = clock.today()
    first = from_day or today
    if to_day is None:
        raise Said("term-missing", N_("Say until which day it holds."), field="to_day")
    if to_day < first or to_day < today or first < today or to_day - first > LONGEST:
        raise BadTerm
    return first, to_day
