"""The hall of the head: what is red, and whose turn it is."""

from __future__ import annotations

from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext

from yichuang.core.words import Said
from yichuang.faces.desk.pages import draw, onward, page
from yichuang.faces.desk.present.hall import hall_page
from yichuang.faces.look.middleware import actor_of
from yichuang.lines.applications import queries
from yichuang.lines.applications.commands import deliveries
from yichuang.platform.audit.standing import behind


@page
def hall(request: HttpRequest) -> HttpResponse:
    """Deliveries that wait, parts that are late, and how far each department is."""
    actor = actor_of(request)
    try:
        after = request.GET.get("after", "")
        late = queries.late(actor, after)
    except Said:  # a place that no page gave is the beginning
        after, late = "", queries.late(actor)
    shown = hall_page(queries.silent_systems(actor), queries.waiting_list(actor), late.rows, queries.progress(actor))
    context = {
        "section": "hall",
        "hall": shown,
        "unsealed": behind(),
        "after": f"?{urlencode({'after': late.next})}#late" if late.next else "",
        "first": f"{reverse('desk:hall')}#late" if after else "",
    }
    return draw(request, "hall", context)


@page
def again(request: HttpRequest, delivery: UUID) -> HttpResponse:
    """Send a waiting or refused delivery at once; pressed twice, it is due at once all the same."""
    deliveries.send_again(actor_of(request), delivery)
    messages.success(request, gettext("It is sent again within seconds. Look at this page once more then."))
    return onward(f"{reverse('desk:hall')}#waiting")
