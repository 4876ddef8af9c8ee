"""What the population register says of a person's civil status is noted here: another name, another number, death."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.db.models import Q

from yichuang.core import clock
from yichuang.core.access import Actor
from yichuang.core.identifiers import parse_name
from yichuang.platform.people import following
from yichuang.platform.people.commands.mandates import end_mandates
from yichuang.platform.people.errors import NumberOfAnother
from yichuang.platform.people.models import Account, FormerIdentity, Person
from yichuang.platform.people.queries.accounts import person_blind
from yichuang.platform.people.record import record


@transaction.atomic
def note_civil(actor: Actor, person: Person, name: str, id_number: str, deceased_on: date | None) -> Person:
    """Bring the person up to what the register says today. What they were called before is kept, with its day.

    A day of death that two officials found wrong is passed over until the register says something else.

    Raises NumberOfAnother where the new number is held here by another record: then the two are to be merged.
    """
    held = Person.objects.select_for_update().get(pk=person.pk)
    change_identity(actor, held, name, id_number, "register")
    if held.alive_despite is not None and deceased_on != held.alive_despite:
        held.alive_despite = None
        held.save(update_fields=["alive_despite"])
    if deceased_on != held.deceased_on and (deceased_on is None or deceased_on != held.alive_despite):
        _note_death(actor, held, deceased_on)
    held.asked_at = clock.now()
    held.save(update_fields=["asked_at"])
    return held


def note_asked(person: Person) -> None:
    """The register was asked about the person and knows nobody of that number: only when it was asked is noted."""
    Person.objects.filter(pk=person.pk).update(asked_at=clock.now())


def change_identity(actor: Actor, held: Person, name: str, id_number: str, source: str) -> None:
    """Another name or number of a person, whose row the caller holds. Nothing happens where nothing differs.

    Raises NumberOfAnother.
    """
    now, changed = clock.now(), []
    if id_number != held.id_number:
        blind = person_blind(id_number)
        if Person.objects.filter(id_blind=blind).exclude(pk=held.pk).exists():
            raise NumberOfAnother
        changed.append(FormerIdentity.Kind.ID_NUMBER)
        keep_former(held, FormerIdentity.Kind.ID_NUMBER, held.id_number, source, bytes(held.id_blind))
        held.id_number, held.id_blind = id_number, blind
    if parse_name(name).compared != parse_name(held.name).compared:
        changed.append(FormerIdentity.Kind.NAME)
        keep_former(held, FormerIdentity.Kind.NAME, held.name, source)
        held.name = name
    if changed:
        held.save(update_fields=["name", "id_number", "id_blind"])
        said = {"changed": [str(each) for each in changed], "source": source, "at": now.isoformat()}
        record("identity-changed", "person", held.pk, actor, said)


def keep_former(held: Person, kind: FormerIdentity.Kind, value: str, source: str, blind: bytes = b"") -> None:
    """Keep what somebody was called, or which number or phone they had, until now."""
    FormerIdentity.objects.create(person=held, kind=kind, value=value, blind=blind, until=clock.now(), source=source)


def note_alive(actor: Actor, held: Person, wrong: date) -> None:
    """Two officials found that the person, whose row the caller holds, lives, whatever the register says.

    Accounts open again; mandates that ended stay ended, whoever wants one grants it anew. Nothing happens where the
    register has taken that day back meanwhile.
    """
    if held.deceased_on == wrong:
        held.alive_despite = wrong
        held.save(update_fields=["alive_despite"])
        _note_death(actor, held, None)


def _note_death(actor: Actor, held: Person, deceased_on: date | None) -> None:
    """The register says that somebody died, or takes it back: accounts close or open again, mandates end."""
    held.deceased_on = deceased_on
    held.save(update_fields=["deceased_on"])
    Account.objects.filter(person=held).update(is_active=deceased_on is None)
    said = {"on": deceased_on.isoformat() if deceased_on else None}
    if deceased_on is None:
        record("alive", "person", held.pk, actor, said)
        following.tell("alive", actor, held, said)
        return
    end_mandates(actor, Q(person=held) | Q(agent=held), "the register says that this person has died")
    record("deceased", "person", held.pk, actor, said)
    following.tell("deceased", actor, held, said)
