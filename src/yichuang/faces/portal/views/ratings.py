"""How was it? One press for a good grade; a low one asks what was not good, so that somebody can answer it."""

from __future__ import annotations

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
from yichuang.faces.present.ratings import grades, reasons
from yichuang.lines.applications import commands, queries
from yichuang.lines.applications.models import Rating
from yichuang.platform.cases.errors import NotPossible


@page
def rate(request: HttpRequest, case: str) -> HttpResponse:
    """Rate a case of one's own."""
    actor = actor_of(request)
    view = queries.case_view(actor, case)
    here = reverse("portal:case", args=[case])
    if not view.ended or queries.rating_of(view.case.pk) is not None:
        return onward(here)
    parts = [(one.task.public_id, in_language(one.matter.short)) for one in view.parts]
    sent = request.POST if request.method == "POST" else kept.take(request)
    return _rate(request, actor, case, in_language(view.published.package.title), parts, sent, here)


@page
def rate_invited(request: HttpRequest, token: str) -> HttpResponse:
    """Rate by the square that a window showed, without signing in. Nothing of the case is shown but its service."""
    try:
        actor, case = commands.invited(token)
    except Said as error:
        return draw(request, "rated", {"words": str(problem_of(error).words)}, status=404)
    return _rate(request, actor, case, "", [], request.POST, "")


def _rate(
    request: HttpRequest,
    actor: Actor,
    case: str,
    title: str,
    parts: list[tuple[str, str]],
    sent: dict[str, str],
    back: str,
) -> HttpResponse:
    """Take the grade, or ask for it; a low one asks once more for reasons before it is taken."""
    grade = int(sent.get("grade", "0")) if sent.get("grade", "0").isdecimal() else 0
    ticked = [code for code, _ in reasons() if sent.get(f"reason-{code}")]
    words, part = sent.get("words", ""), sent.get("part", "")
    problems: list[Problem] = []
    asked_already = "words" in sent
    if request.method == "POST" and (0 < grade < Rating.Grade.POOR or asked_already):
        try:
            commands.rate(actor, case, grade, reasons=ticked, words=words, part=part)
        except NotPossible:
            thanks = gettext("This was rated already. Thank you.")
        except Said as error:
            problems = [problem_of(error, frozenset({"reasons", "words"}))]
            thanks = ""
        else:
            thanks = gettext("Thank you. Your rating is noted.")
        if thanks and back:
            messages.success(request, thanks)
            return onward(back)
        if thanks:
            return draw(request, "rated", {"words": thanks})
    context = {
        "title": title,
        "grades": grades(),
        "grade": grade if grade in Rating.Grade.values else 0,
        "low": grade in (Rating.Grade.POOR, Rating.Grade.VERY_POOR),
        "reasons": [(code, said, code in ticked) for code, said in reasons()],
        "words": words,
        "parts": parts if len(parts) > 1 else [],
        "part": part,
        "back": back,
        "section": "cases",
    }
    return draw(request, "rate", context, problems)
