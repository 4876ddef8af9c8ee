"""What a clerk proposes and a second person decides: joining records, a recovered account, another name or number."""

from __future__ import annotations

import base64

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext

from yichuang.core.cipher import CipherError
from yichuang.core.words import Said
from yichuang.faces.look.forms import Problem, problem_of
from yichuang.faces.look.middleware import actor_of
from yichuang.faces.look.signin import send_code
from yichuang.faces.present.approvals import approval_line
from yichuang.faces.window.pages import draw, onward, page
from yichuang.platform.people import commands as people
from yichuang.platform.people import queries
from yichuang.platform.people.models import Approval
from yichuang.platform.vault.keys import holder

SESSION_PHONE = "recovery-phone"
_CONTEXT = b"window.recovery-phone"
FIELDS = ("name", "id_number", "phone", "code", "reason")
VERBS = frozenset({"approve", "refuse", "undo"})


def _typed(request: HttpRequest) -> dict[str, str]:
    return {key: request.POST.get(key, "").strip()[:500] for key in FIELDS}


def _proposed(request: HttpRequest) -> HttpResponse:
    messages.success(request, gettext("Proposed. A second person decides it now, on the page of proposals."))
    return onward("window:person")


@page
def merge(request: HttpRequest) -> HttpResponse:
    """The visitor is held here twice: the record under another number is to go into theirs."""
    typed, problems = _typed(request), []
    if request.method == "POST":
        try:
            people.propose_merge(actor_of(request), typed["name"], typed["id_number"], typed["reason"])
            return _proposed(request)
        except Said as error:
            problems = [problem_of(error, frozenset(FIELDS))]
    return draw(request, "merge", {"typed": typed, "section": "visitor"}, problems)


@page
def identity(request: HttpRequest) -> HttpResponse:
    """The visitor's card shows another name or number than is held here."""
    typed, problems = _typed(request), []
    if request.method == "POST":
        try:
            people.propose_identity(actor_of(request), typed["name"], typed["id_number"], typed["reason"])
            return _proposed(request)
        except Said as error:
            problems = [problem_of(error, frozenset(FIELDS))]
    return draw(request, "identity", {"typed": typed, "section": "visitor"}, problems)


@page
def alive(request: HttpRequest) -> HttpResponse:
    """The register says that the visitor has died, and here they stand."""
    typed, problems = _typed(request), []
    if request.method == "POST":
        try:
            people.propose_alive(actor_of(request), typed["reason"])
            return _proposed(request)
        except Said as error:
            problems = [problem_of(error, frozenset({"reason"}))]
    return draw(request, "alive", {"typed": typed, "section": "visitor"}, problems)


@page
def recovery(request: HttpRequest) -> HttpResponse:
    """The visitor lost their phone: first a code goes to the new one, then it is proposed."""
    typed, problems = _typed(request), []
    waiting = _kept(request)
    if request.method == "POST":
        try:
            if "send" in request.POST or not waiting:
                number = send_code(typed["phone"])
                request.session[SESSION_PHONE] = base64.b64encode(holder().seal_value(number, _CONTEXT)).decode()
                return onward("window:recovery")
            people.propose_recovery(actor_of(request), waiting, typed["code"], typed["reason"])
            request.session.pop(SESSION_PHONE, None)
            return _proposed(request)
        except Said as error:
            problems = [problem_of(error, frozenset(FIELDS))]
    context = {"typed": typed, "waiting": waiting, "section": "visitor"}
    return draw(request, "recovery", context, problems)


def _kept(request: HttpRequest) -> str:
    """The new phone that a code was sent to; empty where none was."""
    try:
        return holder().open_value(base64.b64decode(request.session.get(SESSION_PHONE, "")), _CONTEXT)
    except (CipherError, ValueError):
        return ""


def approvals(request: HttpRequest) -> HttpResponse:
    """What waits for a second person, and what was decided lately."""
    return _list(request, [])


def _list(request: HttpRequest, problems: list[Problem]) -> HttpResponse:
    actor = actor_of(request)
    rows = [approval_line(each, actor) for each in queries.approvals(actor)]
    context = {
        "open": [each for each in rows if each.is_open],
        "done": [each for each in rows if not each.is_open],
        "section": "approvals",
    }
    return draw(request, "approvals", context, problems)


def decide(request: HttpRequest, approval: str, verb: str) -> HttpResponse:
    """Approve, refuse, or take back a merger."""
    if verb not in VERBS:
        raise Http404
    actor = actor_of(request)
    try:
        if verb == "undo":
            people.undo(actor, approval)
        else:
            people.decide(actor, approval, approve=verb == "approve")
    except Approval.DoesNotExist as error:
        raise Http404 from error
    except Said as error:
        return _list(request, [problem_of(error)])
    messages.success(request, gettext("Done, and on record."))
    return onward("window:approvals")
