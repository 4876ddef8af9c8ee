"""A licence that came of a case is withdrawn: its issuer does it, and the case says so."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext, override

from yichuang.core.access import Actor
from yichuang.core.identifiers import written
from yichuang.lines.applications.papers import tell
from yichuang.lines.applications.writing import case_url
from yichuang.platform.cases import engine
from yichuang.platform.licences import commands as licences
from yichuang.platform.licences.models import Licence


@transaction.atomic
def withdraw_licence(actor: Actor, public: str, reason: str, task_id: UUID | None = None) -> Licence:
    """Withdraw a licence with its reason; the person is told, and its square says so from now on.

    ``task_id``: the part that it came of, where that is known: another part's is not there.
    Raises Licence.DoesNotExist, NotAllowed, ReasonNeeded, WithdrawnAlready.
    """
    found = Licence.objects.filter(public_id=public)
    if task_id is not None:
        found = found.filter(task_id=task_id)
    held = engine.lock(found.values_list("case_id", flat=True).get())
    licence = licences.withdraw(actor, public, written(reason, "reason"))
    said = {"number": licence.number, "reason": licence.reason}
    engine.note(held, "licence-withdrawn", actor, task=held.task(licence.task_id), payload=said)
    with override(settings.LANGUAGE_CODE):
        text = gettext("%(number)s: a licence of yours was withdrawn. Read why here: %(url)s")
    tell(held.case, text % {"number": held.case.number, "url": case_url(held.case.public_id)})
    return licence
