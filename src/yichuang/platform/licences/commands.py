"""Writes of ``licences``: issue one, withdraw one."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from yichuang.core import clock
from yichuang.core.access import Actor, require
from yichuang.core.identifiers import new_case_number, public_id
from yichuang.platform.licences.errors import ReasonNeeded, WithdrawnAlready
from yichuang.platform.licences.models import Licence
from yichuang.platform.licences.queries import licence_attributes
from yichuang.platform.people.models import Department, Person

#: Before the number of a licence; papers have letters of their own.
LETTER = "Z"


@dataclass(frozen=True)
class Certified:
    """What a licence says: its kind with its names, of what it is the proof, each by language."""

    kind: str
    titles: Mapping[str, str]
    matter: Mapping[str, str]
    result: Mapping[str, str]


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
    made = Licence.objects.create(
        public_id=public_id(),
        number=f"{LETTER}-{new_case_number(division, clock.legal_day(now))}",
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
