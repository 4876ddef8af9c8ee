"""Becoming the agent of a company, as pages and interface share it: the register says who represents it by law."""

from __future__ import annotations

from django.conf import settings

from yichuang.core.access import Actor
from yichuang.core.identifiers import parse_credit_code
from yichuang.core.words import N_
from yichuang.platform.exchange import queries as exchange
from yichuang.platform.people import commands as people
from yichuang.platform.people.errors import NotRepresentative, OrganisationUnknown
from yichuang.platform.people.models import Mandate, Organisation, Person

#: Why the register of organisations is asked; it is told with each question.
PURPOSE = N_("to see who represents the company by law")


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
