"""A person's matters: the list, one case, its papers, an answer to a department, withdrawing, messages."""

from __future__ import annotations

import json
from urllib.parse import urlencode

from django.contrib import messages as flash
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import get_language, gettext

from yichuang.core.words import Said
from yichuang.faces.look import kept
from yichuang.faces.look.forms import Problem, problem_of
from yichuang.faces.look.middleware import actor_of
from yichuang.faces.look.said import in_language
from yichuang.faces.look.supplements import take_files
from yichuang.faces.portal.pages import draw, onward, page
from yichuang.faces.present.cases import case_line, case_page, draft_line, message_line, paper_line
from yichuang.faces.present.files import Answering, answer_files, supplement_field
from yichuang.faces.present.objections import own_objection
from yichuang.faces.present.owed import offer_cards, owed_card
from yichuang.faces.present.proofs import proof_page
from yichuang.faces.present.ratings import grades, rating_view, taken
from yichuang.lines.applications import commands, queries
from yichuang.lines.ratings import queries as rated
from yichuang.lines.ratings.models import Rating
from yichuang.platform.cases import proving

#: Papers that have a button of their own.
BUTTONS = ("receipt", "letter")


@page
def cases(request: HttpRequest) -> HttpResponse:
    """Drafts first, then cases, newest first, a page at a time."""
    actor = actor_of(request)
    try:
        after = request.GET.get("after", "")
        shown = queries.cases_of(actor, after)
    except Said:  # a place that no page gave is the beginning
        after, shown = "", queries.cases_of(actor)
    context = {
        "drafts": [] if after else [draft_line(one) for one in queries.open_drafts(actor)],
        "cases": [case_line(one) for one in shown.rows],
        "after": f"?{urlencode({'after': shown.next})}" if shown.next else "",
        "first": reverse("portal:cases") if after else "",
        "section": "cases",
    }
    return draw(request, "cases", context)


@page
def case(request: HttpRequest, case: str) -> HttpResponse:
    """Where a case stands, who holds each part, by when and why that day."""
    view = queries.case_view(actor_of(request), case)
    papers = [paper_line(view, one) for one in queries.papers_of(view.case) if one.kind not in BUTTONS]
    given = rated.own_ratings(actor_of(request), view.case) if view.ended else []
    done = {each.rating.task_id for each in given if isinstance(each.rating, Rating)}
    several = len(view.parts) > 1
    context = {
        "case": case_page(view),
        "offers": offer_cards(view),
        "owed": owed_card(view),
        "papers": papers,
        "ratings": [rating_view(each) for each in given],
        "grades": grades() if view.ended and not (None in done if several else done) else [],
        "unrated": [
            (one.task.public_id, in_language(one.matter.short))
            for one in view.parts
            if view.ended and several and one.task.pk not in done and taken()
        ],
        "section": "cases",
    }
    return draw(request, "case", context)


@page
def receipt(request: HttpRequest, case: str) -> HttpResponse:
    """收件凭证, as of the filing, whatever happened since."""
    return _pdf(queries.receipt_pdf(actor_of(request), case, _language()), f"receipt-{case}")


@page
def proof(request: HttpRequest, case: str) -> HttpResponse:
    """What can be proved of the filing, in plain words, with the file to keep."""
    shown = proof_page(queries.proof_of(actor_of(request), case))
    context = {"proof": shown, "back": reverse("portal:case", args=[case]), "section": "cases"}
    return draw(request, "proof", context)


@page
def proof_file(request: HttpRequest, case: str) -> HttpResponse:
    """The proof as a file, which ``check_proof.py`` checks without us."""
    content = json.dumps(proving.proof_file(queries.proof_of(actor_of(request), case)), ensure_ascii=False, indent=1)
    return HttpResponse(
        content,
        content_type="application/json; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="proof-{case}.json"', "Cache-Control": "no-store"},
    )


@page
def letter(request: HttpRequest, case: str) -> HttpResponse:
    """The combined letter, once every part has its outcome."""
    view = queries.case_view(actor_of(request), case)
    found = [one for one in queries.papers_of(view.case) if one.kind == "letter"]
    if not found:
        raise Http404
    return _pdf(queries.paper_pdf(actor_of(request), case, found[-1].number, _language()), f"letter-{case}")


@page
def paper(request: HttpRequest, case: str, number: str) -> HttpResponse:
    """Any paper that was issued about the case."""
    return _pdf(queries.paper_pdf(actor_of(request), case, number, _language()), number)


def _language() -> str:
    return get_language() or "zh-hans"


def _pdf(content: bytes, name: str) -> HttpResponse:
    """A paper to look at; browsers that cannot show it save it under a name without anything personal."""
    return HttpResponse(
        content,
        content_type="application/pdf",
        headers={"Content-Disposition": f'inline; filename="{name}.pdf"', "Cache-Control": "no-store"},
    )


@page
def withdraw(request: HttpRequest, case: str) -> HttpResponse:
    """Withdraw every part that has no outcome yet, after one plain question."""
    actor = actor_of(request)
    view = queries.case_view(actor, case)
    here = reverse("portal:case", args=[case])
    if view.ended:
        return onward(here)
    problems: list[Problem] = []
    if request.method == "POST":
        try:
            commands.withdraw(actor, view.case.pk)
            return onward(here)
        except Said as error:
            problems = [problem_of(error)]
    return draw(request, "withdraw", {"case": case_page(view), "back": here, "section": "cases"}, problems)


@page
def supplement(request: HttpRequest, case: str, part: str) -> HttpResponse:
    """Answer everything that a department asked for, on one page."""
    actor = actor_of(request)
    view = queries.case_view(actor, case)
    here = reverse("portal:case", args=[case])
    found = next((one for one in view.parts if one.task.public_id == part), None)
    if found is None:
        raise Http404
    if found.state != "supplement":
        return onward(here)
    problems: list[Problem] = []
    fields = [f"answer-{place}" for place in range(1, len(found.wanted) + 1)]
    sent = request.POST if request.method == "POST" else kept.take(request)
    if request.method == "POST":
        problems = take_files(request, found, fields)
    chosen = answer_files(queries.chosen_files(found.task), len(fields))
    items = [
        Answering(field, item, sent.get(field, ""), files)
        for field, item, files in zip(fields, found.wanted, chosen, strict=True)
    ]
    if request.method == "POST" and "remove" not in request.POST:
        problems += [
            Problem(gettext("Please answer this, too: %(item)s") % {"item": each.item}, each.field)
            for each in items
            if not each.typed.strip() and not each.files and not any(one.field == each.files_field for one in problems)
        ]
        if not problems:
            try:
                commands.resubmit(actor, found.task.pk, [each.typed for each in items], fields)
                flash.success(request, gettext("Your answer is on its way. The clock goes on."))
                return onward(here)
            except Said as error:
                problems = [problem_of(error, frozenset(fields))]
    shown = case_page(view)
    context = {
        "case": shown,
        "part": next(one for one in shown.parts if one.id == part),
        "items": items,
        "files_field": supplement_field(),
        "back": here,
        "section": "cases",
    }
    return draw(request, "supplement", context, problems)


@page
def messages(request: HttpRequest) -> HttpResponse:
    """What the person objected to, with the answers, and what they were told, newest first."""
    actor = actor_of(request)
    context = {
        "objections": [own_objection(one) for one in queries.own_objections(actor)],
        "told": [message_line(one) for one in queries.told(actor)],
        "section": "messages",
    }
    return draw(request, "messages", context)
