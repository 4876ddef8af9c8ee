"""Many employees at once: the template, the table that comes back, what is wrong in it, and how far its batch is."""

from __future__ import annotations

from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import get_language, gettext

from yichuang.core.sheets import MAX_BYTES, MAX_ROWS
from yichuang.core.words import Said
from yichuang.faces.look.forms import Problem, problem_of
from yichuang.faces.look.middleware import actor_of
from yichuang.faces.look.said import in_language
from yichuang.faces.portal.pages import draw, onward, page
from yichuang.faces.present.batches import XLSX, batch_line, batch_page, finding_lines, template_file
from yichuang.lines.applications import commands, queries
from yichuang.lines.applications.commands.batches import ReadTable
from yichuang.platform.catalog import queries as catalog


def _to_choose(request: HttpRequest, name: str) -> HttpResponse | None:
    """To the choice of the company, where nobody acts for one yet."""
    if actor_of(request).organisation_id is not None:
        return None
    messages.info(request, gettext("This is done by companies. Choose the company first."))
    here = reverse("portal:table", args=[name])
    return onward(f"{reverse('portal:acting')}?next={here}")


@page
def table(request: HttpRequest, name: str) -> HttpResponse:
    """The template to fill in, and the place to bring it back. What is wrong is said by cell, and nothing is kept."""
    published = catalog.current(name)
    if (choose := _to_choose(request, name)) is not None:
        return choose
    actor, problems = actor_of(request), []
    found: ReadTable | None = None
    if request.method == "POST":
        sent = request.FILES.get("table")
        if sent is None:
            problems = [Problem(gettext("Please choose the file with the table."), "table")]
        else:
            try:
                data = sent.read(MAX_BYTES + 1)
                found = commands.take_table(actor, name, data, sent.name or "", get_language() or "zh-hans")
            except Said as error:
                problems = [Problem(problem_of(error).words, "table")]
        if found is not None and found.batch is not None:
            return onward(reverse("portal:batch", args=[found.batch.public_id]))
        if found is not None:
            problems = [
                Problem(gettext("The table is not right yet. Nothing was filed. See what to mend."), "findings")
            ]
    try:
        after = request.GET.get("after", "")
        so_far = queries.batches_of(actor, name, after)
    except Said:  # a place that no page gave is the beginning
        after, so_far = "", queries.batches_of(actor, name)
    context = {
        "name": name,
        "title": in_language(published.package.title),
        "found": finding_lines(published.package, found) if found else None,
        "batches": [batch_line(one) for one in so_far.rows],
        "after": f"?{urlencode({'after': so_far.next})}" if so_far.next else "",
        "first": reverse("portal:table", args=[name]) if after else "",
        "most": MAX_ROWS,
        "megabytes": MAX_BYTES // 1024**2,
        "back": reverse("portal:service", args=[name]),
        "section": "cases",
    }
    return draw(request, "table", context, problems)


@page
def template(request: HttpRequest, name: str) -> HttpResponse:
    """The empty table to fill in."""
    published = catalog.current(name)
    if (choose := _to_choose(request, name)) is not None:
        return choose
    content = template_file(published.package, get_language() or "zh-hans")
    return HttpResponse(
        content, content_type=XLSX, headers={"Content-Disposition": f'attachment; filename="{name}.xlsx"'}
    )


@page
def batch(request: HttpRequest, batch: str) -> HttpResponse:
    """What was read, and the button that files all of it; then how far it is, and the case of each row."""
    actor = actor_of(request)
    view = queries.batch_view(actor, batch)
    here = reverse("portal:batch", args=[batch])
    problems: list[Problem] = []
    if request.method == "POST":
        try:
            if "discard" in request.POST:
                commands.discard(actor, view.batch.pk)
                messages.info(request, gettext("The table was thrown away. Nothing was filed."))
                return onward(reverse("portal:table", args=[view.published.name]))
            commands.go_on(commands.file_batch(actor, view.batch.pk))
            return onward(here)
        except Said as error:
            problems = [problem_of(error)]
            view = queries.batch_view(actor, batch)
    after = request.GET.get("after", "")
    shown = batch_page(actor, view, int(after) if after.isdecimal() and len(after) < 7 else 0)
    context = {"batch": shown, "back": reverse("portal:table", args=[view.published.name]), "section": "cases"}
    return draw(request, "batch", context, problems)
