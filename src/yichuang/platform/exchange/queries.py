"""Reads of ``exchange``: systems, look-ups in registers, what is still waiting."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from yichuang.core import clock
from yichuang.core.access import Actor
from yichuang.platform.exchange.client import ask
from yichuang.platform.exchange.errors import LevelTooLow, RegisterDown
from yichuang.platform.exchange.models import Delivery, Discrepancy, System
from yichuang.platform.people.models import Person


def system(code: str) -> System:
    """The system called ``code``; raises System.DoesNotExist."""
    return System.objects.get(pk=code)


def systems(*kinds: str) -> dict[str, System]:
    """Systems by code, of the given kinds (all if none is given)."""
    found = System.objects.filter(kind__in=kinds) if kinds else System.objects.all()
    return {each.code: each for each in found}


@dataclass(frozen=True)
class Answer:
    """What a register said: ``items`` by key (None = known to be absent), or nothing because nobody was found."""

    system: str
    found: bool
    items: dict[str, Any]
    at: datetime


def look_up(actor: Actor, person: Person, register: System, items: Iterable[str], purpose: str) -> Answer:
    """Ask ``register`` for ``items`` about ``person`` for the stated ``purpose`` (the article that allows it).

    Raises LevelTooLow below the register's level, RegisterDown when there is no usable answer: also where it is about
    another number than was asked about, or leaves out an item. The number asked about is the matched person's own,
    never one that somebody typed into the page.
    """
    if actor.level < register.min_level or person.pk not in (actor.person_id, actor.on_behalf_of, actor.mandated):
        raise LevelTooLow
    wanted = sorted(items)
    question = {"id_number": person.id_number, "name": person.name, "items": wanted, "purpose": purpose}
    answer = ask(register, "/lookup", question)
    if answer.get("found") is False:
        return Answer(register.code, False, {}, clock.now())
    values = answer.get("items")
    if answer.get("found") is not True or not isinstance(values, dict) or not values.keys() >= set(wanted):
        raise RegisterDown(register.code, "nonsense")
    if answer.get("id_number", person.id_number) != person.id_number:
        raise RegisterDown(register.code, "about somebody else")
    return Answer(register.code, True, {key: values[key] for key in wanted}, clock.now())


@dataclass(frozen=True)
class OrganisationAnswer:
    """What the register of organisations said of one: its name, its representative by law, whether it is active.

    ``represents``: whether the person that was asked about is that representative.
    """

    code: str
    name: str
    representative: str
    active: bool
    represents: bool


def look_up_organisation(register: System, code: str, person: Person, purpose: str) -> OrganisationAnswer | None:
    """Ask about the organisation with this credit code, and whether ``person`` represents it; None: it has none such.

    Raises RegisterDown when there is no usable answer, also where it is about another code.
    """
    who = {"name": person.name, "id_number": person.id_number}
    answer = ask(register, "/lookup", {"code": code, "person": who, "purpose": purpose})
    if answer.get("found") is False:
        return None
    texts = [answer.get(key) for key in ("code", "name", "representative")]
    truths = [answer.get(key) for key in ("active", "represents")]
    if not all(isinstance(each, str) and each for each in texts) or not all(isinstance(each, bool) for each in truths):
        raise RegisterDown(register.code, "nonsense")
    if answer["code"] != code:
        raise RegisterDown(register.code, "nonsense")
    return OrganisationAnswer(code, str(texts[1]), str(texts[2]), active=bool(truths[0]), represents=bool(truths[1]))


def matches(register: System, name: str, id_number: str, phone: str) -> bool:
    """Whether the population register holds that name, number and phone belong to one person.

    Raises RegisterDown when there is no usable answer: also where it says yes and names what does not match.
    """
    answer = ask(register, "/verify", {"name": name, "id_number": id_number, "phone": phone})
    match, mismatch = answer.get("match"), answer.get("mismatch")
    if not isinstance(match, bool) or not isinstance(mismatch, list) or match is bool(mismatch):
        raise RegisterDown(register.code, "nonsense")
    return match


def waiting(now: datetime | None = None) -> QuerySet[Delivery]:
    """Deliveries that a person should look at: refused for good, or waiting longer than their system's limit."""
    moment = now or clock.now()
    late = Q(state=Delivery.State.REFUSED)
    for each in System.objects.all():
        limit = moment - timedelta(minutes=each.wait_limit_minutes)
        late |= Q(lane=each.code, state=Delivery.State.WAITING, created_at__lt=limit)
        late |= Q(lane=each.code, state=Delivery.State.WAITING, attempts__gt=0)
    return Delivery.objects.filter(late).order_by("created_at", "id")


#: What is put right by sending again: the same ids once more, so what the system does hold has no second effect.
MENDED_BY_SENDING = (Discrepancy.Kind.NOT_HELD, Discrepancy.Kind.NOT_TOLD, Discrepancy.Kind.RECEIPT)


def mended_by_sending(subject_id: UUID, lane: str) -> QuerySet[Discrepancy]:
    """What the last comparison found about a subject that sending again puts right."""
    return Discrepancy.objects.filter(subject_id=subject_id, system=lane, kind__in=MENDED_BY_SENDING)


def deliveries_of(subject_ids: Iterable[UUID]) -> dict[UUID, list[Delivery]]:
    """The deliveries of each subject, oldest first, without their bodies."""
    found: dict[UUID, list[Delivery]] = {}
    rows = Delivery.objects.filter(subject_id__in=list(subject_ids)).defer("body", "wrapped_key").order_by("id")
    for row in rows:
        found.setdefault(row.subject_id, []).append(row)
    return found
