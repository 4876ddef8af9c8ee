"""Try a package as any person. Whoever is typed in is kept nowhere: the form goes by POST and is drawn again."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from yichuang.core import clock
from yichuang.core.packages import Package
from yichuang.faces.look.forms import Problem
from yichuang.faces.look.said import in_language
from yichuang.faces.present.trials import Somebody, from_example
from yichuang.faces.studio.pages import draw, page
from yichuang.faces.studio.present.trying import DOWN, Trial, from_form, trial
from yichuang.platform.catalog import queries as catalog


@page
def try_it(request: HttpRequest, name: str) -> HttpResponse:
    """The version in force."""
    return draw_trial(request, catalog.current(name).package, {"name": name})


def draw_trial(request: HttpRequest, package: Package, context: dict[str, object]) -> HttpResponse:
    """The page, with what cannot be read on top."""
    found, trial = _tried(request, package)
    return draw(request, "try", {**context, **found, "trial": trial}, trial.problems)


def _tried(request: HttpRequest, package: Package) -> tuple[dict[str, object], Trial]:
    """What the page shows of whoever was chosen or typed in."""
    problems: list[Problem] = []
    given = request.POST if request.method == "POST" else request.GET
    chosen = given.get("example", "")
    if request.method == "POST" and "take" not in request.POST:
        who, problems = from_form(package, request.POST.dict(), request.POST.getlist(DOWN))
    elif chosen.isdecimal() and len(chosen) < 4 and int(chosen) < len(package.examples):
        who = from_example(package, int(chosen))
    else:
        chosen = ""
        who = Somebody({}, max(clock.today(), package.in_force))
    found: dict[str, object] = {
        "section": "packages",
        "title": in_language(package.title),
        "examples": [(str(at), in_language(one.sentence)) for at, one in enumerate(package.examples)],
        "chosen": chosen,
    }
    return found, trial(package, who, problems)
