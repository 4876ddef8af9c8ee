"""What all pages of the window share: somebody stands there, and a bar on every page says who."""

from __future__ import annotations

from collections.abc import Sequence
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext

from yichuang.faces.look import pages
from yichuang.faces.look.forms import Problem
from yichuang.faces.look.middleware import actor_of
from yichuang.faces.look.pages import P, View, absent_is_404, onward
from yichuang.platform.cases.models import Case, Draft, Task
from yichuang.platform.catalog.errors import NoSuchService
from yichuang.platform.people.models import Person

__all__ = ["draw", "onward", "page", "visitor_of"]

ABSENT = (Draft.DoesNotExist, Case.DoesNotExist, Task.DoesNotExist, NoSuchService)


def page(view: View[P]) -> View[P]:
    """A view about the visitor: without one, the clerk is sent to find them."""
    found = absent_is_404(view, ABSENT)

    @wraps(view)
    def shown(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if actor_of(request).on_behalf_of is None:
            messages.info(request, gettext("First find the person who stands at the window."))
            return onward("window:home")
        return found(request, *args, **kwargs)

    return shown


def visitor_of(request: HttpRequest) -> Person:
    """The person at the window; there must be one."""
    present = actor_of(request).on_behalf_of
    assert present is not None  # ``page`` has seen to it
    return Person.objects.get(pk=present)


def draw(
    request: HttpRequest, template: str, context: dict[str, Any], problems: Sequence[Problem] = ()
) -> HttpResponse:
    """The page with the bar of the visitor, and with what is wrong on top; 422 where something is.

    A view that has read the visitor already gives them as ``visitor``.
    """
    present = actor_of(request).on_behalf_of
    if present and "visitor" not in context:
        context = {**context, "visitor": Person.objects.get(pk=present)}
    return pages.draw(request, f"window/{template}.html", context, problems)
