"""Writes of ``licences``: issue one, withdraw one, show one, and have what is shown checked."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import transaction

from yichuang.core import clock
from yichuang.core.access import Actor, require
from yichuang.core.identifiers import brief, make_licence_identifier, new_case_number, public_id
from yichuang.core.rules.months import add_months
from yichuang.platform.audit.commands import record_look
from yichuang.platform.licences import codes
from yichuang.platform.licences.errors import (
    NoSuchSquare,
    NotShown,
    PurposeNeeded,
    ReasonNeeded,
    SquareTooOld,
    SquareUsed,
    WithdrawnAlready,
)
from yichuang.platform.licences.models import Licence, Showing
from yichuang.platform.licences.queries import Checked, licence_attributes
from yichuang.platform.people.models import Department, Person

#: Before the number of a licence; papers have letters of their own.
LETTER = "Z"
#: The most characters of a purpose: it stands in every square, which must stay easy to scan.
LONGEST_PURPOSE = 30


@dataclass(frozen=True)
class Certified:
    """What a licence says: its kind with its names, of what it is the proof, each by language.

    ``identified``: the kind and the issuer in identifiers by GB/T 36904, where they are known. ``months``: how long it
    holds, counted from the day of issue; None: no end is known.
    """

    kind: str
    titles: Mapping[str, str]
    matter: Mapping[str, str]
    result: Mapping[str, str]
    identified: tuple[str, str] | None = None
    months: int | None = None


def issue(
    certified: Certified, holder: Person, issuer: Department, *, division: str, case_id: UUID, task_id: UUID
) -> tuple[Licence, bool]:
    """Issue a licence once for a part and a kind; the second answer says whether it is new. Within a transaction.

    The caller holds the case's lock, and has decided that the matter was granted.
    """
    found = Licence.objects.filter(task_id=task_id, kind=certified.kind).first()
    if found is not None:
        return found, False
    now = clock.now()
    content = {
        "matter": dict(certified.matter),
        "result": dict(certified.result),
        "holder": {"name": holder.name, "id_number": holder.id_number},
    }
    serial = new_case_number(division, clock.legal_day(now))
    made = Licence.objects.create(
        public_id=public_id(),
        number=f"{LETTER}-{serial}",
        identifier=None if certified.identified is None else make_licence_identifier(*certified.identified, serial),
        valid_until=None if certified.months is None else _until(clock.legal_day(now), certified.months),
        code=public_id(),
        kind=certified.kind,
        titles=dict(certified.titles),
        person=holder,
        issuer=dict(issuer.names),
        department=issuer,
        division_id=division,
        case_id=case_id,
        task_id=task_id,
        content=json.dumps(content, ensure_ascii=False),
        issued_at=now,
    )
    return made, True


def _until(issued_on: date, months: int) -> date:
    """The last day of so many months from a day on (民法典 Art. 201, 202: the day itself does not count)."""
    return add_months(issued_on, months)


@transaction.atomic
def withdraw(actor: Actor, public: str, reason: str) -> Licence:
    """Withdraw a licence with its reason.

    Raises Licence.DoesNotExist, NotAllowed, ReasonNeeded, WithdrawnAlready.
    """
    licence = Licence.objects.select_for_update(of=("self",)).get(public_id=public)
    require(actor, "withdraw", "licence", licence_attributes(licence))
    if not reason.strip():
        raise ReasonNeeded
    if licence.withdrawn_at is not None:
        raise WithdrawnAlready
    licence.withdrawn_at, licence.withdrawn_by_id, licence.reason = clock.now(), actor.account_id, reason.strip()
    licence.save(update_fields=["withdrawn_at", "withdrawn_by", "reason"])
    return licence


def show(actor: Actor, public: str, purpose: str) -> Showing:
    """Open a page on which the holder shows a licence for a purpose; its squares are `queries.shown`'s.

    Raises Licence.DoesNotExist, NotAllowed, NotShown, PurposeNeeded, IdentifierError.
    """
    licence = Licence.objects.get(public_id=public)
    require(actor, "show", "licence", licence_attributes(licence))
    if licence.standing(clock.today()) != "valid":
        raise NotShown
    told = purpose_of(purpose)
    now = clock.now()
    return Showing.objects.create(
        public_id=public_id(), licence=licence, purpose=told, opened_at=now, closes_at=now + codes.OPEN
    )


def purpose_of(text: str) -> str:
    """A purpose in one line. Raises PurposeNeeded, IdentifierError."""
    told = " ".join(brief(text, "purpose", LONGEST_PURPOSE).split())
    if not told:
        raise PurposeNeeded
    return told


@transaction.atomic
def check(actor: Actor, code: str) -> Checked:
    """Use a square that somebody shows, once: what the licence is, whose (masked), and whether it holds now.

    What staff checked is a look that the holder can read. Raises NotAllowed, NoSuchSquare, SquareTooOld, SquareUsed.
    """
    found = codes.read(code)
    if found is None:
        raise NoSuchSquare
    showing = (
        Showing.objects.select_for_update(of=("self",))
        .select_related("licence")
        .filter(public_id=found.showing)
        .first()
    )
    if showing is None or not codes.genuine(found, showing, showing.licence):
        raise NoSuchSquare
    licence, now = showing.licence, clock.now()
    decision = require(actor, "verify", "licence", licence_attributes(licence))
    if not codes.holds(found):
        raise SquareTooOld
    if found.used != showing.used:
        raise SquareUsed
    showing.used, showing.last_used_at = showing.used + 1, now
    showing.save(update_fields=["used", "last_used_at"])
    if actor.account_id is not None and actor.person_id != licence.person_id:
        record_look(actor, "verify", "licence", licence.pk, licence.person_id, decision)
    return Checked.of(licence, showing.purpose, now)
