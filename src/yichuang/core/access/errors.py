"""What the rules refuse, and what can be wrong with the rules themselves (read by programmers, never shown)."""

from __future__ import annotations

from typing import NamedTuple
from uuid import UUID

from yichuang.core.words import Sentence


class Act(NamedTuple):
    """What was tried, for the access log: ``person`` is whom the subject is about, where that is known."""

    verb: str
    kind: str
    id: UUID
    person: UUID | None


class NotAllowed(Exception):
    """The access decision said no: nothing that whoever filled in a form could mend there, so no ``Said``.

    ``reason`` is told to staff; residents get 404. ``act``: what was tried, where it was a subject that exists.
    """

    def __init__(self, reason: Sentence, act: Act | None = None) -> None:
        self.reason, self.act = reason, act
        super().__init__(str(reason))


class PolicyError(Exception):
    """A rule that cannot mean what it says: no verb, no role, a name used twice, a condition on nothing."""


class AmbiguousAttributesError(PolicyError):
    """Several conditions of one rule read attributes that hold many values.

    SQL asks whether one joined row fulfils all of them; sets of values, taken apart, cannot answer that.
    """
