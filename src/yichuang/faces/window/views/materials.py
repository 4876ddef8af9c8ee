"""Papers of the visitor, scanned at the window."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from yichuang.core.words import Said
from yichuang.faces.look.forms import Problem, problem_of
from yichuang.faces.look.middleware import actor_of
from yichuang.faces.window.pages import onward, page
from yichuang.faces.window.views.drafts import draw_draft, to_case
from yichuang.lines.applications import commands, queries
from yichuang.lines.applications.queries import Opened
from yichuang.platform.files.incoming import incoming


@page
def material(request: HttpRequest, draft: str, material: str) -> HttpResponse:
    """Take scans for one paper of the draft, or take one back. What arrived well is kept, what did not is named."""
    opened = queries.open_draft(actor_of(request), draft)
    if (case := to_case(opened)) is not None:
        return case
    try:
        problems = _done(request, opened, material)
    except Said as error:
        problems = [problem_of(error)]
    if problems:
        return draw_draft(request, queries.open_draft(actor_of(request), draft), problems)
    return onward("window:draft", draft)


def _done(request: HttpRequest, opened: Opened, material: str) -> list[Problem]:
    actor = actor_of(request)
    if "remove" in request.POST:
        commands.detach(actor, opened, request.POST["remove"])
        return []
    if "earlier" in request.POST:
        commands.put_earlier(actor, opened, request.POST["earlier"])
        return []
    refused = commands.attach(actor, opened, material, incoming(request, material))
    return [Problem(problem_of(error).words, material) for error in refused]
