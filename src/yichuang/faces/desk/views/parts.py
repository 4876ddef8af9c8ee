"""One part: looked at, taken, decided."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse

from yichuang.core.access import Actor
from yichuang.core.words import Said
from yichuang.faces.desk.pages import draw, onward, page
from yichuang.faces.desk.present.acts import asks
from yichuang.faces.desk.present.licences import WITHDRAW, reason_id
from yichuang.faces.desk.present.sheet import done_words, overtaken, sheet_page
from yichuang.faces.look import kept
from yichuang.faces.look.forms import Problem, problem_of
from yichuang.faces.look.middleware import actor_of
from yichuang.faces.look.serving import file_response
from yichuang.lines.applications import commands, queries
from yichuang.lines.applications.commands import looks
from yichuang.platform.cases.errors import NotPossible
from yichuang.platform.cases.models import Task

Typed = Mapping[str, str]


def _day(typed: Typed, name: str) -> date | None:
    try:
        return date.fromisoformat(typed.get(name, ""))
    except ValueError:
        return None


def _said(typed: Typed, name: str) -> str:
    return typed.get(name, "")


def _owed(typed: Typed) -> list[str]:
    """The papers whose boxes are ticked."""
    return [name.removeprefix("owed-") for name in typed if name.startswith("owed-")]


@dataclass(frozen=True)
class Act:
    """What a form of the part's page does with what was typed, and which of its fields may be wrong."""

    do: Callable[[Actor, UUID, Typed, list[str]], object]
    fields: frozenset[str] = frozenset()


ACTS: Mapping[str, Act] = {
    "take": Act(lambda actor, task, typed, items: commands.take(actor, task)),
    "accept": Act(lambda actor, task, typed, items: commands.accept(actor, task)),
    "offer-owing": Act(
        lambda actor, task, typed, items: commands.offer_owing(actor, task, _owed(typed), _day(typed, "until")),
        frozenset({"materials", "until"}),
    ),
    "receive-owed": Act(
        lambda actor, task, typed, items: commands.receive_owed(actor, task, _owed(typed)), frozenset({"materials"})
    ),
    "supplement": Act(
        lambda actor, task, typed, items: commands.supplement(actor, task, items, _said(typed, "reason")),
        frozenset({"items", "reason"}),
    ),
    "resubmit": Act(
        lambda actor, task, typed, items: commands.resubmit(actor, task, [_said(typed, "answers")]),
        frozenset({"answers"}),
    ),
    "note-receipt": Act(
        lambda actor, task, typed, items: commands.note_receipt(
            actor, task, _said(typed, "receipt_number"), _said(typed, "provincial_number")
        ),
        frozenset({"receipt_number"}),
    ),
    "grant": Act(
        lambda actor, task, typed, items: commands.grant(
            actor, task, _said(typed, "reason"), _said(typed, "receipt_number")
        ),
        frozenset({"receipt_number", "reason"}),
    ),
    "refuse": Act(
        lambda actor, task, typed, items: commands.refuse(actor, task, _said(typed, "reason")), frozenset({"reason"})
    ),
    "ask-extension": Act(
        lambda actor, task, typed, items: commands.ask_extension(actor, task, _said(typed, "reason")),
        frozenset({"reason"}),
    ),
    "extend": Act(lambda actor, task, typed, items: commands.extend(actor, task)),
    "decline-extension": Act(
        lambda actor, task, typed, items: commands.decline_extension(actor, task, _said(typed, "reason")),
        frozenset({"reason"}),
    ),
    "begin-special": Act(
        lambda actor, task, typed, items: commands.begin_special(
            actor, task, _said(typed, "procedure"), _said(typed, "reason"), _day(typed, "until")
        ),
        frozenset({"procedure", "reason", "until"}),
    ),
    "end-special": Act(lambda actor, task, typed, items: commands.end_special(actor, task)),
    "decline": Act(
        lambda actor, task, typed, items: commands.decline(
            actor, task, _said(typed, "reason"), _said(typed, "ground") or "conditions", _said(typed, "go")
        ),
        frozenset({"reason", "ground", "go"}),
    ),
    "terminate": Act(
        lambda actor, task, typed, items: commands.terminate(actor, task, _said(typed, "reason")), frozenset({"reason"})
    ),
    WITHDRAW: Act(
        lambda actor, task, typed, items: commands.withdraw_licence(
            actor, _said(typed, "licence"), _said(typed, "reason"), task
        ),
        frozenset({"reason"}),
    ),
}


@page
def part(request: HttpRequest, part: str) -> HttpResponse:
    """The part's sheet; that it was opened is noted."""
    return _sheet(request, part)


@page
def file(request: HttpRequest, part: str, file: str) -> HttpResponse:
    """A file that was handed in for the part; that it was opened is noted."""
    actor = actor_of(request)
    found, task, decision = queries.part_file(actor, part, file)
    looks.looked_at_file(actor, found, task.case.person_id, decision)
    return file_response(request, found.file, f"{task.case.number}-{found.material or 'answer'}-{found.position}")


@page
def act(request: HttpRequest, part: str, verb: str) -> HttpResponse:
    """Do one thing to the part; where it cannot be done, say why above the same page, with what was typed.

    By GET nothing happens; what somebody sent after their session had ended stands in its form again.
    """
    wanted = ACTS.get(verb)
    if wanted is None:
        raise Http404
    actor, here = actor_of(request), reverse("desk:part", args=[part])
    if request.method != "POST":
        typed = kept.take(request)
        return _sheet(request, part, verb, typed) if typed else onward(here)
    task = Task.objects.only("pk").get(public_id=part)
    typed = {name: str(value) for name, value in request.POST.items()}
    items = request.POST.get("items", "").splitlines()
    try:
        if verb == "supplement":
            items = [one.words for one in asks(queries.part_sheet(actor, part), typed) if one.checked] + items
        wanted.do(actor, task.pk, typed, items)
    except NotPossible:
        return _too_late(request, part, verb, typed)
    except Said as error:
        found = problem_of(error, wanted.fields)
        place = reason_id(_said(typed, "licence")) if verb == WITHDRAW else f"{verb}-{found.field}"
        problems = [Problem(found.words, place if found.field else "")]
        return _sheet(request, part, verb, typed, problems)
    messages.success(request, done_words(verb))
    return onward(here)


def _too_late(request: HttpRequest, part: str, verb: str, typed: Typed) -> HttpResponse:
    """Somebody was faster. Who did the same thing themselves a moment ago (double click) is where they want to be."""
    actor = actor_of(request)
    sheet = queries.part_sheet(actor, part)
    last = sheet.events[-1] if sheet.events else None
    if last is not None and last.verb == verb and last.actor_id == actor.account_id:
        return onward(reverse("desk:part", args=[part]))
    return _sheet(request, part, verb, typed, [Problem(overtaken(sheet, actor))])


def _sheet(
    request: HttpRequest, part: str, opened: str = "", typed: Typed | None = None, problems: list[Problem] | None = None
) -> HttpResponse:
    actor = actor_of(request)
    sheet = queries.part_sheet(actor, part)
    looks.looked_at_part(actor, sheet)
    shown = sheet_page(sheet, actor, opened, typed or {})
    context = {"part": shown, "opened": opened, "typed": typed or {}, "section": "inbox"}
    return draw(request, "part", context, problems or [])
