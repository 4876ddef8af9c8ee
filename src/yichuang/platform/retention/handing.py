"""Hand-over files (移交): one archive for each case, readable without us, with the SHA-256 of every part.

Plain, since the archive must read them when our keys are long gone (国令716 Art. 12): they go to a folder that the
operator names, readable by its owner alone, and are never kept in the state folder.
"""

from __future__ import annotations

import base64
import hashlib
import io
import json
import os
import zipfile
from collections.abc import Iterator
from pathlib import Path

from django.db import transaction

from yichuang.core import clock
from yichuang.core.access import Actor
from yichuang.core.cipher import unseal
from yichuang.platform.audit import proofs
from yichuang.platform.audit.sealing import latest
from yichuang.platform.cases.events import PAYLOAD_CONTEXT
from yichuang.platform.cases.filing import FACTS_CONTEXT, KEY_CONTEXT
from yichuang.platform.cases.models import Case, ClockLine, Event, Task
from yichuang.platform.messages.models import Message
from yichuang.platform.notices import queries as notices
from yichuang.platform.people.record import record
from yichuang.platform.retention.errors import NotNow
from yichuang.platform.retention.keepers import packers
from yichuang.platform.retention.letting_go import as_json
from yichuang.platform.retention.models import Disposal, Item
from yichuang.platform.vault.keys import holder

#: A file inside an archive bears this time; when the archive was made stands in its manifest alone.
NO_TIME = (1980, 1, 1, 0, 0, 0)
OPERATOR = Actor(role="system", channel="command")


def hand_over(public: str, folder: Path) -> tuple[int, int]:
    """Write the hand-over files of a register into a folder; how many there are, and how many bytes.

    Safe to repeat: each file is written whole or not at all, and made anew. Raises Disposal.DoesNotExist, NotNow.
    """
    disposal = Disposal.objects.get(public_id=public)
    if disposal.state != Disposal.State.FOUND or disposal.then != "archive" or disposal.klass != "case":
        raise NotNow
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    count = size = 0
    listed: list[dict[str, object]] = []
    for item in Item.objects.filter(disposal=disposal, state=Item.State.LISTED).order_by("id"):
        at = clock.now()
        content = package(
            Case.objects.select_related("package_version", "person", "organisation").get(pk=item.subject_id)
        )
        digest = hashlib.sha256(content).digest()
        _write(folder / f"{item.number}.zip", content)
        Item.objects.filter(pk=item.pk).update(package_digest=digest, package_size=len(content), changed_at=at)
        listed.append({"number": item.number, "type": item.type, "sha256": digest.hex(), "bytes": len(content)})
        count, size = count + 1, size + len(content)
    _write(folder / "register.json", as_json({"register": public, "rule": disposal.rule, "cases": listed}))
    with transaction.atomic():
        record("packed", "disposal", disposal.pk, OPERATOR, {"count": count, "bytes": size})
    return count, size


def package(case: Case) -> bytes:
    """The archive of one case: ``manifest.json`` names every other part with its SHA-256."""
    parts = dict(_parts(case))
    manifest = {
        "number": case.number,
        "made_at": clock.now().isoformat(),
        "parts": {
            name: {"sha256": hashlib.sha256(content).hexdigest(), "bytes": len(content)}
            for name, content in parts.items()
        },
    }
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in {"manifest.json": as_json(manifest), **parts}.items():
            archive.writestr(zipfile.ZipInfo(name, NO_TIME), content, zipfile.ZIP_DEFLATED)
    return made.getvalue()


def _parts(case: Case) -> Iterator[tuple[str, bytes]]:
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
        yield name, said if isinstance(said, bytes) else as_json(said)


def _case(case: Case, key: bytes) -> dict[str, object]:
    organisation = case.organisation
    return {
        "number": case.number,
        "kind": case.kind,
        "package": case.package_version.name,
        "version": case.package_version.version,
        "titles": case.package_version.titles,
        "division": case.division_id,
        "person": {"name": case.person.name, "id_number": case.person.id_number},
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


def _write(path: Path, content: bytes) -> None:
    """The file, whole or not at all, readable by its owner alone."""
    own = path.with_name(f".{path.name}")
    with open(os.open(own, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    own.replace(path)
