"""What is answered before everything is known stays the answer; what is not open cannot change it."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tests.core.rules.drawing import SCHEMA, VALUES, Text, expressions, people
from yichuang.core.rules import UNKNOWN, Expression, FactType, Reason, Result, RuleError, parse

known_names = st.frozensets(st.sampled_from(sorted(SCHEMA)))
kinds = st.sampled_from(sorted(VALUES))


def read(text: Text, kind: str) -> Expression | None:
    try:
        return parse(text.author, SCHEMA, expects=SCHEMA["e"] if kind == "choice" else FactType(kind))  # type: ignore[arg-type]
    except RuleError:
        return None


def same(one: Result, other: Result) -> bool:
    return one is other or (type(one) is type(other) and one == other)


@st.composite
def half_known(draw: st.DrawFn) -> tuple[Expression, dict[str, object]]:
    """A rule, and what is known so far of one person."""
    kind = draw(kinds)
    rule = draw(expressions(kind).map(lambda text: read(text, kind)).filter(bool))
    person, names = draw(people), draw(known_names)
    assert rule is not None
    return rule, {name: value for name, value in person.items() if name in names}


@given(half_known(), st.lists(people, min_size=4, max_size=4))
def test_an_answer_is_final(drawn: tuple[Expression, dict[str, object]], completions: list[dict[str, object]]) -> None:
    rule, known = drawn
    answer = rule.evaluate(known)
    for completion in completions:
        found = rule.evaluate({**completion, **known})
        assert found is not UNKNOWN
        assert answer is UNKNOWN or same(answer, found)


@given(half_known(), people, people)
def test_what_is_not_open_changes_nothing(
    drawn: tuple[Expression, dict[str, object]], one: dict[str, object], other: dict[str, object]
) -> None:
    rule, known = drawn
    opened = rule.open_names(known)
    needed = {name: one[name] for name in opened}
    assert same(rule.evaluate({**one, **known}), rule.evaluate({**other, **needed, **known}))


@given(half_known(), people)
def test_open_names_are_the_unknown_ones_that_are_mentioned(
    drawn: tuple[Expression, dict[str, object]], person: dict[str, object]
) -> None:
    rule, known = drawn
    opened = rule.open_names(known)
    assert opened <= rule.names - known.keys()
    assert bool(opened) == (rule.evaluate(known) is UNKNOWN)
    assert rule.evaluate({**known, **{name: person[name] for name in opened}}) is not UNKNOWN


@given(half_known())
def test_unknown_by_name_is_the_same_as_missing(drawn: tuple[Expression, dict[str, object]]) -> None:
    rule, known = drawn
    unknown = {name: known.get(name, UNKNOWN) for name in SCHEMA}
    assert same(rule.evaluate(known), rule.evaluate(unknown))
    assert rule.open_names(known) == rule.open_names(unknown)


@given(half_known())
def test_the_compiled_function_is_the_same(drawn: tuple[Expression, dict[str, object]]) -> None:
    rule, known = drawn
    assert same(rule.compile()(known), rule.evaluate(known))


@given(half_known())
def test_a_reason_names_all_that_decided(drawn: tuple[Expression, dict[str, object]]) -> None:
    """With the facts that the reason names, and no other, the result is the same."""
    rule, known = drawn
    reason = rule.explain(known, {})
    assert same(reason.result, rule.evaluate(known))
    assert reason.open == rule.open_names(known)
    if reason.result is not UNKNOWN:
        assert same(rule.evaluate({name: known[name] for name in reason.names if name in known}), reason.result)


def test_nothing_known_rests_on_all_parts() -> None:
    """NULL AND true is NULL; with the second part open it could still be false."""
    rule = parse("d <> first_of_month(d + 0) and not s", SCHEMA)
    reason = rule.explain({"d": None, "s": False}, {})
    assert reason.result is None
    assert reason.names == {"d", "s"}
    assert str(reason.sentence("en")) == "Not on record: d"
    assert rule.evaluate({"d": None}) is UNKNOWN


@given(half_known())
def test_every_reason_can_be_said(drawn: tuple[Expression, dict[str, object]]) -> None:
    rule, known = drawn
    reason = rule.explain(known, {})
    for part in [reason, *every_part(reason)]:
        assert str(part.sentence("zh-hans"))


def test_a_value_of_literals_alone_is_said_as_what_it_comes_to() -> None:
    reason = parse("i < coalesce(null, 7)", SCHEMA).explain({"i": 3}, {})
    assert str(reason.sentence("en")) == "i is below 7 (it is 3)"


def every_part(reason: Reason) -> list[Reason]:
    return [part for one in reason.parts for part in (one, *every_part(one))]
