"""Papers that follow later (容缺受理), brought by the visitor: scanned and handed in with one press."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext

from yichuang.core.words import Said
from yichuang.faces.look.middleware import actor_of
from yichuang.faces.look.owing import answer_offer, take_owed
from yichuang.faces.look.said import say
from yichuang.faces.window.pages import onward, page
from yichuang.faces.window.views.cases import draw_case
from yichuang.lines.applications import queries


@page
def owed(request: HttpRequest, case: str, material: str) -> HttpResponse:
    """Take scans for one owed paper and hand it in; what is wrong is named."""
    view = queries.case_view(actor_of(request), case)
    done, problems = take_owed(request, view, material, f"owed-{material}")
    if problems:
        return draw_case(request, queries.case_view(actor_of(request), case), problems, {})
    if done:
        messages.success(request, gettext("The paper is handed in. Everybody concerned is told."))
    return onward("window:case", case)


@page
def offered(request: HttpRequest, case: str, part: str) -> HttpResponse:
    """The visitor accepts, or declines, what an officer offers."""
    try:
        if answer_offer(request, case, part):
            messages.success(request, gettext("Taken on. Give the visitor the notice with what is missing."))
        else:
            messages.info(request, gettext("Noted: the visitor does not want that. The officer sees it."))
    except Said as error:
        messages.warning(request, say(error.sentence))
    return onward("window:case", case)
