"""What all pages of the studio share: what is absent, and how they are drawn."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse

from yichuang.faces.look import pages
from yichuang.faces.look.forms import Problem
from yichuang.faces.look.pages import P, View, absent_is_404, onward
from yichuang.platform.catalog.errors import NoSuchService
from yichuang.platform.catalog.models import Revision

__all__ = ["draw", "onward", "page"]

ABSENT = (NoSuchService, Revision.DoesNotExist)


def page(view: View[P]) -> View[P]:
    """A view for authors. What is not theirs is refused with the reason of the rule (see DeclaredRoutesMiddleware)."""
    return absent_is_404(view, ABSENT)


def draw(
    request: HttpRequest, template: str, context: dict[str, Any], problems: Sequence[Problem] = ()
) -> HttpResponse:
    """A page of the studio, with what is wrong on top."""
    return pages.draw(request, f"studio/{template}.html", context, problems)
