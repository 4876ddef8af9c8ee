"""For the auditor: who can reach a record, by which rule, and who looked. Never what the record says."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Schema
from pydantic import Field

from yichuang.faces.api.schemas import Moment, Strict
from yichuang.faces.look.middleware import actor_of
from yichuang.faces.look.said import say
from yichuang.lines.applications import queries
from yichuang.lines.applications.commands import looks
from yichuang.lines.applications.errors import NothingCalled
from yichuang.platform.audit.models import Access
from yichuang.platform.people.models import Account, Post
from yichuang.platform.people.queries import Reached
from yichuang.platform.retention import queries as retention
from yichuang.platform.retention.models import Tombstone

router = Router()


class Asked(Strict):
    """``number``: a case's, or the id of a record as it stands in addresses."""

    number: str = Field(max_length=60)


class ReacherOut(Schema):
    """An official whom a rule lets through, by their post."""

    account: str
    name: str
    role: str
    department: str


class StandInOut(Schema):
    account: str
    name: str


class RuleOut(Schema):
    """One rule and whom it lets through today.

    ``owners`` and ``agents``: how many accounts, of the person and of who acts for them. ``at_window``: officials reach
    it only while the person stands there. ``systems``: departments whose own system does.
    """

    rule: str
    reason: str
    verbs: list[str]
    owners: int
    agents: int
    posts: list[ReacherOut]
    substitutes: list[StandInOut]
    systems: list[str]
    at_window: bool


class LookOut(Schema):
    """One look. ``who``: what an official is called, null without a post. ``rule``: null for a refusal."""

    at: Moment
    who: str | None
    system: str | None
    verb: str
    rule: str | None


class RecordOut(Schema):
    """One record with everybody who can reach it, and the newest looks at it."""

    kind: str
    name: str
    department: str | None
    rules: list[RuleOut]
    looks: list[LookOut]


class EndedOut(Schema):
    """What remains of a case that was ended."""

    number: str
    service: str
    filed_on: date
    concluded_on: date
    ended_at: Moment
    source: str
    decided_by: str | None


class ReachOut(Schema):
    """``records``: what is called so and what hangs together with it; none where it was ``ended``."""

    records: list[RecordOut]
    ended: EndedOut | None


def _post(held: Post) -> ReacherOut:
    return ReacherOut(
        account=held.account.public_id, name=held.account.display, role=held.role, department=held.department.code
    )


def _stand_in(account: Account) -> StandInOut:
    return StandInOut(account=account.public_id, name=account.display)


def _rule(one: Reached) -> RuleOut:
    rule = one.reach.rule
    return RuleOut(
        rule=rule.name,
        reason=say(rule.reason),
        verbs=sorted(rule.verbs),
        owners=len(one.owners),
        agents=len(one.agents),
        posts=[_post(each) for each in one.posts],
        substitutes=[_stand_in(each) for each in one.substitutes],
        systems=[each.code for each in one.systems],
        at_window=one.at_window,
    )


def _look(look: Access, officials: dict[UUID, str]) -> LookOut:
    return LookOut(
        at=look.at,
        who=officials.get(look.account_id) if look.account_id else None,
        system=look.system or None,
        verb=look.verb,
        rule=look.rule or None,
    )


def _record(each: queries.RecordReach, officials: dict[UUID, str]) -> RecordOut:
    return RecordOut(
        kind=each.record.kind,
        name=each.record.name,
        department=each.record.department.code if each.record.department else None,
        rules=[_rule(one) for one in each.reached],
        looks=[_look(look, officials) for look in each.looks],
    )


def _ended(stone: Tombstone) -> EndedOut:
    decided = stone.disposal.decided_by
    return EndedOut(
        number=stone.number,
        service=stone.type,
        filed_on=stone.filed_on,
        concluded_on=stone.concluded_on,
        ended_at=stone.ended_at,
        source=stone.disposal.rule["source"],
        decided_by=decided.display if decided else None,
    )


@router.post("/reach", url_name="reach", response=ReachOut)
def reach(request: HttpRequest, body: Asked) -> ReachOut:
    """Everybody who can reach a record, and by which rule. By POST, so that no number stands in an address.

    With a case come its parts, its draft, deliveries, objections and the person. That it was asked is noted.
    """
    actor = actor_of(request)
    sheet = queries.reach_sheet(actor, body.number)
    if sheet is not None:
        looks.looked_at_reach(actor, sheet)
        return ReachOut(records=[_record(each, dict(sheet.officials)) for each in sheet.records], ended=None)
    stone = retention.tombstone(actor, number=body.number.strip().upper())
    if stone is None:
        raise NothingCalled
    return ReachOut(records=[], ended=_ended(stone))
