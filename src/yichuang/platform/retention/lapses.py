"""What ends by itself: sessions and tokens. They hold for hours; nothing that anybody did stands in them alone."""

from __future__ import annotations

from datetime import datetime

from django.contrib.sessions.models import Session

from yichuang.core import clock
from yichuang.platform.retention.keepers import Lapse, keep
from yichuang.platform.tokens.commands import LIFE
from yichuang.platform.tokens.models import Assertion, Token


def end_sessions(now: datetime) -> int:
    """End the sessions, tokens and used assertions that have expired; how many these were.

    A token stays for a life more, so that whoever comes with it hears that it has expired. Sessions go by the machine's
    clock, as browsers do: nobody is signed out where the demo's was put forward.
    """
    gone = Session.objects.filter(expire_date__lt=now - clock.ahead()).delete()[0]
    gone += Token.objects.filter(expires_at__lt=now - LIFE).delete()[0]
    return gone + Assertion.objects.filter(expires_at__lt=now).delete()[0]


keep(Lapse("session", ("sessions.Session", "tokens.Token", "tokens.Assertion"), end_sessions))
