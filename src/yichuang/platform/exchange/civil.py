"""What the population register knows of a person's civil status: name and number today, death, children under age."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.conf import settings

from yichuang.core import clock
from yichuang.core.access import Actor
from yichuang.core.identifiers import IdentifierError, parse_id_number, parse_name
from yichuang.platform.exchange.client import ask
from yichuang.platform.exchange.errors import RegisterDown
from yichuang.platform.exchange.models import System
from yichuang.platform.people import commands as people
from yichuang.platform.people.errors import NumberOfAnother
from yichuang.platform.people.models import Person
from yichuang.platform.people.queries import person_by_number

#: Why the register is asked; it is told with each question.
PURPOSE = "核对姓名、身份证号和在世情况"
#: For how long what the register said last is taken as still so.
FRESH = timedelta(days=1)


@dataclass(frozen=True)
class Named:
    """A person by name and number."""

    name: str
    id_number: str


@dataclass(frozen=True)
class CivilStatus:
    """A person as the register knows them today; ``former``: numbers that they had before."""

    name: str
    id_number: str
    former: tuple[str, ...]
    deceased_on: date | None
    children: tuple[Named, ...]

    @property
    def numbers(self) -> tuple[str, ...]:
        """Every number that is or was theirs, the present one first."""
        return (self.id_number, *self.former)


def civil_status(register: System, id_number: str, purpose: str) -> CivilStatus | None:
    """The person with this number, present or former; None where the register knows nobody.

    Raises RegisterDown when there is no usable answer, also where it is about a number that was not asked about.
    """
    answer = ask(register, "/civil", {"id_number": id_number, "purpose": purpose})
    if answer.get("found") is False:
        return None
    try:
        found = _read(answer)
    except (IdentifierError, KeyError, TypeError, ValueError, AttributeError) as error:
        raise RegisterDown(register.code, "nonsense") from error
    to_come = found.deceased_on is not None and found.deceased_on > clock.today()
    if answer.get("found") is not True or id_number not in found.numbers or to_come:
        raise RegisterDown(register.code, "nonsense")
    return found


def _read(answer: dict[str, Any]) -> CivilStatus:
    died = answer["deceased_on"]
    return CivilStatus(
        name=parse_name(answer["name"]).shown,
        id_number=parse_id_number(answer["id_number"]).value,
        former=tuple(parse_id_number(each).value for each in answer["former"]),
        deceased_on=None if died is None else date.fromisoformat(died),
        children=tuple(
            Named(parse_name(each["name"]).shown, parse_id_number(each["id_number"]).value)
            for each in answer["children"]
        ),
    )


def population() -> System:
    """The population register of this installation."""
    return System.objects.get(pk=settings.POPULATION_SYSTEM)


def brought_up_to_date(actor: Actor, person: Person) -> Person:
    """The person with name, number and death as the register has them; it is asked once a day.

    Where it does not answer, or the new number is another record's, the person is returned as held: work goes on, and
    the register is asked again next time.
    """
    if person.asked_at is not None and clock.now() - person.asked_at < FRESH:
        return person
    try:
        found = civil_status(population(), person.id_number, PURPOSE)
        if found is None:
            return person
        return people.note_civil(actor, person, found.name, found.id_number, found.deceased_on)
    except (RegisterDown, System.DoesNotExist, NumberOfAnother):
        return person


def note_by_number(actor: Actor, id_number: str) -> CivilStatus | None:
    """Ask about a number that a card shows, and note it at whoever is held here under it or a former one.

    None where the register knows nobody or does not answer: work goes on with what the card says.
    """
    try:
        found = civil_status(population(), id_number, PURPOSE)
    except (RegisterDown, System.DoesNotExist):
        return None
    held = {each for number in found.numbers if (each := person_by_number(number))} if found else set()
    for person in held:
        assert found is not None  # else nobody is held
        with contextlib.suppress(NumberOfAnother):  # two records of one person: a clerk proposes that they be joined
            people.note_civil(actor, person, found.name, found.id_number, found.deceased_on)
    return found
