"""Licences: one's own, withdrawn by their issuer, verified by whoever holds one."""

from __future__ import annotations

import json
from datetime import date

from django.http import HttpRequest
from ninja import Router, Schema
from pydantic import Field

from yichuang.core.identifiers import LONGEST_TEXT
from yichuang.faces.api.schemas import CONFLICT, Moment, Strict
from yichuang.faces.look.middleware import actor_of
from yichuang.faces.look.said import in_language
from yichuang.lines.applications import commands
from yichuang.platform.licences import queries
from yichuang.platform.licences.models import Licence

router = Router()


class LicenceRow(Schema):
    """A licence in a list. ``kind``: its code. ``withdrawn_at``: since when it does not hold any more."""

    id: str
    number: str
    kind: str
    title: str
    issuer: str
    issued_at: Moment
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
    withdrawn_at: Moment | None


class Why(Strict):
    reason: str = Field(max_length=LONGEST_TEXT)


def _row(found: Licence) -> LicenceRow:
    return LicenceRow(
        id=found.public_id,
        number=found.number,
        kind=found.kind,
        title=in_language(found.titles),
        issuer=in_language(found.issuer),
        issued_at=found.issued_at,
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
        holds=found.withdrawn_at is None,
        withdrawn_at=found.withdrawn_at,
    )
