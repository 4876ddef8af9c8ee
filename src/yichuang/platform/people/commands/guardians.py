"""A guardian acts for a minor: by the register's household data, or by a paper shown at a window; until 18."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q

from yichuang.core import clock
from yichuang.core.access import ANY_SERVICE, Actor, require
from yichuang.core.identifiers import brief, parse_id_number
from yichuang.platform.people.commands.accounts import ensure_person
from yichuang.platform.people.commands.mandates import end_mandates, make_mandate
from yichuang.platform.people.errors import NotUnderAge, PaperMissing
from yichuang.platform.people.models import Mandate, Person

#: 民法典 Art. 17: who is 18 is an adult.
OF_AGE = 18


def of_age_on(birth: date) -> date:
    """The day on which somebody born on ``birth`` is an adult; born on a leap day: 28 February (民法典 Art. 202)."""
    try:
        return birth.replace(year=birth.year + OF_AGE)
    except ValueError:
        return date(birth.year + OF_AGE, 2, 28)


@transaction.atomic
def note_children(actor: Actor, parent: Person, children: Iterable[tuple[str, str]], register: str) -> list[Mandate]:
    """The register names these children (name, number) of ``parent``: they act for each of them who is under 18.

    Who is not named any more is not acted for any more, as far as the register was the ground.
    """
    made = [
        _guard(actor, parent, name, number, {"register": register, "as_of": clock.now().isoformat()})
        for name, number in children
        if _under_age(number)
    ]
    gone = Q(agent=parent, basis=Mandate.Basis.GUARDIAN, evidence__has_key="register")
    end_mandates(actor, gone & ~Q(pk__in=[each.pk for each in made]), "the register does not name this child")
    return made


@transaction.atomic
def note_guardian(actor: Actor, name: str, id_number: str, paper: str) -> Mandate:
    """At the window: the visitor shows that they are the guardian of a minor (household book, court decision).

    Raises IdentifierError, NotUnderAge, PaperMissing, NameDiffers, NotAllowed.
    """
    require(actor, "note-paper", "mandate", {"agent_id": actor.on_behalf_of})
    words = brief(paper, "paper", 200)
    if not words:
        raise PaperMissing
    if not _under_age(parse_id_number(id_number).value):
        raise NotUnderAge
    assert actor.on_behalf_of is not None  # else it was refused
    return _guard(actor, Person.objects.get(pk=actor.on_behalf_of), name, id_number, {"paper": words})


def _under_age(number: str) -> bool:
    birth = parse_id_number(number).birth_date
    return birth is not None and clock.today() < of_age_on(birth)


def _guard(actor: Actor, guardian: Person, name: str, number: str, evidence: dict[str, Any]) -> Mandate:
    child = ensure_person(name, number)
    held = Mandate.objects.filter(
        agent=guardian, person=child, basis=Mandate.Basis.GUARDIAN, ended_at=None, to_day__gte=clock.today()
    ).first()
    if held is not None:
        return held
    birth = parse_id_number(child.id_number).birth_date
    assert birth is not None  # ``_under_age`` has read it
    return make_mandate(
        actor,
        basis=Mandate.Basis.GUARDIAN,
        person=child,
        agent=guardian,
        services=[ANY_SERVICE],
        from_day=clock.today(),
        to_day=of_age_on(birth) - timedelta(days=1),
        evidence=evidence,
    )
