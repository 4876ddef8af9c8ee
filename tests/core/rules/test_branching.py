"""Diagrams say of every person what the rule itself says, and are decided no later."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from itertools import product

import pytest
from hypothesis import HealthCheck, assume, event, example, given, reject, settings
from hypothesis import strategies as st

from tests.core.rules.drawing import SCHEMA, people
from tests.core.rules.test_unknown_properties import half_known
from tests.faults.conftest import campaign
from yichuang.core.rules import UNKNOWN, Expression, FactType, parse
from yichuang.core.rules.beside import Beside
from yichuang.core.rules.branching import Branching
from yichuang.core.rules.diagrams import Diagrams, TooLarge

ON = dt.date(2026, 11, 30)


def branching(rule: Expression) -> Branching:
    try:
        found = Branching(SCHEMA, {}, {"today": ON}, [rule], {})
        found.build(rule)
    except TooLarge:
        reject()
    return found


def restricted(found: Branching, rule: Expression, person: dict[str, object]) -> int:
    """The diagram of a rule for what is known of a person."""
    diagram = found.build(rule)
    for key, value in person.items():
        cell = found.cells[key].of(value)
        if cell is None:
            reject()
        diagram = found.diagrams.restrict(diagram, found.place[key], cell)
    for variable, pseudo in found.pseudo.items():
        if set(pseudo.roots) <= person.keys():
            cell = found.cell_of_pseudo(variable, person)
            if cell is None:
                reject()
            diagram = found.diagrams.restrict(diagram, variable, cell)
    return diagram


#: Rules of another kind, and such as have too many cells, are passed over.
DRAWN = settings(
    max_examples=campaign(20, 60), suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much]
)


@DRAWN
@given(half_known().filter(lambda drawn: drawn[0].type.kind == "boolean"), people)
def test_of_a_known_person_it_says_what_the_rule_says(
    drawn: tuple[Expression, dict[str, object]], person: dict[str, object]
) -> None:
    rule, _ = drawn
    found = branching(rule)
    assume(not found.doubtful(rule))
    diagram = restricted(found, rule, person)
    assert found.diagrams.decided(diagram)
    assert found.diagrams.value(diagram) is rule.evaluate(person)


@DRAWN
@given(half_known().filter(lambda drawn: drawn[0].type.kind == "boolean"), st.lists(people, min_size=5, max_size=5))
def test_what_is_decided_stays_and_is_decided_no_later(
    drawn: tuple[Expression, dict[str, object]], completions: list[dict[str, object]]
) -> None:
    rule, known = drawn
    found = branching(rule)
    assume(not found.doubtful(rule))
    diagram, answer = restricted(found, rule, known), rule.evaluate(known)
    decided = found.diagrams.decided(diagram)
    event(f"decided {decided}, by the rule alone {answer is not UNKNOWN}")
    if decided:
        value = found.diagrams.value(diagram)
        assert {id(rule.evaluate({**one, **known})) for one in completions} == {id(value)}
    assert decided or answer is UNKNOWN


SMALL = {"i": [*range(-3, 10), None], "p": [True, False, None], "q": [True, False, None], "e": ["a", "b", "c", None]}
atoms = st.one_of(
    st.sampled_from(["p", "q", "p is null", "q is not true", "e is null"]),
    st.builds("i {} {}".format, st.sampled_from(["=", "<>", "<", "<=", ">", ">="]), st.integers(-2, 8)),
    st.builds("i * 2 {} {}".format, st.sampled_from(["=", "<", ">="]), st.integers(-2, 12)),
    st.builds("e = '{}'".format, st.sampled_from("abc")),
    st.builds("i between {} and {}".format, st.integers(-2, 4), st.integers(2, 8)),
    st.builds("case when e = 'a' then i when p then 3 else 7 end > {}".format, st.integers(0, 8)),
)
rules = st.recursive(
    atoms,
    lambda parts: st.one_of(
        st.builds("({} and {})".format, parts, parts),
        st.builds("({} or {})".format, parts, parts),
        st.builds("(not {})".format, parts),
        st.builds("(case when {} then {} else {} end)".format, parts, parts, parts),
        st.builds("coalesce({}, {})".format, parts, parts),
    ),
    max_leaves=8,
)
known_facts = st.fixed_dictionaries({}, optional={key: st.sampled_from(values) for key, values in SMALL.items()})


@given(rules, known_facts)
@example("i < 3 or i >= 3", {})
@example("(p and q) or (p and not q) or (not p)", {"q": True})
@example("case when i > 4 then p else p end", {"p": False})
def test_a_fact_stands_in_the_diagram_exactly_when_it_can_change_the_answer(
    text: str, known: dict[str, object]
) -> None:
    """Brute force over every way in which the other facts may turn out."""
    rule = parse(text, SCHEMA)
    found = branching(rule)
    diagram = restricted(found, rule, known)
    support = {found.names[variable] for variable in found.diagrams.support(diagram)}
    free = [key for key in SMALL if key not in known]

    def answers(facts: dict[str, object], left: list[str]) -> tuple[object, ...]:
        if not left:
            return (rule.evaluate(facts),)
        return tuple(answer for value in SMALL[left[0]] for answer in answers({**facts, left[0]: value}, left[1:]))

    for key in free:
        others = [one for one in free if one != key]
        first, *rest = [answers({**known, key: value}, others) for value in SMALL[key]]
        assert (key in support) == any(one != first for one in rest), key


def test_two_facts_compared_with_one_another_are_both_open_until_both_are_known() -> None:
    rule = parse("i < j or (p and i is null)", SCHEMA)
    found = branching(rule)
    assert len(found.pseudo) == 1
    for person in ({"i": 3, "j": 4, "p": None}, {"i": 4, "j": 4, "p": True}, {"i": None, "j": 1, "p": True}):
        diagram = restricted(found, rule, person)
        assert found.diagrams.value(diagram) is rule.evaluate(person)
    assert not found.diagrams.decided(restricted(found, rule, {"i": 3, "p": True}))
    assert found.diagrams.value(restricted(found, rule, {"i": None, "p": True})) is True


def test_what_is_null_of_a_fact_that_is_there_is_null_in_the_diagram() -> None:
    """Born in a thirteenth month: the number is known, the day in it is not."""
    rule = parse("born_in(h) < d", SCHEMA)
    found = branching(rule)
    for number, answer in (("439900199001010010", True), ("439900203001010010", False), ("439900199013010010", None)):
        person: dict[str, object] = {"h": number, "d": dt.date(2000, 1, 1)}
        assert rule.evaluate(person) is answer
        assert found.diagrams.value(restricted(found, rule, person)) is answer


def test_two_comparisons_over_one_fact_are_not_taken_for_free_of_one_another() -> None:
    assert branching(shared := parse("i * j < 3 and j * k < 3", SCHEMA)).doubtful(shared)
    assert branching(partly := parse("i < j and j * k < 3", SCHEMA)).doubtful(partly)
    assert not branching(apart := parse("i * j < 3 and d < g", SCHEMA)).doubtful(apart)


def test_between_two_known_facts_a_third_is_looked_at_once() -> None:
    """Nothing lies between 5 and 3, and something between 3 and 5."""
    rule = parse("(i < j and j < k) is true", SCHEMA)
    found = branching(rule)
    assert not found.doubtful(rule)
    for known, open_ in (({"i": 5, "k": 3}, False), ({"i": 3, "k": 5}, True), ({"i": 3, "k": 4}, False)):
        diagram = Beside(found).known(restricted(found, rule, known), known)
        assert found.diagrams.decided(diagram) != open_


def test_a_house_that_grows_too_large_says_so() -> None:
    house = Diagrams([2] * 12, most=50)

    def numbered() -> None:
        whole = house.end(0)
        for place in range(12):
            whole = house.combine(lambda one, other: one * 2 + other, (whole, house.variable(place, (0, 1))))

    with pytest.raises(TooLarge):
        numbered()


def test_true_and_one_are_not_the_same() -> None:
    house = Diagrams([2])
    assert house.end(True) != house.end(1)
    assert house.value(house.variable(0, (True, True))) is True


def test_known_by_day_and_month() -> None:
    """The cut finds the very day."""
    rule = parse("age_on(d, date '2026-11-30') >= 16", SCHEMA)
    found = branching(rule)
    on_the_day, the_day_after = dt.date(2010, 11, 30), dt.date(2010, 12, 1)
    assert found.diagrams.value(restricted(found, rule, {"d": on_the_day})) is True
    assert found.diagrams.value(restricted(found, rule, {"d": the_day_after})) is False
    assert len(found.cells["d"]) <= 5


def test_an_atom_of_many_facts_is_given_up_not_tried_for_ever() -> None:
    facts = {name: FactType("integer") for name in "abcdef"}
    rule = parse("coalesce(a, b, c, d, e, f) = 3 and nullif(a, b) + a + b + c + d + e + f < 7", facts)
    with pytest.raises(TooLarge):
        Branching(facts, {}, {"today": ON}, [rule], {}).build(rule)


TOGETHER = (
    *("i * j is not null", "i * j > 5", "i * j between 3 and 5", "coalesce(i * j, 7) = 7"),
    *("i * j = k", "i - j * k < 2", "u * v > 2", "u / nullif(v, 0) > 2", "i / nullif(j, 0) is null"),
    *("u * m is not null", "m * i is null", "m * u > 300"),
    *("add_months(d, i) > g", "add_months(d, i) is not null", "d - g > i", "d - g + i is not null", "d + i > g"),
    *("greatest(i, j) * k > 9", "nullif(i * j, 4) is null", "case when i > j then i * j else k end > 3"),
    *("i * j > 5 and i <> 0", "i * j is null or i > 10"),
)
TRIED: dict[str, list[object]] = {
    "integer": [-(10**13), -7, -1, 0, 1, 2, 3, 7, 10**13, None],
    "decimal": [Decimal(-7), Decimal(0), Decimal("0.5"), Decimal(3), Decimal(10**13), None],
    "money": [-500, 0, 100, 400, 10**16, None],
    "date": [dt.date(1950, 1, 1), dt.date(2024, 2, 29), dt.date(2026, 11, 30), dt.date(2040, 12, 31), None],
}


@pytest.mark.parametrize("text", TOGETHER)
def test_what_several_facts_come_to_together_may_be_too_large_to_be_said_and_need_not_be(text: str) -> None:
    """The ends of two cells multiply to what no number holds; what lies between them need not."""
    rule = parse(text, SCHEMA)
    found = branching(rule)
    if found.doubtful(rule):
        return
    names = sorted(rule.names)
    for values in product(*(TRIED[SCHEMA[name].kind] for name in names)):
        person = dict(zip(names, values, strict=True))
        answer = rule.evaluate(person)
        for left in (names, *([one for one in names if one != name] for name in names), []):
            diagram = restricted(found, rule, {name: person[name] for name in left})
            assert answer in found.diagrams.values(diagram), (person, left)


IN_LISTS = (
    *("any(li < lj from l)", "any(ld < lg from l)"),
    *("any(li * lj is not null from l)", "count(l where li = lj) > 1"),
)


@pytest.mark.parametrize("text", IN_LISTS)
def test_fields_of_a_member_that_are_compared_with_one_another_are_not_taken_for_cut(text: str) -> None:
    fields = {"li": "integer", "lj": "integer", "ld": "date", "lg": "date"}
    schema = {"l": FactType("list", (), tuple((name, FactType(kind)) for name, kind in fields.items()), 3)}
    rule = parse(text, schema)
    assert Branching(schema, {}, {"today": ON}, [rule], {}, cut=False).doubtful(rule)
