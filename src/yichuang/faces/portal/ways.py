"""Where the portal's pages of a draft are: what comes next, and what "back" means."""

from __future__ import annotations

from django.urls import reverse

from yichuang.faces.present.drafts import Ways, answered_before
from yichuang.lines.applications.queries import Opened

#: Where a changed answer came from, so that "back" leads there again.
FROM_CHECK = "?from=check"

WAYS = Ways(
    question=lambda draft, key: reverse("portal:question", args=[draft, key]) + FROM_CHECK,
    objection=lambda draft, key: reverse("portal:objection", args=[draft, key]),
)


def next_url(opened: Opened) -> str:
    """The page that comes next for the person."""
    guide, draft = opened.guide, opened.draft.public_id
    match guide.outcome:
        case "ask":
            assert guide.next is not None
            return reverse("portal:question", args=[draft, guide.next.key])
        case "file" | "to-person" if opened.fileable:
            if opened.missing:
                return reverse("portal:material", args=[draft, opened.missing[0].code])
            return reverse("portal:check", args=[draft])
        case "look-up" | "wait":
            return reverse("portal:registers", args=[draft])
        case _:
            return reverse("portal:refused", args=[draft])


def back_of_question(opened: Opened, key: str, from_check: bool) -> str:
    """Back from a question: to the check page if it was changed from there, else to the one before, else the guide."""
    draft, before = opened.draft.public_id, answered_before(opened.guide, key)
    if from_check:
        return reverse("portal:check", args=[draft])
    if before:
        return reverse("portal:question", args=[draft, before[-1]])
    return reverse("portal:service", args=[opened.published.name])


def back_of_material(opened: Opened, code: str) -> str:
    """Back from a material: to the one before it, else to the last question."""
    codes = [one.code for one in opened.wanted]
    if before := codes[: codes.index(code)]:
        return reverse("portal:material", args=[opened.draft.public_id, before[-1]])
    return back_of_questions(opened)


def back_of_check(opened: Opened) -> str:
    """Back from the check or the refusal page: to the last material or question; empty where nothing was asked."""
    if opened.fileable and opened.wanted:
        return reverse("portal:material", args=[opened.draft.public_id, opened.wanted[-1].code])
    return back_of_questions(opened)


def back_of_questions(opened: Opened) -> str:
    """The last question; empty where nothing was asked."""
    answered = opened.guide.answered
    return reverse("portal:question", args=[opened.draft.public_id, answered[-1].key]) if answered else ""
