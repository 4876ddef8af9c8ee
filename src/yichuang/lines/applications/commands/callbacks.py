"""What departments' own systems tell us: once, in any order, signed.

A message that is repeated has no second effect; one that comes too late (the part is further already) is noted as
overtaken; a conclusion that overtakes its acceptance brings the acceptance with it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction

from yichuang.core import clock
from yichuang.core.access import Actor
from yichuang.core.cipher import digest
from yichuang.core.words import N_
from yichuang.lines.applications.access import CONCLUDE, WORK
from yichuang.lines.applications.errors import BadMessage
from yichuang.lines.applications.kind import ENDED
from yichuang.platform.cases import engine
from yichuang.platform.cases.errors import NotPossible
from yichuang.platform.cases.models import Task
from yichuang.platform.exchange.errors import Contradiction
from yichuang.platform.exchange.models import Inbound
from yichuang.platform.people.models import Department
from yichuang.platform.vault.keys import holder

ACCEPTED = "cn.yichuang.task.accepted.v1"
SUPPLEMENT = "cn.yichuang.task.supplement-requested.v1"
CONCLUDED = "cn.yichuang.task.concluded.v1"
DECLINED = "cn.yichuang.task.declined.v1"


def receive(department: Department, body: bytes) -> str:
    """Apply one signed message of ``department``'s system: 'applied', 'repeated' or 'overtaken'.

    Raises BadMessage (what is wrong with it), Contradiction (same id, other body), Task.DoesNotExist for a part that
    is not theirs.
    """
    event = _parsed(body)
    body_digest = digest(holder().suite, body)
    try:
        with transaction.atomic():
            inbound = Inbound.objects.create(
                system=department.code,
                event_id=event["id"],
                body_digest=body_digest,
                result="applied",
                received_at=clock.now(),
            )
            result = _apply(department, event["type"], event["data"])
            if result != inbound.result:
                Inbound.objects.filter(pk=inbound.pk).update(result=result)
            return result
    except IntegrityError as error:
        if "inbound_once" not in str(error):
            raise
    earlier = Inbound.objects.get(system=department.code, event_id=event["id"])
    if bytes(earlier.body_digest) != body_digest:
        raise Contradiction
    return "repeated"


def _parsed(body: bytes) -> dict[str, Any]:
    """The CloudEvent in ``body``; raises BadMessage naming the member that is wrong."""
    try:
        event = json.loads(body)
    except (ValueError, RecursionError):
        raise BadMessage("body", N_("This is not JSON in UTF-8.")) from None
    if not isinstance(event, dict):
        raise BadMessage("body", N_("This is not a JSON object."))
    for name in ("id", "type"):
        if not isinstance(event.get(name), str) or not 0 < len(event[name]) <= 80 or "\x00" in event[name]:
            raise BadMessage(name, N_("This member must be text of 1 to 80 characters."))
    if not isinstance(event.get("data"), dict) or not isinstance(event["data"].get("task"), str):
        raise BadMessage("data", N_("The data must name the task."))
    if event["type"] not in (ACCEPTED, SUPPLEMENT, CONCLUDED, DECLINED):
        raise BadMessage("type", N_("No such type of message."))
    return event


def _text(data: Mapping[str, Any], name: str, limit: int) -> str:
    value = data.get(name)
    if value is None:
        return ""
    if not isinstance(value, str) or len(value) > limit:
        raise BadMessage(name, N_("This member must be text, and not longer than its field."))
    return "".join(char for char in value if char == "\n" or char.isprintable())


def _apply(department: Department, type: str, data: Mapping[str, Any]) -> str:
    """Make the steps that the message stands for, from where the part is now."""
    task = Task.objects.select_related("case").get(public_id=data["task"], department=department)
    actor = Actor(
        role="system",
        system=department.code,
        scopes=(WORK, CONCLUDE),  # each message is signed for itself
        department_id=department.pk,
        division=department.division_id,
        channel="callback",
    )
    numbers = {
        "receipt_number": _text(data, "receipt_number", 80),
        "provincial_number": _text(data, "provincial_number", 50),
    }
    reason = _text(data, "reason", 4000)
    engine.lock(task.case_id)  # so that what we decide by the state still holds when the step is made
    state = Task.objects.values_list("state", flat=True).get(pk=task.pk)
    steps = _steps(type, state, data)
    for verb in steps:
        payload: dict[str, Any] = {**numbers, **_extra(verb, data)}
        if verb in ("grant", "refuse") and isinstance(data.get("result"), dict):
            payload["result"] = data["result"]
        try:
            engine.transition(task.pk, verb, actor, reason=reason, payload=payload)
        except NotPossible:
            return "overtaken"
    return "applied" if steps else "overtaken"


def _extra(verb: str, data: Mapping[str, Any]) -> dict[str, Any]:
    if verb == "decline":
        go = _text(data, "go", 200)
        return {"ground": "not-ours", "go": go} if go else {}
    if verb != "supplement":
        return {}
    items = data.get("items")
    if not isinstance(items, list) or not items or not all(isinstance(each, str) for each in items):
        raise BadMessage("items", N_("The list of what is missing must be texts, at least one."))
    return {"items": items}


def _steps(type: str, state: str, data: Mapping[str, Any]) -> tuple[str, ...]:
    """Which verbs a message stands for, from ``state``; none where the part is further already."""
    if state in ENDED:
        return ()
    if type == ACCEPTED:
        return ("accept",) if state == "open" else ()
    if type == SUPPLEMENT:
        return ("supplement",) if state == "open" else ()
    if type == DECLINED:
        return ("decline",) if state in ("open", "supplement") else ()
    outcome = data.get("outcome")
    if outcome not in ("granted", "refused"):
        raise BadMessage("outcome", N_("The outcome must be granted or refused."))
    last = "grant" if outcome == "granted" else "refuse"
    # A conclusion may come before the acceptance it stands on, or while we still wait for a supplement or a procedure.
    return {
        "open": ("accept", last),
        "supplement": ("resubmit", "accept", last),
        "accepted": (last,),
        "special": ("end-special", last),
    }[state]
