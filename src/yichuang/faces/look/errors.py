"""The pages that nobody wants to see: each says what happened, that nothing is lost, and what to do.

They are drawn without a session and without the database, since it may be these that are broken.
"""

from __future__ import annotations

import sys

from django.core.exceptions import DisallowedHost, RequestDataTooBig
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string

from yichuang.core.words import N_
from yichuang.faces.look.said import say

#: After how many seconds a browser or program may try again.
RETRY_AFTER = "60"


#: The same for programs: a code and a sentence.
_SAID = {
    400: ("bad-request", N_("The request is not one that can be answered.")),
    403: ("not-allowed", N_("This is not for you. Is the CSRF token with it, and not too old?")),
    404: ("not-found", N_("There is nothing under this address.")),
    413: ("too-large", N_("This is more than may be sent at once. Send the files one by one, each smaller.")),
    500: (
        "broken",
        N_("Something broke on our side. Nothing was half-written. Send the same again with the same key."),
    ),
    503: ("unavailable", N_("Closed for a moment. Send the same again in a minute, with the same key.")),
}


def _page(request: HttpRequest, status: int, template: str = "", **context: object) -> HttpResponse:
    response: HttpResponse
    if request.path.startswith("/api/"):
        code, sentence = _SAID[status]
        words = str(context.get("reason") or "") or say(sentence)
        response = JsonResponse(
            {"code": code, "sentence": words, "field": None}, status=status, json_dumps_params={"ensure_ascii": False}
        )
    else:
        response = HttpResponse(render_to_string(template or f"look/{status}.html", context), status=status)
    response.headers["Cache-Control"] = "no-store"
    return response


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400: the request is not one that a page of ours makes."""
    if isinstance(exception, RequestDataTooBig):
        return _page(request, 413, "look/400.html", too_large=True)
    return _page(request, 400, other_host=isinstance(exception, DisallowedHost))


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403, for staff: with the reason, because they may ask for what they need."""
    return _page(request, 403, reason=str(exception or ""))


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403: the form was too old, or came from elsewhere."""
    return _page(request, 403, "look/403-form.html")


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404, for what is not there and for what is not this reader's: the same bytes."""
    return _page(request, 404)


def broken(request: HttpRequest) -> HttpResponse:
    """500; or 503 when it is the database that does not answer, since that passes."""
    if isinstance(sys.exc_info()[1], OperationalError | InterfaceError):
        return unavailable(request)
    return _page(request, 500)


def unavailable(request: HttpRequest) -> HttpResponse:
    """503: closed for a moment."""
    response = _page(request, 503)
    response.headers["Retry-After"] = RETRY_AFTER
    return response
