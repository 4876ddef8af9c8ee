"""The inbox of a department: what is due first stands first."""

from __future__ import annotations

from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext

from yichuang.core import clock
from yichuang.core.words import Said
from yichuang.faces.desk.pages import draw, onward, page
from yichuang.faces.desk.present.lists import asked_line, count_words, line, tabs
from yichuang.faces.look.middleware import actor_of
from yichuang.faces.look.said import say
from yichuang.faces.present.tables import FORMS, as_table
from yichuang.lines.applications import commands, queries
from yichuang.lines.applications.commands import looks
from yichuang.lines.applications.errors import ListTooLong
from yichuang.lines.applications.queries.desk import LISTS, MOST_EXPORTED


@page
def inbox(request: HttpRequest) -> HttpResponse:
    """One list of the department's parts, a page at a time; or the one part that a number names."""
    actor = actor_of(request)
    if actor.role == "head":
        return onward(reverse("desk:hall"))
    which = request.GET.get("list", "open")
    which = which if which in LISTS else "open"
    mine = request.GET.get("mine") == "1"
    # By POST: whatever is typed here, and be it somebody's own number, stands in no address and no log.
    number = request.POST.get("number", "").strip()[:60]
    if number:
        found = queries.find_part(actor, number)
        if found is not None:
            return onward(reverse("desk:part", args=[found.public_id]))
    try:
        after = request.GET.get("after", "")
        shown = queries.inbox(actor, which, after, mine)
    except Said:  # a place that no page gave is the beginning
        after, shown = "", queries.inbox(actor, which, "", mine)
    here = {"list": which, **({"mine": "1"} if mine else {})}
    context = {
        "section": "inbox",
        "which": which,
        "tabs": tabs(queries.counts(actor, mine), which),
        "lines": [line(task, actor) for task in shown.rows],
        "asked": [asked_line(each) for each in queries.asked(actor)] if actor.role == "department-head" else [],
        "mine": mine,
        "number": number,
        "objections": count_words(queries.objections_open(actor)),
        "after": f"?{urlencode({**here, 'after': shown.next})}" if shown.next else "",
        "first": f"?{urlencode(here)}" if after else "",
    }
    return draw(request, "inbox", context)


@page
def export(request: HttpRequest, form: str) -> HttpResponseBase:
    """One list whole, as a table to take along: what the pages show, neither more nor less. Noted before it begins.

    It is sent while it is made, however long it is; a list that no table holds is refused.
    """
    actor, which, mine = actor_of(request), request.GET.get("list", "open"), request.GET.get("mine") == "1"
    if which not in LISTS or form not in FORMS:
        raise Http404
    if queries.too_long(actor, which, mine):
        messages.info(request, say(ListTooLong(MOST_EXPORTED).sentence))
        return onward(f"{reverse('desk:inbox')}?list={which}")
    looks.took_list(actor)
    name = f"{which}-{clock.today().isoformat()}.{form}"
    pieces = as_table(queries.whole_list(actor, which, mine), form)
    shown_as = {"Content-Disposition": f'attachment; filename="{name}"'}
    return StreamingHttpResponse(pieces, content_type=FORMS[form], headers=shown_as)


@page
def take_next(request: HttpRequest) -> HttpResponse:
    """Take the most urgent part that nobody holds. Whoever loses one to a colleague gets the one after it."""
    task = commands.take_next(actor_of(request))
    if task is not None:
        messages.success(request, gettext("This is yours now."))
        return onward(reverse("desk:part", args=[task.public_id]))
    messages.info(request, gettext("There is nothing left that nobody holds."))
    return onward(reverse("desk:inbox"))
