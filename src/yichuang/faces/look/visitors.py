"""Who stands at the window, as pages and interface share it: received by name or code, forgotten when they leave."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.http import HttpRequest

from yichuang.core import clock
from yichuang.core.words import N_, Said
from yichuang.faces.look import kept
from yichuang.faces.look.middleware import SESSION_MANDATE, SESSION_PERSON, actor_of, known_anew
from yichuang.platform.people.models import Person

#: When the visitor came: what was filed since is one visit.
SESSION_SINCE = "visitor_since"


def receive(request: HttpRequest, person_id: UUID) -> None:
    """From now on this person stands here, for themself; nothing is left of whoever stood here before."""
    forget(request)
    request.session[SESSION_PERSON] = str(person_id)
    request.session[SESSION_SINCE] = clock.now().isoformat()


def forget(request: HttpRequest) -> None:
    """The visitor leaves: nothing of them stays in the session."""
    for key in (SESSION_PERSON, SESSION_SINCE, SESSION_MANDATE, kept.SESSION_KEPT):
        request.session.pop(key, None)
    known_anew(request)


def since(request: HttpRequest) -> datetime:
    """Since when whoever stands at the window stands there."""
    came = request.session.get(SESSION_SINCE)
    return datetime.fromisoformat(came) if came else clock.now()


def present(request: HttpRequest) -> Person:
    """The person at the window. Raises Said where nobody stands there."""
    there = actor_of(request).on_behalf_of
    if there is None:
        raise Said("no-visitor", N_("First find the person who stands at the window."))
    return Person.objects.get(pk=there)
