"""The pages that nobody wants to see: each says what happened, that nothing is lost, and what to do.

They are drawn without a session and without the database, since it may be these that are broken.
"""

from __future__ import annotations

import sys

from django.core.exceptions import DisallowedHost
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

#: After how many seconds a browser or program may try again.
RETRY_AFTER = "60"


def _page(status: int, template: str = "", **context: object) -> HttpResponse:
    response = HttpResponse(render_to_string(template or f"look/{status}.html", context), status=status)
    response.headers["Cache-Control"] = "no-store"
    return response


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400: the request is not one that a page of ours makes."""
    return _page(400, other_host=isinstance(exception, DisallowedHost))


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403, for staff: with the reason, because they may ask for what they need."""
    return _page(403, reason=str(exception or ""))


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403: the form was too old, or came from elsewhere."""
    return _page(403, "look/403-form.html")


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404, for what is not there and for what is not this reader's: the same bytes."""
    return _page(404)


def broken(request: HttpRequest) -> HttpResponse:
    """500; or 503 when it is the database that does not answer, since that passes."""
    if isinstance(sys.exc_info()[1], OperationalError | InterfaceError):
        return unavailable(request)
    return _page(500)


def unavailable(request: HttpRequest) -> HttpResponse:
    """503: closed for a moment."""
    response = _page(503)
    response.headers["Retry-After"] = RETRY_AFTER
    return response
