"""A draft on its way: where it stands, registers that do not answer, the check page, filing, refusal, objection."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext

from yichuang.core.words import Said
from yichuang.faces.look import kept
from yichuang.faces.look.forms import Problem, problem_of
from yichuang.faces.look.middleware import actor_of
from yichuang.faces.look.said import in_language, say
from yichuang.faces.portal.pages import draw, onward, page
from yichuang.faces.portal.ways import WAYS, back_of_check, next_url
from yichuang.faces.present.drafts import CheckPage, check_page, silent_registers
from yichuang.faces.present.facts import source_badge, value_words
from yichuang.faces.present.handovers import beside_words
from yichuang.faces.present.news import news_of
from yichuang.faces.present.objections import lines_by_fact, own_objection
from yichuang.lines.applications import commands, queries
from yichuang.lines.applications.queries import Opened
from yichuang.platform.cases.models import Case


def _open(request: HttpRequest, draft: str) -> tuple[Opened, str]:
    """The draft, and the page of its case where it was filed already (double click, back, an old tab)."""
    opened = queries.open_draft(actor_of(request), draft)
    case_id = opened.draft.filed_case_id
    if case_id is None:
        return opened, ""
    return opened, reverse("portal:case", args=[Case.objects.values_list("public_id", flat=True).get(pk=case_id)])


@page
def draft(request: HttpRequest, draft: str) -> HttpResponse:
    """To the page that comes next."""
    opened, filed = _open(request, draft)
    return onward(filed or next_url(opened))


@page
def check(request: HttpRequest, draft: str) -> HttpResponse:
    """Everything that will be filed, who gets what, and the button that files it."""
    opened, filed = _open(request, draft)
    if filed:
        return onward(filed)
    if not opened.fileable or opened.missing:
        return onward(next_url(opened))
    return _check(request, opened)


def _shown(request: HttpRequest, opened: Opened) -> CheckPage:
    return check_page(opened, WAYS, lines_by_fact(queries.own_objections(actor_of(request), opened.draft)))


def _check(request: HttpRequest, opened: Opened, problems: list[Problem] | None = None) -> HttpResponse:
    context = {
        "check": _shown(request, opened),
        "draft": opened.draft.public_id,
        "version": opened.draft.version,
        "back": back_of_check(opened),
        "beside": beside_words(commands.open_here(actor_of(request), opened)),
        "news": news_of(opened),
    }
    return draw(request, "check", context, problems or [])


@page
def file(request: HttpRequest, draft: str) -> HttpResponse:
    """File what the check page showed. The same form again leads to the same case; looked at, it leads to the draft."""
    actor = actor_of(request)
    opened = queries.open_draft(actor, draft)
    try:
        version = int(request.POST["version"])
    except (KeyError, ValueError):
        return onward(reverse("portal:draft", args=[draft]))
    try:
        filed = commands.submit(actor, opened, version)
    except Said as error:
        opened, case = _open(request, draft)
        if case or not opened.fileable or opened.missing:
            return onward(case or next_url(opened))
        return _check(request, opened, [problem_of(error)])
    return onward(reverse("portal:case", args=[filed.public_id]))


@page
def add_ons(request: HttpRequest, draft: str) -> HttpResponse:
    """Tick an add-on, or take the tick back; looked at, it leads to where the draft stands."""
    opened, filed = _open(request, draft)
    if filed or request.method != "POST":
        return onward(filed or next_url(opened))
    ticked = {request.POST.get("fact", ""): request.POST.get("ticked", "")}
    try:
        opened = commands.answer(actor_of(request), opened, ticked)
    except Said as error:
        messages.warning(request, say(error.sentence))
        opened = queries.open_draft(actor_of(request), draft)
    return onward(next_url(opened) + ("#add-ons" if opened.fileable else ""))


@page
def registers(request: HttpRequest, draft: str) -> HttpResponse:
    """The registers that do not answer, by name; ask them once more."""
    opened, filed = _open(request, draft)
    if filed:
        return onward(filed)
    problems: list[Problem] = []
    if request.method == "POST":
        try:
            opened = commands.ask_registers_again(actor_of(request), opened)
        except Said as error:
            problems = [problem_of(error)]
        else:
            if opened.content.down():
                messages.warning(request, gettext("Asked again just now. There is still no answer."))
            else:
                messages.success(request, gettext("The register has answered."))
            return onward(next_url(opened))
    if opened.guide.outcome not in ("wait", "look-up") and not problems:
        return onward(next_url(opened))
    context = {
        "draft": draft,
        "silent": silent_registers(opened),
        "service": opened.published.package.title,
        "places": [in_language(one) for one in opened.published.package.service_guide.places],
    }
    return draw(request, "registers", context, problems)


@page
def refused(request: HttpRequest, draft: str) -> HttpResponse:
    """Why this service cannot take the application, by which article, and where to go instead."""
    opened, filed = _open(request, draft)
    if filed:
        return onward(filed)
    if not opened.guide.complete or opened.fileable:
        return onward(next_url(opened))
    context = {"check": _shown(request, opened), "draft": draft, "back": back_of_check(opened), "news": news_of(opened)}
    return draw(request, "refused", context)


@page
def objection(request: HttpRequest, draft: str, fact: str) -> HttpResponse:
    """Is what a register says wrong? Its owner is told and answers; nothing is edited here."""
    actor = actor_of(request)
    opened, filed = _open(request, draft)
    if filed:
        return onward(filed)
    package, known = opened.published.package, opened.guide.kept.get(fact)
    declared = package.facts.get(fact)
    if declared is None or known is None or known.source not in package.world.registries:
        raise Http404
    problems: list[Problem] = []
    typed = (request.POST if request.method == "POST" else kept.take(request)).get("stated", "")
    if request.method == "POST":
        try:
            commands.object_to(actor, opened, fact, typed)
        except Said as error:
            problems = [problem_of(error, frozenset({"stated"}))]
        else:
            messages.success(
                request, gettext("Your objection is on its way. The answer will stand with your messages.")
            )
            return onward(next_url(opened))
    context = {
        "draft": draft,
        "label": in_language(declared.label),
        "value": value_words(package, declared, known.value),
        "badge": source_badge(package, known.source, declared),
        "owner": in_language(package.world.registries[known.source].owner),
        "typed": typed,
        "earlier": [own_objection(one) for one in queries.own_objections(actor, opened.draft) if one.fact == fact],
        "back": next_url(opened),
    }
    return draw(request, "objection", context, problems)
