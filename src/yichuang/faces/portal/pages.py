"""What all pages of the portal share: who may not see gets 404, and a page is drawn with its problems."""

from __future__ import annotations

from collections.abc import Sequence
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.http import url_has_allowed_host_and_scheme

from yichuang.core.access import NotAllowed
from yichuang.faces.look import pages
from yichuang.faces.look.forms import Problem
from yichuang.faces.look.middleware import actor_of
from yichuang.faces.look.pages import P, View, onward
from yichuang.faces.present.ended import ended_page
from yichuang.lines.applications.models import Batch
from yichuang.lines.ratings.models import Complaint
from yichuang.platform.cases.models import Attachment, Case, Draft, Task
from yichuang.platform.catalog.errors import NoSuchService
from yichuang.platform.hall.models import Appointment, Ticket
from yichuang.platform.licences.models import Licence, Showing
from yichuang.platform.notices.models import Notice
from yichuang.platform.people.models import Mandate
from yichuang.platform.retention import queries as retention

__all__ = ["draw", "next_of", "onward", "page"]

ABSENT = (
    Draft.DoesNotExist,
    Case.DoesNotExist,
    Task.DoesNotExist,
    Notice.DoesNotExist,
    Mandate.DoesNotExist,
    Batch.DoesNotExist,
    Licence.DoesNotExist,
    Showing.DoesNotExist,
    Attachment.DoesNotExist,
    NoSuchService,
    Ticket.DoesNotExist,
    Appointment.DoesNotExist,
    Complaint.DoesNotExist,
)


def page(view: View[P]) -> View[P]:
    """A view for residents: what is absent and what is not theirs look the same; staff are told the reason."""

    @wraps(view)
    def shown(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        try:
            return view(request, *args, **kwargs)
        except NotAllowed:
            if actor_of(request).role in ("resident", "anonymous"):
                _ended(request, str(kwargs.get("case", "")))  # asked as for an absent one: the same queries
            raise
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
    """A page of the portal, with what is wrong on top."""
    return pages.draw(request, f"portal/{template}.html", context, problems, status)


def next_of(request: HttpRequest) -> str:
    """Where the person wanted to go: a path of ours, or empty."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    allowed = wanted.startswith("/") and url_has_allowed_host_and_scheme(wanted, allowed_hosts=None)
    return wanted if allowed else ""
