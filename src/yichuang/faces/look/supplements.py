"""Files beside the answers to a supplement: taken with the same press, kept when the answer itself is not right yet."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import HttpRequest

from yichuang.faces.look.forms import Problem, problem_of
from yichuang.faces.look.middleware import actor_of
from yichuang.lines.applications import commands
from yichuang.lines.applications.queries import PartView
from yichuang.platform.cases.errors import NotPossible
from yichuang.platform.files.incoming import incoming


def take_files(request: HttpRequest, part: PartView, fields: Sequence[str]) -> list[Problem]:
    """Keep what came for each of ``fields`` (the answers', each with a field "…-files"), or take one back."""
    actor, task = actor_of(request), part.task.pk
    problems: list[Problem] = []
    try:
        if "remove" in request.POST:
            commands.detach_answer(actor, task, request.POST["remove"])
            return []
        for number, field in enumerate(fields):
            if files := incoming(request, f"{field}-files"):
                refused = commands.attach_answer(actor, task, number, files)
                problems += [Problem(problem_of(error).words, f"{field}-files") for error in refused]
    except NotPossible as error:  # answered meanwhile, in another window
        problems.append(problem_of(error))
    return problems
