"""What the pages of every face share: what is absent is 404, what is wrong stands on top, a verb leads onward."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render

from yichuang.faces.look.forms import Problem

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


def absent_is_404(view: View[P], absent: tuple[type[Exception], ...]) -> View[P]:
    """A view that finds nothing under its address, where it raises one of ``absent``."""

    @wraps(view)
    def shown(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        try:
            return view(request, *args, **kwargs)
        except absent as error:
            raise Http404 from error

    return shown


def draw(
    request: HttpRequest, template: str, context: dict[str, Any], problems: Sequence[Problem] = (), status: int = 0
) -> HttpResponse:
    """The page, with what is wrong on top; 422 where something is, so that a program sees it, too."""
    code = status or (422 if problems else 200)
    return render(request, template, {**context, "problems": problems}, status=code)


def onward(to: str, *args: str) -> HttpResponse:
    """After a verb: to the next page, by GET. ``to``: an address of ours, or the name of a route with its ``args``."""
    response = redirect(to, *args)
    response.status_code = 303
    return response
