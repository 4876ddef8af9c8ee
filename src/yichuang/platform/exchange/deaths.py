"""Has somebody died? The population register is asked again about people with something open here, a few at a time.

Only about them, and for that: whoever has nothing open is not asked about. It goes through all people by id, batch by
batch, and keeps its place: cut off anywhere, it goes on there. A register that does not answer is asked about the same
person in the next run.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Sequence
from uuid import UUID

from django.db.models import Q

from yichuang.core import clock
from yichuang.core.access import TIMER
from yichuang.platform.exchange.civil import FRESH, PURPOSE, civil_status, population
from yichuang.platform.exchange.errors import RegisterDown
from yichuang.platform.exchange.models import CivilRound, System
from yichuang.platform.people.commands import note_asked, note_civil
from yichuang.platform.people.errors import NumberOfAnother
from yichuang.platform.people.models import Mandate, Person
from yichuang.platform.people.queries.mandates import holding
from yichuang.platform.people.terms import term

log = logging.getLogger(__name__)

#: Questions in one run, and how many seconds lie between two: 30 a minute at most.
AT_ONCE, EVERY = 5, 10.0
#: People that are looked at in one statement, and how many such in one run.
BATCH, BATCHES = 500, 10

Concern = Callable[[Sequence[UUID]], Iterable[UUID]]

_concerns: list[Concern] = []


def concern(found: Concern) -> None:
    """Ask about those of some people whom ``found(ids)`` names: they have something open in a room above."""
    if found not in _concerns:
        _concerns.append(found)


def with_mandates(ids: Sequence[UUID]) -> Iterable[UUID]:
    """People who act for somebody, or for whom somebody acts, today."""
    held = Mandate.objects.filter(holding())
    rows = held.filter(Q(agent__in=ids) | Q(person__in=ids)).values_list("agent_id", "person_id")
    return {each for row in rows for each in row if each}


def sweep() -> int:
    """Ask about the next ones; how many questions these were. A round begins a day after the last one ended."""
    now = clock.now()
    place, _ = CivilRound.objects.get_or_create(pk="civil", defaults={"begun_at": now})
    if place.ended_at is not None:
        if now < place.ended_at + FRESH:
            return 0
        place.begun_at, place.ended_at, place.after, place.asked = now, None, None, 0
    before, asked = place.asked, 0
    try:
        register = population()
        for _ in range(BATCHES):
            if not _batch(register, place, AT_ONCE - asked):
                break
            asked = place.asked - before
    except (RegisterDown, System.DoesNotExist) as error:
        log.warning("the population register was not asked on: %s", type(error).__name__)
    place.save()
    return place.asked - before


def _batch(register: System, place: CivilRound, most: int) -> bool:
    """Ask about up to ``most`` of the next people; False where the run ends here. Raises RegisterDown."""
    ids = list(
        Person.objects.filter(pk__gt=place.after or UUID(int=0), merged_into=None)
        .order_by("pk")
        .values_list("pk", flat=True)[:BATCH]
    )
    stale = clock.now() - term("civil-again")
    wanted = {each for found in (with_mandates, *_concerns) for each in found(ids)} & set(ids)
    due = Person.objects.filter(Q(asked_at=None) | Q(asked_at__lt=stale), pk__in=wanted).order_by("pk")
    for person in due[: most + 1]:
        if most == 0:
            return False
        _ask(register, person)
        place.after, place.asked, most = person.pk, place.asked + 1, most - 1
    if ids:
        place.after = ids[-1]
    if len(ids) < BATCH:
        place.ended_at = clock.now()
    return len(ids) == BATCH


def _ask(register: System, person: Person) -> None:
    """Ask about one person and note what the register says. Raises RegisterDown."""
    found = civil_status(register, person.id_number, PURPOSE)
    if found is None:
        note_asked(person)
        return
    try:
        note_civil(TIMER, person, found.name, found.id_number, found.deceased_on)
    except NumberOfAnother:  # two records of one person, for a clerk to join; a death counts all the same
        note_civil(TIMER, person, person.name, person.id_number, found.deceased_on)
