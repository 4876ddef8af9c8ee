"""Writes about organisations: what the organisation register says of one is noted here."""

from __future__ import annotations

from django.db import transaction

from yichuang.core import clock
from yichuang.core.access import Actor
from yichuang.core.identifiers import parse_credit_code, public_id
from yichuang.platform.people.errors import OrganisationEnded
from yichuang.platform.people.models import Organisation
from yichuang.platform.people.record import record


@transaction.atomic
def register_organisation(actor: Actor, code: str, name: str, representative: str, *, active: bool) -> Organisation:
    """Note what the register says of the organisation with this credit code; made where it is not known yet.

    Raises IdentifierError for a malformed code, OrganisationEnded where it is wound up: nobody acts for it any more.
    """
    number, now = parse_credit_code(code), clock.now()
    said = {"name": name, "representative": representative, "active": active}
    known, new = Organisation.objects.select_for_update().get_or_create(
        code=number, defaults={"public_id": public_id(), "created_at": now, "as_of": now, **said}
    )
    differs = any(getattr(known, key) != value for key, value in said.items())
    for key, value in said.items():
        setattr(known, key, value)
    known.as_of = now
    known.save(update_fields=[*said, "as_of"])
    if new:
        record("registered", "organisation", known.pk, actor, {"code": number, **said})
    elif differs:
        record("register-said", "organisation", known.pk, actor, said)
    if not active:
        raise OrganisationEnded(name)
    return known
