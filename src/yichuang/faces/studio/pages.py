"""What all pages of the studio share: who may not is told why, and a page is drawn with its problems."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render

from yichuang.faces.look.forms import Problem
from yichuang.faces.look.said import say
from yichuang.platform.catalog.errors import NoSuchService, RevisionRefused
from yichuang.platform.catalog.models import Revision

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


def page(view: View[P]) -> View[P]:
    """A view of the studio: what is not theirs is refused with the reason of the rule."""

    @wraps(view)
    def shown(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        try:
            return view(request, *args, **kwargs)
        except RevisionRefused as error:
            raise PermissionDenied(say(error.sentence)) from error
        except (NoSuchService, Revision.DoesNotExist) as error:
            raise Http404 from error

    return shown


def draw(
    request: HttpRequest, template: str, context: dict[str, Any], problems: Sequence[Problem] = ()
) -> HttpResponse:
    """The page, with what is wrong on top; 422 where something is, so that a program sees it, too."""
    shown = {**context, "problems": problems}
    return render(request, f"studio/{template}.html", shown, status=422 if problems else 200)


def onward(url: str) -> HttpResponse:
    """After a verb: to the next page, by GET."""
    response = redirect(url)
    response.status_code = 303
    return response
