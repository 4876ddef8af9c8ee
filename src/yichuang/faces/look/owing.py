"""Owed papers (容缺受理) in a form: files are kept, taken back, and handed in with the same press; an
offer is answered."""

from __future__ import annotations

from django.http import Http404, HttpRequest

from yichuang.core.words import Said
from yichuang.faces.look.forms import Problem, problem_of
from yichuang.faces.look.middleware import actor_of
from yichuang.lines.applications import commands, queries
from yichuang.lines.applications.queries import CaseView
from yichuang.platform.files.incoming import incoming


def take_owed(request: HttpRequest, view: CaseView, material: str, field: str) -> tuple[bool, list[Problem]]:
    """Do what the pressed button says with one paper: whether it is handed in now, and what is wrong."""
    actor, case = actor_of(request), view.case.pk
    try:
        if "remove" in request.POST:
            commands.detach_owed(actor, case, request.POST["remove"])
            return False, []
        files = [*incoming(request, "camera"), *incoming(request, field)]
        if files:
            refused = commands.attach_owed(actor, case, material, files, request.POST.getlist("sha256"))
            if refused:
                return False, [Problem(problem_of(error).words, field) for error in refused]
        if "go" not in request.POST:
            return False, []
        commands.hand_in(actor, case, material)
    except Said as error:
        found = problem_of(error)
        return False, [Problem(found.words, field if error.code == "no-file" else "")]
    return True, []


def answer_offer(request: HttpRequest, case: str, part: str) -> bool:
    """Accept what an officer offers for a part, or decline it, as was pressed; which. Raises Http404, Said."""
    actor = actor_of(request)
    found = next((one for one in queries.case_view(actor, case).parts if one.task.public_id == part), None)
    if found is None:
        raise Http404
    if request.POST.get("answer") == "yes":
        commands.promise(actor, found.task.pk)
        return True
    commands.decline_owing(actor, found.task.pk)
    return False
