"""The proof of a case as its applicant reads it: what is proved, since when, and who else signed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from yichuang.core import clock
from yichuang.platform.cases.proving import CaseProof


@dataclass(frozen=True)
class ProofPage:
    """The page. ``place`` counts from 1; it, ``size``, ``at`` and ``root`` are empty until something is sealed."""

    id: str
    number: str
    filed_at: datetime
    state: str
    place: int | None
    size: int | None
    at: datetime | None
    root: str
    witnesses: list[str]
    #: How many of the case's events are sealed, and how many there are.
    sealed: int
    events: int


def proof_page(proof: CaseProof) -> ProofPage:
    """Everything that the page shows."""
    first, checkpoint = proof.events[0].inclusion, proof.checkpoint
    return ProofPage(
        id=proof.case.public_id,
        number=proof.case.number,
        filed_at=proof.case.filed_at,
        state=proof.state,
        place=None if first is None else first.index + 1,
        size=checkpoint.size if checkpoint else None,
        at=datetime.fromtimestamp(checkpoint.time, UTC).astimezone(clock.ZONE) if checkpoint else None,
        root=bytes(checkpoint.root).hex() if checkpoint else "",
        witnesses=list(proof.witnesses),
        sealed=sum(each.inclusion is not None for each in proof.events),
        events=len(proof.events),
    )
