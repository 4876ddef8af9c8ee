"""Who stands at the window: found or registered, shown with what they have here, and forgotten when they leave."""

from __future__ import annotations

from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext

from yichuang.core.words import Said
from yichuang.faces.look import kept, searching, visitors
from yichuang.faces.look.forms import Problem, problem_of
from yichuang.faces.look.middleware import acting_of, actor_of
from yichuang.faces.present.cases import case_line, draft_line, filed_line
from yichuang.faces.present.mandates import mandate_line
from yichuang.faces.present.service import offered
from yichuang.faces.window.pages import draw, onward, page, visitor_of
from yichuang.lines.applications import commands, queries
from yichuang.lines.applications.errors import OpenCase
from yichuang.platform.exchange import civil
from yichuang.platform.hall.queries import current
from yichuang.platform.people import commands as people
from yichuang.platform.people import queries as people_queries

FIELDS = frozenset({"name", "id_number"})


def home(request: HttpRequest) -> HttpResponse:
    """Find the person by name and number as their card shows them; whoever is not known here is registered."""
    if request.method == "GET" and actor_of(request).on_behalf_of is not None:
        return onward("window:person")
    sent = request.POST if request.method == "POST" else kept.take(request)
    typed = {name: sent.get(name, "").strip()[:100] for name in sorted(FIELDS)}
    problems: list[Problem] = []
    if request.method == "POST":
        try:
            civil.note_by_number(actor_of(request), people.well_formed(typed["name"], typed["id_number"])[0])
            found = people.ensure_person(typed["name"], typed["id_number"])
        except Said as error:
            problems = [problem_of(error, FIELDS)]
        else:
            _receive(request, found.pk)
            commands.looked_at_person(actor_of(request), found.pk)
            return onward("window:person")
    context = {"typed": typed, "section": "visitor", "ticket": current(actor_of(request))}
    return draw(request, "home", context, problems)


def take_over(request: HttpRequest) -> HttpResponse:
    """Go on with what the visitor began on their phone: its code says who they are and opens their draft."""
    typed = request.POST.get("code", "").strip()[:200]
    try:
        taken = commands.take_over(actor_of(request), typed)
    except Said as error:
        context = {"typed": {"code": typed}, "section": "visitor"}
        return draw(request, "home", context, [problem_of(error, frozenset({"code"}))])
    _receive(request, taken.person_id)
    messages.info(request, gettext("Please compare the name above with the visitor's identity card."))
    return onward("window:draft", taken.draft)


@page
def person(request: HttpRequest) -> HttpResponse:
    """What the visitor has here, and what can be begun for them."""
    if request.method == "POST":
        response = onward("window:person")
        response["Location"] += searching.query_of(searching.posted(request))
        return response
    return _person(request, [])


def _person(request: HttpRequest, problems: list[Problem]) -> HttpResponse:
    actor = actor_of(request)
    text = searching.sought(request)
    visitor, now = visitor_of(request), acting_of(request)
    try:
        after = request.GET.get("after", "")
        filed = queries.cases_of(actor, after)
    except Said:  # a place that no page gave is the beginning
        after, filed = "", queries.cases_of(actor)
    context = {
        "section": "visitor",
        "text": text,
        "services": offered(text, "organisation" if actor.organisation_id else "person"),
        "drafts": [draft_line(one) for one in queries.open_drafts(actor)],
        "cases": [case_line(one) for one in filed.rows],
        "after": f"?{urlencode({'after': filed.next})}" if filed.next else "",
        "first": reverse("window:person") if after else "",
        "mandates": [mandate_line(one) for one in people_queries.mandates_held(visitor.pk)],
        "visitor": visitor,
        "chosen": now.mandate.public_id if now else "",
        "in_visit": len(queries.filed_in_visit(actor, visitors.since(request))),
    }
    return draw(request, "person", context, problems)


@page
def visit(request: HttpRequest) -> HttpResponse:
    """Everything that was filed in this visit, together: numbers, who has it and by when, the receipts."""
    found = queries.filed_in_visit(actor_of(request), visitors.since(request))
    drafts = [draft_line(one) for one in queries.open_drafts(actor_of(request))]
    return draw(request, "visit", {"section": "visitor", "filed": [filed_line(one) for one in found], "drafts": drafts})


@page
def start(request: HttpRequest, name: str) -> HttpResponse:
    """Begin a service for the visitor, or go on with the draft that they have; an open case is shown first."""
    try:
        opened = commands.begin_shown(actor_of(request), name, again="again" in request.POST)
    except OpenCase as error:
        case = case_line(error.case)
        context = {"section": "visitor", "service": name, "case": case, "only_one": error.only_one}
        return draw(request, "filed_before", context)
    except Said as error:
        return _person(request, [problem_of(error)])
    return onward("window:draft", opened.draft.public_id)


def leave(request: HttpRequest) -> HttpResponse:
    """The visitor leaves: nothing of them stays in the session. Whoever works by the queue goes on there."""
    visitors.forget(request)
    _unsaid(request)
    return onward("window:queue" if current(actor_of(request)) else "window:home")


def _receive(request: HttpRequest, person_id: UUID) -> None:
    visitors.receive(request, person_id)
    _unsaid(request)


def _unsaid(request: HttpRequest) -> None:
    """What was said to the last visitor is not said to the next."""
    list(messages.get_messages(request))
