"""For whom the visitor acts, and the papers that they show for it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext

from yichuang.core import clock
from yichuang.core.words import Said
from yichuang.faces.look.forms import Problem, problem_of
from yichuang.faces.look.mandates import organisation_for
from yichuang.faces.look.middleware import act_under, actor_of
from yichuang.faces.present.mandates import TERMS, last_day, service_choices
from yichuang.faces.window.pages import draw, onward, page, visitor_of
from yichuang.platform.exchange.errors import RegisterDown
from yichuang.platform.people import commands as people


@page
def act_for(request: HttpRequest) -> HttpResponse:
    """From now on the visitor acts under this mandate of theirs; empty: for themself."""
    act_under(request, request.POST.get("mandate", "")[:64])
    return onward("window:person")


@page
def paper(request: HttpRequest) -> HttpResponse:
    """A paper by which a company lets the visitor act for it."""
    typed = {key: request.POST.get(key, "").strip()[:200] for key in ("credit_code", "term", "paper")}
    chosen = request.POST.getlist("services")
    problems: list[Problem] = []
    if request.method == "POST":
        actor = actor_of(request)
        try:
            organisation = organisation_for(actor, typed["credit_code"], visitor_of(request))
            made = people.note_paper(actor, organisation, chosen, None, last_day(typed["term"]), typed["paper"])
        except RegisterDown:
            problems = [Problem(gettext("The register of companies does not answer now. Try again in a few minutes."))]
        except Said as error:
            found = problem_of(error, frozenset({"credit_code", "services", "to_day", "paper"}))
            problems = [Problem(found.words, "term" if found.field == "to_day" else found.field)]
        else:
            act_under(request, made.public_id)
            messages.success(request, gettext("The paper is noted. The visitor acts for the company now."))
            return onward("window:person")
    terms = [(str(each), last_day(str(each))) for each in TERMS]
    context = {"typed": typed, "services": service_choices(chosen), "terms": terms, "today": clock.today()}
    return draw(request, "paper", {**context, "section": "visitor"}, problems)


@page
def child(request: HttpRequest) -> HttpResponse:
    """A paper that shows the visitor as the guardian of a minor."""
    typed = {key: request.POST.get(key, "").strip()[:200] for key in ("name", "id_number", "paper")}
    problems: list[Problem] = []
    if request.method == "POST":
        try:
            made = people.note_guardian(actor_of(request), typed["name"], typed["id_number"], typed["paper"])
        except Said as error:
            problems = [problem_of(error, frozenset(typed))]
        else:
            act_under(request, made.public_id)
            messages.success(request, gettext("The paper is noted. The visitor acts for the child now."))
            return onward("window:person")
    return draw(request, "child", {"typed": typed, "section": "visitor"}, problems)
