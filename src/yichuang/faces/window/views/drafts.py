"""The draft of the visitor: every question that still matters on one page, saved together, filed by one press."""

from __future__ import annotations

from datetime import date

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext

from yichuang.core.words import Said
from yichuang.faces.look import kept
from yichuang.faces.look.forms import Problem, problem_of
from yichuang.faces.look.middleware import actor_of
from yichuang.faces.look.said import in_language
from yichuang.faces.present import lists
from yichuang.faces.present.handovers import beside_words, handover_page
from yichuang.faces.present.news import news_of
from yichuang.faces.window.pages import draw, onward, page
from yichuang.faces.window.present import OWN, draft_page, questions_of
from yichuang.lines.applications import commands, queries
from yichuang.lines.applications.commands import ToFollow
from yichuang.lines.applications.queries import Opened
from yichuang.platform.cases.models import Case

#: What can be filed: matters that follow, or what an officer must look at.
FILEABLE = ("file", "to-person")
#: What can be wrong with papers that follow later; their fields are named owed-….
OWED = frozenset({"not-owable", "owed-day", "promise-missing"})


def to_case(opened: Opened) -> HttpResponse | None:
    """To the case, where the draft was filed already (double click, back, an old tab)."""
    case_id = opened.draft.filed_case_id
    if case_id is None:
        return None
    return onward("window:case", Case.objects.values_list("public_id", flat=True).get(pk=case_id))


def draw_draft(
    request: HttpRequest, opened: Opened, problems: list[Problem] | None = None, typed: dict[str, str] | None = None
) -> HttpResponse:
    """The one page of a draft, with what is wrong and what was typed."""
    context = {
        "draft": draft_page(opened, typed or {}),
        "section": "visitor",
        "beside": beside_words(commands.open_here(actor_of(request), opened)),
        "news": news_of(opened),
    }
    return draw(request, "draft", context, problems or [])


@page
def draft(request: HttpRequest, draft: str) -> HttpResponse:
    """Show the draft, or save what was answered: every good answer is kept, the others are told with their reason."""
    opened = queries.open_draft(actor_of(request), draft)
    if (case := to_case(opened)) is not None:
        return case
    if request.method == "POST" and any(
        lists.pressed(one.fact, request.POST) in ("add", "remove") for one in questions_of(opened)
    ):
        return draw_draft(request, opened, typed=request.POST.dict())
    if request.method == "GET":
        typed = kept.take(request)
        if typed:
            messages.info(request, gettext("You had been signed out. What was typed is still here: please save it."))
        return draw_draft(request, opened, typed=typed)
    opened, changed, problems = _save(request, opened)
    if problems:
        return draw_draft(request, opened, problems, request.POST.dict())
    if not changed and opened.guide.outcome == "ask":
        messages.info(request, gettext("Nothing new was answered. Please answer what is still open."))
    return onward("window:draft", draft)


def _save(request: HttpRequest, opened: Opened) -> tuple[Opened, bool, list[Problem]]:
    """The draft with what the form changed, whether anything did, and what could not be taken."""
    actor, problems, given = actor_of(request), [], {}
    for question in questions_of(opened):
        text, names = request.POST.get(question.key, "").strip(), frozenset({question.key})
        if question.fact.type == "list":
            rows = lists.sent_rows(question.fact, request.POST)
            if rows is None or not (rows or lists.pressed(question.fact, request.POST) == "none"):
                continue
            text, names = lists.answer_of(rows), lists.form_of(question.fact, rows).names
        if text == OWN:
            text = request.POST.get(f"{question.key}-{OWN}", "").strip()
        if not text:
            continue
        try:
            if opened.guide.read(question.key, text) != question.value:
                given[question.key] = text
        except Said as error:
            problems.append(problem_of(error, names))
    changed = False
    # A change may make a later question matter no more; its answer, sent with the old page, is not asked then.
    for key, text in given.items():
        if not opened.may_answer(key):
            continue
        try:
            opened, changed = commands.answer(actor, opened, {key: text}), True
        except Said as error:
            problems.append(problem_of(error, frozenset({key})))
            opened = queries.open_draft(actor, opened.draft.public_id)
    return opened, changed, problems


