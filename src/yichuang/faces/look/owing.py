"""Owed papers (容缺受理) in a form: files are kept, taken back, and handed in with the same press."""

from __future__ import annotations

from django.http import HttpRequest

from yichuang.core.words import Said
from yichuang.faces.look.forms import Problem, problem_of
from yichuang.faces.look.middleware import actor_of
from yichuang.lines.applications import commands
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
