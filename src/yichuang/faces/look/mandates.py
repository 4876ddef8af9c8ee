"""Becoming the agent of a company, as pages and interface share it: the register says who represents it by law."""

from __future__ import annotations

from django.conf import settings

from yichuang.core.access import Actor
from yichuang.core.identifiers import parse_credit_code
from yichuang.platform.exchange import civil
from yichuang.platform.exchange import queries as exchange
from yichuang.platform.people import commands as people
from yichuang.platform.people.errors import NoChild, NotRepresentative, OrganisationUnknown
from yichuang.platform.people.models import Mandate, Organisation, Person

#: Why registers are asked; they are told with each question.
PURPOSE = "核对单位的法定代表人"
CHILDREN = "核对未满18周岁的子女"


def represent(actor: Actor, code: str) -> Mandate:
    """The actor represents the company with this credit code by law, as its register confirms.

    Raises IdentifierError, OrganisationUnknown, OrganisationEnded, NotRepresentative, RegisterDown.
    """
    assert actor.person_id is not None  # the route needs level 1
    person = Person.objects.get(pk=actor.person_id)
    organisation, represents = _known(actor, code, person)
    if not represents:
        raise NotRepresentative
    return people.represent(actor, person, organisation, settings.ORGANISATION_SYSTEM)


def children(actor: Actor) -> list[Mandate]:
    """The actor acts for each of their children under 18, as the population register names them.

    Raises RegisterDown, NoChild where it names none.
    """
    assert actor.person_id is not None  # the route needs level 1
    person = Person.objects.get(pk=actor.person_id)
    found = civil.civil_status(civil.population(), person.id_number, CHILDREN)
    named = [(each.name, each.id_number) for each in found.children] if found else []
    made = people.note_children(actor, person, named, settings.POPULATION_SYSTEM)
    if not made:
        raise NoChild
    return made


def organisation_for(actor: Actor, code: str, visitor: Person) -> Organisation:
    """At the window: the company of the paper that the visitor shows, as its register has it. Raises as above."""
    return _known(actor, code, visitor)[0]


def _known(actor: Actor, code: str, person: Person) -> tuple[Organisation, bool]:
    number = parse_credit_code(code)
    register = exchange.system(settings.ORGANISATION_SYSTEM)
    answer = exchange.look_up_organisation(register, number, person, PURPOSE)
    if answer is None:
        raise OrganisationUnknown
    found = people.register_organisation(actor, number, answer.name, answer.representative, active=answer.active)
    return found, answer.represents
