"""The tablet at a window: its address, and the visit that it shows."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.core import signing

from yichuang.core import clock
from yichuang.lines.ratings.errors import OldInvitation
from yichuang.lines.ratings.models import VisitRating
from yichuang.platform.hall.models import Ticket

_TABLET = "ratings.tablet"
#: For how long the page of a tablet works that a clerk opened, and how soon after a visit it may be rated there.
TABLET_HOURS, TABLET_MINUTES = 12, 10


def tablet_of(window: str) -> str:
    """What the address of the tablet at a window carries, for one day of work."""
    return signing.TimestampSigner(salt=_TABLET).sign(window)


def window_of(token: str) -> str:
    """The window whose tablet has this address. Raises OldInvitation."""
    try:
        return signing.TimestampSigner(salt=_TABLET).unsign(token, max_age=timedelta(hours=TABLET_HOURS))
    except signing.BadSignature as error:
        raise OldInvitation from error


def last_at(window: str) -> Ticket | None:
    """The last visit that was served at a window, a short while ago, rated or not; None while somebody is there."""
    since = clock.now() - timedelta(minutes=TABLET_MINUTES)
    served = Ticket.objects.filter(
        division_id=settings.DIVISION, window=window, state=Ticket.State.SERVED, ended_at__gte=since
    )
    last = served.order_by("-ended_at", "-id").first()
    busy = Ticket.objects.filter(
        division_id=settings.DIVISION, window=window, state__in=(Ticket.State.CALLED, Ticket.State.SERVING)
    )
    return None if busy.exists() else last


def waiting_at(window: str) -> Ticket | None:
    """The visit that may be rated on the tablet of a window; None once it was."""
    last = last_at(window)
    return None if last is None or VisitRating.objects.filter(ticket_id=last.pk).exists() else last
