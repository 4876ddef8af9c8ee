"""A Merkle tree that is only ever added to (RFC 9162 § 2.1): who holds its root notices any change below it.

A leaf is the digest of 0 and its entry, a node the digest of 1 and its two children (32 bytes each), so that neither
passes for the other. Hashes of complete subtrees are kept in the order in which they come to be: a leaf, then every
subtree that it completes. The first n of them never change again, whatever is added, and a subtree of 2**level leaves
lies at ``stored_at(level, number)``. So adding reads a handful of hashes, and any proof a few dozen.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from yichuang.core.cipher.suites import DIGEST_SIZE, suite_named

_LEAF, _NODE = b"\x00", b"\x01"


class Span(NamedTuple):
    """Leaves ``start`` up to, but without, ``end``: what one hash of a proof stands for."""

    start: int
    end: int


def leaf_hash(suite: str, entry: bytes) -> bytes:
    """The hash of a leaf: digest of 0 and the entry."""
    return suite_named(suite).digest(_LEAF + entry)


def node_hash(suite: str, left: bytes, right: bytes) -> bytes:
    """The hash of a node: digest of 1 and both children."""
    return suite_named(suite).digest(_NODE + left + right)


def empty_root(suite: str) -> bytes:
    """The root of a tree without leaves: the digest of nothing."""
    return suite_named(suite).digest(b"")


# -- where hashes are kept -------------------------------------------------------------------------------------------


def stored_at(level: int, number: int) -> int:
    """The place of the ``number``-th complete subtree of 2**level leaves, both counted from 0."""
    last_leaf = (number + 1 << level) - 1
    return 2 * last_leaf - last_leaf.bit_count() + level


def stored_count(size: int) -> int:
    """How many hashes a tree of ``size`` leaves keeps: always less than two a leaf."""
    return 2 * size - size.bit_count()


def complete(span: Span) -> list[tuple[int, int]]:
    """(level, number) of the complete subtrees that a span of a proof is made of, from left to right."""
    found, start = [], span.start
    while start < span.end:
        level = (span.end - start).bit_length() - 1
        if start:  # a subtree begins at a multiple of its size
            level = min(level, (start & -start).bit_length() - 1)
        found.append((level, start >> level))
        start += 1 << level
    return found


def places(span: Span) -> list[int]:
    """Where the hashes lie that ``joined`` makes one of."""
    return [stored_at(level, number) for level, number in complete(span)]


def joined(suite: str, hashes: Sequence[bytes]) -> bytes:
    """The hash of a span from those of its complete subtrees, left to right; of none the root of an empty tree."""
    if not hashes:
        return empty_root(suite)
    whole = hashes[-1]
    for left in reversed(hashes[:-1]):
        whole = node_hash(suite, left, whole)
    return whole


# -- adding ----------------------------------------------------------------------------------------------------------


class Frontier:
    """The right edge of a tree: all that adding a leaf needs to know, one hash for each bit of ``size`` that is set."""

    def __init__(self, suite: str, size: int = 0, hashes: Sequence[bytes] = ()) -> None:
        """``hashes`` are those at ``places(Span(0, size))``. Raises ValueError for another number of them."""
        if len(hashes) != size.bit_count():
            raise ValueError(f"the edge of {size} leaves has {size.bit_count()} hashes, not {len(hashes)}")
        self.suite, self.size, self._edge = suite, size, list(hashes)

    def add(self, leaf: bytes) -> list[bytes]:
        """Add the hash of a leaf; returns what is to be kept next: the leaf and every subtree that it completes."""
        kept, level = [leaf], 0
        while self.size >> level & 1:
            kept.append(node_hash(self.suite, self._edge.pop(), kept[-1]))
            level += 1
        self._edge.append(kept[-1])
        self.size += 1
        return kept

    @property
    def root(self) -> bytes:
        """The root of the tree as it is now."""
        return joined(self.suite, self._edge)


# -- proofs ----------------------------------------------------------------------------------------------------------


def inclusion(index: int, size: int) -> list[Span]:
    """The spans whose hashes prove that leaf ``index`` is in the tree of ``size`` leaves, from leaf to root.

    Raises ValueError unless ``index`` is below ``size``.
    """
    if not 0 <= index < size:
        raise ValueError(f"leaf {index} is not in a tree of {size}")
    found: list[Span] = []
    start, end = 0, size
    while end - start > 1:
        middle = start + _split(end - start)
        if index < middle:
            found.append(Span(middle, end))
            end = middle
        else:
            found.append(Span(start, middle))
            start = middle
    return found[::-1]


def consistency(old: int, new: int) -> list[Span]:
    """The spans whose hashes prove that the tree of ``new`` leaves begins with the one of ``old``, in RFC 9162's order.

    Raises ValueError unless 0 ≤ ``old`` ≤ ``new``.
    """
    if not 0 <= old <= new:
        raise ValueError(f"a tree of {new} does not begin with one of {old}")
    if old in (0, new):
        return []
    found: list[Span] = []
    start, end, known = 0, new, True
    while old != end:
        middle = start + _split(end - start)
        if old <= middle:
            found.append(Span(middle, end))
            end = middle
        else:
            found.append(Span(start, middle))
            start, known = middle, False
    if not known:
        found.append(Span(start, end))
    return found[::-1]


def _split(size: int) -> int:
    """The largest power of two below ``size``."""
    return 1 << (size - 1).bit_length() - 1


# -- what anybody can check ------------------------------------------------------------------------------------------


def included(suite: str, leaf: bytes, index: int, size: int, path: Sequence[bytes], root: bytes) -> bool:
    """Whether ``path`` leads from the leaf to the root (RFC 9162 § 2.1.3.2)."""
    if not 0 <= index < size or not _are_hashes(path):
        return False
    number, last, found = index, size - 1, leaf
    for each in path:
        if last == 0:
            return False
        if number & 1 or number == last:
            found = node_hash(suite, each, found)
            while not number & 1 and number:
                number, last = number >> 1, last >> 1
        else:
            found = node_hash(suite, found, each)
        number, last = number >> 1, last >> 1
    return last == 0 and found == root


def consistent(suite: str, old: int, old_root: bytes, new: int, new_root: bytes, proof: Sequence[bytes]) -> bool:
    """Whether ``proof`` shows that the new tree begins with the old one (RFC 9162 § 2.1.4.2)."""
    if not 0 <= old <= new or not _are_hashes(proof):
        return False
    if old == 0:
        return not proof and old_root == empty_root(suite)
    if old == new:
        return not proof and old_root == new_root
    path = list(proof) if old & (old - 1) else [old_root, *proof]
    if not path:
        return False
    number, last = old - 1, new - 1
    while number & 1:
        number, last = number >> 1, last >> 1
    first = second = path[0]
    for each in path[1:]:
        if last == 0:
            return False
        if number & 1 or number == last:
            first, second = node_hash(suite, each, first), node_hash(suite, each, second)
            while not number & 1 and number:
                number, last = number >> 1, last >> 1
        else:
            second = node_hash(suite, second, each)
        number, last = number >> 1, last >> 1
    return last == 0 and first == old_root and second == new_root


def _are_hashes(proof: Iterable[bytes]) -> bool:
    return all(len(each) == DIGEST_SIZE for each in proof)
