"""Pages that refresh themselves politely: the reader's page asks now and then whether anything changed (ETag, 304).

No connection stays open. A page that is not looked at asks nothing; one that gets no answer asks more rarely.
"""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils.translation import get_language


def version_of(*seen: object) -> str:
    """The version of a page: a digest of everything on it that can change."""
    return '"' + sha256(repr((get_language(), seen)).encode()).hexdigest()[:24] + '"'


def polled(request: HttpRequest, version: str, draw: Callable[[], HttpResponse]) -> HttpResponse:
    """The page, or 304 where whoever asks has it already in this version."""
    known = request.headers.get("If-None-Match", "")
    response = HttpResponseNotModified() if known == version else draw()
    response.headers["ETag"] = version
    response.headers["Cache-Control"] = "no-store"
    return response
