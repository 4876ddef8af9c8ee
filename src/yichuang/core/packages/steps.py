"""How many questions may still come: the longest way through what is open, over a few imagined answers."""

from __future__ import annotations

from collections.abc import Set
from typing import TYPE_CHECKING

from yichuang.core.packages.facts import Answer, Fact
from yichuang.core.packages.walk import Walk

if TYPE_CHECKING:
    from yichuang.core.packages.package import Package

# Enough for six questions of two or three answers each; past it the count falls back to what is mentioned.
_WALKS = 400


class _Budget:
    def __init__(self, to_ask: Set[str]) -> None:
        self.to_ask = to_ask
        self.left = _WALKS


def remaining(walk: Walk, package: Package, to_ask: Set[str]) -> int:
    """The most questions that may follow ``walk``, whatever is answered and whatever registers say.

    ``to_ask``: register facts that are asked because their register failed.
    """
    return _longest(walk, package, _Budget(to_ask))


def _longest(walk: Walk, package: Package, budget: _Budget) -> int:
    asked = [key for key in walk.open if package.facts[key].asked or key in budget.to_ask]
    held = [key for key in walk.open if key not in asked]
    if not walk.open:
        return 0
    if budget.left <= 0:
        return len(asked)
    if held and (not asked or walk.open.index(held[0]) < walk.open.index(asked[0])):
        # What a register will say is left open, and what may follow from it counts.
        return _longest(_again(walk, {}, frozenset(held), budget), package, budget)
    key = asked[0]
    answers = _answers(package.facts[key])
    if not answers:
        return 1 + _longest(_again(walk, {}, frozenset({key}), budget), package, budget)
    return 1 + max(_longest(_again(walk, {key: one}, frozenset(), budget), package, budget) for one in answers)


def _answers(fact: Fact) -> list[Answer]:
    if fact.type == "boolean":
        return [True, False]
    return list(fact.options) if fact.type == "choice" else []


def _again(walk: Walk, answer: dict[str, object], assumed: frozenset[str], budget: _Budget) -> Walk:
    budget.left -= 1
    further = walk.copy(assumed)
    # An add-on that was not ticked brings no questions.
    return further.run({**dict.fromkeys(further.package.ticks, False), **answer})
