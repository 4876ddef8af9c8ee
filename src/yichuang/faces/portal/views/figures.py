"""What this installation says of itself in public."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from yichuang.faces.portal.pages import draw, page
from yichuang.faces.present.figures import messages_handed


@page
def figures(request: HttpRequest) -> HttpResponse:
    """How fast texts were handed over, over thirty days, with what was counted."""
    return draw(request, "figures", {"messages": messages_handed(), "back": reverse("portal:home")})
