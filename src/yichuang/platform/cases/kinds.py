"""The kinds of case. A line of business declares its own; the engine reads the declaration and nothing else."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from yichuang.core.words import N_

#: Who makes the steps that the law itself makes when a day has passed: the clock, and nobody else.
LAW = frozenset({"timer"})


@dataclass(frozen=True)
class Transition:
    """One step of one part: who may make it, from where to where, what it does to the clocks, what it tells.

    ``clocks``: '' leaves them, 'pause' and 'resume' hold them, 'extend' lengthens them, 'stop' ends them.
    ``notice``: the official paper it issues, by kind; '' for none. ``told``: whether the person gets a message.
    """

    verb: str
    sources: frozenset[str]
    target: str
    roles: frozenset[str]
    clocks: str = ""
    notice: str = ""
    told: bool = False
    #: Whether words are demanded; they are for the person, unless they stay ``inside`` the department.
    reason: bool = False
    inside: bool = False
    #: The message id of the clock line's reason, where it touches the clocks, and the article behind it.
    why: str = ""
    article: str = ""


@dataclass(frozen=True)
class Turn:
    """What the line of a clock says where only the matter knows: by how long, why, under which article.

    What is empty is said by the step itself; ``period`` goes with an extension, which has none of its own.
    """

    period: str = ""
    why: str = ""
    article: str = ""


@dataclass(frozen=True)
class CaseKind:
    """A kind of case: its parts' states and transitions, how the whole follows from the parts, and its words."""

    name: str
    #: State of a part that nobody has touched yet.
    first: str
    #: States in which a part has its outcome.
    ended: frozenset[str]
    transitions: tuple[Transition, ...]
    #: The state of the case, from the states of its parts.
    whole: Callable[[Sequence[str]], str]
    #: State → message id, for parts and for the whole.
    state_words: dict[str, str] = field(default_factory=dict)
    #: Whether a step that pauses clocks pauses those of this part: its matter may say otherwise. Without it all do.
    pauses: Callable[[Any, Any, Transition], bool] | None = None
    #: With how many working days left a part turns amber; None, or without it: as all do.
    amber: Callable[[Any, Any], int | None] | None = None
    #: Whom to tell that a corrected calendar has moved the last day of a part: the held case, the part, its day before.
    reckoned: Callable[[Any, Any, date | None], None] | None = None
    #: What holds a step back that the table lets through, where something else must come first: raises Said.
    guard: Callable[[Any, Any, Transition], None] | None = None
    #: What else follows from a step, inside its transaction: papers, messages, deliveries.
    after: Callable[[Any, Any, Transition, str, dict[str, Any]], None] | None = None
    #: What follows when the last part has its outcome.
    concluded: Callable[[Any], None] | None = None
    #: What its parts are called in the rules of access, and what these may know of one; by themselves: of every part.
    subject: str = "task"
    attributes: Callable[[Any], dict[str, object]] | None = None

    @property
    def states(self) -> frozenset[str]:
        """Every state that a part can have."""
        found = {self.first}
        for each in self.transitions:
            found |= each.sources | {each.target}
        return frozenset(found)

    def transition(self, verb: str, state: str) -> Transition | None:
        """The step ``verb`` from ``state``, or None where the table has none."""
        return next((each for each in self.transitions if each.verb == verb and state in each.sources), None)


_kinds: dict[str, CaseKind] = {}


def register(kind: CaseKind) -> CaseKind:
    """Register a kind under its name. Raises ValueError when two kinds claim one name."""
    if _kinds.get(kind.name, kind) != kind:
        raise ValueError(f"two kinds of case are called {kind.name}")
    _kinds[kind.name] = kind
    return kind


def kind_of(name: str) -> CaseKind:
    """The kind called ``name``; raises KeyError."""
    return _kinds[name]


def registered() -> list[CaseKind]:
    """Every kind, by name."""
    return [_kinds[name] for name in sorted(_kinds)]


#: Reasons of clock lines that every kind shares.
FILED = N_("the application was received")
