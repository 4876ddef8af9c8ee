"""A case of the visitor: where it stands, its papers, what the visitor supplements or takes back."""

from __future__ import annotations

from collections.abc import Mapping

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext

from yichuang.core.words import Said
from yichuang.faces.look import kept, visitors
from yichuang.faces.look.forms import Problem, problem_of
from yichuang.faces.look.middleware import actor_of
from yichuang.faces.look.supplements import take_files
from yichuang.faces.present.cases import case_page, paper_line
from yichuang.faces.present.files import Answering, answer_files, supplement_field
from yichuang.faces.present.owed import OwedPaperPage, offer_cards, owed_card, owed_paper
from yichuang.faces.present.ratings import invitation_square, taken
from yichuang.faces.window.pages import draw, onward, page
from yichuang.lines.applications import commands, queries
from yichuang.lines.applications.queries import CaseView, PartView
from yichuang.lines.ratings import queries as rated


@page
def case(request: HttpRequest, case: str) -> HttpResponse:
    """The case as it stands; that the clerk opened it is noted."""
    actor = actor_of(request)
    view = queries.case_view(actor, case)
    commands.looked_at_case(actor, view)
    return draw_case(request, view, [], kept.take(request))


def draw_case(request: HttpRequest, view: CaseView, problems: list[Problem], typed: dict[str, str]) -> HttpResponse:
    """The page of a case, with what is wrong and what was typed."""
    shown = case_page(view)
    context = {
        "section": "visitor",
        **({} if actor_of(request).mandate_id else {"visitor": view.case.person}),
        "case": shown,
        "asked": [(part.task.public_id, _fields(part, typed)) for part in view.parts if part.state == "supplement"],
        "files_field": supplement_field(),
        "rating_square": invitation_square(view.case.public_id) if _ratable(view) else "",
        "in_visit": view.case.filed_by_id == actor_of(request).account_id
        and view.case.filed_at >= visitors.since(request),
        "offers": offer_cards(view),
        "owed": owed_card(view),
        "owed_papers": _owed_papers(view),
        "papers": [paper_line(view, one) for one in queries.papers_of(view.case) if one.kind != "letter"],
    }
    return draw(request, "case", context, problems)


def _owed_papers(view: CaseView) -> list[OwedPaperPage]:
    """The papers that the visitor may hand in now, each with the scans that were chosen before."""
    card = owed_card(view)
    if card is None:
        return []
    chosen, materials = queries.chosen_owed(view.case.pk), view.published.package.materials
    missing = [one.code for one in card.papers if not one.handed_in]
    return [owed_paper(materials[code], chosen.get(code, [])) for code in missing]


def _ratable(view: CaseView) -> bool:
    """Whether the visitor can rate it now: every part has its outcome, and it was not rated."""
    return view.ended and taken() and not rated.of_case(view.case.pk)


def _names(part: PartView) -> list[str]:
    return [f"{part.task.public_id}-{place}" for place in range(1, len(part.wanted) + 1)]


def _fields(part: PartView, typed: Mapping[str, str]) -> list[Answering]:
    """Everything that a part waits for, with what was typed and chosen."""
    chosen = answer_files(queries.chosen_files(part.task), len(part.wanted))
    rows = zip(_names(part), part.wanted, chosen, strict=True)
    return [Answering(name, item, typed.get(name, ""), files) for name, item, files in rows]


@page
def supplement(request: HttpRequest, case: str, part: str) -> HttpResponse:
    """Everything that a department asked for, brought by the visitor."""
    actor = actor_of(request)
    view = queries.case_view(actor, case)
    found = next((one for one in view.parts if one.task.public_id == part), None)
    if found is None:
        raise Http404
    if found.state != "supplement":
        return onward("window:case", case)
    problems = take_files(request, found, _names(found))
    if "remove" in request.POST:
        return draw_case(request, view, problems, request.POST.dict())
    items = _fields(found, request.POST.dict())
    problems += [
        Problem(gettext("Please answer this, too: %(item)s") % {"item": each.item}, each.field)
        for each in items
        if not each.typed.strip() and not each.files and not any(one.field == each.files_field for one in problems)
    ]
    if not problems:
        try:
            commands.resubmit(actor, found.task.pk, [each.typed for each in items], _names(found))
        except Said as error:
            problems = [problem_of(error, frozenset(_names(found)))]
    if problems:
        return draw_case(request, view, problems, request.POST.dict())
    messages.success(request, gettext("The answer is on its way. The clock goes on."))
    return onward("window:case", case)


@page
def withdraw(request: HttpRequest, case: str) -> HttpResponse:
    """Withdraw every part that has no outcome yet, because the visitor wants it."""
    actor = actor_of(request)
    view = queries.case_view(actor, case)
    try:
        commands.withdraw(actor, view.case.pk)
    except Said as error:
        return draw_case(request, queries.case_view(actor, case), [problem_of(error)], {})
    return onward("window:case", case)
