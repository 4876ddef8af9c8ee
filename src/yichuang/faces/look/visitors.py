"""Who stands at the window, as pages and interface share it: received by name or code, forgotten when they leave."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest

from yichuang.core.words import N_, Said
from yichuang.faces.look import kept
from yichuang.faces.look.middleware import SESSION_MANDATE, SESSION_PERSON, actor_of, known_anew
from yichuang.platform.people.models import Person


def receive(request: HttpRequest, person_id: UUID) -> None:
    """From now on this person stands here, for themself; nothing is left of whoever stood here before."""
    forget(request)
    request.session[SESSION_PERSON] = str(person_id)


def forget(request: HttpRequest) -> None:
    """The visitor leaves: nothing of them stays in the session."""
    for key in (SESSION_PERSON, SESSION_MANDATE, kept.SESSION_KEPT):
        request.session.pop(key, None)
    known_anew(request)


def present(request: HttpRequest) -> Person:
    """The person at the window. Raises Said where nobody stands there."""
    there = actor_of(request).on_behalf_of
    if there is None:
        raise Said("no-visitor", N_("First find the person who stands at the window."))
    return Person.objects.get(pk=there)
