"""Two rules that are the same for everybody on a day, proved by z3 where no diagrams can be put beside one another.

It needs the extra ``proof``; without it, and where z3 finds no proof in time, nothing is said.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from yichuang.core.packages.checker.variants import Variant, inlined, original
from yichuang.core.rules import Expression
from yichuang.core.rules.errors import Origin
from yichuang.core.rules.kinds import BOOLEAN, DATE
from yichuang.core.rules.tree import And, Constant, Is, Node, Not, Or

if TYPE_CHECKING:
    from yichuang.core.packages.checker.people import People
    from yichuang.core.packages.package import Package

MILLISECONDS = 1_000
"""The most that one matter may take."""


def somebody(people: People, variant: Variant) -> tuple[bool, Mapping[str, Any] | None]:
    """Whether it is proved that nobody notices a variant, neither what becomes of a matter nor why; else, where one was
    found, the facts of somebody who may."""
    try:
        from yichuang.core.rules.proof import Proof
    except ImportError:
        return False, None
    package, changed = people.package, variant.changed(people.package)
    facts = package.facts
    roots = {"today": DATE, **{key: one.kind for key, one in facts.items() if one.derive is None}}
    proof = Proof(roots, known=_known(package, package.start(people.on)), milliseconds=MILLISECONDS)
    before, after = (_Side(package, one) for one in (original(package), variant))
    for code in package.matters:
        refusals, referrals = package.places_of(code)
        papers = [one.code for one in package.materials_of(code) if one.when]
        if not changed & {code, *refusals, *referrals, *papers}:
            continue
        differences = [_differ(*pair) for pair in zip(before.ends(code), after.ends(code), strict=True)]
        for place in changed & {*refusals, *referrals, *papers}:
            told = _both(before.end_for(code, place), _differ(before.holds(place), after.holds(place)))
            differences.append(told)
        root = Or(BOOLEAN, 0, tuple(differences))
        answer = proof.possible(Expression("", Origin(), BOOLEAN, root.names(), root))
        if answer.verdict != "no":
            return False, answer.person
    return True, None


def _known(package: Package, start: Mapping[str, object]) -> dict[str, object]:
    return {key: value for key, value in start.items() if key == "today" or key in package.facts}


class _Side:
    """What becomes of a matter, as yes-or-no parts that are never NULL."""

    def __init__(self, package: Package, variant: Variant) -> None:
        self._package, self._variant = package, variant
        self._roots: dict[str, Node] = {}

    def holds(self, place: str) -> Node:
        """Whether a condition is true."""
        return _is(self._root(place), True)

    def _root(self, place: str) -> Node:
        found = self._roots.get(place)
        if found is None:
            found = self._roots[place] = inlined(self._variant.conditions[place]._root, self._variant.derived)
        return found

    def ends(self, code: str) -> tuple[Node, ...]:
        """Whether it is stopped, out, refused, sent to a person by a referral, and had; as `fate_of` has it."""
        refusals, referrals = self._package.blockers(code)
        general = [one.code for one in refusals if not one.refuses]
        own = [one.code for one in refusals if one.refuses]
        places = [one.code for one in referrals]
        wanted = self._root(code)
        stopped = self._any(general)
        out = _both(_not(stopped), _is(wanted, False))
        left = _both(_not(stopped), _not(_is(wanted, False)))
        refused = _both(left, self._any(own))
        passed = _both(left, _not(self._any(own)))
        referred = _both(passed, self._any(places))
        sure = [_is(self._root(place), False) for place in (*general, *own, *places)]
        had = _all([_is(wanted, True), *sure])
        return stopped, out, _both(refused, _is(wanted, True)), referred, had

    def end_for(self, code: str, place: str) -> Node:
        """Whether the condition ``place`` is looked at where it is told: of a refusal, a referral or a paper."""
        refusals, referrals = self._package.places_of(code)
        ends = self.ends(code)
        if place in referrals:
            return ends[3]
        return _either([ends[0], ends[2]]) if place in refusals else ends[4]

    def _any(self, places: Iterable[str]) -> Node:
        return _either([self.holds(place) for place in places])


def _is(node: Node, wanted: bool) -> Node:
    return Is(BOOLEAN, 0, (node,), wanted, False)


def _not(node: Node) -> Node:
    return Not(BOOLEAN, 0, (node,))


def _all(nodes: list[Node]) -> Node:
    return nodes[0] if len(nodes) == 1 else And(BOOLEAN, 0, tuple(nodes))


def _both(one: Node, other: Node) -> Node:
    return And(BOOLEAN, 0, (one, other))


def _either(nodes: list[Node]) -> Node:
    return (
        Constant(BOOLEAN, 0, (), False) if not nodes else nodes[0] if len(nodes) == 1 else Or(BOOLEAN, 0, tuple(nodes))
    )


def _differ(one: Node, other: Node) -> Node:
    return Or(BOOLEAN, 0, (_both(one, _not(other)), _both(other, _not(one))))
