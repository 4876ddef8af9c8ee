"""A case of the visitor: where it stands, its papers, what the visitor supplements or takes back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext

from yichuang.core.words import Said
from yichuang.faces.look import kept
from yichuang.faces.look.forms import Problem, problem_of
from yichuang.faces.look.middleware import actor_of
from yichuang.faces.present.cases import case_page, paper_line
from yichuang.faces.present.ratings import invitation_square
from yichuang.faces.window.pages import draw, onward, page
from yichuang.lines.applications import commands, queries
from yichuang.lines.applications.queries import CaseView


@page
def case(request: HttpRequest, case: str) -> HttpResponse:
    """The case as it stands; that the clerk opened it is noted."""
    actor = actor_of(request)
    view = queries.case_view(actor, case)
    commands.looked_at_case(actor, view)
    return _draw(request, view, [], kept.take(request))


def _draw(request: HttpRequest, view: CaseView, problems: list[Problem], typed: dict[str, str]) -> HttpResponse:
    shown = case_page(view)
    context = {
        "section": "visitor",
        **({} if actor_of(request).mandate_id else {"visitor": view.case.person}),
        "case": shown,
        "asked": [(part.id, _fields(part.id, part.wanted, typed)) for part in shown.parts if part.waits],
        "rating_square": invitation_square(view.case.public_id) if _ratable(view) else "",
        "papers": [paper_line(view, one) for one in queries.papers_of(view.case) if one.kind != "letter"],
    }
    return draw(request, "case", context, problems)


def _ratable(view: CaseView) -> bool:
    """Whether the visitor can rate it now: every part has its outcome, and it was not rated."""
    return view.ended and queries.rating_of(view.case.pk) is None


def _fields(part: str, wanted: Sequence[str], typed: Mapping[str, str]) -> list[tuple[str, str, str]]:
    """(name of the field, what is asked for, what was typed) for everything that a part waits for."""
    names = [f"{part}-{place}" for place in range(1, len(wanted) + 1)]
    return [(name, item, typed.get(name, "")) for name, item in zip(names, wanted, strict=True)]


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
    items = _fields(part, found.wanted, request.POST.dict())
    problems = [
        Problem(gettext("Please answer this, too: %(item)s") % {"item": item}, field)
        for field, item, text in items
        if not text.strip()
    ]
    if not problems:
        try:
            commands.resubmit(actor, found.task.pk, [text.strip() for _, _, text in items])
        except Said as error:
            problems = [problem_of(error)]
    if problems:
        return _draw(request, view, problems, request.POST.dict())
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
        return _draw(request, queries.case_view(actor, case), [problem_of(error)], {})
    return onward("window:case", case)
