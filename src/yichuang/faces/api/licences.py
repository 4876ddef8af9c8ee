"""Licences: one's own, shown on a phone, withdrawn by their issuer, verified by whoever holds one."""

from __future__ import annotations

import json
from datetime import date
from typing import Literal, cast

from django.http import HttpRequest
from ninja import Router, Schema
from pydantic import Field

from yichuang.core.identifiers import LONGEST_TEXT
from yichuang.faces.api.schemas import ABSENT, CONFLICT, Moment, Strict
from yichuang.faces.look.middleware import actor_of
from yichuang.faces.look.said import in_language
from yichuang.lines.applications import commands
from yichuang.platform.licences import commands as licences_commands
from yichuang.platform.licences import queries
from yichuang.platform.licences.models import Licence

router = Router()

Standing = Literal["valid", "expired", "withdrawn"]


class LicenceRow(Schema):
    """A licence in a list. ``kind``: its code. ``withdrawn_at``: since when it does not hold any more.

    ``identifier``: by GB/T 36904, where one is known. ``valid_until``: its last day, where one is known.
    """

    id: str
    number: str
    identifier: str | None
    kind: str
    title: str
    issuer: str
    issued_at: Moment
    valid_until: date | None
    withdrawn_at: Moment | None


class LicencePage(Schema):
    licences: list[LicenceRow]
    next: str | None


class LicenceOut(LicenceRow):
    """A whole licence. ``verify``: what its square says, where anybody can have it verified."""

    matter: str
    result: str
    name: str
    id_number: str
    verify: str
    reason: str | None


class VerifiedOut(Schema):
    """What a stranger learns of a licence: the holder masked, and whether it ``holds``."""

    number: str
    title: str
    issuer: str
    holder: str
    issued_on: date
    holds: bool
    standing: Standing
    valid_until: date | None
    withdrawn_at: Moment | None
    as_of: Moment


class WhatFor(Strict):
    """What a licence is shown for: at most 30 characters, which whoever scans the square reads."""

    purpose: str = Field(max_length=LONGEST_TEXT)


class ShowingOut(Schema):
    """The page on which a licence is shown, and until when it makes squares."""

    id: str
    closes_at: Moment


class SquareOut(Schema):
    """What a page shows now. ``address``: what its square holds, null once there are no more. ``used``: how often one
    was checked.
    """

    purpose: str
    address: str | None
    expires_at: Moment | None
    used: int
    last_used_at: Moment | None


class CheckedOut(Schema):
    """What whoever scans a shown square learns, as of a moment: the holder masked, and whether the licence holds."""

    title: str
    issuer: str
    holder: str
    purpose: str
    standing: Standing
    valid_until: date | None
    as_of: Moment


class Why(Strict):
    reason: str = Field(max_length=LONGEST_TEXT)


def _row(found: Licence) -> LicenceRow:
    return LicenceRow(
        id=found.public_id,
        number=found.number,
        identifier=found.identifier,
        kind=found.kind,
        title=in_language(found.titles),
        issuer=in_language(found.issuer),
        issued_at=found.issued_at,
        valid_until=found.valid_until,
        withdrawn_at=found.withdrawn_at,
    )


@router.get("/licences", url_name="licences", response=LicencePage)
def licences(request: HttpRequest, after: str = "") -> LicencePage:
    """One page of my licences, or the visitor's, newest first, withdrawn ones too; a resident needs level 2 for any."""
    page = queries.licences_page(actor_of(request), after)
    return LicencePage(licences=[_row(each) for each in page.rows], next=page.next or None)


@router.get("/licences/{licence}", url_name="licence", response=LicenceOut)
def licence(request: HttpRequest, licence: str) -> LicenceOut:
    """A licence: what it certifies, to whom, and where it is verified; withdrawn ones with the reason."""
    found = queries.licence(actor_of(request), licence)
    content = json.loads(found.content)
    return LicenceOut(
        **dict(_row(found)),
        matter=in_language(content["matter"]),
        result=in_language(content["result"]),
        name=content["holder"]["name"],
        id_number=content["holder"]["id_number"],
        verify=queries.address(found),
        reason=found.reason,
    )


@router.post("/licences/{licence}/withdraw", url_name="withdraw-licence", response={200: LicenceRow, **CONFLICT})
def withdraw(request: HttpRequest, licence: str, body: Why) -> LicenceRow:
    """Withdraw a licence that one's department issued, with its reason, once. Its holder is told."""
    return _row(commands.withdraw_licence(actor_of(request), licence, body.reason))


@router.get("/verify/{square}", auth=None, url_name="verify", response=VerifiedOut)
def verify(request: HttpRequest, square: str) -> VerifiedOut:
    """Whether a licence holds, by the code in its square: what it is, by whom, since when, its holder masked."""
    found = queries.verify(actor_of(request), square)
    return VerifiedOut(
        number=found.number,
        title=in_language(found.titles),
        issuer=in_language(found.issuer),
        holder=found.holder,
        issued_on=found.issued_on,
        holds=found.standing == "valid",
        standing=cast(Standing, found.standing),
        valid_until=found.valid_until,
        withdrawn_at=found.withdrawn_at,
        as_of=found.as_of,
    )


@router.post("/licences/{licence}/show", url_name="show", response={200: ShowingOut, **CONFLICT})
def show(request: HttpRequest, licence: str, body: WhatFor) -> ShowingOut:
    """Open a page on which one's licence is shown for a purpose (亮证): for ten minutes, with squares of a minute."""
    opened = licences_commands.show(actor_of(request), licence, body.purpose)
    return ShowingOut(id=opened.public_id, closes_at=opened.closes_at)


@router.get("/licences/{licence}/show/{showing}", url_name="shown", response=SquareOut)
def shown(request: HttpRequest, licence: str, showing: str) -> SquareOut:
    """The square that such a page shows now: another one every 20 seconds, and as soon as one was used."""
    found = queries.shown(actor_of(request), licence, showing)
    return SquareOut(
        purpose=found.showing.purpose,
        address=found.square.address if found.square else None,
        expires_at=found.square.expires_at if found.square else None,
        used=found.showing.used,
        last_used_at=found.showing.last_used_at,
    )


@router.post("/shown/{square}", auth=None, url_name="check-shown", response={200: CheckedOut, **ABSENT, **CONFLICT})
def check(request: HttpRequest, square: str) -> CheckedOut:
    """Check a shown square, once: 409 after its minute or its first use, 404 where it was not made here."""
    found = licences_commands.check(actor_of(request), square)
    return CheckedOut(
        title=in_language(found.titles),
        issuer=in_language(found.issuer),
        holder=found.holder,
        purpose=found.purpose,
        standing=cast(Standing, found.standing),
        valid_until=found.valid_until,
        as_of=found.as_of,
    )
