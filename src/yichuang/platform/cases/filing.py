"""Filing: a draft becomes a case, in one statement and one round trip.

This is the hot path of the whole house. Rules are evaluated and rows are made in memory; then one statement
(``sql/file.sql``) writes everything or nothing. It holds no NOTIFY and no job row: the ledger is polled.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache
from importlib.resources import files
from typing import Any
from uuid import UUID

from django.db import IntegrityError

from yichuang.core import clock
from yichuang.core.access import Actor
from yichuang.core.cipher import digest, seal
from yichuang.core.faults import point
from yichuang.core.identifiers import new_case_number, new_id, public_id
from yichuang.platform.cases import clocks
from yichuang.platform.cases.errors import OtherBody, StaleForm
from yichuang.platform.cases.events import Chain, canonical
from yichuang.platform.cases.kinds import FILED, CaseKind
from yichuang.platform.cases.models import Case, Draft, Intent
from yichuang.platform.exchange.bulk import Numbered
from yichuang.platform.exchange.ledger import BODY_CONTEXT
from yichuang.platform.messages.models import Message
from yichuang.platform.vault.fields import SealedTextField
from yichuang.platform.vault.keys import holder

KEY_CONTEXT = b"cases.data-key"
FACTS_CONTEXT = b"cases.facts"
FILED_TYPE = "cn.yichuang.task.filed.v1"


@dataclass(frozen=True)
class Part:
    """One matter of a filing: which department has it, its clocks ((clock, period, article) each), what is sent."""

    matter: str
    item_code: str
    department_id: UUID
    department_code: str
    by_connector: bool
    clocks: tuple[tuple[str, str, str], ...]
    sends: Mapping[str, Any]
    #: What its department is told of each file of its materials; "{task}" in a ``url`` becomes the part's public id.
    files: Sequence[Mapping[str, Any]] = ()
    #: With how many working days left it turns amber; None: as all do.
    amber: int | None = None
    #: What its department is told of papers that follow later.
    owed: Sequence[Mapping[str, str]] = ()


@dataclass(frozen=True)
class Filing:
    """All that filing needs to know. ``facts`` are {fact: {value, source, at}}; ``told`` are (phone, text) pairs."""

    kind: CaseKind
    draft: Draft
    draft_version: int
    data_key: bytes
    division: str
    package: str
    facts: Mapping[str, Any]
    parts: Sequence[Part]
    callback: str
    told: Any = None
    #: The attachments that the case takes over from the draft, and what the filed event says of each.
    attachments: Mapping[UUID, Mapping[str, Any]] = field(default_factory=dict)


@dataclass(frozen=True)
class Filed:
    """A filed case. ``new`` is False where the same intention had already filed it."""

    case_id: UUID
    public_id: str
    number: str
    new: bool = True


@dataclass
class _Rows:
    """Columns of the statement, as arrays."""

    columns: dict[str, list[Any]] = field(default_factory=dict)

    def add(self, prefix: str, **values: Any) -> None:
        for name, value in values.items():
            self.columns.setdefault(f"{prefix}_{name}", []).append(value)


@lru_cache(maxsize=1)
def _statement() -> Numbered:
    return Numbered.read(files("yichuang.platform.cases").joinpath("sql/file.sql").read_text("utf-8"))


_ARRAYS = {
    "task": "ids public_ids positions matters item_codes departments lanes due statutory amber provisional",
    "clock": "ids tasks names periods articles",
    "event": "ids positions verbs tasks dimensions payloads salts digests hashes",
    "delivery": "ids lanes types tasks bodies",
    "message": "ids to texts",
}


def file(filing: Filing, actor: Actor, key: str, body: bytes) -> Filed:
    """File ``filing`` once under the intention ``key`` whose request had ``body``. One round trip when all is well.

    Raises StaleForm when the draft changed since ``draft_version``, OtherBody when ``key`` was used for another body.
    """
    body_digest = digest(holder().suite, body)
    for _ in range(5):
        filed, params = _prepare(filing, actor, key, body_digest)
        point("filing-before")
        try:
            written = _statement().row(params)
            point("filing-after")  # no transaction of the caller's is open: the statement was its own
        except IntegrityError as error:
            if "intent_once" in str(error):
                return repeated(actor, key, body_digest)
            if "cases_case_number" in str(error):
                continue  # the number was given before, even if that case is gone: draw another
            raise
        return filed if written else _earlier(filing, actor, key, body_digest)
    raise RuntimeError("five numbers in a row were taken")


def repeated(actor: Actor, key: str, body_digest: bytes) -> Filed:
    """The answer that the intention ``key`` had; raises OtherBody for another body."""
    assert actor.account_id is not None
    intent = Intent.objects.get(actor_id=actor.account_id, verb="file", key=key)
    if bytes(intent.body_digest) != body_digest:
        raise OtherBody
    answer = intent.answer
    return Filed(UUID(answer["id"]), answer["public_id"], answer["number"], new=False)


def _earlier(filing: Filing, actor: Actor, key: str, body_digest: bytes) -> Filed:
    """The case that this draft already is; raises StaleForm where it is none yet but changed meanwhile.

    The key is asked first: it may have been used for another body, of this draft or of another one (OtherBody).
    """
    assert actor.account_id is not None
    if Intent.objects.filter(actor_id=actor.account_id, verb="file", key=key).exists():
        return repeated(actor, key, body_digest)
    case_id = Draft.objects.values_list("filed_case_id", flat=True).get(pk=filing.draft.pk)
    if case_id is None:
        raise StaleForm
    public, number = Case.objects.values_list("public_id", "number").get(pk=case_id)
    return Filed(case_id, public, number, new=False)


def _prepare(filing: Filing, actor: Actor, key: str, body_digest: bytes) -> tuple[Filed, dict[str, Any]]:
    """Everything the statement writes, as parameters."""
    keys, now = holder(), clock.now()
    day = clock.legal_day(now)
    filed = Filed(new_id(), public_id(), new_case_number(filing.division, day))
    rows = _Rows({f"{prefix}_{name}": [] for prefix, names in _ARRAYS.items() for name in names.split()})
    chain = Chain(filed.case_id, filing.data_key)
    parts = [_task(rows, filing, filed, part, position, day, now) for position, part in enumerate(filing.parts, 1)]
    chain.add(
        "filed",
        actor,
        now,
        dimensions={"package": filing.package, "division": filing.division, "kind": filing.kind.name},
        payload={
            "number": filed.number,
            "person": str(filing.draft.person_id),
            "parts": parts,
            **({"files": list(filing.attachments.values())} if filing.attachments else {}),
        },
    )
    for event in chain.events:
        rows.add(
            "event",
            ids=event.id,
            positions=event.position,
            verbs=event.verb,
            tasks=event.task_id,
            dimensions=json.dumps(event.dimensions),
            payloads=event.payload,
            salts=event.salt,
            digests=event.payload_digest,
            hashes=event.hash,
        )
    for to, text in filing.told(filed) if filing.told else ():
        rows.add("message", ids=new_id(), to=_sealed("to", to), texts=_sealed("text", text))
    facts = seal(filing.data_key, canonical(filing.facts), suite=keys.suite, key_id=0, context=FACTS_CONTEXT)
    answer = {"id": str(filed.case_id), "public_id": filed.public_id, "number": filed.number}
    return filed, {
        **rows.columns,
        "case_id": filed.case_id,
        "public_id": filed.public_id,
        "number": filed.number,
        "kind": filing.kind.name,
        "division": filing.division,
        "filed_by": actor.account_id,
        "role": actor.role,
        "channel": actor.channel,
        "state": filing.kind.whole([filing.kind.first] * len(filing.parts)),
        "first_state": filing.kind.first,
        "now": now,
        "legal_date": day,
        "facts": facts,
        "chain_length": chain.length,
        "chain_head": chain.head,
        "clock_reason": FILED,
        "draft_id": filing.draft.pk,
        "draft_version": filing.draft_version,
        "delivery_key": keys.wrap(filing.data_key, BODY_CONTEXT),
        "attachment_ids": list(filing.attachments),
        "intent_id": new_id(),
        "intent_key": key,
        "intent_digest": body_digest,
        "intent_answer": json.dumps(answer),
    }


def _sealed(column: str, text: str) -> bytes:
    """``text`` as the column of a message keeps it."""
    field = Message._meta.get_field(column)
    assert isinstance(field, SealedTextField)
    return field.sealed(text)


def _task(
    rows: _Rows, filing: Filing, filed: Filed, part: Part, position: int, day: date, now: datetime
) -> dict[str, Any]:
    """Add the rows of one part; returns what the filed event keeps of it."""
    task_id, task_public = new_id(), public_id()
    due = clocks.start(part.clocks, day, part.amber)
    rows.add(
        "task",
        ids=task_id,
        public_ids=task_public,
        positions=position,
        matters=part.matter,
        item_codes=part.item_code,
        departments=part.department_id,
        lanes=part.department_code if part.by_connector else "",
        due=due.due_on,
        statutory=due.statutory_on,
        amber=due.amber_on,
        provisional=due.provisional,
    )
    for name, period, article in part.clocks:
        rows.add("clock", ids=new_id(), tasks=task_id, names=name, periods=period, articles=article)
    if part.by_connector:
        event_id = new_id()
        body = cloud_event(
            event_id,
            FILED_TYPE,
            filing.division,
            filed.number,
            part.matter,
            now,
            {
                "task": task_public,
                "item_code": part.item_code,
                "filed_at": now.isoformat(),
                "legal_date": day.isoformat(),
                "facts": dict(part.sends),
                "callback": filing.callback.format(department=part.department_code),
                **({"files": [_with_task(each, task_public) for each in part.files]} if part.files else {}),
                **({"owed": list(part.owed)} if part.owed else {}),
            },
        )
        rows.add(
            "delivery",
            ids=event_id,
            lanes=part.department_code,
            types=FILED_TYPE,
            tasks=task_id,
            bodies=seal(filing.data_key, body, suite=holder().suite, key_id=0, context=BODY_CONTEXT),
        )
    return {
        "task": str(task_id),
        "matter": part.matter,
        "due_on": due.due_on.isoformat() if due.due_on else None,
        "sends": sorted(part.sends),
    }


def _with_task(told: Mapping[str, Any], task: str) -> dict[str, Any]:
    return {**told, "url": told["url"].format(task=task)}


def cloud_event(
    event_id: UUID, type: str, division: str, number: str, matter: str, at: datetime, data: Mapping[str, Any]
) -> bytes:
    """A CloudEvents 1.0 envelope (structured JSON) about one matter of a case."""
    return canonical(
        {
            "specversion": "1.0",
            "id": str(event_id),
            "source": f"/yichuang/{division}",
            "type": type,
            "subject": f"{number}/{matter}",
            "time": at.isoformat(),
            "datacontenttype": "application/json",
            "data": {"case_number": number, "matter": matter, "division": division, **data},
        }
    )
