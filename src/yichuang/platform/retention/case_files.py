"""What the archive gets of one case: the case with its parts, its events with proofs, papers, messages, files."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from uuid import UUID

from yichuang.core.cipher import unseal
from yichuang.platform.audit import proofs
from yichuang.platform.audit.sealing import latest
from yichuang.platform.cases.events import PAYLOAD_CONTEXT
from yichuang.platform.cases.filing import FACTS_CONTEXT, KEY_CONTEXT
from yichuang.platform.cases.models import Case, ClockLine, Event, Task
from yichuang.platform.messages.models import Message
from yichuang.platform.notices import queries as notices
from yichuang.platform.retention.keepers import packers
from yichuang.platform.retention.letting_go import as_json
from yichuang.platform.vault.keys import holder


def case_parts(pk: UUID) -> Iterator[tuple[str, bytes]]:
    """The files of one case, by name. Raises Case.DoesNotExist."""
    case = Case.objects.select_related("package_version", "person", "organisation").get(pk=pk)
    key = holder().unwrap(bytes(case.wrapped_key), KEY_CONTEXT)
    yield "case.json", as_json(_case(case, key))
    events = list(Event.objects.filter(case_id=case.pk).order_by("position"))
    yield "events.json", as_json([_event(each, key) for each in events])
    checkpoint = latest()
    if checkpoint is not None:
        found = proofs.inclusions([each.pk for each in events], checkpoint.size)
        paths = {
            str(record): {"index": one.index, "path": [base64.b64encode(each).decode() for each in one.path]}
            for record, one in found.items()
        }
        yield "proofs.json", as_json({"checkpoint": proofs.note_of(checkpoint), "inclusions": paths})
    for notice in notices.of_case(case.pk):
        yield f"papers/{notice.kind}-{notice.number}.pdf", notices.pdf(notice, key, "zh-hans")
    told = Message.objects.filter(case_id=case.pk).order_by("created_at", "id")
    yield "messages.json", as_json([{"at": each.created_at.isoformat(), "text": each.text} for each in told])
    for name, packer in sorted(packers().items()):
        said = packer(case.pk)
        if said is not None:
            yield name, said if isinstance(said, bytes) else as_json(said)


def _case(case: Case, key: bytes) -> dict[str, object]:
    organisation, person, version = case.organisation, case.person, case.package_version
    return {
        "number": case.number,
        "kind": case.kind,
        "package": version.name if version else None,
        "version": version.version if version else None,
        "titles": version.titles if version else {},
        "division": case.division_id,
        "person": {"name": person.name, "id_number": person.id_number} if person else None,
        "organisation": {"name": organisation.name, "code": organisation.code} if organisation else None,
        "channel": case.channel,
        "state": case.state,
        "filed_at": case.filed_at.isoformat(),
        "legal_date": case.legal_date.isoformat(),
        "concluded_at": case.concluded_at.isoformat() if case.concluded_at else None,
        "facts": json.loads(unseal(key, bytes(case.facts), context=FACTS_CONTEXT)),
        "parts": [_part(task) for task in Task.objects.filter(case=case).select_related("department")],
    }


def _part(task: Task) -> dict[str, object]:
    lines = ClockLine.objects.filter(task=task).order_by("position")
    return {
        "matter": task.matter,
        "item_code": task.item_code,
        "department": task.department.code,
        "department_names": task.department.names,
        "state": task.state,
        "receipt_number": task.receipt_number,
        "provincial_number": task.provincial_number,
        "reason": task.reason,
        "due_on": task.due_on,
        "clocks": list(lines.values("clock", "verb", "on", "period", "reason", "article")),
    }


def _event(event: Event, key: bytes) -> dict[str, object]:
    payload = None if event.payload is None else unseal(key, bytes(event.payload), context=PAYLOAD_CONTEXT)
    return {
        "id": str(event.pk),
        "position": event.position,
        "verb": event.verb,
        "at": event.at.isoformat(),
        "actor": str(event.actor_id) if event.actor_id else None,
        "role": event.role,
        "channel": event.channel,
        "task": str(event.task_id) if event.task_id else None,
        "dimensions": event.dimensions,
        "payload": json.loads(payload) if payload is not None else None,
        "salt": bytes(event.salt).hex(),
        "payload_digest": bytes(event.payload_digest).hex(),
        "hash": bytes(event.hash).hex(),
    }
