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
from yichuang.platform.exchange.models import Delivery, System
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

    Raises LevelTooLow below the register's level, RegisterDown when there is no usable answer. The number asked
    about is the matched person's own, never one that somebody typed into the page.
    """
    if actor.level < register.min_level or person.pk not in (actor.person_id, actor.on_behalf_of, actor.mandated):
        raise LevelTooLow
    wanted = sorted(items)
    question = {"id_number": person.id_number, "name": person.name, "items": wanted, "purpose": purpose}
    answer = ask(register, "/lookup", question)
    if answer.get("found") is False:
        return Answer(register.code, False, {}, clock.now())
    values = answer.get("items")
    if answer.get("found") is not True or not isinstance(values, dict):
        raise RegisterDown(register.code, "nonsense")
    return Answer(register.code, True, {key: values.get(key) for key in wanted}, clock.now())


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
    """Whether the population register holds that name, number and phone belong to one person."""
    answer = ask(register, "/verify", {"name": name, "id_number": id_number, "phone": phone})
    if not isinstance(answer.get("match"), bool):
        raise RegisterDown(register.code, "nonsense")
    return bool(answer["match"])


def waiting(now: datetime | None = None) -> QuerySet[Delivery]:
    """Deliveries that a person should look at: refused for good, or waiting longer than their system's limit."""
    moment = now or clock.now()
    late = Q(state=Delivery.State.REFUSED)
    for each in System.objects.all():
        limit = moment - timedelta(minutes=each.wait_limit_minutes)
        late |= Q(lane=each.code, state=Delivery.State.WAITING, created_at__lt=limit)
        late |= Q(lane=each.code, state=Delivery.State.WAITING, attempts__gt=0)
    return Delivery.objects.filter(late).order_by("created_at", "id")


def deliveries_of(subject_ids: Iterable[UUID]) -> dict[UUID, list[Delivery]]:
    """The deliveries of each subject, oldest first, without their bodies."""
    found: dict[UUID, list[Delivery]] = {}
    rows = Delivery.objects.filter(subject_id__in=list(subject_ids)).defer("body", "wrapped_key").order_by("id")
    for row in rows:
        found.setdefault(row.subject_id, []).append(row)
    return found
