"""After a conclusion one message asks how it was, with an address to say so without signing in. Silence is silence."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext, override

from yichuang.core import clock
from yichuang.lines.ratings.access import RATED
from yichuang.lines.ratings.commands.rating import MESSAGE, invitation
from yichuang.lines.ratings.models import Invitation, Rating
from yichuang.lines.ratings.plan import planned
from yichuang.platform.cases.models import Case
from yichuang.platform.messages import commands as messages
from yichuang.platform.people import queries as people

#: Cases in one run; none is asked about that was concluded longer ago.
AT_ONCE, NOT_OLDER = 200, timedelta(days=3)


def ask() -> int:
    """Ask once about each case that was concluded with a decision and not rated yet; how many these were."""
    if planned() is None:
        return 0
    asked = Invitation.objects.filter(case=OuterRef("pk"))
    rated = Rating.objects.filter(case=OuterRef("pk"))
    found = Case.objects.filter(
        ~Exists(asked),
        ~Exists(rated),
        kind__in=RATED.values,
        state="concluded",
        concluded_at__gte=clock.now() - NOT_OLDER,
    )
    rows = list(found.order_by("concluded_at").only("pk", "public_id", "number", "applicant_id")[:AT_ONCE])
    return sum(_ask(each) for each in rows)


@transaction.atomic
def _ask(case: Case) -> int:
    _, new = Invitation.objects.get_or_create(case=case, defaults={"asked_at": clock.now()})
    phone = people.phone_of(case.applicant_id) if new and case.applicant_id else None
    if phone is None:
        return 0
    url = f"{settings.PUBLIC_URL}/rate/{invitation(case.public_id, MESSAGE)}"
    with override(settings.LANGUAGE_CODE):
        text = gettext("%(number)s is done. How was it? If you like, say it here: %(url)s")
    messages.queue(phone[1], text % {"number": case.number, "url": url}, person_id=case.applicant_id, case_id=case.pk)
    return 1
