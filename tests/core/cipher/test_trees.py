"""The tree against one that is reckoned from all leaves each time, and against RFC 9162's own words."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yichuang.core.cipher import SUITES
from yichuang.core.cipher import trees as tree

SUITE = "international"


def naive_root(leaves: list[bytes]) -> bytes:
    """MTH of RFC 9162 § 2.1.1, from the entries, with the standard library alone."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return hashlib.sha256(b"\x00" + leaves[0]).digest()
    half = 1
    while half * 2 < len(leaves):
        half *= 2
    return hashlib.sha256(b"\x01" + naive_root(leaves[:half]) + naive_root(leaves[half:])).digest()


def naive_path(index: int, leaves: list[bytes]) -> list[bytes]:
    """PATH of § 2.1.3.1."""
    if len(leaves) == 1:
        return []
    half = 1
    while half * 2 < len(leaves):
        half *= 2
    if index < half:
        return [*naive_path(index, leaves[:half]), naive_root(leaves[half:])]
    return [*naive_path(index - half, leaves[half:]), naive_root(leaves[:half])]


def naive_subproof(old: int, leaves: list[bytes], known: bool) -> list[bytes]:
    """SUBPROOF of § 2.1.4.1."""
    if old == len(leaves):
        return [] if known else [naive_root(leaves)]
    half = 1
    while half * 2 < len(leaves):
        half *= 2
    if old <= half:
        return [*naive_subproof(old, leaves[:half], known), naive_root(leaves[half:])]
    return [*naive_subproof(old - half, leaves[half:], False), naive_root(leaves[:half])]


def entries(size: int) -> list[bytes]:
    return [b"entry %d" % number for number in range(size)]


def grown(leaves: list[bytes], suite: str = SUITE) -> tuple[tree.Frontier, list[bytes]]:
    """The tree and what it keeps, grown leaf by leaf."""
    edge, kept = tree.Frontier(suite), []
    for leaf in leaves:
        kept += edge.add(tree.leaf_hash(suite, leaf))
    return edge, kept


def hashes(kept: list[bytes], spans: list[tree.Span]) -> list[bytes]:
    """A proof from what is kept."""
    return [tree.joined(SUITE, [kept[place] for place in tree.places(span)]) for span in spans]


sizes = st.integers(0, 130)
LEAVES = entries(130)
KEPT = grown(LEAVES)[1]
ROOTS = [naive_root(LEAVES[:size]) for size in range(131)]


@given(sizes)
def test_the_root_is_that_of_all_leaves(size: int) -> None:
    edge, kept = grown(LEAVES[:size])
    assert edge.root == ROOTS[size]
    assert len(kept) == tree.stored_count(size)
    assert kept == KEPT[: len(kept)], "what is kept never changes again"


@given(sizes, sizes)
def test_it_goes_on_from_its_edge_alone(size: int, more: int) -> None:
    size, whole = min(size, more), max(size, more)
    edge = tree.Frontier(SUITE, size, [KEPT[place] for place in tree.places(tree.Span(0, size))])
    kept = [each for leaf in LEAVES[size:whole] for each in edge.add(tree.leaf_hash(SUITE, leaf))]
    assert kept == KEPT[tree.stored_count(size) : tree.stored_count(whole)]
    assert edge.root == ROOTS[whole]


@given(st.integers(1, 130), st.data())
def test_every_leaf_can_be_proved(size: int, data: st.DataObject) -> None:
    index = data.draw(st.integers(0, size - 1))
    path, leaf = hashes(KEPT, tree.inclusion(index, size)), tree.leaf_hash(SUITE, LEAVES[index])
    assert path == naive_path(index, LEAVES[:size])
    assert tree.included(SUITE, leaf, index, size, path, ROOTS[size])


@given(sizes, sizes)
def test_every_tree_is_the_beginning_of_a_later_one(one: int, other: int) -> None:
    old, new = min(one, other), max(one, other)
    proof = hashes(KEPT, tree.consistency(old, new))
    assert proof == ([] if old == 0 else naive_subproof(old, LEAVES[:new], True))
    assert tree.consistent(SUITE, old, ROOTS[old], new, ROOTS[new], proof)


