"""What stands on a draft's check page: what will be filed, who gets what of it, what cannot be had and why."""

from __future__ import annotations

from django.http import HttpRequest
from ninja import Router, Schema

from yichuang.faces.api.guides import LawOut, TimesOut, laws_out, times_out
from yichuang.faces.api.present import unverified_out
from yichuang.faces.api.schemas import Moment, UnverifiedOut
from yichuang.faces.look.middleware import actor_of
from yichuang.faces.present.cases import draft_line
from yichuang.faces.present.drafts import Told, Ways, check_page
from yichuang.faces.present.facts import Row
from yichuang.faces.present.handovers import beside_words
from yichuang.faces.present.news import News, news_of
from yichuang.faces.present.objections import lines_by_fact
from yichuang.lines.applications import commands, queries

router = Router()
#: The addresses of pages are of no use to a program, which knows the facts.
NO_WAYS = Ways(question=lambda draft, fact: "", objection=lambda draft, fact: "")


class FactRow(Schema):
    """A fact in words. ``beside``: what belongs to it, such as what has to be paid. ``marks``: on whose word it is."""

    fact: str
    label: str
    words: str
    beside: list[str]
    marks: list[str]


class RegisteredOut(Schema):
    """What one register says. ``beside`` a row stand objections to it, with their answers."""

    source: str
    rows: list[FactRow]


class RecipientOut(Schema):
    """A department with the matter that it gets, and the items that go to it."""

    department: str
    matter: str
    items: str
    law: list[LawOut]
    times: TimesOut


class ShownOut(Schema):
    """A material: how it is ``proved``, or the ids of the ``files`` that were handed in."""

    material: str
    title: str
    proved: str
    files: list[str]


class ToldOut(Schema):
    """What cannot be had, or what no rule decides: then ``department`` says whose officer does."""

    title: str
    reason: str
    go: str
    law: list[LawOut]
    department: str


class OfferOut(Schema):
    """An add-on: answer its ``fact`` with true or false. ``told``: why it is not ``possible``."""

    fact: str
    label: str
    help: str
    ticked: bool
    possible: bool
    told: list[ToldOut]


class NewsOut(Schema):
    """The rules changed since the draft was begun: what is different for it, in a sentence each."""

    at: Moment
    lines: list[str]


class CheckOut(Schema):
    """``file``: whether it can be filed as it stands at ``version``. ``act``: what that sets going.

    ``unverified``: what decides here and was not checked against its source. ``open_elsewhere``: a sentence where
    somebody else has the draft open just now, else empty.
    """

    id: str
    version: int
    file: bool
    act: str
    answers: list[FactRow]
    registered: list[RegisteredOut]
    recipients: list[RecipientOut]
    materials: list[ShownOut]
    told: list[ToldOut]
    offers: list[OfferOut]
    unverified: list[UnverifiedOut]
    news: NewsOut | None
    open_elsewhere: str


class OpenDraft(Schema):
    id: str
    service: str
    title: str
    updated_at: Moment


def _row(row: Row) -> FactRow:
    marks = [badge.words for badge in row.badges]
    return FactRow(fact=row.key, label=row.label, words=row.value, beside=list(row.extra), marks=marks)


def _told(one: Told) -> ToldOut:
    return ToldOut(title=one.title, reason=one.reason, go=one.go, law=laws_out(one.law), department=one.department)


def _news(news: News | None) -> NewsOut | None:
    return None if news is None else NewsOut(at=news.at, lines=news.lines)


@router.get("/drafts", url_name="open-drafts", response=list[OpenDraft])
def drafts(request: HttpRequest) -> list[OpenDraft]:
    """My drafts that are not filed, or those of whom I act for, newest first."""
    return [
        OpenDraft(id=line.id, service=line.service, title=line.title, updated_at=line.updated_at)
        for line in map(draft_line, queries.open_drafts(actor_of(request)))
    ]


@router.get("/drafts/{draft}/check", url_name="check", response=CheckOut)
def check(request: HttpRequest, draft: str) -> CheckOut:
    """What would be filed now, in words, and which department gets which items of it."""
    actor = actor_of(request)
    opened = queries.open_draft(actor, draft)
    page = check_page(opened, NO_WAYS, lines_by_fact(queries.own_objections(actor, opened.draft)))
    return CheckOut(
        id=opened.draft.public_id,
        version=opened.draft.version,
        file=opened.draft.filed_case_id is None and opened.fileable and not opened.missing,
        act=page.act,
        answers=[_row(each) for each in page.answers],
        registered=[
            RegisteredOut(source=each.source.words, rows=[_row(row) for row in each.rows]) for each in page.registered
        ],
        recipients=[
            RecipientOut(
                department=each.department,
                matter=each.matter,
                items=each.items,
                law=laws_out(each.law),
                times=times_out(each.times),
            )
            for each in page.recipients
        ],
        materials=[
            ShownOut(material=each.code, title=each.title, proved=each.proved, files=[one.id for one in each.files])
            for each in page.materials
        ],
        told=[_told(each) for each in page.told],
        offers=[
            OfferOut(
                fact=each.key,
                label=each.label,
                help=each.help,
                ticked=each.ticked,
                possible=each.possible,
                told=[_told(one) for one in each.told],
            )
            for each in page.offers
        ],
        unverified=unverified_out(opened.published.package, opened.guide.unverified),
        news=_news(news_of(opened)),
        open_elsewhere=beside_words(commands.open_here(actor, opened)),
    )
