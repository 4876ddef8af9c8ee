"""Somebody says that a register is wrong about them: its owner is told and answers; nothing is edited here."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext, override

from yichuang.core import clock
from yichuang.core.access import Actor, require
from yichuang.core.identifiers import public_id, written
from yichuang.lines.applications.errors import StatementMissing, UnknownQuestion
from yichuang.lines.applications.models import Objection
from yichuang.lines.applications.queries.disputed import objection_attributes
from yichuang.lines.applications.queries.drafts import Opened
from yichuang.platform.cases.errors import NotPossible, ReasonMissing
from yichuang.platform.messages import commands as messages
from yichuang.platform.people import queries as people
from yichuang.platform.people.models import Department


@transaction.atomic
def object_to(actor: Actor, opened: Opened, fact: str, stated: str) -> Objection:
    """Object to what a register says. ``stated``: what is right instead, in the person's words.

    Raises UnknownQuestion for a fact that no register gave, StatementMissing for one without words.
    """
    require(actor, "object", "draft", opened.attributes)
    declared = opened.published.package.facts.get(fact)
    held = opened.content.facts.get(fact)
    if declared is None or declared.registry is None or held is None or held["source"] != declared.registry:
        raise UnknownQuestion
    text = written(stated, "stated")
    if not text:
        raise StatementMissing
    registry = opened.published.package.world.registries[declared.registry]
    # Where the register's owner has no desk here, the hall passes it on.
    owner = Department.objects.get(code=registry.department or settings.HALL_DEPARTMENT)
    return Objection.objects.create(
        public_id=public_id(),
        person_id=opened.draft.person_id,
        draft=opened.draft,
        department=owner,
        registry=registry.code,
        fact=fact,
        registered=str(held["value"]),
        stated=text,
        raised_at=clock.now(),
    )


@transaction.atomic
def answer_objection(actor: Actor, objection_id: UUID, answer: str) -> Objection:
    """Answer an objection to register data, once; the person is told, and reads it with their messages."""
    joined = Objection.objects.select_related("department", "draft__package_version").defer("draft__content")
    objection = joined.select_for_update(of=("self",)).get(pk=objection_id)
    require(actor, "answer", "objection", objection_attributes(objection))
    text = written(answer, "answer")
    if not text:
        raise ReasonMissing
    if objection.answered_at is not None:
        raise NotPossible("answer", "answered")
    objection.answer, objection.answered_at = text, clock.now()
    objection.save(update_fields=["answer", "answered_at"])
    _tell(objection)
    return objection


def _tell(objection: Objection) -> None:
    """Put the news into the ledger, where a phone is known. What it is about stays behind the sign-in."""
    found = people.phone_of(objection.person_id)
    if found is None:
        return
    with override(settings.LANGUAGE_CODE):
        text = gettext("%(office)s has answered your objection. Sign in and look under “Messages”.")
    office = objection.department.names[settings.LANGUAGE_CODE]
    messages.queue(found[1], text % {"office": office}, person_id=objection.person_id)
