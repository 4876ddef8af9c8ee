"""The proof of a case: the promise that its receipt carries at once, then its events below a signed checkpoint."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from yichuang.core import clock
from yichuang.core.cipher import trees, unseal
from yichuang.platform.audit import proofs, sealing, sources
from yichuang.platform.audit.models import Checkpoint
from yichuang.platform.cases.events import PAYLOAD_CONTEXT, START
from yichuang.platform.cases.filing import KEY_CONTEXT
from yichuang.platform.cases.models import Case, Event
from yichuang.platform.cases.sealed import KIND, digests, header_of, suite_of
from yichuang.platform.vault.keys import holder

WHAT = "yichuang/proof/v1"


class State(StrEnum):
    """How far the proof of a filing is."""

    #: Filed less than a minute ago: the promise is there, the proof follows.
    PROMISED = "promised"
    #: The promised minute is over, and there is no proof.
    OVERDUE = "overdue"
    #: It is below a signed checkpoint.
    PROVED = "proved"
    #: What stands in the database now is not what was filed.
    CHANGED = "changed"


@dataclass(frozen=True)
class Proved:
    """An event, the text of its leaf, and where it is in the tree; None before it is sealed."""

    event: Event
    entry: str
    inclusion: proofs.Inclusion | None


@dataclass(frozen=True)
class CaseProof:
    """What can be proved of a case; ``events`` in their order, the filing first.

    ``checkpoint`` is the newest one that a witness signed, too, if it covers all that is sealed of the case, else the
    newest. ``promise`` is empty where the filing was changed: nobody promises that.
    """

    case: Case
    state: State
    promise: str
    checkpoint: Checkpoint | None
    witnesses: Sequence[str]
    events: Sequence[Proved]


def promise_of(case_id: UUID) -> str:
    """What the receipt of a case promises, as a signed note; "" where the filing is not what it was. Three queries."""
    event = Event.objects.get(case_id=case_id, position=1)
    suite = sealing.suite()
    return _promise(event) if digests(suite, [event.pk]) else ""


def _promise(event: Event) -> str:
    return proofs.promise(KIND, event.pk, bytes(event.hash), event.at)


def proof_of(case: Case) -> CaseProof:
    """What can be proved of a case now. Nine queries, however many events."""
    suite = sealing.suite()
    events = list(Event.objects.filter(case=case).order_by("position"))
    reckoned = digests(suite, [event.pk for event in events])
    checkpoint = proofs.covering([event.pk for event in events])
    size = checkpoint.size if checkpoint else 0
    found = proofs.inclusions([event.pk for event in events], size)
    proved = [Proved(each, sources.entry(KIND, each.pk, bytes(each.hash)), found.get(each.pk)) for each in events]
    whole = len(reckoned) == len(events) and all(_fits(each, checkpoint) for each in proved)
    return CaseProof(
        case=case,
        state=_state(proved, whole=whole),
        promise=_promise(events[0]) if whole else "",
        checkpoint=checkpoint,
        witnesses=proofs.witnesses_of(checkpoint) if checkpoint else [],
        events=proved,
    )


def _fits(proved: Proved, checkpoint: Checkpoint | None) -> bool:
    """Whether what stands there now is what the checkpoint covers."""
    if proved.inclusion is None or checkpoint is None:
        return True
    leaf = trees.leaf_hash(checkpoint.suite, proved.entry.encode())
    where, root = proved.inclusion, bytes(checkpoint.root)
    return trees.included(checkpoint.suite, leaf, where.index, checkpoint.size, where.path, root)


def _state(proved: Sequence[Proved], *, whole: bool) -> State:
    if not whole:
        return State.CHANGED
    if proved[0].inclusion is not None:
        return State.PROVED
    late = clock.now() - proved[0].event.at > timedelta(seconds=sealing.WITHIN)
    return State.OVERDUE if late else State.PROMISED


def proof_file(proof: CaseProof) -> dict[str, Any]:
    """The proof as the applicant keeps it; ``check_proof.py`` reads it. Hashes are hexadecimal.

    Of the filing all is told, so that anybody may see what was filed; of later events the header alone.
    """
    key, suite = holder().unwrap(bytes(proof.case.wrapped_key), KEY_CONTEXT), sealing.suite()
    before, events = START, []
    for each in proof.events:
        event = each.event
        told = {
            "entry": each.entry,
            "index": each.inclusion.index if each.inclusion else None,
            "path": [hash.hex() for hash in each.inclusion.path] if each.inclusion else [],
            "suite": suite_of(event, before, suite),
            "previous": before.hex(),
            "content": bytes(event.payload_digest).hex(),
            "header": header_of(event).decode(),
        }
        if event.position == 1 and event.payload is not None:
            payload = unseal(key, bytes(event.payload), context=PAYLOAD_CONTEXT).decode()
            told |= {"salt": bytes(event.salt).hex(), "payload": payload}
        events.append(told)
        before = bytes(event.hash)
    return {
        "what": WHAT,
        "number": proof.case.number,
        "events": events,
        "promise": proof.promise,
        "checkpoint": proofs.note_of(proof.checkpoint) if proof.checkpoint else None,
        "key": str(sealing.log_key()),
    }
