"""The one dense page on which a clerk answers, reads and files with the visitor."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext

from yichuang.core import clock
from yichuang.core.packages import Question, yuan
from yichuang.core.rules import UNKNOWN
from yichuang.faces.look.said import in_language, listed
from yichuang.faces.present.drafts import (
    CheckPage,
    QuestionPage,
    Silent,
    Ways,
    check_page,
    question_page,
    silent_registers,
)
from yichuang.faces.present.files import MaterialPage, material_page
from yichuang.faces.present.lists import ListForm, form_of, saved_rows, sent_rows
from yichuang.lines.applications import queries
from yichuang.lines.applications.errors import NotOwable
from yichuang.lines.applications.owing import Days
from yichuang.lines.applications.queries import Opened
from yichuang.lines.applications.writing import CONSEQUENCE

#: The choice beside those offered: an amount that the visitor names.
OWN = "own"

WAYS = Ways(
    question=lambda draft, key: f"#{key}",
    objection=lambda draft, key: reverse("window:objection", args=[draft, key]),
)


@dataclass(frozen=True)
class Asked:
    """One question with what stands in its field: ``text`` as typed or saved, ``own`` the visitor's own amount."""

    page: QuestionPage
    text: str
    own: str
    answered: bool
    first: bool
    list: ListForm | None = None


@dataclass(frozen=True)
class FollowForm:
    """What a filing may be taken on without: (code, title, ticked), the bounds of the day, what stands in its field.

    ``verified``: whether the term was checked against its source.
    """

    papers: list[tuple[str, str, bool]]
    days: Days
    until: str
    promised: bool
    consequence: str
    verified: bool


def follow_form(opened: Opened, typed: Mapping[str, str]) -> FollowForm | None:
    """The form; None where a missing paper may not follow later, or no day is left for it."""
    owable = queries.owable_now(opened)
    if not owable or len(owable) != len(opened.missing):
        return None
    try:
        days = queries.window_days(opened, [one.code for one in owable])
    except NotOwable:
        return None
    return FollowForm(
        papers=[(one.code, in_language(one.title), f"owed-{one.code}" in typed) for one in owable],
        days=days,
        until=typed.get("owed-until", days.usual.isoformat()),
        promised="owed-promised" in typed,
        consequence=gettext(CONSEQUENCE),
        verified=opened.published.package.sure_of_owing(clock.today()),
    )


@dataclass(frozen=True)
class DraftPage:
    """Everything that the page of a draft shows. ``outcome`` is the guide's."""

    id: str
    title: str
    version: int
    outcome: str
    questions: list[Asked]
    open: int
    check: CheckPage
    act: str
    silent: list[Silent]
    #: The papers that the visitor hands in, once nothing else is open.
    papers: list[MaterialPage]
    missing: bool
    #: What may follow later (容缺受理), where nothing else is missing.
    follow: FollowForm | None = None


def questions_of(opened: Opened) -> list[Question]:
    """The questions that matter, those answered first, each once and in the order of asking."""
    return [*opened.guide.answered, *opened.guide.ask]


def draft_page(opened: Opened, typed: Mapping[str, str]) -> DraftPage:
    """The page; ``typed`` is what was sent and could not be saved, by the names of its fields."""
    guide = opened.guide
    open_keys = [one.key for one in guide.ask]
    asked = [_asked(opened, one, typed, open_keys) for one in questions_of(opened)]
    acts = [in_language(matter.short) for matter in guide.matters]
    acts += [in_language(one.matter.short) for one in guide.undecided]
    return DraftPage(
        id=opened.draft.public_id,
        title=in_language(opened.published.package.title),
        version=opened.draft.version,
        outcome=guide.outcome,
        questions=asked,
        open=len(open_keys),
        check=check_page(opened, WAYS),
        act=listed(acts),
        silent=silent_registers(opened),
        papers=[material_page(opened, one) for one in opened.wanted] if opened.fileable else [],
        missing=bool(opened.missing),
        follow=follow_form(opened, typed) if opened.fileable and opened.missing else None,
    )


def _asked(opened: Opened, question: Question, typed: Mapping[str, str], open_keys: list[str]) -> Asked:
    page = question_page(opened, question, typed.get(question.key, ""))
    saved = "" if question.value is UNKNOWN or question.fact.type == "list" else _text(question)
    text = typed.get(question.key, saved)
    own = typed.get(f"{question.key}-{OWN}", page.own_value)
    if page.own_value and question.key not in typed:
        text = OWN
    first = bool(open_keys) and question.key == open_keys[0]
    if question.fact.type == "list":
        rows = sent_rows(question.fact, typed)
        form = form_of(question.fact, saved_rows(question.fact, question.value) if rows is None else rows)
        return Asked(page, "", "", question.key not in open_keys, first, form)
    return Asked(page, text, own, question.key not in open_keys, first)


def _text(question: Question) -> str:
    """What was answered, as it would be typed: the value of its choice, a day, an amount in yuan, a text."""
    plain = question.fact.plain(question.value)  # type: ignore[arg-type]  # it is known
    for choice in question.choices:
        if question.fact.read(choice.value) == question.value:
            return choice.value
    return yuan(plain) if question.fact.type == "money" and isinstance(plain, int) else str(plain)
