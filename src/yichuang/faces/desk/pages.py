"""What all pages of the desk share: what is absent, and how they are drawn."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse

from yichuang.faces.look import pages
from yichuang.faces.look.forms import Problem
from yichuang.faces.look.pages import P, View, absent_is_404, onward
from yichuang.lines.applications.models import Objection
from yichuang.lines.ratings.models import Complaint
from yichuang.platform.cases.models import Attachment, Task
from yichuang.platform.exchange.models import Delivery
from yichuang.platform.licences.models import Licence
from yichuang.platform.people.models import Department, Leave, Post
from yichuang.platform.retention.models import Disposal, Hold, Item

__all__ = ["draw", "onward", "page"]

ABSENT = (
    Task.DoesNotExist,
    Attachment.DoesNotExist,
    Objection.DoesNotExist,
    Complaint.DoesNotExist,
    Delivery.DoesNotExist,
    Post.DoesNotExist,
    Leave.DoesNotExist,
    Department.DoesNotExist,
    Disposal.DoesNotExist,
    Item.DoesNotExist,
    Hold.DoesNotExist,
    Licence.DoesNotExist,
)


def page(view: View[P]) -> View[P]:
    """A view for staff. What is not theirs is refused with the reason of the rule (see DeclaredRoutesMiddleware)."""
    return absent_is_404(view, ABSENT)


def draw(
    request: HttpRequest, template: str, context: dict[str, Any], problems: Sequence[Problem] = ()
) -> HttpResponse:
    """A page of the desk, with what is wrong on top."""
    return pages.draw(request, f"desk/{template}.html", context, problems)
