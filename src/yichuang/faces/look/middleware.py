"""What every request passes: cleaned, then known by its actor, then let through by the table of routes or not."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any
from urllib.parse import quote, urlencode
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext

from yichuang.core.access import Actor, NotAllowed
from yichuang.core.words import N_
from yichuang.faces.look import kept
from yichuang.faces.look.errors import bad_request
from yichuang.faces.look.routes import Route, table
from yichuang.faces.look.said import say
from yichuang.faces.look.tokens import bearer_of, known_by_token
from yichuang.platform.audit.commands import record_refusal
from yichuang.platform.people import queries as people

logger = logging.getLogger(__name__)

Handler = Callable[[HttpRequest], HttpResponse]

SESSION_POST = "post"
SESSION_PERSON = "on_behalf_of"
#: The public id of the mandate under which a person acts for another.
SESSION_MANDATE = "mandate"


class CleanRequestMiddleware:
    """Refuse NUL in path and query before anything reads them; PostgreSQL would refuse them later as an error."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        query = request.META.get("QUERY_STRING", "")
        if "\x00" in request.path or "%00" in query or "\x00" in query:
            return bad_request(request)
        return self.get_response(request)


class ActorMiddleware:
    """Give the request its actor: who signed in, by which post, for whom. Lazily: a public page asks nothing."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        actor: Actor | None = getattr(request, "_actor", None)
        if actor is not None and (actor.account_id is not None or actor.system):
            response.headers.setdefault("Cache-Control", "no-store")
        return response


def actor_of(request: HttpRequest) -> Actor:
    """Who makes this request. At most two queries the first time (session and account), one more with posts."""
    known: Actor | None = getattr(request, "_actor", None)
    if known is None:
        known = request._actor = _actor(request)  # type: ignore[attr-defined]
    return known


def _actor(request: HttpRequest) -> Actor:
    account: Any = request.user
    if not account.is_authenticated:
        return Actor()
    posts = people.posts_acted(account)
    chosen = next((each for each in posts if str(each.post.pk) == request.session.get(SESSION_POST)), None)
    acted = chosen or (posts[0] if posts else None)
    post = acted.post if acted else None
    request._acted = acted  # type: ignore[attr-defined]
    person_id = account.person_id
    if post is None:
        oneself = Actor(account_id=account.pk, person_id=person_id, role="resident", level=account.level, channel="web")
        return _acting(request, oneself)
    present = request.session.get(SESSION_PERSON)
    official = Actor(
        account_id=account.pk,
        person_id=person_id,
        role=post.role,
        department_id=post.department_id,
        division=post.department.division_id,
        level=2 if present else account.level,
        channel="window" if post.role == "clerk" else "desk",
        on_behalf_of=UUID(present) if present and post.role == "clerk" else None,
        post_id=post.pk,
        standing_in_for=acted.absent.pk if acted and acted.absent else None,
    )
    return _acting(request, official) if official.on_behalf_of else official


def _acting(request: HttpRequest, oneself: Actor) -> Actor:
    """Whoever asks, under the mandate that was chosen, asked anew each time; else as themself.

    The mandate is their own, or that of the person at the clerk's window.
    """
    chosen = request.session.get(SESSION_MANDATE)
    if not chosen:
        return oneself
    agent = oneself.on_behalf_of or oneself.person_id
    held = people.acting_under(agent, chosen) if agent and oneself.level >= 1 else None
    request._acting = held  # type: ignore[attr-defined]
    if held is None:
        request._acting_ended = True  # type: ignore[attr-defined]
        return oneself
    return held.actor(oneself)


def known_anew(request: HttpRequest) -> None:
    """Something changed about who asks (sign-in, identity, post, visitor, mandate): it is found out once more."""
    request._actor = request._acting = None  # type: ignore[attr-defined]
    request._acting_ended = False  # type: ignore[attr-defined]


def act_in(request: HttpRequest, post: str) -> None:
    """From now on this session acts in the post with this id; whoever stood at the window is gone with the other."""
    request.session[SESSION_POST] = post
    for key in (SESSION_PERSON, SESSION_MANDATE):
        request.session.pop(key, None)
    known_anew(request)


def acted_of(request: HttpRequest) -> people.ActedPost | None:
    """The post in which an official acts, and for whom they stand in; None for a resident."""
    actor_of(request)
    found: people.ActedPost | None = getattr(request, "_acted", None)
    return found


def acting_of(request: HttpRequest) -> people.Acting | None:
    """For whom the one who asks acts under a mandate; None for themself."""
    actor_of(request)
    found: people.Acting | None = getattr(request, "_acting", None)
    return found


def act_under(request: HttpRequest, mandate: str) -> None:
    """From now on this session acts under the mandate with this public id; empty: for oneself."""
    if mandate:
        request.session[SESSION_MANDATE] = mandate
    else:
        request.session.pop(SESSION_MANDATE, None)
    known_anew(request)


class DeclaredRoutesMiddleware:
    """Default deny: a route that is not declared, or not for this role, method or level, is not answered.

    Nor is what a view may not do for this reader by the access decision (NotAllowed).
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> None:
        """What the access decision refuses is noted. Staff read why; to residents it looks like what is absent."""
        if isinstance(error, NotAllowed):
            actor = actor_of(request)
            record_refusal(actor, error)
            if actor.role in ("resident", "anonymous"):
                raise Http404 from error
            raise PermissionDenied(say(error.reason)) from error

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        match = request.resolver_match
        route = table().get(match.view_name) if match else None
        if route is None:
            logger.error("route %s is not declared", match.view_name if match else "?")
            raise Http404
        if request.method not in route.methods:
            return HttpResponseNotAllowed(sorted(route.methods))
        if route.signed or "anonymous" in route.roles:
            return None
        if "system" in route.roles and (token := bearer_of(request)) is not None:
            return known_by_token(request, token)
        actor = actor_of(request)
        if actor.role == "anonymous":
            return _away(request, route, "portal:sign-in")
        if actor.role not in route.roles:
            if actor.role == "resident":
                raise Http404
            raise PermissionDenied(gettext("This page is not for your post."))
        if actor.role == "resident" and actor.level < route.level:
            return _away(request, route, "portal:identify")
        return _mandate_ended(request) if getattr(request, "_acting_ended", False) else None


def _mandate_ended(request: HttpRequest) -> HttpResponse:
    """What was asked for another is not done for oneself instead: first the person hears that they act for nobody."""
    act_under(request, "")
    if request.path.startswith("/api/"):
        words = say(N_("The mandate under which you acted has ended. You act for yourself now."))
        problem = {"code": "mandate-ended", "sentence": words, "field": None}
        return JsonResponse(problem, status=409, json_dumps_params={"ensure_ascii": False})
    messages.info(request, gettext("The mandate under which you acted has ended. You act for yourself now."))
    response = redirect("portal:acting" if actor_of(request).role == "resident" else "window:person")
    response.status_code = 303
    return response


def _away(request: HttpRequest, route: Route, name: str) -> HttpResponse:
    """To a page that must come first, and back afterwards with what was typed. A call of the interface gets 401."""
    if request.path.startswith("/api/"):
        words = say(N_("Sign in first, and have your name and number matched."))
        problem = {"code": "sign-in", "sentence": words, "field": None}
        return JsonResponse(problem, status=401, json_dumps_params={"ensure_ascii": False})
    back = request.get_full_path() if "GET" in route.methods else "/cases"
    if request.method == "POST" and "GET" in route.methods:
        kept.keep(request)
    return redirect(f"{reverse(name)}?{urlencode({'next': back}, quote_via=quote)}")