@given(st.integers(1, 130), st.data())
def test_no_other_leaf_place_path_or_root_is_believed(size: int, data: st.DataObject) -> None:
    index = data.draw(st.integers(0, size - 1))
    path, leaf = hashes(KEPT, tree.inclusion(index, size)), tree.leaf_hash(SUITE, LEAVES[index])
    root = ROOTS[size]
    other = data.draw(st.integers(0, size - 1).filter(lambda each: each != index) if size > 1 else st.just(size))
    assert not tree.included(SUITE, leaf, other, size, path, root)
    assert not tree.included(SUITE, tree.leaf_hash(SUITE, b"another"), index, size, path, root)
    assert not tree.included(SUITE, leaf, index, size, path, ROOTS[size - 1])
    assert not tree.included(SUITE, leaf, index, size, [*path, root], root)
    for place in range(len(path)):
        assert not tree.included(SUITE, leaf, index, size, path[:place] + path[place + 1 :], root)
        assert not tree.included(SUITE, leaf, index, size, [*path[:place], leaf, *path[place + 1 :]], root) or (
            path[place] == leaf
        )


@given(st.integers(1, 129), st.data())
def test_no_other_past_is_believed(old: int, data: st.DataObject) -> None:
    new = data.draw(st.integers(old + 1, 130))
    proof, forked = hashes(KEPT, tree.consistency(old, new)), naive_root([b"forked", *LEAVES[1:old]])
    assert not tree.consistent(SUITE, old, forked, new, ROOTS[new], proof)
    assert not tree.consistent(SUITE, old, ROOTS[old], new, forked, proof)
    assert not tree.consistent(SUITE, old, ROOTS[old], new, ROOTS[new], [*proof, forked])
    assert not tree.consistent(SUITE, new, ROOTS[new], old, ROOTS[old], proof)
    for place in range(len(proof)):
        assert not tree.consistent(SUITE, old, ROOTS[old], new, ROOTS[new], proof[:place] + proof[place + 1 :])
        changed = [*proof[:place], forked, *proof[place + 1 :]]
        assert not tree.consistent(SUITE, old, ROOTS[old], new, ROOTS[new], changed)


def test_the_same_size_with_another_root_is_no_past() -> None:
    assert not tree.consistent(SUITE, 3, ROOTS[3], 3, naive_root(entries(2)), [])
    assert not tree.consistent(SUITE, 0, ROOTS[1], 3, ROOTS[3], [])


def test_a_proof_of_something_else_than_hashes_is_none() -> None:
    assert not tree.included(SUITE, ROOTS[1], 0, 2, [b"short"], ROOTS[2])
    assert not tree.consistent(SUITE, 2, ROOTS[2], 3, ROOTS[3], [b"short"])
    assert not tree.consistent(SUITE, 3, ROOTS[3], 4, ROOTS[4], [])


@pytest.mark.parametrize("suite", SUITES)
def test_each_suite_has_a_tree_of_its_own(suite: str) -> None:
    edge, _ = grown(entries(5), suite)
    assert (edge.root == ROOTS[5]) is (suite == SUITE)


@pytest.mark.parametrize(("index", "size"), [(0, 0), (3, 3), (-1, 3)])
def test_a_leaf_outside_has_no_proof(index: int, size: int) -> None:
    with pytest.raises(ValueError, match="is not in a tree"):
        tree.inclusion(index, size)


@pytest.mark.parametrize(("old", "new"), [(-1, 3), (4, 3)])
def test_a_tree_does_not_begin_with_a_larger_one(old: int, new: int) -> None:
    with pytest.raises(ValueError, match="does not begin"):
        tree.consistency(old, new)


def test_an_edge_of_another_size_is_refused() -> None:
    with pytest.raises(ValueError, match="has 2 hashes"):
        tree.Frontier(SUITE, 3, [b""])


def test_adding_to_a_million_reads_few() -> None:
    million = 1_000_000
    assert len(tree.places(tree.Span(0, million))) <= 20
    assert sum(len(tree.places(span)) for span in tree.inclusion(million // 3, million)) <= 60
    assert sum(len(tree.places(span)) for span in tree.consistency(million // 3, million)) <= 60
