"""A handover code as it is read, typed and scanned; and a word about who else has the draft open."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from yichuang.faces.look.templatetags.look import moment
from yichuang.lines.applications.commands.handovers import Beside, Code
from yichuang.platform.notices.typesetting import square


@dataclass(frozen=True)
class HandoverPage:
    """``groups``: the nine digits in threes, as they are read aloud. ``square``: the address as SVG."""

    groups: tuple[str, ...]
    expires_at: datetime
    address: str
    square: SafeString


def handover_page(code: Code) -> HandoverPage:
    """What the page of a code shows; its square leads to the page where a phone goes on."""
    groups = tuple(code.digits[at : at + 3] for at in range(0, len(code.digits), 3))
    address = settings.PUBLIC_URL + reverse("portal:continue-with", args=[code.digits])
    drawn = mark_safe(square(address))
    return HandoverPage(groups, code.expires_at, address, drawn)


def beside_words(others: Sequence[Beside]) -> str:
    """That somebody else has the draft open just now; empty when nobody does."""
    if not others:
        return ""
    at = moment(others[0].at)
    if others[0].channel == "window":
        return gettext("This is open at the window, too (%(at)s). What one saves, the other sees.") % {"at": at}
    return gettext("This is open on the person's phone, too (%(at)s). What one saves, the other sees.") % {"at": at}
