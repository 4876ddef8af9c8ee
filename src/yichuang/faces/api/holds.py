"""What must not end, and how the search for what may has come: for archivists, and for whoever decides beside them."""

from __future__ import annotations

from django.http import HttpRequest
from ninja import Router, Schema, Status
from pydantic import Field

from yichuang.faces.api.schemas import CONFLICT, Moment, Strict
from yichuang.faces.look.middleware import actor_of
from yichuang.faces.look.said import say
from yichuang.platform.retention import commands, queries
from yichuang.platform.retention.commands import LONGEST
from yichuang.platform.retention.models import Hold
from yichuang.platform.retention.sweeping import words_of

router = Router()


class HoldOut(Schema):
    """What must not end. ``number``: the case's."""

    id: str
    number: str
    reason: str
    placed_at: Moment
    lifted_at: Moment | None


class HoldPage(Schema):
    holds: list[HoldOut]
    next: str | None


class SearchOut(Schema):
    """How far one class was searched: how many were put on a register, and how many were not, by reason."""

    class_code: str
    begun_at: Moment
    ended_at: Moment | None
    listed: int
    kept: dict[str, int]


class FailedOut(Schema):
    """What failed in a search, in words."""

    class_code: str
    sentence: str
    found_at: Moment


class SearchesOut(Schema):
    searches: list[SearchOut]
    findings: list[FailedOut]


class Held(Strict):
    """``number``: the case's. ``words``: why it must not end."""

    number: str = Field(max_length=60)
    words: str = Field(max_length=LONGEST)


def _hold(found: Hold) -> HoldOut:
    return HoldOut(
        id=found.public_id,
        number=found.number,
        reason=found.reason,
        placed_at=found.placed_at,
        lifted_at=found.lifted_at,
    )


@router.get("/retention/searches", url_name="searches", response=SearchesOut)
def searches(request: HttpRequest) -> SearchesOut:
    """How far each class of records was searched, and what failed in it."""
    actor = actor_of(request)
    return SearchesOut(
        searches=[
            SearchOut(
                class_code=each.klass,
                begun_at=each.begun_at,
                ended_at=each.ended_at,
                listed=each.listed,
                kept=each.kept,
            )
            for each in queries.sweeps(actor)
        ],
        findings=[
            FailedOut(class_code=each.klass, sentence=say(words_of(each)), found_at=each.found_at)
            for each in queries.findings(actor)
        ],
    )


@router.get("/retention/holds", url_name="holds", response=HoldPage)
def holds(request: HttpRequest, after: str = "") -> HoldPage:
    """One page of what is held, newest first."""
    page = queries.holds(actor_of(request), after)
    return HoldPage(holds=[_hold(each) for each in page.rows], next=page.next or None)


@router.post("/retention/holds", url_name="holds", response={201: HoldOut, **CONFLICT})
def hold(request: HttpRequest, body: Held) -> Status[HoldOut]:
    """Hold a case by its number, for a reason: it does not end until somebody lifts the hold."""
    return Status(201, _hold(commands.hold(actor_of(request), body.number, body.words)))


@router.post("/retention/holds/{hold}/lift", url_name="lift-hold", response={200: HoldOut, **CONFLICT})
def lift(request: HttpRequest, hold: str) -> HoldOut:
    """Lift a hold: the next search may find the case."""
    return _hold(commands.lift(actor_of(request), hold))
