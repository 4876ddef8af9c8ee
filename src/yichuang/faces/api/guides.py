"""The guide of a service (办事指南): for whom, under which conditions, with what, how long, what it costs, where."""

from __future__ import annotations

from collections.abc import Iterable

from django.http import HttpRequest
from django.utils.translation import get_language
from ninja import Router, Schema

from yichuang.core import clock
from yichuang.core.packages import Citation
from yichuang.faces.look.said import in_language
from yichuang.faces.present.service import Line, Times, service_address, service_page
from yichuang.platform.catalog import queries as catalog

router = Router()


class LawOut(Schema):
    """An article. ``ref``: its name in the package. ``verified``: whether its own text was read."""

    ref: str
    words: str
    verified: bool


class LineOut(Schema):
    words: str
    law: list[LawOut]


class TimesOut(Schema):
    """How long it takes by law, and as promised here; each empty where nothing is said."""

    statutory: str
    promised: str
    verified: bool
    law: list[LawOut]


class NeededOut(Schema):
    """``on_record``: registers prove it, so that nothing is handed in."""

    title: str
    on_record: bool
    law: list[LawOut]


class OfficeOut(Schema):
    name: str
    duty: str
    matters: list[str]
    times: TimesOut


class PhoneOut(Schema):
    name: str
    number: str


class SourceOut(Schema):
    title: str
    number: str


class GuideOut(Schema):
    """A service as its page tells it. ``address``: what its square says. ``by_table``: companies file many at once."""

    name: str
    title: str
    summary: str
    address: str
    who: LineOut
    conditions: list[LineOut]
    materials: list[NeededOut]
    steps: list[str]
    offices: list[OfficeOut]
    fee: LineOut
    places: list[str]
    phones: list[PhoneOut]
    laws: list[SourceOut]
    by_table: bool


def laws_out(cited: Iterable[Citation]) -> list[LawOut]:
    """Articles for a program, in the reader's language."""
    language = get_language() or "zh-hans"
    return [LawOut(ref=each.ref, words=each.words(language), verified=each.verified) for each in cited]


def times_out(times: Times) -> TimesOut:
    """The times of a matter for a program."""
    return TimesOut(
        statutory=times.statutory, promised=times.promised, verified=not times.unverified, law=laws_out(times.law)
    )


def _line(line: Line) -> LineOut:
    return LineOut(words=line.words, law=laws_out(line.law))


@router.get("/services/{name}", auth=None, url_name="service", response=GuideOut)
def service(request: HttpRequest, name: str) -> GuideOut:
    """A service: for whom it is, what is needed, how long it takes and what it costs, as of today."""
    page = service_page(catalog.current(name).package, clock.today())
    return GuideOut(
        name=page.name,
        title=page.title,
        summary=page.summary,
        address=service_address(name),
        who=_line(page.who),
        conditions=[_line(each) for each in page.conditions],
        materials=[
            NeededOut(title=title, on_record=proved, law=laws_out(law)) for title, proved, law in page.materials
        ],
        steps=page.steps,
        offices=[
            OfficeOut(name=each.name, duty=each.duty, matters=each.matters, times=times_out(each.times))
            for each in page.offices
        ],
        fee=_line(page.fee),
        places=page.places,
        phones=[PhoneOut(name=in_language(each.name), number=each.number) for each in page.phones],
        laws=[SourceOut(title=title, number=number) for title, number in page.laws],
        by_table=page.by_table,
    )
