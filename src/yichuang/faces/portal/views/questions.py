"""One question a page; each answer is saved when the page is left."""

from __future__ import annotations

from collections.abc import Mapping

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse

from yichuang.core.packages import Question
from yichuang.core.words import Said
from yichuang.faces.look import kept
from yichuang.faces.look.forms import Problem, problem_of
from yichuang.faces.look.middleware import actor_of
from yichuang.faces.look.said import say
from yichuang.faces.portal.pages import draw, onward, page
from yichuang.faces.portal.ways import back_of_question, next_url
from yichuang.faces.present import lists
from yichuang.faces.present.drafts import find_question, question_page
from yichuang.faces.present.handovers import beside_words
from yichuang.faces.present.news import news_of
from yichuang.lines.applications import commands, queries
from yichuang.lines.applications.errors import UnknownQuestion
from yichuang.lines.applications.queries import Opened

#: The parts of a day, as three fields.
DATE_PARTS = ("year", "month", "day")


@page
def question(request: HttpRequest, draft: str, fact: str) -> HttpResponse:
    """Ask one thing; a good answer leads to what comes next, a bad one back to the page with what was typed."""
    actor = actor_of(request)
    opened = queries.open_draft(actor, draft)
    if opened.draft.filed_case_id is not None:
        return onward(reverse("portal:draft", args=[draft]))
    if fact not in opened.published.package.facts:
        raise Http404
    asked = find_question(opened.guide, fact)
    if asked is None:
        if request.method == "POST":
            messages.info(request, say(UnknownQuestion().sentence))
        return onward(next_url(opened))
    sent = request.POST if request.method == "POST" else kept.take(request)
    if asked.fact.type == "list":
        return _list(request, opened, asked, sent)
    typed = {name: sent.get(name, "") for name in ("answer", *DATE_PARTS)}
    problems: list[Problem] = []
    if request.method == "POST":
        try:
            return onward(next_url(commands.answer(actor, opened, {fact: _text(asked.fact.type, typed)})))
        except Said as error:
            problems = [problem_of(error, frozenset({fact}))]
            opened = queries.open_draft(actor, draft)
            asked = find_question(opened.guide, fact) or asked
    shown = question_page(opened, asked, typed["answer"])
    if shown.problem and not problems:
        problems = [Problem(shown.problem, fact)]
    if shown.own_amount:  # the field that can be wrong is the one for an amount of one's own
        problems = [Problem(each.words, "own" if each.field else "") for each in problems]
    context = {
        "question": shown,
        "draft": draft,
        "service": opened.published.package.title,
        "typed": typed,
        "beside": beside_words(commands.open_here(actor, opened)),
        "news": news_of(opened),
        "kept": request.method == "GET" and any(typed.values()),
        "back": back_of_question(opened, asked.key, request.GET.get("from") == "check"),
    }
    return draw(request, "question", context, problems)


def _list(request: HttpRequest, opened: Opened, asked: Question, sent: Mapping[str, str]) -> HttpResponse:
    """Ask for the members of a list: a press adds or removes one on the page, saving takes them all or none."""
    fact, actor, draft = asked.fact, actor_of(request), opened.draft.public_id
    rows = lists.sent_rows(fact, sent)
    problems: list[Problem] = []
    press = lists.pressed(fact, sent)
    if request.method == "POST" and (press == "none" if not rows else press == ""):
        try:
            return onward(next_url(commands.answer(actor, opened, {fact.key: lists.answer_of(rows or [])})))
        except Said as error:
            problems = [problem_of(error, lists.form_of(fact, rows or []).names)]
            opened = queries.open_draft(actor, draft)
    shown = question_page(opened, asked, "")
    if shown.problem and not problems:
        problems = [Problem(shown.problem, fact.key)]
    context = {
        "question": shown,
        "list": lists.form_of(fact, lists.saved_rows(fact, asked.value) if rows is None else rows),
        "draft": draft,
        "service": opened.published.package.title,
        "beside": beside_words(commands.open_here(actor, opened)),
        "kept": request.method == "GET" and rows is not None,
        "back": back_of_question(opened, asked.key, request.GET.get("from") == "check"),
    }
    return draw(request, "question", context, problems)


def _text(kind: str, typed: dict[str, str]) -> str:
    """The answer as one text; a day comes in three fields."""
    if kind == "date":
        return "-".join(typed[part].strip() for part in DATE_PARTS)
    return typed["answer"]
