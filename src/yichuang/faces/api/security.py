"""Who may call at all: a session with its CSRF token, or the access token of a department's own system."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest
from ninja.security import APIKeyCookie
from ninja.utils import check_csrf

from yichuang.core.access import Actor
from yichuang.core.words import N_, Said
from yichuang.faces.api.tokens import ByToken
from yichuang.faces.look.middleware import actor_of


class Session(APIKeyCookie):
    """A signed-in session; requests that change something carry the CSRF token, too."""

    param_name = settings.SESSION_COOKIE_NAME

    def authenticate(self, request: HttpRequest, key: str | None) -> Actor | None:
        actor = actor_of(request)
        return actor if actor.account_id else None


#: The calls of departments: an officer in a session, or the department's own system with an access token.
OFFICE = [ByToken(), Session()]


def csrf(request: HttpRequest) -> None:
    """For calls before anybody is signed in. Raises Said where the token is missing or wrong."""
    refused = check_csrf(request)
    if refused is not None:
        raise Said("csrf", N_("Get a token from /api/v1/session first and send it as X-CSRFToken."))
