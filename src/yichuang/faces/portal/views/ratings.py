"""How was it? One press for a good grade; a bad one asks what was not good, so that somebody can put it right."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext

from yichuang.core.access import Actor
from yichuang.core.words import Said
from yichuang.faces.look import kept
from yichuang.faces.look.forms import Problem, problem_of
from yichuang.faces.look.middleware import actor_of
from yichuang.faces.look.said import in_language
from yichuang.faces.portal.pages import draw, onward, page
from yichuang.faces.portal.views.tickets import unkept
from yichuang.faces.present.ratings import grades, reasons
from yichuang.lines.applications import queries
from yichuang.lines.ratings import commands
from yichuang.lines.ratings import queries as rated
from yichuang.lines.ratings.commands.rating import Said as Told
from yichuang.lines.ratings.errors import NotRatable
from yichuang.lines.ratings.models import LOW, Grade
from yichuang.platform.hall.models import Ticket
from yichuang.platform.hall.plan import plan

#: Seconds after which the tablet shows the next visit, and after which it forgets what was pressed and not sent.
TABLET, FORGETS = 10, 60

Give = Callable[[int, Told, str], object]


@dataclass(frozen=True)
class Form:
    """What is rated: its title, its parts to choose among, where the form comes from and goes back to.

    ``template``: the page that asks. ``leaves_phone``: whether a number to be called on is asked for.
    """

    title: str = ""
    parts: Sequence[tuple[str, str]] = ()
    back: str = ""
    template: str = "rate"
    done: str = "rated"
    leaves_phone: bool = False
    ticket: str = ""


@page
def rate(request: HttpRequest, case: str) -> HttpResponse:
    """Rate a case of one's own, or one part of it (``?part=``)."""
    actor = actor_of(request)
    view = queries.case_view(actor, case)
    here = reverse("portal:case", args=[case])
    given = {each.rating.task_id for each in rated.own_ratings(actor, view.case)}  # type: ignore[union-attr]
    parts = [(one.task.public_id, in_language(one.matter.short)) for one in view.parts if one.task.pk not in given]
    whole = len(view.parts) > 1 and None not in given
    chosen = request.GET.get("part", "")
    if not view.ended or not (whole or parts):
        return onward(here)
    if chosen:
        parts = [each for each in parts if each[0] == chosen]
        if not parts:
            return onward(here)
    elif not whole and len(view.parts) > 1:
        return onward(here)
    sent = request.POST if request.method == "POST" else kept.take(request)
    title = parts[0][1] if chosen else in_language(view.published.package.title)
    form = Form(title, [] if chosen else parts, here)

    def give(grade: int, told: Told, part: str) -> object:
        return commands.rate(actor, case, grade, told, part=chosen or part)

    return _rate(request, form, sent, give)


@page
def rate_invited(request: HttpRequest, token: str) -> HttpResponse:
    """Rate by a square or the address in a message, without signing in. Nothing of the case is shown."""
    try:
        actor, case = commands.invited(token)
    except Said as error:
        return draw(request, "rated", {"words": str(problem_of(error).words)}, status=404)

    def give(grade: int, told: Told, part: str) -> object:
        return commands.rate(actor, case, grade, told)

    return _rate(request, Form(), request.POST, give)


@page
def rate_visit(request: HttpRequest, ticket: str) -> HttpResponse:
    """Rate a visit by the address of its ticket: whoever holds it was there."""
    if not Ticket.objects.filter(public_id=ticket).exists():
        raise Ticket.DoesNotExist
    actor = actor_of(request)
    nobody = Actor(account_id=actor.account_id, channel="qr")

    def give(grade: int, told: Told, part: str) -> object:
        return commands.rate_visit(nobody, ticket, grade, told)

    form = Form(back=reverse("portal:ticket", args=[ticket]), leaves_phone=True)
    return _rate(request, form, request.POST, give)


@page
def tablet(request: HttpRequest, token: str) -> HttpResponse:
    """The tablet at a window: it shows the visit that was served there last, takes one press, and forgets it."""
    try:
        window = plan().window(rated.window_of(token))
    except Said as error:
        return unkept(draw(request, "rated", {"words": str(problem_of(error).words)}, status=404))
    waiting = rated.waiting_at(window.code)
    title = in_language(window.title)
    if waiting is None:
        context = {"title": title, "grades": [], "after": TABLET, "here": request.path}
        return unkept(draw(request, "tablet", context))

    def give(grade: int, told: Told, part: str) -> object:
        if request.POST.get("ticket") != waiting.public_id:  # the next visit is on already
            raise NotRatable
        return commands.rate_visit(Actor(role="invited", channel="tablet"), waiting.public_id, grade, told)

    form = Form(title, template="tablet", done="tablet_done", ticket=waiting.public_id)
    return unkept(_rate(request, form, request.POST, give))


def _rate(request: HttpRequest, form: Form, sent: Mapping[str, str], give: Give) -> HttpResponse:
    """Take the grade, or ask for it; a bad one asks once more for reasons before it is taken."""
    grade = int(sent.get("grade", "0")) if sent.get("grade", "0").isdecimal() else 0
    offered = reasons()
    ticked = [code for code, _ in offered if sent.get(f"reason-{code}")]
    typed = Told(ticked, sent.get("words", ""), sent.get("phone", ""))
    problems: list[Problem] = []
    asked_already = "words" in sent
    if request.method == "POST" and (0 < grade < LOW or asked_already):
        try:
            give(grade, typed if grade >= LOW else replace(typed, reasons=()), sent.get("part", ""))
        except NotRatable:
            thanks = gettext("This was rated already. Thank you.")
        except Said as error:
            problems, thanks = [problem_of(error, frozenset({"reasons", "words", "phone"}))], ""
        else:
            thanks = gettext("Thank you. Your rating is noted.")
        if thanks and form.back:
            messages.success(request, thanks)
            return onward(form.back)
        if thanks:
            return draw(request, form.done, {"words": thanks, "after": TABLET, "here": request.path})
    low = grade in (Grade.POOR, Grade.VERY_POOR)
    context = {
        "title": form.title,
        "grades": grades(),
        "grade": grade if grade in Grade.values else 0,
        "low": low,
        "reasons": [(code, said, code in ticked) for code, said in offered],
        "words": typed.words,
        "phone": typed.phone,
        "leaves_phone": form.leaves_phone,
        "parts": form.parts if len(form.parts) > 1 else [],
        "part": sent.get("part", ""),
        "back": form.back,
        "ticket": form.ticket,
        "after": FORGETS if low else TABLET,
        "here": request.path,
        "section": "cases",
    }
    return draw(request, form.template, context, problems)
