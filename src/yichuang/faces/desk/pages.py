"""What all pages of the desk share: staff who may not see are told why, and a page is drawn with its problems."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render

from yichuang.faces.look.forms import Problem
from yichuang.faces.look.middleware import actor_of
from yichuang.faces.look.said import say
from yichuang.lines.applications.commands.looks import refused_try
from yichuang.lines.applications.models import Objection, Rating
from yichuang.platform.cases.errors import NotAllowed
from yichuang.platform.cases.models import Attachment, Task
from yichuang.platform.exchange.models import Delivery
from yichuang.platform.licences.errors import LicenceRefused
from yichuang.platform.licences.models import Licence
from yichuang.platform.people.errors import OfficeRefused
from yichuang.platform.people.models import Department, Leave, Post
from yichuang.platform.retention.errors import DisposalRefused
from yichuang.platform.retention.models import Disposal, Hold, Item

ABSENT = (
    Task.DoesNotExist,
    Attachment.DoesNotExist,
    Objection.DoesNotExist,
    Rating.DoesNotExist,
    Delivery.DoesNotExist,
    Post.DoesNotExist,
    Leave.DoesNotExist,
    Department.DoesNotExist,
    Disposal.DoesNotExist,
    Item.DoesNotExist,
    Hold.DoesNotExist,
    Licence.DoesNotExist,
)
P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


def page(view: View[P]) -> View[P]:
    """A view for staff: what is not theirs is refused with the reason of the rule."""

    @wraps(view)
    def shown(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        try:
            return view(request, *args, **kwargs)
        except (NotAllowed, OfficeRefused, DisposalRefused, LicenceRefused) as error:
            refused_try(actor_of(request), error)
            raise PermissionDenied(say(error.sentence)) from error
        except ABSENT as error:
            raise Http404 from error

    return shown


def draw(
    request: HttpRequest, template: str, context: dict[str, Any], problems: Sequence[Problem] = ()
) -> HttpResponse:
    """The page, with what is wrong on top; 422 where something is, so that a program sees it, too."""
    shown = {**context, "problems": problems}
    return render(request, f"desk/{template}.html", shown, status=422 if problems else 200)


def onward(url: str) -> HttpResponse:
    """After a verb: to the next page, by GET."""
    response = redirect(url)
    response.status_code = 303
    return response
