"""What a walk has reached of the tables in the code: states, steps, notices. What it cannot reach, it says why."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from yichuang.core.packages import Package
from yichuang.core.words import N_, Sentence
from yichuang.platform.cases import kinds
from yichuang.platform.cases.models import Case, Event, Task
from yichuang.platform.hall.models import Appointment, Ticket
from yichuang.platform.hall.steps import APPOINTMENT_STEPS, STEPS
from yichuang.platform.notices.data import KINDS

STATES, STEPS_OF, NOTICES = "states", "steps", "notices"
#: One thing of a table: what sort it is, of what, and its name.
Thing = tuple[str, str, str]


def has_licence(packages: Iterable[Package]) -> bool:
    """Whether a matter of theirs is an administrative licence, of which silence accepts."""
    return any(matter.kind == "licence" for each in packages for matter in each.matters.values())


def has_procedure(packages: Iterable[Package]) -> bool:
    """Whether a matter of theirs may stand still for a special procedure."""
    return any(matter.clock.special is not None for each in packages for matter in each.matters.values())


def never(packages: Iterable[Package]) -> bool:
    """No package makes it possible."""
    return False


_NO_LICENCE = N_("only of an administrative licence, and no published matter is one")
_NO_PROCEDURE = N_("only of a licence with a special procedure, and no published matter has one")
#: What cannot be reached over HTTP in a demo, why, and whether with these packages it can after all.
UNREACHED: Mapping[Thing, tuple[str, Callable[[Iterable[Package]], bool]]] = {
    (STEPS_OF, "application", "deem-accepted"): (_NO_LICENCE, has_licence),
    (STATES, "application", "special"): (_NO_PROCEDURE, has_procedure),
    (STEPS_OF, "application", "begin-special"): (_NO_PROCEDURE, has_procedure),
    (STEPS_OF, "application", "end-special"): (_NO_PROCEDURE, has_procedure),
    (NOTICES, "paper", "special"): (_NO_PROCEDURE, has_procedure),
    (STEPS_OF, "appointment", "call-off"): (
        N_("only where the files of the hall or of its working days are corrected meanwhile"),
        never,
    ),
}


def every() -> set[Thing]:
    """Everything that the tables in the code declare: of cases of every kind, tickets, appointments, and papers."""
    found = {(NOTICES, "paper", kind) for kind in KINDS}
    for kind in kinds.registered():
        found |= {(STATES, kind.name, state) for state in kind.states}
        found |= {(STEPS_OF, kind.name, each.verb) for each in kind.transitions}
    for name, states, steps in (
        ("ticket", Ticket.State.values, STEPS),
        ("appointment", Appointment.State.values, APPOINTMENT_STEPS),
    ):
        found |= {(STATES, name, state) for state in states} | {(STEPS_OF, name, verb) for verb in steps}
    return found


@dataclass
class Reached:
    """What was reached since the walk began."""

    things: set[Thing] = field(default_factory=set)

    def saw(self, kind: str, verb: str, state: str) -> None:
        """A step that was made (empty: none), and the state that was seen after it."""
        self.things.add((STATES, kind, state))
        if verb:
            self.things.add((STEPS_OF, kind, verb))

    def saw_paper(self, kind: str) -> None:
        """A paper of this kind was read."""
        self.things.add((NOTICES, "paper", kind))

    def read_log(self, since: datetime) -> None:
        """What the log of events says of the cases that were filed since; parts as they stand now, too."""
        for kind in kinds.registered():
            cases = Case.objects.filter(kind=kind.name, filed_at__gte=since)
            if cases.exists():
                self.things.add((STATES, kind.name, kind.first))
            verbs = set(Event.objects.filter(case__in=cases).values_list("verb", flat=True))
            for step in kind.transitions:
                if step.verb in verbs:
                    self.saw(kind.name, step.verb, step.target)
            for state in Task.objects.filter(case__in=cases).values_list("state", flat=True).distinct():
                self.things.add((STATES, kind.name, state))

    def missing(self, packages: Iterable[Package]) -> list[Thing]:
        """What was not reached although it can be, in order."""
        held = list(packages)
        excused = {thing for thing, (_, possible) in UNREACHED.items() if not possible(held)}
        return sorted(every() - self.things - excused)

    def excused(self, packages: Iterable[Package]) -> list[tuple[Thing, Sentence]]:
        """What was not reached and cannot be, with the reason."""
        held = list(packages)
        left = sorted((thing, why) for thing, (why, possible) in UNREACHED.items() if not possible(held))
        return [(thing, Sentence(why)) for thing, why in left if thing not in self.things]

    def count(self, sort: str) -> tuple[int, int]:
        """How many of a sort were reached, and how many there are."""
        whole = {each for each in every() if each[0] == sort}
        return len(whole & self.things), len(whole)
