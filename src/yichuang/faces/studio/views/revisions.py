"""The draft of a next version: its page, its files, each step with it; and two versions side by side."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext

from yichuang.core.access import Actor
from yichuang.core.packages import rewritten, writable
from yichuang.core.words import Said
from yichuang.faces.look.forms import Problem, problem_of
from yichuang.faces.look.middleware import actor_of
from yichuang.faces.look.said import in_language
from yichuang.faces.studio.pages import draw, onward, page
from yichuang.faces.studio.present.changes import change_lines, unweighed, weighed
from yichuang.faces.studio.present.revisions import Unproved, finding_lines, revision_page, unproved_lines, version_line
from yichuang.faces.studio.present.tables import numbered
from yichuang.faces.studio.views.trying import draw_trial
from yichuang.platform.catalog import queries as catalog
from yichuang.platform.catalog import revising, revisions
from yichuang.platform.catalog.errors import NoSuchService, TextTooLong
from yichuang.platform.catalog.models import Revision

#: Before the code of an outcome that cannot be proved, in the name of its field.
LOOKED = "looked-"


@page
def begin(request: HttpRequest, name: str) -> HttpResponse:
    """Begin the draft of the next version, or go on with the one that is being written."""
    found = revising.begin(actor_of(request), name)
    return onward(reverse("studio:revision", args=[found.public_id]))


@page
def revision(request: HttpRequest, revision: str) -> HttpResponse:
    """One draft: what it says otherwise, what is wrong with it, what it changes, and what comes next."""
    return _revision(request, revision)


def _revision(request: HttpRequest, public: str, refused: Said | None = None) -> HttpResponse:
    actor = actor_of(request)
    found = revisions.revision(actor, public)
    seen = revisions.examined(found.files)
    before = catalog.version(found.base_id).package
    unproved: list[Unproved] = []
    if seen.package and found.state == Revision.State.OPEN:
        unproved = unproved_lines(seen.package, revising.unproved(seen.package), _looked(request.POST))
    context = {
        "section": "packages",
        "revision": revision_page(found, actor),
        "files": [(name, found.files.get(name) != before.files.get(name)) for name in writable(found.files)],
        "findings": finding_lines(seen.findings),
        "others": finding_lines(revisions.contradicted(seen.package)) if seen.package else [],
        "errors": seen.errors,
        "readable": seen.package is not None,
        "changes": change_lines(before, seen.package) if seen.package else [],
        "weighing": bool(found.asked),
        "unweighed": unweighed(found),
        "weighed": weighed(found.weighed, found.edition, before, seen.package),
        "unproved": unproved,
        "looked": unproved_lines(seen.package, found.looked, found.looked) if seen.package and not unproved else [],
        "typed": request.POST.get("words", ""),
    }
    fields = frozenset({"words", *(f"{LOOKED}{one.code}" for one in unproved)})
    problems = [problem_of(refused, fields)] if refused else []
    return draw(request, "revision", context, problems)


def _looked(posted: Mapping[str, str]) -> dict[str, str]:
    """What was written for the outcomes that cannot be proved, by their codes."""
    return {key.removeprefix(LOOKED): words for key, words in posted.items() if key.startswith(LOOKED)}


def _weigh(actor: Actor, public: str, words: str) -> str:
    revising.weigh(actor, public)
    return ""  # the page says that it is being done


def _propose(actor: Actor, public: str, words: str, looked: Mapping[str, str]) -> str:
    revising.propose(actor, public, words, looked)
    return gettext("Proposed. A second person decides now.")


def _approve(actor: Actor, public: str, words: str) -> str:
    done = revising.decide(actor, public, True, words)
    version = done.published.version if done.published else 0
    return gettext("Published as version %(version)s. Running cases stay on theirs.") % {"version": version}


def _refuse(actor: Actor, public: str, words: str) -> str:
    revising.decide(actor, public, False, words)
    return gettext("Given back to the author, with your reason.")


def _drop(actor: Actor, public: str, words: str) -> str:
    revising.drop(actor, public)
    return gettext("Dropped. The version in force stays.")


STEPS: Mapping[str, Callable[[Actor, str, str], str]] = {
    "weigh": _weigh,
    "approve": _approve,
    "refuse": _refuse,
    "drop": _drop,
}


@page
def act(request: HttpRequest, revision: str, step: str) -> HttpResponse:
    """One step with a draft."""
    if step not in STEPS and step != "propose":
        raise Http404
    actor, words = actor_of(request), request.POST.get("words", "")
    try:
        if step == "propose":
            done = _propose(actor, revision, words, _looked(request.POST))
        else:
            done = STEPS[step](actor, revision, words)
        if done:
            messages.success(request, done)
    except Said as error:
        return _revision(request, revision, error)
    anchor = "#weighed" if step == "weigh" else ""
    return onward(reverse("studio:revision", args=[revision]) + anchor)


@page
def edit(request: HttpRequest, revision: str, document: str) -> HttpResponse:
    """One file of a draft: looked at, checked as it is typed, saved."""
    actor = actor_of(request)
    found = revisions.revision(actor, revision)
    if document not in writable(found.files):
        raise Http404
    text, problems = found.files.get(document, ""), list[Problem]()
    edition = request.POST.get("edition", "")
    if request.method == "POST":
        text = request.POST.get("text", "")
        try:
            if "save" in request.POST and "live" not in request.POST:
                number = int(edition) if edition.isdecimal() and len(edition) < 9 else 0
                revising.edit(actor, revision, document, text, number)
                messages.success(request, gettext("Saved."))
                return onward(reverse("studio:edit", args=[revision, document]))
            text = revising.written_as(text)
        except Said as error:
            problems = [problem_of(error, frozenset({"text"}))]
            text = "" if isinstance(error, TextTooLong) else text
    seen = revisions.examined(rewritten(found.files, document, text))
    lines = finding_lines(seen.findings, document)
    context = {
        "section": "packages",
        "revision": revision_page(found, actor),
        "document": document,
        "files": writable(found.files),
        "text": text,
        "edition": edition or found.edition,
        "findings": lines,
        "errors": seen.errors,
        "checked": request.method == "POST",
        "lines": numbered(text, {one.line: True for one in lines if one.file == document}),
    }
    return draw(request, "edit", context, problems)


@page
def try_draft(request: HttpRequest, revision: str) -> HttpResponse:
    """The draft as any person; one that cannot be read cannot be tried."""
    found = revisions.revision(actor_of(request), revision)
    package = revisions.examined(found.files).package
    if package is None:
        messages.warning(request, gettext("This draft cannot be read yet. Mend what the checker finds first."))
        return onward(reverse("studio:revision", args=[revision]))
    return draw_trial(request, package, {"revision": revision})


@page
def compare(request: HttpRequest, name: str) -> HttpResponse:
    """All versions of a package, and two of them side by side in words: without a choice the last two."""
    found = revisions.versions(name)
    if not found:
        raise NoSuchService(name)
    numbers = {str(one.version): one for one in found}
    after = numbers.get(request.POST.get("to", ""), found[0])
    before = numbers.get(request.POST.get("from", ""), found[1] if len(found) > 1 else found[0])
    packages = [catalog.compiled(one.digest, one.pk) for one in (before, after)]
    context = {
        "section": "packages",
        "name": name,
        "title": in_language(found[0].titles),
        "versions": [version_line(one) for one in found],
        "before": before.version,
        "after": after.version,
        "changes": change_lines(*packages),
    }
    return draw(request, "versions", context)
