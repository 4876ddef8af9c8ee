"""Sign in: a phone, its code, and, before a register is asked about somebody, name and number.

The phone waits in the session in an envelope; it stands in no address and in no page but masked.
"""

from __future__ import annotations

import base64
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth import login, logout
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext

from yichuang.core.cipher import CipherError
from yichuang.core.words import N_, Said
from yichuang.faces.look.context import desk_of
from yichuang.faces.look.forms import Problem, problem_of
from yichuang.faces.look.middleware import actor_of, known_anew
from yichuang.faces.look.signin import identify, send_code
from yichuang.faces.portal.demo import demo_accounts, demo_phones_url
from yichuang.faces.portal.pages import draw, next_of, onward, page
from yichuang.platform.exchange.errors import RegisterDown
from yichuang.platform.messages.queries import gateway_silent
from yichuang.platform.people import commands as people
from yichuang.platform.vault.keys import holder

BACKEND = "yichuang.platform.people.backends.CodeBackend"
SESSION_PHONE = "sign-in-phone"
_CONTEXT = b"portal.sign-in-phone"
REGISTER_DOWN = N_(
    "The population register does not answer at the moment. Press again in a few minutes, or go to any window with "
    "your ID card. What you typed is still here."
)


def _keep(request: HttpRequest, number: str) -> None:
    request.session[SESSION_PHONE] = base64.b64encode(holder().seal_value(number, _CONTEXT)).decode()


def _kept(request: HttpRequest) -> str:
    """The phone that a code was sent to; empty when none was, or when it was too long ago."""
    try:
        return holder().open_value(base64.b64decode(request.session.get(SESSION_PHONE, "")), _CONTEXT)
    except (CipherError, ValueError):
        return ""


def _with_next(request: HttpRequest, name: str) -> str:
    wanted = next_of(request)
    return reverse(name) + (f"?{urlencode({'next': wanted})}" if wanted else "")


@page
def phone(request: HttpRequest) -> HttpResponse:
    """Which phone? A code goes to it."""
    if actor_of(request).account_id is not None:
        return onward(_landing(request))
    problems: list[Problem] = []
    typed = request.POST.get("phone", "")
    if request.method == "POST":
        try:
            _keep(request, send_code(typed))
            return onward(_with_next(request, "portal:code"))
        except Said as error:
            problems = [problem_of(error, frozenset({"phone"}))]
    context = {"typed": typed, "next": next_of(request), "section": "sign-in", "accounts": demo_accounts()}
    return draw(request, "phone", context, problems)


@page
def code(request: HttpRequest) -> HttpResponse:
    """The code that came; or another one, please."""
    number = _kept(request)
    if not number:
        return onward(_with_next(request, "portal:sign-in"))
    problems: list[Problem] = []
    sent_again = False
    if request.method == "POST":
        try:
            if "again" in request.POST:
                send_code(number)
                sent_again = True
            else:
                account: Any = people.sign_in(number, request.POST.get("code", ""))
                login(request, account, backend=BACKEND)
                request.session.pop(SESSION_PHONE, None)
                known_anew(request)
                return onward(_landing(request))
        except Said as error:
            problems = [problem_of(error, frozenset({"code"}))]
    context = {
        "phone": number,
        "sent_again": sent_again,
        "next": next_of(request),
        "section": "sign-in",
        "back": _with_next(request, "portal:sign-in"),
        "phones_url": demo_phones_url(),
        "gateway_silent": gateway_silent(),
    }
    return draw(request, "code", context, problems)


@page
def identity(request: HttpRequest) -> HttpResponse:
    """Name and number; the register confirms that they and the phone belong to one person."""
    actor = actor_of(request)
    if actor.level >= 1:
        return onward(_landing(request))
    problems: list[Problem] = []
    typed = {"name": request.POST.get("name", ""), "id_number": request.POST.get("id_number", "")}
    if request.method == "POST":
        try:
            identify(request.user, typed["name"], typed["id_number"])  # type: ignore[arg-type]
            known_anew(request)
            return onward(_landing(request))
        except RegisterDown:
            problems = [Problem(gettext(REGISTER_DOWN))]
        except Said as error:
            problems = [problem_of(error, frozenset({"name", "id_number"}))]
    context = {"typed": typed, "next": next_of(request), "phone": request.user.phone}  # type: ignore[union-attr]
    return draw(request, "identity", context, problems)


def sign_out(request: HttpRequest) -> HttpResponse:
    """Leave; nothing of the session stays. By GET nothing happens: a picture on another site must not do this."""
    if request.method == "POST":
        logout(request)
    return onward("/")


def _landing(request: HttpRequest) -> str:
    """Where a person goes after signing in: where they wanted to, else to their desk or their matters."""
    return next_of(request) or desk_of(actor_of(request).role) or reverse("portal:cases")
