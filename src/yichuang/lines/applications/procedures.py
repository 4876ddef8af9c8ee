"""The procedures of 行政许可法 Art. 45, whose time is not counted: what each is called, and how a clock says it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from yichuang.core.words import N_


@dataclass(frozen=True)
class Procedure:
    """``name`` stands on forms and papers, ``why`` is the clause of a clock that stands still."""

    name: str
    why: str


PROCEDURES: Mapping[str, Procedure] = {
    "hearing": Procedure(N_("Hearing"), N_("a hearing is held")),
    "tender": Procedure(N_("Tender"), N_("a tender is held")),
    "auction": Procedure(N_("Auction"), N_("an auction is held")),
    "inspection": Procedure(N_("Inspection"), N_("an inspection is made")),
    "testing": Procedure(N_("Test"), N_("a test is made")),
    "quarantine": Procedure(N_("Quarantine check"), N_("a quarantine check is made")),
    "appraisal": Procedure(N_("Appraisal"), N_("an appraisal is made")),
    "expert-review": Procedure(N_("Review by experts"), N_("experts review it")),
}
