"""What all pages of the window share: somebody stands there, and a bar on every page says who."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext

from yichuang.faces.look.forms import Problem
from yichuang.faces.look.middleware import actor_of
from yichuang.faces.look.said import say
from yichuang.lines.applications.commands.looks import refused_try
from yichuang.platform.cases.errors import NotAllowed
from yichuang.platform.cases.models import Case, Draft, Task
from yichuang.platform.catalog.errors import NoSuchService
from yichuang.platform.people.errors import ApprovalRefused, MandateRefused
from yichuang.platform.people.models import Person

ABSENT = (Draft.DoesNotExist, Case.DoesNotExist, Task.DoesNotExist, NoSuchService)
P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]


def page(view: View[P]) -> View[P]:
    """A view about the visitor: without one, the clerk is sent to find them; what is not theirs is refused."""

    @wraps(view)
    def shown(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if actor_of(request).on_behalf_of is None:
            messages.info(request, gettext("First find the person who stands at the window."))
            return onward("window:home")
        try:
            return view(request, *args, **kwargs)
        except (NotAllowed, MandateRefused, ApprovalRefused) as error:
            refused_try(actor_of(request), error)
            raise PermissionDenied(say(error.sentence)) from error
        except ABSENT as error:
            raise Http404 from error

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
    shown = {"problems": problems, **context}
    if present and "visitor" not in context:
        shown["visitor"] = Person.objects.get(pk=present)
    return render(request, f"window/{template}.html", shown, status=422 if problems else 200)


def onward(name: str, *args: str) -> HttpResponse:
    """After a verb: to the next page, by GET."""
    response = redirect(name, *args)
    response.status_code = 303
    return response
