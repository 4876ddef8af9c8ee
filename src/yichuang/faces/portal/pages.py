"""What all pages of the portal share: who may not see gets 404, and a page is drawn with its problems."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme

from yichuang.faces.look.forms import Problem
from yichuang.faces.look.middleware import actor_of
from yichuang.faces.look.said import say
from yichuang.faces.present.ended import ended_page
from yichuang.lines.applications.commands.looks import refused_try
from yichuang.lines.applications.models import Batch
from yichuang.platform.cases.errors import NotAllowed
from yichuang.platform.cases.models import Attachment, Case, Draft, Task
from yichuang.platform.catalog.errors import NoSuchService
from yichuang.platform.licences.errors import LicenceRefused
from yichuang.platform.licences.models import Licence
from yichuang.platform.notices.models import Notice
from yichuang.platform.people.errors import MandateRefused
from yichuang.platform.people.models import Mandate
from yichuang.platform.retention import queries as retention

ABSENT = (
    Draft.DoesNotExist,
    Case.DoesNotExist,
    Task.DoesNotExist,
    Notice.DoesNotExist,
    Mandate.DoesNotExist,
    Batch.DoesNotExist,
    Licence.DoesNotExist,
    Attachment.DoesNotExist,
    NoSuchService,
)
P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]


def page(view: View[P]) -> View[P]:
    """A view for residents: what is absent and what is not theirs look the same; staff are told the reason."""

    @wraps(view)
    def shown(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except (NotAllowed, MandateRefused, LicenceRefused) as error:
            refused_try(actor_of(request), error)
            if actor_of(request).role in ("resident", "anonymous"):
                _ended(request, str(kwargs.get("case", "")))  # asked as for an absent one: the same queries
                raise Http404 from error
            raise PermissionDenied(say(error.sentence)) from error
        except ABSENT as error:
            ended = _ended(request, str(kwargs.get("case", "")))
            if ended is not None:
                return ended
            raise Http404 from error

    return shown


def _ended(request: HttpRequest, public: str) -> HttpResponse | None:
    """What remains of a case that was destroyed, for whoever has its old link; None where it is no such case."""
    stone = retention.tombstone(actor_of(request), public=public) if public else None
    return None if stone is None else draw(request, "ended", {"ended": ended_page(stone)}, status=410)


def draw(
    request: HttpRequest, template: str, context: dict[str, Any], problems: Sequence[Problem] = (), status: int = 0
) -> HttpResponse:
    """The page, with what is wrong on top; 422 where something is, so that a program sees it, too."""
    code = status or (422 if problems else 200)
    return render(request, f"portal/{template}.html", {**context, "problems": problems}, status=code)


def onward(request: HttpRequest, url: str) -> HttpResponse:
    """After a verb: to the next page, by GET."""
    response = redirect(url)
    response.status_code = 303
    return response


def next_of(request: HttpRequest) -> str:
    """Where the person wanted to go: a path of ours, or empty."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    allowed = wanted.startswith("/") and url_has_allowed_host_and_scheme(wanted, allowed_hosts=None)
    return wanted if allowed else ""
