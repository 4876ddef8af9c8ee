"""What every page knows of the installation and of its reader."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import SimpleLazyObject

from yichuang.core import clock
from yichuang.faces.look.said import in_language
from yichuang.platform.people.models import Division

_places: dict[str, str] = {}
#: Where each post works, by the name of the page.
DESKS = {
    "clerk": "window:home",
    "officer": "desk:inbox",
    "department-head": "desk:inbox",
    "head": "desk:hall",
    "auditor": "desk:reach",
    "administrator": "desk:offices",
    "archivist": "desk:retention",
    "author": "studio:home",
}


def place() -> str:
    """The name of the division that this installation serves, read once; empty before the divisions are loaded."""
    if settings.DIVISION not in _places:
        found = Division.objects.filter(pk=settings.DIVISION).values_list("name", flat=True).first()
        if not found:
            return ""
        _places[settings.DIVISION] = found
    return in_language(_places[settings.DIVISION])


def desk_of(role: str) -> str:
    """The address of the page on which a post works; empty for a resident, or where that face is not installed."""
    try:
        return reverse(DESKS[role])
    except (KeyError, NoReverseMatch):
        return ""


def look(request: HttpRequest) -> dict[str, Any]:
    """``place``, ``demo``, ``put_forward`` (whether its clock was), ``actor``, ``acting`` (for whom, under a mandate),
    ``desk`` (the post's own page).

    Each is worked out where a page uses it.
    """
    from yichuang.faces.look.middleware import acted_of, acting_of, actor_of

    return {
        "place": SimpleLazyObject(place),
        "demo": settings.DEMO,
        "put_forward": settings.DEMO and bool(clock.ahead()),
        "actor": SimpleLazyObject(lambda: actor_of(request)),
        "acted": SimpleLazyObject(lambda: acted_of(request)),
        "acting": SimpleLazyObject(lambda: acting_of(request)),
        "desk": SimpleLazyObject(lambda: desk_of(actor_of(request).role)),
    }
