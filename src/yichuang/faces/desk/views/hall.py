"""The hall of the head: what is red, and whose turn it is."""

from __future__ import annotations

from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from yichuang.core.words import Said
from yichuang.faces.desk.pages import draw, onward, page
from yichuang.faces.desk.present.bills import bill_lines
from yichuang.faces.desk.present.differing import differing_lines
from yichuang.faces.desk.present.hall import attempt_words, dead_lines, hall_page, unattended_lines
from yichuang.faces.look.middleware import actor_of
from yichuang.faces.look.said import say
from yichuang.lines.applications import queries
from yichuang.lines.applications.commands import deliveries
from yichuang.platform.audit.standing import behind
from yichuang.platform.cases.paging import PAGE
from yichuang.platform.exchange.errors import EarlierWaits
from yichuang.platform.exchange.models import Delivery
from yichuang.platform.messages import queries as told


@page
def hall(request: HttpRequest) -> HttpResponse:
    """Deliveries that wait, parts that are late, and how far each department is."""
    actor = actor_of(request)
    try:
        after = request.GET.get("after", "")
        late = queries.late(actor, after)
    except Said:  # a place that no page gave is the beginning
        after, late = "", queries.late(actor)
    dead, bills = queries.of_the_dead(actor), queries.late_bills(actor)
    shown = hall_page(queries.silent_systems(actor), queries.waiting_list(actor), late.rows, queries.progress(actor))
    context = {
        "section": "hall",
        "hall": shown,
        "unsealed": behind(),
        "messages_waiting": told.stuck(),
        "differing": differing_lines(queries.differing(actor)),
        "unattended": unattended_lines(queries.unattended(actor)),
        "dead": dead_lines(dead[:PAGE]),
        "more_dead": len(dead) > PAGE,
        "bills": bill_lines(bills[:PAGE]),
        "more_bills": len(bills) > PAGE,
        "after": f"?{urlencode({'after': late.next})}#late" if late.next else "",
        "first": f"{reverse('desk:hall')}#late" if after else "",
    }
    return draw(request, "hall", context)


@page
def again(request: HttpRequest, delivery: UUID) -> HttpResponse:
    """Send a waiting or refused delivery now, and say how that went."""
    try:
        sent = deliveries.send_again(actor_of(request), delivery)
    except EarlierWaits as error:
        messages.warning(request, say(error.sentence))
    else:
        well = sent.state == Delivery.State.DELIVERED
        (messages.success if well else messages.warning)(request, attempt_words(sent))
    return onward(f"{reverse('desk:hall')}#waiting")
