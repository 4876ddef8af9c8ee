"""What this installation says of itself in public."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from yichuang.faces.portal.pages import draw, page
from yichuang.faces.present.figures import messages_handed
from yichuang.faces.present.rated import rated_figures


@page
def figures(request: HttpRequest) -> HttpResponse:
    """How fast texts were handed over, and how people rated, with what was counted."""
    context = {"messages": messages_handed(), "rated": rated_figures(), "back": reverse("portal:home")}
    return draw(request, "figures", context)
