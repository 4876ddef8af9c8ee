"""What every page knows of the installation and of its reader."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from yichuang.faces.look.said import in_language
from yichuang.platform.people.models import Division

_places: dict[str, str] = {}


def place() -> str:
    """The name of the division that this installation serves, read once; empty before the divisions are loaded."""
    if settings.DIVISION not in _places:
        found = Division.objects.filter(pk=settings.DIVISION).values_list("name", flat=True).first()
        if not found:
            return ""
        _places[settings.DIVISION] = found
    return in_language(_places[settings.DIVISION])


def look(request: HttpRequest) -> dict[str, Any]:
    """``place``, ``demo`` and ``actor``, each worked out where a page uses it."""
    from yichuang.faces.look.middleware import actor_of

    return {
        "place": SimpleLazyObject(place),
        "demo": settings.DEMO,
        "actor": SimpleLazyObject(lambda: actor_of(request)),
    }
