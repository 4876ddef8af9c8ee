"""Papers: photographed or chosen, looked at again, taken back, put in order. Each is kept when it has arrived."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from yichuang.core.words import Said
from yichuang.faces.look.forms import Problem, problem_of
from yichuang.faces.look.middleware import actor_of
from yichuang.faces.look.said import say
from yichuang.faces.look.serving import file_response
from yichuang.faces.portal.pages import draw, onward, page
from yichuang.faces.portal.ways import back_of_material, next_url
from yichuang.faces.present.files import material_page
from yichuang.faces.present.handovers import beside_words
from yichuang.lines.applications import commands, queries
from yichuang.lines.applications.commands.looks import looked_at_file
from yichuang.lines.applications.errors import UnknownMaterial
from yichuang.lines.applications.queries import Opened
from yichuang.platform.files.incoming import incoming


@page
def material(request: HttpRequest, draft: str, material: str) -> HttpResponse:
    """One paper. What arrived well is kept, what did not is named; then to what comes next, or here once more."""
    actor = actor_of(request)
    opened = queries.open_draft(actor, draft)
    if opened.draft.filed_case_id is not None:
        return onward(reverse("portal:draft", args=[draft]))
    wanted = next((one for one in opened.wanted if one.code == material), None)
    if wanted is None or not opened.fileable:
        if request.method == "POST":
            messages.info(request, say(UnknownMaterial().sentence))
        return onward(next_url(opened))
    problems: list[Problem] = []
    if request.method == "POST":
        here = reverse("portal:material", args=[draft, material])
        try:
            problems = _done(request, opened, material)
        except Said as error:
            problems = [problem_of(error)]
        opened = queries.open_draft(actor, draft)
        if not problems:
            stays = "go" not in request.POST or (opened.missing and opened.missing[0].code == material)
            return onward(here if stays else next_url(opened))
    context = {
        "material": material_page(opened, wanted),
        "draft": draft,
        "service": opened.published.package.title,
        "beside": beside_words(commands.open_here(actor, opened)),
        "back": back_of_material(opened, material),
    }
    return draw(request, "material", context, problems)


def _done(request: HttpRequest, opened: Opened, material: str) -> list[Problem]:
    """Do what the pressed button says; what is wrong with each file that was not taken."""
    actor = actor_of(request)
    if "remove" in request.POST:
        commands.detach(actor, opened, request.POST["remove"])
        return []
    if "earlier" in request.POST:
        commands.put_earlier(actor, opened, request.POST["earlier"])
        return []
    files = [*incoming(request, "camera"), *incoming(request, "files")]
    if not files and opened.attachments[material]:
        return []  # to what comes next, with what is there already
    refused = commands.attach(actor, opened, material, files, request.POST.getlist("sha256"))
    return [Problem(problem_of(error).words, "files") for error in refused]


@page
def draft_file(request: HttpRequest, draft: str, file: str) -> HttpResponse:
    """A file of one's own draft, to look at it again."""
    found = queries.draft_file(actor_of(request), draft, file)
    return file_response(request, found.file, f"{found.material}-{found.position}")


@page
def case_file(request: HttpRequest, case: str, file: str) -> HttpResponse:
    """A file of one's own case, as it was handed in; at a window the look is on record."""
    actor = actor_of(request)
    found, owner, decision = queries.case_file(actor, case, file)
    looked_at_file(actor, found, owner.person_id, decision)
    return file_response(request, found.file, f"{found.material or 'answer'}-{found.position}")
