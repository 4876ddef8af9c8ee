"""Whom it concerns is told that something of theirs ends, or does not: by phone and on their page of messages."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext, override

from yichuang.core.words import N_
from yichuang.platform.messages import commands as post
from yichuang.platform.people.models import Account, Approval, Mandate
from yichuang.platform.people.queries import phone_of
from yichuang.platform.retention.models import Disposal, Item

MANDATE_TOLD: Mapping[str, str] = {
    "end-announced": N_(
        "A mandate that is over has been kept long enough, the archive has it. It is destroyed after %(last)s. "
        "Do you still need it? Go to any window before that."
    ),
    "end-called-off": N_("A mandate that is over is not destroyed and stays with us."),
}
APPROVAL_TOLD: Mapping[str, str] = {
    "end-announced": N_(
        "What was decided at a window about your details has been kept long enough, the archive has it. It is "
        "destroyed after %(last)s."
    ),
    "end-called-off": N_("What was decided at a window about your details stays with us."),
}
ACCOUNT_TOLD: Mapping[str, str] = {
    "end-announced": N_(
        "Nobody has signed in with this phone for a long time. Your account is deleted after %(last)s. To keep it, "
        "sign in once before that."
    ),
    "end-called-off": N_("Your account is not deleted."),
}


def last_of(disposal: Disposal) -> dict[str, str]:
    """The last day of the grace, for a message."""
    return {"last": disposal.ends_on.isoformat() if disposal.ends_on else ""}


def tell(applicant: UUID, case: UUID | None, template: str, params: Mapping[str, str]) -> None:
    """Tell a person or an organisation, where a phone of theirs is known."""
    found = phone_of(applicant)
    if found is not None:
        post.queue(found[1], _said(template, params), person_id=applicant, case_id=case)


def _said(template: str, params: Mapping[str, str]) -> str:
    with override(settings.LANGUAGE_CODE):
        return gettext(template) % params


def tell_of_mandate(disposal: Disposal, item: Item, verb: str) -> None:
    """Tell for whom the mandate was, and who had it."""
    one = Mandate.objects.get(pk=item.subject_id)
    for each in dict.fromkeys((one.grantor_id, one.agent_id)):
        tell(each, None, MANDATE_TOLD[verb], last_of(disposal))


def tell_of_approval(disposal: Disposal, item: Item, verb: str) -> None:
    """Tell about whom it was."""
    tell(Approval.objects.get(pk=item.subject_id).person_id, None, APPROVAL_TOLD[verb], last_of(disposal))


def tell_of_account(disposal: Disposal, item: Item, verb: str) -> None:
    """Tell the account's own phone, also where nobody was matched with it; not that of somebody who has died."""
    one = Account.objects.get(pk=item.subject_id)
    if not one.is_active:
        return
    post.queue(one.phone, _said(ACCOUNT_TOLD[verb], last_of(disposal)), person_id=one.person_id)


def tell_nobody(disposal: Disposal, item: Item, verb: str) -> None:
    """A person without an account has no phone here: their account, if there was one, was announced and ended first."""
