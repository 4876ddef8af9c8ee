"""Which way a value goes when a fact grows: what only rises or only falls crosses another but once.

Functions say it of themselves (`Function.turns`), and are NULL at most before the first and beyond the last value that
they have.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

from yichuang.core.rules.kinds import ORDERED
from yichuang.core.rules.probing import compared
from yichuang.core.rules.tree import Arithmetic, Between, Call, Compare, Constant, Fact, In, Node, Widen

Pair = tuple[Node, Node]
"""Two sides that are compared."""


def turn(node: Node, key: str) -> int | None:
    """1 where the value of ``node`` only rises (or stays) as the fact ``key`` grows, -1 where it only falls, 0 where it
    has nothing to do with it; None where it may do either. ``node`` is folded: no fact in it is derived."""
    if key not in node.names():
        return 0
    match node:
        case Fact():
            return 1 if node.type.kind in ORDERED else None
        case Widen():
            return turn(node.children[0], key)
        case Arithmetic(sign="+"):
            return _agreed(turn(child, key) for child in node.children)
        case Arithmetic(sign="-"):
            signs = (1, -1) if len(node.children) == 2 else (-1,)
            return _chained(node.children, signs, key)
        case Arithmetic(sign="*" | "/"):
            return _scaled(node, key)
        case Call():
            return _chained(node.children, node.called.turns, key) if node.called.turns else None
    return None


def _scaled(node: Arithmetic, key: str) -> int | None:
    left, right = node.children
    if node.sign == "*" and isinstance(left, Constant):
        left, right = right, left
    factor = right.value if isinstance(right, Constant) else None
    if not isinstance(factor, int | Decimal) or isinstance(factor, bool):
        return None
    return _chained((left,), ((factor > 0) - (factor < 0),), key) if factor else None


def _chained(children: Sequence[Node], signs: Sequence[int], key: str) -> int | None:
    found: list[int | None] = []
    for child, sign in zip(children, signs, strict=True):
        one = turn(child, key)
        found.append(0 if one == 0 else one * sign or None if one else None)
    return _agreed(found)


def _agreed(turns: Iterable[int | None]) -> int | None:
    found = set(turns) - {0}
    return found.pop() if len(found) == 1 else None if found else 0


def crossing(pair: Pair, key: str) -> int | None:
    """The same of what is left of one side of a comparison when the other is taken from it."""
    one, other = (turn(side, key) for side in pair)
    return _agreed((one, None if other is None else -other))


def pairs(atom: Node, keys: Iterable[str]) -> tuple[Pair, ...] | None:
    """What an atom compares, where its answer hangs on nothing else and each side goes one way by each of ``keys``."""
    if not isinstance(atom, Compare | Between | In):
        return None
    found = tuple(compared(atom))
    good = all(crossing(pair, key) is not None and pair[0].type.kind in ORDERED for pair in found for key in keys)
    return found if good else None
