"""Comparisons of facts with one another: what is open is what can still change the answer, by brute force."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from itertools import product

from hypothesis import assume, event, example, given, settings
from hypothesis import strategies as st

from tests.faults.conftest import campaign
from yichuang.core.rules import Expression, FactType, parse
from yichuang.core.rules.beside import Beside
from yichuang.core.rules.branching import Branching
from yichuang.core.rules.diagrams import TooLarge
from yichuang.core.rules.functions import FUNCTIONS, Function
from yichuang.core.rules.retirement import CATEGORIES

SCHEMA = {
    "p": FactType("boolean"),
    "e": FactType("choice", ("a", "b")),
    "i": FactType("integer"),
    "j": FactType("integer"),
}
#: Far enough on both sides that whatever can be, can be here.
DOMAIN: Mapping[str, list[object]] = {
    "p": [True, False, None],
    "e": ["a", "b", None],
    "i": [*range(-9, 15), None],
    "j": [*range(-15, 22), None],
}
ON = dt.date(2026, 11, 30)
signs = st.sampled_from(["=", "<>", "<", "<=", ">", ">="])
numbers = st.integers(-2, 5)
sides = st.one_of(
    st.sampled_from(["j", "j", "j + 1", "2 * j", "-j", "j / 2", "case when p then j else j + 3 end"]),
    st.builds("case when e = 'a' then j else {} end".format, numbers),
)
atoms = st.one_of(
    st.sampled_from(["p", "e = 'a'", "i is null", "p is not true"]),
    st.builds("i {} {}".format, signs, numbers),
    st.builds("j {} {}".format, signs, numbers),
    st.builds("i {} {}".format, signs, sides),
    st.builds("i + i {} {}".format, signs, sides),
    st.builds("i - 2 {} {}".format, signs, sides),
    st.builds("i between {} and {}".format, numbers, sides),
    st.builds("i in ({}, {})".format, sides, numbers),
)
rules = st.recursive(
    atoms,
    lambda parts: st.one_of(
        st.builds("({} and {})".format, parts, parts),
        st.builds("({} or {})".format, parts, parts),
        st.builds("(not {})".format, parts),
        st.builds("(({}) is true)".format, parts),
        st.builds("(case when {} then {} else {} end)".format, parts, parts, parts),
    ),
    max_leaves=6,
)
PAIR = ("p", "e", "i", "j")
#: What is known lies so that every value that could be beside it lies in the domain.
people = st.fixed_dictionaries(
    {},
    optional={
        "p": st.sampled_from(DOMAIN["p"]),
        "e": st.sampled_from(DOMAIN["e"]),
        "i": st.sampled_from([*range(-3, 6), None]),
        "j": st.sampled_from([*range(-4, 7), None]),
    },
)


def looked_at(rule: Expression, known: Mapping[str, object]) -> tuple[Branching, set[str], int]:
    """The facts on which a rule hangs for whoever can be beside what is known, and its diagram then."""
    found = Branching(SCHEMA, {}, {"today": ON}, [rule], {})
    assume(not found.doubtful(rule))
    diagram = found.build(rule)
    for key, value in known.items():
        cell = found.cells[key].of(value)
        assert cell is not None
        diagram = found.diagrams.restrict(diagram, found.place[key], cell)
    for place, pseudo in found.pseudo.items():
        if set(pseudo.roots) <= known.keys():
            cell = found.cell_of_pseudo(place, known)
            assert cell is not None
            diagram = found.diagrams.restrict(diagram, place, cell)
    diagram = Beside(found).known(diagram, known)
    support: set[str] = set()
    for at in found.diagrams.support(diagram):
        name = found.names[at]
        support |= {name} if name else {root for root in found.pseudo[at].roots if root not in known}
    return found, support, diagram


def changing(rule: Expression, known: Mapping[str, object], keys: tuple[str, ...]) -> set[str]:
    """The facts not known whose value can change the answer, whatever the others are: every way is tried."""
    free = [key for key in keys if key not in known]
    answers = {
        values: rule.evaluate({**known, **dict(zip(free, values, strict=True))})
        for values in product(*(DOMAIN[key] for key in free))
    }
    found = set()
    for place, key in enumerate(free):
        seen: dict[tuple[object, ...], set[int]] = {}
        for values, answer in answers.items():
            seen.setdefault((*values[:place], *values[place + 1 :]), set()).add(id(answer))
        if any(len(one) > 1 for one in seen.values()):
            found.add(key)
    return found


@settings(max_examples=campaign(60, 600))
@given(rules, people)
@example("(i < j and i >= j) is true", {})
@example("(p and i < j and i > j) is true", {})
@example("(i < j and j <= 3) is true", {"i": 10})
@example("i + i < j + 1 and i > j", {"i": 4})
@example("(case when p then i else 0 end < case when p then j else i end) is true", {})
def test_what_is_open_is_what_can_change_the_answer(text: str, known: dict[str, object]) -> None:
    rule = parse(text, SCHEMA)
    try:
        found, support, diagram = looked_at(rule, known)
    except TooLarge:
        assume(False)
    matters = changing(rule, known, PAIR)
    event(f"{len(found.pseudo)} compared, {len(support)} open of {len(PAIR) - len(known)}")
    assert support >= matters
    # Of two facts that are compared and both not known, what can be asked in vain is what no two values are together.
    if "i" in known or "j" in known or not found.pseudo:
        assert support == matters
    if not support:
        assert found.diagrams.value(diagram) is rule.evaluate(
            {**{key: values[0] for key, values in DOMAIN.items()}, **known}
        )


def drawn(parameter_kind: str) -> st.SearchStrategy[object]:
    if parameter_kind == "date":
        return st.dates(dt.date(1860, 1, 1), dt.date(2160, 12, 31)) | st.sampled_from([dt.date(1, 1, 1), dt.date.max])
    return st.integers(-2_000, 4_000)


@settings(max_examples=campaign(100, 1_000))
@given(st.sampled_from([one for one in FUNCTIONS.values() if one.turns]), st.data())
def test_a_function_turns_the_way_that_it_says(function: Function, data: st.DataObject) -> None:
    """And it is without a value only before the first and beyond the last argument for which it has one."""

    def value(arguments: list[object]) -> object:
        try:
            return function.run(*arguments)
        except OverflowError:
            return None

    arguments = [
        data.draw(st.sampled_from(CATEGORIES) if one.options else drawn(one.kinds[0])) for one in function.parameters
    ]
    at = data.draw(st.sampled_from([place for place, turn in enumerate(function.turns) if turn]))
    three = sorted(data.draw(st.lists(drawn(function.parameters[at].kinds[0]), min_size=3, max_size=3)))  # type: ignore[type-var]
    values = [value([*arguments[:at], one, *arguments[at + 1 :]]) for one in three]
    if values[0] is not None and values[2] is not None:
        assert values[1] is not None
    there = [one for one in values if one is not None]
    event(f"{function.name} {at}: {len(there)}")
    assert there == sorted(there, reverse=function.turns[at] < 0)  # type: ignore[type-var]
