"""The house of diagrams by itself: what is known at once, what grows, and threads that share it."""

from __future__ import annotations

import sys
from concurrent.futures import ThreadPoolExecutor
from itertools import product
from threading import Barrier

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yichuang.core.rules.diagrams import Diagrams, TooLarge

ARITIES = (2, 3, 2, 4, 2)
ROOM = list(product(*(range(arity) for arity in ARITIES)))


def built(house: Diagrams, values: list[int]) -> int:
    """The diagram of a whole table, one value for each point of ``ROOM``."""

    def go(variable: int, points: list[int]) -> int:
        if variable == len(ARITIES):
            return house.end(points[0])
        size = len(points) // ARITIES[variable]
        parts = [points[at * size : (at + 1) * size] for at in range(ARITIES[variable])]
        return house.node(variable, [go(variable + 1, part) for part in parts])

    return go(0, values)


tables = st.lists(st.integers(0, 2), min_size=len(ROOM), max_size=len(ROOM))
known = st.fixed_dictionaries({}, optional={at: st.integers(0, size - 1) for at, size in enumerate(ARITIES)})


@given(tables, known)
def test_known_at_once_is_known_one_after_the_other(values: list[int], cells: dict[int, int]) -> None:
    house = Diagrams(ARITIES)
    diagram = after = built(house, values)
    found = house.under(diagram, cells)
    for variable, cell in cells.items():
        after = house.restrict(after, variable, cell)
    assert found == after
    left = {values[at] for at, point in enumerate(ROOM) if all(point[one] == cell for one, cell in cells.items())}
    assert house.values(found) == left


def test_a_full_house_still_answers_whoever_is_looked_at() -> None:
    house = Diagrams(ARITIES)
    diagram = built(house, [sum(point) for point in ROOM])
    house.most = len(house)
    found = house.under(diagram, {1: 2, 3: 3})
    assert found == house.restrict(house.restrict(diagram, 1, 2), 3, 3)
    assert house.values(found) == {5, 6, 7, 8}
    with pytest.raises(TooLarge):
        built(house, [point[0] * point[4] for point in ROOM])


def test_one_table_may_have_a_bound_of_its_own() -> None:
    house = Diagrams(ARITIES)
    parts = [built(house, [point[at] for point in ROOM]) for at in range(len(ARITIES))]
    with pytest.raises(TooLarge):
        house.combine(lambda *values: values, parts, at_most=10)
    assert house.values(house.combine(lambda *values: values, parts)) == set(ROOM)


def test_threads_that_share_a_house_find_the_same_diagrams() -> None:
    """Two servings of one page at once: the same rules, the same nodes, and no list out of step with another.

    Threads take turns as often as they can; otherwise a house without a lock passes here, too.
    """
    threads, rounds, turns = 8, 200, sys.getswitchinterval()
    house, gate = Diagrams(ARITIES), Barrier(threads)

    def work(number: int) -> list[int]:
        gate.wait()
        return [built(house, [(at * seed) % 97 for at in range(len(ROOM))]) for seed in range(rounds)]

    sys.setswitchinterval(1e-6)
    try:
        with ThreadPoolExecutor(threads) as pool:
            found = list(pool.map(work, range(threads)))
    finally:
        sys.setswitchinterval(turns)
    assert all(one == found[0] for one in found)
    for seed, diagram in enumerate(found[0]):
        for at, point in enumerate(ROOM):
            end = house.under(diagram, dict(enumerate(point)))
            assert house.value(end) == (at * seed) % 97
