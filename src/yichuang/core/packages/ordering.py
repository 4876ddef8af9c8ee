"""In which order a package asks: the fewest questions on average, one topic after the other.

People are asked the first fact, in this order, that can still change anything. Whether a fact still can when its turn
comes hangs on what was said before, and not on the order in which it was said. So the average number of questions is a
sum over the facts, each looked at after the *set* of those before it, and the best order of all is found by going
through the sets (Held and Karp 1962), never through the orders.

What is said of one fact tells nothing of another here, and its cells (see `cells`) are equally likely unless the author
says how likely the answers are (``likely``). A look-up is no question; of orders that ask as few, the one with the
fewest look-ups is taken, and of these the one that is nearest to the author's own.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING, TypeAlias

from yichuang.core.packages.relevance import Relevance
from yichuang.core.rules.diagrams import Diagrams, TooLarge

if TYPE_CHECKING:
    from yichuang.core.packages.package import Package

MOST_SETS, MOST_STATES = 1_000, 50_000
"""So many sets of one size are followed, with so many states in all; past that the cheapest, and the order found is not
proved the best."""
MOST_NODES = 20_000
"""How large the diagram of what becomes of everybody may grow beyond those that it is made of."""
_DIGITS = 9


@dataclass(frozen=True)
class Order:
    """``keys``: every fact that is asked or looked up, in the order in which that is done.

    ``questions`` and ``lookups``: how many there are on average; ``declared``: questions in the author's order.
    ``best``: no order asks fewer. ``together``: no topic is left and taken up again. Where nothing can be reckoned
    (an outcome has no exact diagram), the order is the author's and the figures are None.
    """

    keys: tuple[str, ...]
    questions: float | None = None
    lookups: float | None = None
    declared: float | None = None
    best: bool = False
    together: bool = True


def order_of(package: Package) -> Order:
    """The order of a package, by the law of its first day: the same text has the same order, whoever loads it."""
    own = authors(package)
    try:
        asking = Expected(package, Relevance(package, package.in_force))
    except (TooLarge, Unknowable):
        return Order(own, together=_in_one_go(package, own))
    return Search(package, asking, own).order()


def authors(package: Package) -> tuple[str, ...]:
    """What is asked or looked up as the author writes it; what is pinned changes places among itself."""
    keys = [key for key, fact in package.facts.items() if fact.derive is None and fact.parameter is None]
    pinned = iter(package.text.order)
    fixed = set(package.text.order)
    return tuple(next(pinned) if key in fixed else key for key in keys)


def _in_one_go(package: Package, keys: Sequence[str]) -> bool:
    """Whether no topic is left and taken up again; a look-up of no topic disturbs nobody."""
    heard = [one.topic or key for key in keys if (one := package.facts[key]).topic or one.asked]
    turns = [topic for topic, before in zip(heard, ["", *heard], strict=False) if topic != before]
    return len(turns) == len(set(turns))


class Unknowable(Exception):
    """Some outcome has no exact diagram."""


class Expected:
    """What becomes of everybody as one diagram, and how likely each fact is to matter after others are known.

    An end of the diagram holds the fates of all matters. ``start`` is the diagram, ``deciding`` the facts in it.
    """

    def __init__(self, package: Package, relevance: Relevance) -> None:
        fates = [relevance.start.get(("fate", code)) for code in package.matters]
        branching = relevance.branching
        self._package, self.diagrams, self.place = package, branching.diagrams, branching.place
        known = [one for one in fates if one is not None]
        if len(known) < len(fates):
            raise Unknowable
        for key in package.ticks:  # nobody ticks before everything else is settled
            known = [self.diagrams.restrict(one, self.place[key], branching.cells[key].of(False) or 0) for one in known]
        self.start = self.diagrams.combine(lambda *ends: ends, known, at_most=MOST_NODES)
        self._support = [relevance.names(self.diagrams.mask(one), ()) for one in known]
        self.deciding = relevance.names(self.diagrams.mask(self.start), ())
        #: The pseudo-facts that are known once some facts are.
        self._pseudo = {place: frozenset(one.roots) for place, one in branching.pseudo.items()}
        self._weights = [
            self._weight(name, arity) for name, arity in zip(branching.names, self.diagrams.arities, strict=True)
        ]
        self._sent: dict[tuple[str, int], float] = {}
        self._bits = {key: relevance.bits[key] for key in self.deciding}

    def _weight(self, name: str | None, arity: int) -> tuple[float, ...]:
        """How likely each cell is. Absence counts for nothing: who knows nothing is seen to by a person."""
        if name is None:
            return (*(1 / (arity - 1) for _ in range(arity - 1)), 0.0)  # how two facts stand to one another
        fact, cells = self._package.facts[name], arity - 1
        if fact.likely:
            codes = ("true", "false") if fact.type == "boolean" else tuple(fact.options)
            whole = sum(fact.likely.values())
            return (*(fact.likely[code] / whole for code in codes), 0.0)
        return (*(1 / cells for _ in range(cells)), 0.0)

    @cached_property
    def wanted(self) -> Mapping[str, frozenset[int]]:
        """The matters, by their place, that need a fact as soon as it is certain that they apply."""
        found: dict[str, set[int]] = {}
        for at, matter in enumerate(self._package.text.matters):
            names = {root for key in matter.sends for root in self._package.roots(key)}
            for paper in self._package.materials_of(matter.code):
                names |= self._package.mentioned(paper.code) if paper.when else frozenset()
            for name in names:
                found.setdefault(name, set()).add(at)
        return {name: frozenset(matters) for name, matters in found.items()}

    def behind(self, key: str) -> frozenset[str]:
        """The facts that decide whether some matter needs ``key``."""
        return frozenset[str]().union(*(self._support[at] for at in self.wanted.get(key, ())))

    def after(self, states: Mapping[int, float], key: str) -> dict[int, float]:
        """Where everybody stands once ``key`` is known, too: diagrams with how likely each is."""
        found: dict[int, float] = {}
        place = self.place[key]
        for state, likely in states.items():
            for cell, weight in self._cells(state, place):
                reached = self.diagrams.restrict(state, place, cell) if cell >= 0 else state
                found[reached] = found.get(reached, 0.0) + likely * weight
        return found

    def _cells(self, state: int, place: int) -> Iterator[tuple[int, float]]:
        if not self.diagrams.mask(state) >> place & 1:
            yield -1, 1.0
            return
        yield from ((cell, weight) for cell, weight in enumerate(self._weights[place]) if weight)

    def compared(self, states: dict[int, float], known: frozenset[str]) -> dict[int, float]:
        """The same once comparisons whose facts are all known have their answers."""
        for place, roots in self._pseudo.items():
            if roots <= known:
                found: dict[int, float] = {}
                for state, likely in states.items():
                    for cell, weight in self._cells(state, place):
                        reached = self.diagrams.restrict(state, place, cell) if cell >= 0 else state
                        found[reached] = found.get(reached, 0.0) + likely * weight
                states = found
        return states

    def likely(self, states: Mapping[int, float], keys: Sequence[str]) -> list[float]:
        """How likely each of ``keys`` is to be asked or looked up by those who stand so: now, or in the end."""
        masses: dict[int, float] = {}
        mask = self.diagrams.mask
        for state, likely in states.items():
            depends = mask(state)
            masses[depends] = masses.get(depends, 0.0) + likely
        found = []
        for key in keys:
            bits = self._bits[key]
            now = sum(likely for depends, likely in masses.items() if depends & bits)
            if key in self.wanted:
                now += sum(likely * self.needed(key, one) for one, likely in states.items() if not mask(one) & bits)
            found.append(now)
        return found

    def needed(self, key: str, state: int) -> float:
        """How likely a matter that needs ``key`` is to apply."""
        matters = self.wanted.get(key)
        if not matters:
            return 0.0
        found = self._sent.get((key, state))
        if found is None:
            diagrams: Diagrams = self.diagrams
            if diagrams.decided(state):
                ends = diagrams.value(state)
                found = float(isinstance(ends, tuple) and any(ends[at] == "applies" for at in matters))
            else:
                weights, branches = self._weights[diagrams.level(state)], diagrams.branches(state)
                pairs = zip(weights, branches, strict=True)
                found = sum(weight * self.needed(key, one) for weight, one in pairs if weight)
            self._sent[key, state] = found
        return found


@dataclass(frozen=True)
class _Way:
    """The cheapest way to some set of facts: questions, look-ups, steps from the author's order; its keys; where
    everybody stands then."""

    cost: tuple[float, float, int]
    keys: tuple[str, ...]
    states: Mapping[int, float]


_Cost: TypeAlias = tuple[float, float, int]
_FEW = 10
_NEAR = 1e-6


class Search:
    """Goes through the sets of facts that decide, smallest first, and keeps the cheapest way to each."""

    def __init__(self, package: Package, expected: Expected, own: Sequence[str]) -> None:
        self._package, self._expected, self._own = package, expected, tuple(own)
        self.keys = [key for key in own if key in expected.deciding]
        self._late = [key for key in own if key not in expected.deciding]
        self._places = {key: at for at, key in enumerate(self.keys)}
        self._bits = {key: 1 << at for key, at in self._places.items()}
        self._asked = {key: package.facts[key].asked for key in self.keys}
        pins = [key for key in package.text.order if key in self._bits]
        self._before = {key: self._bits[before] for before, key in pairwise(pins)}
        self._topics = self._by_topic()
        self._enter = {topic: self._needs(topic) for topic in self._topics}
        self._cut = False

    def order(self) -> Order:
        """The best order that keeps topics together; the author's where none does."""
        declared = self._cost(self.keys)
        found = self._best()
        if found is None:
            return Order(self._own, declared[0], declared[1], declared[0], together=False)
        late = sum(self._expected.needed(key, self._expected.start) for key in self._late if self._is_asked(key))
        return Order(
            tuple(self._with_late(found.keys)),
            round(found.cost[0] + late, _DIGITS),
            round(found.cost[1], _DIGITS),
            round(declared[0] + late, _DIGITS),
            best=not self._cut,
        )

    def _is_asked(self, key: str) -> bool:
        fact = self._package.facts[key]
        return fact.asked and not fact.tick

    # --- topics ------------------------------------------------------------------------------------------------

    def _topic(self, key: str) -> str | None:
        return self._package.facts[key].topic

    def _by_topic(self) -> dict[str, int]:
        """The facts that decide of each topic."""
        found: dict[str, int] = {}
        for key in self.keys:
            topic = self._topic(key)
            if topic is not None:
                found[topic] = found.get(topic, 0) | self._bits[key]
        return found

    def _needs(self, topic: str) -> int:
        """What must be known before a topic is begun, so that what is asked last in it can follow at once."""
        late = [key for key in self._late if self._topic(key) == topic]
        names = frozenset[str]().union(*(self._expected.behind(key) for key in late))
        return sum(self._bits[name] for name in names) & ~self._topics[topic]

    def _may_follow(self, known: int, key: str) -> bool:
        if known & self._bits[key] or self._before.get(key, 0) & ~known:
            return False
        topic = self._topic(key)
        begun = [one for one, bits in self._topics.items() if known & bits and bits & ~known]
        if begun:
            # A topic is finished first; a look-up of no topic disturbs nobody.
            return topic == begun[0] or (topic is None and not self._asked[key])
        return topic is None or not self._enter[topic] & ~known

    def _with_late(self, keys: Sequence[str]) -> Iterator[str]:
        """What decides in its order; after a topic what is asked of it once it is certain; then the rest."""
        left = list(self._late)
        known = 0
        for key in keys:
            yield key
            known |= self._bits[key]
            topic = self._topic(key)
            if topic is not None and not self._topics[topic] & ~known:
                yield from (own := [one for one in left if self._topic(one) == topic])
                left = [one for one in left if one not in own]
        # What is left of a topic stays together, in the author's order of topics.
        topics = list(dict.fromkeys(self._topic(one) or f"\0{one}" for one in left))
        yield from sorted(left, key=lambda one: topics.index(self._topic(one) or f"\0{one}"))

    # --- search ------------------------------------------------------------------------------------------------

    def _best(self) -> _Way | None:
        """A good way first, found among few; then the best, among all that may still be as good."""
        good = self._search(_FEW, None)
        self._cut = False
        return self._search(MOST_SETS, good.cost if good else None) or good

    def _search(self, most: int, bound: _Cost | None) -> _Way | None:
        ways = {0: _Way((0.0, 0.0, 0), (), {self._expected.start: 1.0})}
        for _ in self.keys:
            further: dict[int, tuple[_Cost, int, str]] = {}
            for known, way in ways.items():
                keys = [key for key in self.keys if self._may_follow(known, key)]
                for key, likely in zip(keys, self._expected.likely(way.states, keys), strict=True):
                    reached, cost = known | self._bits[key], self._step(way, known, key, likely)
                    if bound and self._in_vain(reached, cost, bound):
                        continue
                    if reached not in further or cost < further[reached][0]:
                        further[reached] = (cost, known, key)
            ways = self._cheapest(ways, further, most)
        return next(iter(ways.values()), None)

    def _in_vain(self, known: int, cost: _Cost, bound: _Cost) -> bool:
        """Whether a way must come to more than ``bound``: every fact left matters at least as often as when all others
        are known."""
        left = [(self._asked[key], least) for key, least in self._leasts.items() if not known & self._bits[key]]
        questions = cost[0] + sum(least for asked, least in left if asked)
        lookups = cost[1] + sum(least for asked, least in left if not asked)
        return questions > bound[0] + _NEAR or (questions > bound[0] - _NEAR and lookups > bound[1] + _NEAR)

    @cached_property
    def _leasts(self) -> Mapping[str, float]:
        found = {}
        for key in self.keys:
            way = _Way((0.0, 0.0, 0), (), {self._expected.start: 1.0})
            for other in self.keys:
                if other != key:
                    way = _Way(way.cost, (*way.keys, other), self._after(way, other))
            found[key] = self._expected.likely(way.states, [key])[0]
        return found

    def _cheapest(
        self, ways: Mapping[int, _Way], further: Mapping[int, tuple[_Cost, int, str]], most: int
    ) -> dict[int, _Way]:
        found: dict[int, _Way] = {}
        states, most_states = 0, MOST_STATES * most // MOST_SETS
        for reached, (cost, known, key) in sorted(further.items(), key=lambda each: each[1][0]):
            if len(found) >= most or states > most_states:
                self._cut = True
                break
            way = found[reached] = _Way(cost, (*ways[known].keys, key), self._after(ways[known], key))
            states += len(way.states)
        return found

    def _step(self, way: _Way, known: int, key: str, likely: float) -> _Cost:
        asked, at = self._asked[key], self._places[key]
        jumped = sum(not known & self._bits[one] for one in self.keys[:at])
        questions, lookups, jumps = way.cost
        return (
            round(questions + likely * asked, _DIGITS),
            round(lookups + likely * (not asked), _DIGITS),
            jumps + jumped,
        )

    def _after(self, way: _Way, key: str) -> Mapping[int, float]:
        states = self._expected.after(way.states, key)
        return self._expected.compared(states, frozenset((*way.keys, key)))

    def _cost(self, keys: Sequence[str]) -> tuple[float, float]:
        way, known = _Way((0.0, 0.0, 0), (), {self._expected.start: 1.0}), 0
        for key in keys:
            cost = self._step(way, known, key, self._expected.likely(way.states, [key])[0])
            way = _Way(cost, (*way.keys, key), self._after(way, key))
            known |= self._bits[key]
        return way.cost[:2]
