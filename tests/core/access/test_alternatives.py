"""The filter of a list and the decision about one subject say the same, for any rules, actors and subjects."""

from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from yichuang.core.access import ANY_SERVICE, Actor, Among, BoundCondition, Condition, Is, OneOf, Policy, Rule, Same

FIELDS = ("person_id", "department_id", "state", "count", "case__person_id")
IDS = [UUID(int=number) for number in range(1, 4)]
ROLES = ("resident", "clerk", "officer")
VERBS = ("view", "accept")

values = st.sampled_from([*IDS, "open", "done", 0, 1, True, False])
conditions: st.SearchStrategy[Condition] = st.one_of(
    st.builds(Same, st.sampled_from(FIELDS), st.sampled_from(["person_id", "department_id", "on_behalf_of", "level"])),
    st.builds(Is, st.sampled_from(FIELDS), values),
    st.builds(Among, st.sampled_from(FIELDS), st.just("services")),
    st.builds(OneOf, st.sampled_from(FIELDS), st.lists(values, min_size=1, max_size=3).map(tuple)),
)
rules = st.builds(
    Rule,
    name=st.uuids().map(str),
    subject=st.sampled_from(["case", "task"]),
    verbs=st.frozensets(st.sampled_from(VERBS), min_size=1),
    roles=st.frozensets(st.sampled_from(ROLES), min_size=1),
    where=st.lists(conditions, max_size=3)
    .filter(lambda found: sum(isinstance(each, Among) for each in found) < 2)
    .map(tuple),
    min_level=st.integers(0, 2),
    reason=st.just("A reason."),
    scope=st.sampled_from(["", "", "a.read", "a.write"]),
)
actors = st.builds(
    Actor,
    person_id=st.none() | st.sampled_from(IDS),
    department_id=st.none() | st.sampled_from(IDS),
    on_behalf_of=st.none() | st.sampled_from(IDS),
    services=st.lists(st.sampled_from(["open", "done", ANY_SERVICE]), max_size=2).map(tuple),
    role=st.sampled_from([*ROLES, "anonymous"]),
    level=st.integers(0, 2),
    scopes=st.sampled_from([(), ("a.read",), ("a.read", "a.write")]),
)
subjects = st.dictionaries(st.sampled_from(FIELDS), st.none() | values)


def row_matches(condition: BoundCondition, row: dict[str, object]) -> bool:
    """What SQL does: NULL is equal to nothing, and kinds do not mix."""
    held = row.get(condition.field)
    wanted = condition.value if isinstance(condition.value, tuple) else (condition.value,)
    return held is not None and any(type(held) is type(value) and held == value for value in wanted)


def test_it_works() -> None:
    policy = Policy()
    own = Rule(
        "own",
        "case",
        frozenset({"view"}),
        frozenset({"resident"}),
        (Same("person_id", "person_id"), OneOf("state", ("open", "done"))),
        reason="You see your own cases.",
    )
    policy.register(own)
    me = Actor(role="resident", person_id=IDS[0])
    assert policy.alternatives(me, "view", "case") == [
        [BoundCondition("person_id", "eq", IDS[0]), BoundCondition("state", "in", ("open", "done"))]
    ]


def test_everything_is_one_empty_alternative_and_nothing_is_none() -> None:
    policy = Policy()
    policy.register(Rule("all", "case", frozenset({"view"}), frozenset({"head"}), (), reason="A head sees all."))
    assert policy.alternatives(Actor(role="head"), "view", "case") == [[]]
    assert policy.alternatives(Actor(role="clerk"), "view", "case") == []


@given(st.lists(rules, max_size=6), actors, st.sampled_from(VERBS), st.sampled_from(["case", "task"]), subjects)
def test_filter_and_decision_are_equal(
    declared: list[Rule], actor: Actor, verb: str, kind: str, subject: dict[str, object]
) -> None:
    policy = Policy()
    policy.register(*declared)
    listed = any(
        all(row_matches(condition, subject) for condition in alternative)
        for alternative in policy.alternatives(actor, verb, kind)
    )
    decision = policy.decide(actor, verb, kind, subject)
    assert decision.allow is listed
    assert str(decision.reason)
    if decision.allow:
        assert decision.rule in declared


@given(st.lists(rules, max_size=6), actors, subjects)
def test_more_rules_never_take_anything_away(declared: list[Rule], actor: Actor, subject: dict[str, object]) -> None:
    fewer, more = Policy(), Policy()
    fewer.register(*declared[:-1])
    more.register(*declared)
    if fewer.decide(actor, "view", "case", subject):
        assert more.decide(actor, "view", "case", subject)
