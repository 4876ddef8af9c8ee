"""For the auditor: who can reach a record, and by which rule."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext

from yichuang.faces.desk.pages import draw, page
from yichuang.faces.desk.present.reach import reach_page
from yichuang.faces.look.forms import Problem, problem_of
from yichuang.faces.look.middleware import actor_of
from yichuang.faces.present.ended import ended_page
from yichuang.lines.applications import queries
from yichuang.lines.applications.commands import looks
from yichuang.lines.applications.errors import NothingCalled
from yichuang.platform.retention import queries as retention


@page
def reach(request: HttpRequest) -> HttpResponse:
    """The field for a number; posted, so that no number stands in an address, everybody who can reach its record."""
    actor = actor_of(request)
    number = request.POST.get("number", "").strip()
    context = {"section": "reach", "number": number}
    if request.method != "POST":
        return draw(request, "reach", context)
    if not number:
        return draw(request, "reach", context, [Problem(gettext("Enter a number."), "number")])
    sheet = queries.reach_sheet(actor, number)
    if sheet is None:
        stone = retention.tombstone(actor, number=number.upper())
        if stone is not None:
            return draw(request, "reach", {**context, "ended": ended_page(stone)})
        return draw(request, "reach", context, [problem_of(NothingCalled(), frozenset(context))])
    looks.looked_at_reach(actor, sheet)
    return draw(request, "reach", {**context, "records": reach_page(sheet)})
