"""What would have to be different for a matter that is refused: the fewest facts, then the nearest value of each.

Only facts that the author marks ``changeable`` are looked at: what a person can bring about, or what time or an office
may change; never who somebody is. Each is cut where the answer of this matter's rules changes for this person, so that
the value told is the boundary itself; the guide then judges the person as they would be.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations, islice, product
from typing import TYPE_CHECKING, Any, cast

from yichuang.core.packages.facts import Answer, Fact
from yichuang.core.rules import UNKNOWN, FactType
from yichuang.core.rules.cells import cut

if TYPE_CHECKING:
    from yichuang.core.packages.guide import Guide

MOST_FACTS = 3
"""So many facts at once; what hangs on more is told by the refusal's own words."""
MOST_TRIED = 2_000
"""So many ways are looked at for each number of facts."""
MOST_JUDGED = 20
"""So many of them are judged by the guide as a whole."""


@dataclass(frozen=True)
class Change:
    """A fact that would have to be different, and the nearest value that would do."""

    fact: Fact
    value: Answer

    @property
    def wished(self) -> bool:
        """Whether it is the person's to choose, so that they may answer otherwise at once."""
        return self.fact.changeable == "wish"


@dataclass(frozen=True)
class Way:
    """The changes by which a refused matter would not be refused; none where there is no way. ``by_officer``: the rules
    would then leave it to an officer."""

    changes: tuple[Change, ...] = ()
    by_officer: bool = False

    def __iter__(self) -> Iterator[Change]:
        return iter(self.changes)

    def __len__(self) -> int:
        return len(self.changes)


def otherwise(guide: Guide, matter: str, most: int = MOST_FACTS) -> Way:
    """The changes by which a refused matter would not be refused, ``most`` at most; none where there are none that the
    author allows. Of as few changes those are told first by which no officer need decide."""
    rules = _Rules(guide, matter)
    judged, left = 0, Way()
    for count in range(1, most + 1):
        together = (keys for keys in combinations(rules.steps, count) if rules.may_do(keys))
        ways = (way for keys in together for way in product(*(rules.of(key) for key in keys)))
        for way in islice(ways, MOST_TRIED):
            changed = {change.fact.key: change.value for change in way}
            if not rules.lets_through(changed):
                continue
            state = guide.state_with(changed, matter)
            if state in ("applies", "open"):
                return Way(way)
            if state in ("to-person", "undecided") and not left:
                left = Way(way, by_officer=True)
            judged += 1
            if judged == MOST_JUDGED:
                return left
        if left:
            return left
    return Way()


class _Rules:
    """What the rules of one matter say of a person, and of that person with other facts."""

    def __init__(self, guide: Guide, matter: str) -> None:
        package = guide.package
        self._package, self._matter, self._on = package, matter, guide.on
        self._places = (matter, *package.places_of(matter)[0])
        self._known = self._derived({**package.start(guide.on), **guide.at_hand}, package.derived)
        #: What stands in the way now.
        self._wrong = frozenset(one for one in self._places if not self._passes(one, self._known))
        read = {name for place in self._places for name in package.mentioned(place)}
        at_hand = [key for key in package.order if package.facts[key].changeable and key in guide.at_hand]
        #: The later asked first: it is the nearer choice.
        self.steps = [key for key in reversed(at_hand) if key in read]
        self._touched = {key: self._touched_by(key) for key in self.steps}
        self._steps: dict[str, list[Change]] = {}

    def _touched_by(self, key: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The derived facts and the rules of this matter that hang on a fact."""
        places = set(self._package.touched_by(key)[1])
        needed = set[str]().union(*(self._package.conditions[place].names for place in places & set(self._places)))
        derived = list[str]()
        for name in reversed([*self._package.derived]):  # each stands after those that it needs
            if name in needed:
                needed |= self._package.derived[name].names
                derived.insert(0, name)
        touched = set(self._package.touched_by(key)[0])
        return tuple(one for one in derived if one in touched), tuple(one for one in self._places if one in places)

    def may_do(self, keys: Iterable[str]) -> bool:
        """Whether everything that stands in the way hangs on one of these facts."""
        return self._wrong <= {place for key in keys for place in self._touched[key][1]}

    def of(self, key: str) -> list[Change]:
        """The values of a fact at which the rules say something else than now, the nearest first."""
        found = self._steps.get(key)
        if found is None:
            fact = self._package.facts[key]
            found = self._steps[key] = [Change(fact, cast("Answer", value)) for value in self._values(fact)]
        return found

    def lets_through(self, changed: Mapping[str, object]) -> bool:
        """Whether the matter may be wanted and nothing refuses it."""
        known = self._changed(changed)
        places = {place: None for key in changed for place in self._touched[key][1]}
        return self._wrong <= places.keys() and all(self._passes(place, known) for place in places)

    def _passes(self, place: str, known: Mapping[str, object]) -> bool:
        value = self._package.conditions[place].evaluate(known)
        return value in (True, UNKNOWN) if place == self._matter else value in (False, UNKNOWN)

    def _values(self, fact: Fact) -> Iterator[object]:
        present = self._known[fact.key]
        if fact.type in ("boolean", "choice"):
            every: list[object] = [True, False] if fact.type == "boolean" else list(fact.options)
            return (value for value in every if value != present)
        if present is None:
            return iter(())
        derived, places = self._touched[fact.key]
        rules = [self._package.conditions[place] for place in places]
        rules += [self._package.derived[name] for name in derived]
        mentioned = {present, *self._known.values(), *(value for rule in rules for value in rule.constants)}
        own = cut(FactType(fact.type), cast("Any", mentioned), lambda value: self._said(fact.key, value), self._on)
        found = set(own.nearest(present))
        # Where another fact changes as well, the answer may change elsewhere: where single conditions do.
        general = self._package.days.relevance(self._on).branching.cells.get(fact.key)
        if general is not None:
            found.update(general.nearest(present))
        return iter(sorted(found, key=lambda value: (abs(cast("Any", value) - present), cast("Any", value))))

    def _derived(self, known: dict[str, object], names: Iterable[str]) -> dict[str, object]:
        """``known`` with derived facts reckoned anew, each after those that it needs."""
        for name in names:
            known[name] = self._package.derived[name].evaluate(known)
        return known

    def _changed(self, changed: Mapping[str, object]) -> dict[str, object]:
        touched = {name for key in changed for name in self._touched[key][0]}
        order = self._touched[next(iter(changed))][0] if len(changed) == 1 else self._package.derived
        return self._derived({**self._known, **changed}, (name for name in order if name in touched))

    def _said(self, key: str, value: object) -> tuple[object, ...]:
        known = self._changed({key: value})
        return tuple(self._package.conditions[place].evaluate(known) for place in self._touched[key][1])
