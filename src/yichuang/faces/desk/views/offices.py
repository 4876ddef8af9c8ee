"""In which post one acts; for an administrator: who holds which, who is away, what departments are called."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext

from yichuang.core import clock
from yichuang.core.words import N_, Said
from yichuang.faces.desk.pages import draw, onward, page
from yichuang.faces.desk.present.offices import acted_line, leave_line, office_page, post_line, role_choices
from yichuang.faces.look.context import desk_of
from yichuang.faces.look.forms import Problem, problem_of
from yichuang.faces.look.middleware import act_in, acted_of, actor_of
from yichuang.platform.people import commands as people
from yichuang.platform.people import queries
from yichuang.platform.people.models import Department, Post, Role


@page
def posts(request: HttpRequest) -> HttpResponse:
    """In which post from now on: one's own, or that of somebody who is away."""
    held = queries.posts_acted(request.user)  # type: ignore[arg-type]
    if request.method == "POST":
        wanted = request.POST.get("post", "")
        if any(str(each.post.pk) == wanted for each in held):
            act_in(request, wanted)
        return onward(desk_of(actor_of(request).role) or "/")
    now = acted_of(request)
    context = {"posts": [acted_line(each) for each in held], "now": str(now.post.pk) if now else "", "section": "posts"}
    return draw(request, "posts", context)


@page
def offices(request: HttpRequest) -> HttpResponse:
    """Every post, every leave, every department of the division."""
    actor = actor_of(request)
    context = {
        "offices": office_page(queries.departments_of(actor), queries.posts_of(actor)),
        "leaves": [leave_line(each) for each in queries.leaves_of(actor)],
        "section": "offices",
    }
    return draw(request, "offices", context)


@page
def appoint(request: HttpRequest) -> HttpResponse:
    """Whoever signs in with this phone holds a post from a day on."""
    actor = actor_of(request)
    typed = {key: request.POST.get(key, "").strip()[:60] for key in ("phone", "name", "department", "role", "from_day")}
    problems: list[Problem] = []
    if request.method == "POST":
        try:
            department = next(
                (each for each in queries.departments_of(actor) if each.code == typed["department"]), None
            )
            if department is None or typed["role"] not in Role.values:
                raise Said("choose", N_("Choose department and role."), field="department")
            first = _day(typed["from_day"], "from_day") or clock.today()
            people.appoint(actor, typed["phone"], typed["name"], department, Role(typed["role"]), first, None)
            messages.success(request, gettext("Appointed."))
            return onward(reverse("desk:offices"))
        except Said as error:
            problems = [problem_of(error, frozenset(typed))]
    context = {
        "typed": typed,
        "departments": [each for each in queries.departments_of(actor) if each.successor_id is None],
        "roles": role_choices(),
        "section": "offices",
    }
    return draw(request, "appoint", context, problems)


@page
def end_post(request: HttpRequest, post: UUID) -> HttpResponse:
    """The post ends with today."""
    try:
        people.end_post(actor_of(request), post)
        messages.success(request, gettext("The post ends today."))
    except Said as error:
        messages.warning(request, problem_of(error).words)
    return onward(reverse("desk:offices"))


@page
def leave(request: HttpRequest, post: UUID) -> HttpResponse:
    """The holder is away from a day to a day; somebody stands in."""
    actor = actor_of(request)
    held = next((each for each in queries.posts_of(actor) if each.pk == post), None)
    if held is None:
        raise Post.DoesNotExist
    typed = {key: request.POST.get(key, "").strip()[:60] for key in ("substitute", "from_day", "to_day")}
    problems: list[Problem] = []
    others = {each.account.public_id: each for each in queries.posts_of(actor) if each.account_id != held.account_id}
    if request.method == "POST":
        try:
            first, last = _day(typed["from_day"], "from_day"), _day(typed["to_day"], "to_day")
            if first is None or last is None:
                raise Said("days-missing", N_("Give both days."), field="from_day")
            chosen = others.get(typed["substitute"])
            people.enter_leave(actor, post, chosen.account_id if chosen else None, first, last)
            messages.success(request, gettext("The leave is entered. It ends by itself."))
            return onward(reverse("desk:offices"))
        except Said as error:
            problems = [problem_of(error, frozenset(typed))]
    context = {
        "post": post_line(held),
        "typed": typed,
        "others": [(key, post_line(each)) for key, each in others.items()],
        "section": "offices",
    }
    return draw(request, "leave", context, problems)


def _day(text: str, field: str) -> date | None:
    """A day as browsers send it, or typed as 2026-12-01; None for nothing. Raises Said."""
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Said("bad-day", N_("Write the day like 2026-12-01."), field=field) from None


@page
def end_leave(request: HttpRequest, leave: str) -> HttpResponse:
    """The holder is back."""
    people.end_leave(actor_of(request), leave)
    messages.success(request, gettext("The leave has ended. Nobody stands in any more."))
    return onward(reverse("desk:offices"))


@page
def department(request: HttpRequest, department: str) -> HttpResponse:
    """Another name from today on."""
    return _department(request, department, None)


def _department(request: HttpRequest, code: str, refused: Said | None) -> HttpResponse:
    actor = actor_of(request)
    known = {each.code: each for each in queries.departments_of(actor)}
    if code not in known:
        raise Department.DoesNotExist
    held = known[code]
    typed = {key: request.POST.get(key, held.names.get(lang, "")) for key, lang in (("name", "zh-hans"), ("en", "en"))}
    problems = [problem_of(refused, frozenset({"into"}))] if refused else []
    if request.method == "POST" and refused is None:
        try:
            people.rename_department(actor, code, typed["name"], typed["en"])
            messages.success(request, gettext("From today on it is called so. Earlier papers keep the old name."))
            return onward(reverse("desk:offices"))
        except Said as error:
            problems = [problem_of(error, frozenset(typed))]
    others = [each for each in known.values() if each.pk != held.pk and each.successor_id is None]
    context = {"department": held, "typed": typed, "others": others, "section": "offices"}
    return draw(request, "department", context, problems)


@page
def merge_department(request: HttpRequest, department: str) -> HttpResponse:
    """Another department does its work from today on."""
    try:
        people.merge_department(actor_of(request), department, request.POST.get("into", "")[:40])
    except Department.DoesNotExist:
        return _department(request, department, Said("choose", N_("Choose a department."), field="into"))
    except Said as error:
        return _department(request, department, error)
    messages.success(request, gettext("Merged. Open parts and posts are with the other department now."))
    return onward(reverse("desk:offices"))


@page
def first_administrator(request: HttpRequest, secret: str) -> HttpResponse:
    """By the link that the machine printed: whoever signed in becomes the first administrator."""
    problems: list[Problem] = []
    if request.method == "POST":
        try:
            hall = queries.departments_cached()[settings.HALL_DEPARTMENT]
            made = people.become_first_administrator(actor_of(request), secret, hall)
            act_in(request, str(made.pk))
            return onward(reverse("desk:offices"))
        except Said as error:
            problems = [problem_of(error)]
    return draw(request, "first", {"section": "offices"}, problems)