@page
def file(request: HttpRequest, draft: str) -> HttpResponse:
    """File what the page showed. What was changed with the same press is saved and shown first, never filed unseen."""
    actor = actor_of(request)
    opened = queries.open_draft(actor, draft)
    if (case := to_case(opened)) is not None:
        return case
    try:
        version = int(request.POST["version"])
    except (KeyError, ValueError):
        return onward("window:draft", draft)
    if version == opened.draft.version:
        opened, changed, problems = _save(request, opened)
        if problems:
            return draw_draft(request, opened, problems, request.POST.dict())
        if changed:
            messages.info(request, gettext("Something changed just now. Please check once more, then submit."))
            return onward("window:draft", draft)
    try:
        filed = commands.submit(actor, opened, version, follow=_follow(request, opened))
    except Said as error:
        opened = queries.open_draft(actor, draft)
        found = problem_of(error)
        owed = error.field if error.code in OWED else None
        problem = Problem(found.words, f"owed-{owed}") if owed else found
        return to_case(opened) or draw_draft(request, opened, [problem], request.POST.dict())
    return onward("window:case", filed.public_id)


def _follow(request: HttpRequest, opened: Opened) -> ToFollow | None:
    """Which papers the visitor hands in later; None where no box is ticked."""
    ticked = frozenset(one.code for one in opened.missing if f"owed-{one.code}" in request.POST)
    if not ticked:
        return None
    try:
        until = date.fromisoformat(request.POST.get("owed-until", ""))
    except ValueError:
        until = None
    return ToFollow(ticked, until, "owed-promised" in request.POST)


@page
def hand_over(request: HttpRequest, draft: str) -> HttpResponse:
    """A code with which the visitor goes on at home: nothing is typed again on the phone that scans it."""
    actor = actor_of(request)
    opened = queries.open_draft(actor, draft)
    if (case := to_case(opened)) is not None:
        return case
    code = handover_page(commands.hand_over(actor, opened))
    title = in_language(opened.published.package.title)
    return draw(request, "hand_over", {"code": code, "draft": draft, "title": title, "section": "visitor"})


@page
def add_ons(request: HttpRequest, draft: str) -> HttpResponse:
    """Tick an add-on that the visitor wants, or take the tick back."""
    opened = queries.open_draft(actor_of(request), draft)
    if (case := to_case(opened)) is not None:
        return case
    ticked = {request.POST.get("fact", ""): request.POST.get("ticked", "")}
    try:
        commands.answer(actor_of(request), opened, ticked)
    except Said as error:
        return draw_draft(request, queries.open_draft(actor_of(request), draft), [problem_of(error)])
    return onward("window:draft", draft)


@page
def registers(request: HttpRequest, draft: str) -> HttpResponse:
    """Ask the registers that gave no answer once more."""
    opened = queries.open_draft(actor_of(request), draft)
    if (case := to_case(opened)) is not None:
        return case
    try:
        opened = commands.ask_registers_again(actor_of(request), opened)
    except Said as error:
        return draw_draft(request, queries.open_draft(actor_of(request), draft), [problem_of(error)])
    if opened.content.down():
        messages.warning(request, gettext("Asked again just now. There is still no answer."))
    else:
        messages.success(request, gettext("The register has answered."))
    return onward("window:draft", draft)


@page
def objection(request: HttpRequest, draft: str, fact: str) -> HttpResponse:
    """The visitor says that a register is wrong: its owner is told and answers; nothing is edited here."""
    opened = queries.open_draft(actor_of(request), draft)
    if fact not in opened.published.package.facts:
        raise Http404
    field, stated = f"stated-{fact}", request.POST.get("stated", "").strip()
    if not stated:
        return draw_draft(request, opened, [Problem(gettext("Please write what is right."), field)])
    try:
        commands.object_to(actor_of(request), opened, fact, stated)
    except Said as error:
        return draw_draft(request, opened, [problem_of(error, frozenset({field}))])
    messages.success(request, gettext("The objection is on its way. The person is told the answer."))
    return onward("window:draft", draft)
