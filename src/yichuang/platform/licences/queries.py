"""Reads of ``licences``: one's own, one as a PDF, and what a stranger learns who scans the square."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.conf import settings
from django.db.models import Q

from yichuang.core import clock
from yichuang.core.access import Actor, require
from yichuang.core.identifiers import mask_name
from yichuang.core.words import N_, Said
from yichuang.platform.audit.filters import visible
from yichuang.platform.licences import codes
from yichuang.platform.licences.models import Licence, Showing
from yichuang.platform.notices.typesetting import typeset

MOST = 200
PAGE = 50


def licence_attributes(licence: Licence) -> dict[str, object]:
    """What the access decision may know of a licence."""
    return {"id": licence.pk, "person_id": licence.person_id, "department_id": licence.department_id}


def licences_of(actor: Actor) -> list[Licence]:
    """One's own licences, or those of the visitor at a clerk's window, newest first, withdrawn ones too."""
    found = visible(Licence.objects.all(), actor, "list", "licence")
    return list(found.defer("content").order_by("-issued_at", "-id")[:MOST])


@dataclass(frozen=True)
class Licences:
    """A page of licences; ``next``: after which one the following page begins, empty on the last."""

    rows: Sequence[Licence]
    next: str


def licences_page(actor: Actor, after: str = "") -> Licences:
    """A page of the same, after the licence with that public id. Raises Said where it is none of them."""
    found = visible(Licence.objects.all(), actor, "list", "licence").defer("content").order_by("-issued_at", "-id")
    if after:
        last = found.filter(public_id=after).first()
        if last is None:
            raise Said("bad-cursor", N_("This place in the list does not exist."), field="after")
        found = found.filter(issued_at__lte=last.issued_at).exclude(issued_at=last.issued_at, id__gte=last.pk)
    rows = list(found[: PAGE + 1])
    return Licences(rows[:PAGE], rows[PAGE - 1].public_id if len(rows) > PAGE else "")


def licences_of_part(actor: Actor, task_id: UUID) -> list[Licence]:
    """The licences that came of a part, for its issuer, oldest first, withdrawn ones too."""
    found = visible(Licence.objects.filter(task_id=task_id), actor, "withdraw", "licence")
    return list(found.select_related("withdrawn_by").defer("content", "withdrawn_by__phone").order_by("id"))


def held_by(person_id: UUID) -> frozenset[str]:
    """The kinds of licences that a person holds and that hold today: what proves a paper needless (免提交)."""
    endless = Q(valid_until__isnull=True) | Q(valid_until__gte=clock.today())
    found = Licence.objects.filter(endless, person_id=person_id, withdrawn_at__isnull=True)
    return frozenset(found.values_list("kind", flat=True).distinct())


def licence(actor: Actor, public: str) -> Licence:
    """One licence. Raises Licence.DoesNotExist, NotAllowed."""
    found = Licence.objects.get(public_id=public)
    require(actor, "view", "licence", licence_attributes(found))
    return found


def holder_of(found: Licence) -> str:
    """The holder's name as it stands on the licence."""
    return str(json.loads(found.content)["holder"]["name"])


def address(found: Licence) -> str:
    """What the square says: where anybody can have the licence verified."""
    return f"{settings.PUBLIC_URL}/verify/{found.code}"


def pdf(found: Licence, language: str) -> bytes:
    """The licence as a PDF in ``language``; the same every time. Who may have it was decided by `licence`."""
    content = json.loads(found.content)
    data = {
        "number": found.number,
        "issued_at": found.issued_at,
        "case_number": found.number,
        "issuer": found.issuer,
        "service": found.titles,
        "applicant": content["holder"],
        "url": address(found),
        "matter": content["matter"],
        "result": content["result"],
    }
    return typeset("licence", data, language)


@dataclass(frozen=True)
class Verified:
    """What a stranger learns of a licence: what it is, who issued it and when, whose, masked, and whether it holds."""

    number: str
    titles: Mapping[str, str]
    issuer: Mapping[str, str]
    holder: str
    issued_on: date
    valid_until: date | None
    withdrawn_at: datetime | None
    #: 'valid', 'expired' or 'withdrawn', and at which moment that was looked up.
    standing: str
    as_of: datetime


def verify(actor: Actor, code: str) -> Verified:
    """The licence with this code in its square. Raises Licence.DoesNotExist, NotAllowed."""
    found = Licence.objects.defer("reason").get(code=code)
    require(actor, "verify", "licence", licence_attributes(found))
    return Verified(
        number=found.number,
        titles=found.titles,
        issuer=found.issuer,
        holder=mask_name(json.loads(found.content)["holder"]["name"]),
        issued_on=clock.legal_day(found.issued_at),
        valid_until=found.valid_until,
        withdrawn_at=found.withdrawn_at,
        standing=found.standing(clock.today()),
        as_of=clock.now(),
    )


@dataclass(frozen=True)
class Checked:
    """What whoever scans a shown square learns: what it is, by whom, whose (masked), what for, whether it holds."""

    titles: Mapping[str, str]
    issuer: Mapping[str, str]
    holder: str
    purpose: str
    #: 'valid', 'expired' or 'withdrawn', and at which moment that was looked up.
    standing: str
    valid_until: date | None
    as_of: datetime

    @classmethod
    def of(cls, found: Licence, purpose: str, as_of: datetime) -> Checked:
        """What is told of a licence."""
        return cls(
            titles=found.titles,
            issuer=found.issuer,
            holder=mask_name(json.loads(found.content)["holder"]["name"]),
            purpose=purpose,
            standing=found.standing(clock.legal_day(as_of)),
            valid_until=found.valid_until,
            as_of=as_of,
        )


@dataclass(frozen=True)
class Shown:
    """A page on which a licence is shown, with its square of this moment; None once the page makes no more."""

    licence: Licence
    showing: Showing
    square: codes.Square | None


def to_show(actor: Actor, public: str) -> Licence:
    """One of one's own, before it is shown. Raises Licence.DoesNotExist, NotAllowed."""
    found = Licence.objects.get(public_id=public)
    require(actor, "show", "licence", licence_attributes(found))
    return found


def shown(actor: Actor, public: str, showing: str) -> Shown:
    """The page that `commands.show` opened. Raises Licence.DoesNotExist, Showing.DoesNotExist, NotAllowed."""
    found = to_show(actor, public)
    page = Showing.objects.get(public_id=showing, licence=found)
    holds = found.standing(clock.today()) == "valid"
    return Shown(found, page, codes.current(page, found) if holds else None)
