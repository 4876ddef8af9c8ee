"""Papers that follow later (容缺受理): say yes or no to what an officer offers, and hand in what is owed."""

from __future__ import annotations

from django.contrib import messages as flash
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext

from yichuang.core.words import Said
from yichuang.faces.look.forms import Problem
from yichuang.faces.look.middleware import actor_of
from yichuang.faces.look.owing import answer_offer, take_owed
from yichuang.faces.look.said import say
from yichuang.faces.portal.pages import draw, onward, page
from yichuang.faces.present.cases import case_page
from yichuang.faces.present.owed import owed_card, owed_paper
from yichuang.lines.applications import queries


@page
def offered(request: HttpRequest, case: str, part: str) -> HttpResponse:
    """Accept the offer with one tap, or decline it."""
    try:
        if answer_offer(request, case, part):
            flash.success(request, gettext("Agreed. Your matter goes on; please hand the paper in by that day."))
        else:
            flash.info(request, gettext("You said no. The department will tell you what is needed."))
    except Said as error:
        flash.warning(request, say(error.sentence))
    return onward(reverse("portal:case", args=[case]))


@page
def owed(request: HttpRequest, case: str, material: str) -> HttpResponse:
    """One owed paper: photographed or chosen, looked at again, handed in."""
    view = queries.case_view(actor_of(request), case)
    here = reverse("portal:case", args=[case])
    wanted = view.published.package.materials.get(material)
    card = owed_card(view)
    if wanted is None or card is None or not any(one.code == material and not one.handed_in for one in card.papers):
        if request.method == "POST":
            flash.info(request, gettext("This paper is there already. You need not do anything."))
        return onward(here)
    problems: list[Problem] = []
    if request.method == "POST":
        done, problems = take_owed(request, view, material, "files")
        if done:
            flash.success(request, gettext("Handed in: %(title)s.") % {"title": owed_paper(wanted, []).title})
            return onward(here)
        if not problems:
            return onward(reverse("portal:owed", args=[case, material]))
    shown = owed_paper(wanted, queries.chosen_owed(view.case.pk).get(material, []))
    context = {"case": case_page(view), "paper": shown, "owed": card, "back": here, "section": "cases"}
    return draw(request, "owed", context, problems)
