"""One's own account: another phone, by a code to each of the two."""

from __future__ import annotations

import base64
from typing import Any

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext

from yichuang.core.cipher import CipherError
from yichuang.core.words import Said
from yichuang.faces.look.forms import Problem, problem_of
from yichuang.faces.look.middleware import actor_of
from yichuang.faces.look.signin import send_codes
from yichuang.faces.portal.demo import demo_phones_url
from yichuang.faces.portal.pages import draw, onward, page
from yichuang.platform.people import commands as people
from yichuang.platform.people.models import Account
from yichuang.platform.vault.keys import holder

SESSION_NEW = "new-phone"
_CONTEXT = b"portal.new-phone"


@page
def phone(request: HttpRequest) -> HttpResponse:
    """Which new phone? Codes go to both; with both the account goes to the new one and old sessions end."""
    account: Any = request.user
    waiting = _kept(request)
    typed = {key: request.POST.get(key, "").strip()[:60] for key in ("phone", "old_code", "new_code")}
    problems: list[Problem] = []
    if request.method == "POST":
        try:
            if "send" in request.POST or not waiting:
                _send(request, account, typed["phone"])
                return onward(reverse("portal:change-phone"))
            changed = people.change_phone(actor_of(request), account, typed["old_code"], waiting, typed["new_code"])
            request.session.pop(SESSION_NEW, None)
            update_session_auth_hash(request, changed)
            messages.success(request, gettext("Your phone is changed. Sign in with the new one from now on."))
            return onward(reverse("portal:cases"))
        except Said as error:
            problems = [problem_of(error, frozenset(typed))]
    context = {
        "typed": typed,
        "old": account.phone,
        "waiting": waiting,
        "phones_url": demo_phones_url(),
        "back": reverse("portal:cases"),
    }
    return draw(request, "change_phone", context, problems)


def _send(request: HttpRequest, account: Account, new: str) -> None:
    """Send a code to each phone, and keep the new one, sealed. Raises IdentifierError, TooManyCodes, PhoneTaken."""
    request.session[SESSION_NEW] = base64.b64encode(holder().seal_value(send_codes(account, new), _CONTEXT)).decode()


def _kept(request: HttpRequest) -> str:
    try:
        return holder().open_value(base64.b64decode(request.session.get(SESSION_NEW, "")), _CONTEXT)
    except (CipherError, ValueError):
        return ""
