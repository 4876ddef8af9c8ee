"""For whom somebody acts: themselves, a company, another person; and who may act for them."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext

from yichuang.core.access import NotAllowed
from yichuang.core.words import Said
from yichuang.faces.look.forms import Problem, problem_of
from yichuang.faces.look.mandates import children as children_of
from yichuang.faces.look.mandates import represent
from yichuang.faces.look.middleware import act_under, acting_of, actor_of
from yichuang.faces.look.said import say
from yichuang.faces.portal.pages import draw, next_of, onward, page
from yichuang.faces.present.mandates import TERMS, last_day, mandate_line, service_choices
from yichuang.platform.exchange.errors import RegisterDown
from yichuang.platform.people import commands as people
from yichuang.platform.people import queries


@page
def acting(request: HttpRequest) -> HttpResponse:
    """For whom from now on? Each choice is a button; what is chosen stands on top of every page."""
    actor = actor_of(request)
    held = queries.mandates_held(actor.person_id) if actor.person_id else []
    if request.method == "POST":
        wanted = request.POST.get("mandate", "")
        if not wanted or any(each.public_id == wanted for each in held):
            act_under(request, wanted)
            return onward(next_of(request) or reverse("portal:cases"))
    now = acting_of(request)
    context = {
        "held": [mandate_line(each) for each in held],
        "chosen": now.mandate.public_id if now else "",
        "next": next_of(request),
        "section": "cases",
        "back": reverse("portal:cases"),
    }
    return draw(request, "acting", context)


@page
def children(request: HttpRequest) -> HttpResponse:
    """The register names one's children under 18: from now on they can be chosen."""
    try:
        for each in children_of(actor_of(request)):
            messages.success(request, gettext("You may act for %(name)s.") % {"name": mandate_line(each).grantor})
    except RegisterDown:
        messages.warning(request, gettext("The population register does not answer now. Try again in a few minutes."))
    except Said as error:
        messages.info(request, say(error.sentence))
    return onward(reverse("portal:acting"))


@page
def company(request: HttpRequest) -> HttpResponse:
    """The credit code of the company that one represents by law; its register confirms it."""
    problems: list[Problem] = []
    typed = request.POST.get("credit_code", "").strip()[:60]
    if request.method == "POST":
        try:
            made = represent(actor_of(request), typed)
            act_under(request, made.public_id)
            messages.success(request, gettext("You act for the company from now on."))
            return onward(reverse("portal:cases"))
        except RegisterDown:
            problems = [Problem(gettext("The register of companies does not answer now. Try again in a few minutes."))]
        except Said as error:
            problems = [problem_of(error, frozenset({"credit_code"}))]
    return draw(request, "company", {"typed": typed, "back": reverse("portal:acting")}, problems)


@page
def mandates(request: HttpRequest) -> HttpResponse:
    """Who may act for me, or for the company that I represent; and for whom I may act."""
    actor = actor_of(request)
    grantor = actor.represents or (None if actor.mandated else actor.person_id)
    held = queries.mandates_held(actor.person_id) if actor.person_id else []
    context = {
        "given": [mandate_line(each) for each in queries.mandates_given(grantor)] if grantor else [],
        "held": [mandate_line(each) for each in held],
        "may_grant": grantor is not None,
        "back": reverse("portal:acting"),
    }
    return draw(request, "mandates", context)


@page
def grant(request: HttpRequest) -> HttpResponse:
    """Let somebody act for me, or for the company: who, in what, for how long."""
    actor = actor_of(request)
    problems: list[Problem] = []
    typed = {key: request.POST.get(key, "").strip()[:100] for key in ("name", "id_number", "term")}
    chosen = request.POST.getlist("services")
    if request.method == "POST":
        try:
            made = people.grant(actor, typed["name"], typed["id_number"], chosen, None, last_day(typed["term"]))
            messages.success(request, gettext("%(name)s may act from now on.") % {"name": mandate_line(made).agent})
            return onward(reverse("portal:mandates"))
        except NotAllowed as error:  # an agent; nothing is there yet that would have to be hidden
            problems = [Problem(say(error.reason))]
        except Said as error:
            fields = {"name": "name", "id_number": "id_number", "services": "services", "to_day": "term"}
            problem = problem_of(error, frozenset(fields))
            problems = [Problem(problem.words, fields.get(problem.field, ""))]
    now = acting_of(request)
    context = {
        "typed": typed,
        "services": service_choices(chosen),
        "terms": [(str(each), last_day(str(each))) for each in TERMS],
        "for_whom": now.name if now else "",
        "back": reverse("portal:mandates"),
    }
    return draw(request, "grant", context, problems)


@page
def withdraw_mandate(request: HttpRequest, mandate: str) -> HttpResponse:
    """End a mandate that one gave or holds."""
    people.withdraw_mandate(actor_of(request), mandate)
    now = acting_of(request)
    if now is not None and now.mandate.public_id == mandate:
        act_under(request, "")
    return onward(reverse("portal:mandates"))
