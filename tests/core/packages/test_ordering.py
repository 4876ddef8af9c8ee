"""Fewest questions on average, one topic after the other: compared with every order there is, walked by the guide."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby, permutations, product

import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st

from tests.core.packages.sample import FILES, text, world
from tests.core.packages.test_relevance import ON
from tests.faults.conftest import campaign
from yichuang.core.packages import SELF, Known, Package, PackageError, load
from yichuang.core.packages.checker import prove
from yichuang.core.packages.ordering import authors

KEYS = ("a", "b", "c", "d", "e")
KINDS = {key: "choice" if key == "c" else "boolean" for key in KEYS}
ANSWERS: dict[str, list[object]] = {key: ["x", "y", "z"] if key == "c" else [True, False] for key in KEYS}
HEAD = FILES["package.yaml"].partition("facts:")[0]
PARAMETERS = (
    "name,type,from,to,value,law,verified,review_by,note\npromised,period,2025-01-01,,5 workdays,dog-act/1,true,,\n"
)
OPTIONS = f", options: {{{', '.join(f'{one}: {{label: {text(one)}}}' for one in 'xyz')}}}"


def package(
    rules: Sequence[str],
    refused: str = "false",
    topics: Mapping[str, str] | None = None,
    sends: Sequence[str] = ("n",),
    more: Mapping[str, str] | None = None,
    pinned: Sequence[str] = (),
    held: str = "n",
) -> Package:
    """Matters by ``rules``, the first of which may be refused, over the facts a to e and ``n``, which is only sent.

    ``sends``: what the first matter sends; ``more``: further words of a fact; ``held``: facts that a register holds.
    """
    facts = ""
    for key in (*KEYS, "n"):
        kind = KINDS.get(key, "text")
        source = "from: people.name, format: name" if key in held else f"ask: {text(key)}, why: {text('why')}"
        topic = f", topic: {topics[key]}" if topics and key in topics else ""
        facts += f"  {key}: {{type: {kind}, label: {text(key)}, {source}, law: [dog-act/1]"
        facts += f"{OPTIONS if kind == 'choice' else ''}{topic}{(more or {}).get(key, '')}}}\n"
    idle = "a and b and c = 'x' and d and e and false"
    matters = "".join(
        f"  - {{matter: m{at}, title: {text('m')}, short: {text('m')}, item_code: M-{at}, department: kennel, "
        f'kind: licence, when: "{when}", clock: {{promised: promised, law: [dog-act/1]}}, '
        f"sends: [{', '.join(sends if not at else ['n'])}], result: {text('done')}, law: [dog-act/1]}}\n"
        for at, when in enumerate([*rules, idle])
    )
    body = (
        f"facts:\n{facts}order: [{', '.join(pinned)}]\nrefusals:\n"
        f'  - {{refusal: own, refuses: [m0], when: "{refused}", title: {text("no")}, reason: {text("no")}, '
        f"go: {text('no')}, law: [dog-act/1]}}\nmatters:\n{matters}"
    )
    examples = "person: {n: 某人}\nexamples: []\n"
    return load(
        {**FILES, "package.yaml": HEAD + body, "parameters.csv": PARAMETERS, "examples.yaml": examples}, world()
    )


def asked(one: Package, person: Mapping[str, object]) -> list[str]:
    """What the guide asks somebody, one by one, with the name looked up."""
    known = {"n": Known("某人", "people" if "n" in one.facts and one.facts["n"].registry else SELF)}
    found: list[str] = []
    while (question := one.guide(known, ON).next) is not None:
        found.append(question.key)
        known[question.key] = Known(person[question.key], SELF)
    return found


def everybody() -> Iterator[dict[str, object]]:
    return (dict(zip(KEYS, values, strict=True)) for values in product(*ANSWERS.values()))


def average(one: Package, keys: Sequence[str] | None = None) -> float:
    """How many questions the guide asks on average, in an order of its own or in ``keys``."""
    if keys is not None:
        one.__dict__.update(order=(*keys, "n"))
        one.__dict__.pop("places", None)
        one.days.forget()
    counted = [len(asked(one, person)) for person in everybody()]
    return sum(counted) / len(counted)


def in_one_go(keys: Sequence[str], topics: Mapping[str, str]) -> bool:
    turns = [topic for topic, _ in groupby(topics.get(key, key) for key in keys)]
    return len(turns) == len(set(turns))


atoms = st.sampled_from(["a", "b", "d", "e", "c = 'x'", "c <> 'y'", "not a", "not d"])
rules = st.recursive(
    atoms,
    lambda parts: st.one_of(
        st.builds("({} and {})".format, parts, parts), st.builds("({} or {})".format, parts, parts)
    ),
    max_leaves=4,
)
groupings = st.fixed_dictionaries({key: st.sampled_from(["one", "two", "three"]) for key in KEYS})


@settings(max_examples=campaign(3, 30))
@given(st.lists(rules, min_size=1, max_size=2), rules, groupings)
def test_no_order_within_topics_asks_fewer_and_topics_never_alternate(
    written: list[str], refused: str, topics: dict[str, str]
) -> None:
    one = package(written, refused, topics)
    order = one.asking
    assert order.best
    assert order.together
    own = average(one)
    assert order.questions == pytest.approx(own), "what is reckoned is not what the guide does"
    assert all(in_one_go(asked(one, person), topics) for person in everybody())
    deciding = [key for key in KEYS if one.days.relevance(ON).branching.place[key] in support(one)]
    event(f"{len(deciding)} facts decide")
    rest = [key for key in KEYS if key not in deciding]
    for keys in permutations(deciding):
        if in_one_go(keys, topics):
            assert average(one, (*keys, *rest)) >= own - 1e-9, f"{keys} asks fewer than {order.keys}"


def support(one: Package) -> set[int]:
    relevance = one.days.relevance(ON)
    fates = [diagram for (kind, _), diagram in relevance.start.items() if kind == "fate"]
    return set[int]().union(*(relevance.branching.diagrams.support(each) for each in fates))


def test_what_decides_most_is_asked_first() -> None:
    one = package(["e and (a or b or c = 'x' or d)"])
    assert one.order[0] == "e"
    declared = one.asking.declared
    assert declared is not None
    found = average(one)
    assert one.asking.questions == pytest.approx(found)
    assert declared == pytest.approx(average(one, KEYS))
    assert found < declared - 0.5


def test_what_is_likely_counts() -> None:
    written = ["a and d"]
    for more, first in (("{true: 9, false: 1}", "d"), ("{true: 1, false: 9}", "a")):
        assert package(written, more={"a": f", likely: {more}"}).order[0] == first


def test_what_is_pinned_stays() -> None:
    assert package(["e and (a or b or c = 'x' or d)"], pinned=["b", "e"]).order.index("b") == 0
    assert authors(package(["a"], pinned=["d", "b"])) == ("a", "d", "c", "b", "e", "n")


def test_what_is_only_sent_is_asked_after_what_decides_and_with_its_topic() -> None:
    """`d` is sent by what hangs on `a`: `b` and `c`, of another topic, come before both or after both."""
    topics = {"a": "dog", "d": "dog", "b": "town", "c": "town"}
    one = package(["a", "b and c = 'x'"], topics=topics, sends=["n", "d"])
    assert one.asking.together
    for person in everybody():
        assert in_one_go(asked(one, person), topics)
    assert asked(one, {"a": True, "b": False, "c": "x", "d": True, "e": True}) == ["a", "d", "c", "b"]
    assert one.asking.questions == pytest.approx(average(one))


def test_topics_that_cannot_be_kept_are_told() -> None:
    """`d` and `e` are sent once it is certain that m0 applies, which hangs on a topic of each."""
    topics = {"a": "dog", "d": "dog", "b": "town", "e": "town"}
    one = package(["a and b"], topics=topics, sends=["n", "d", "e"])
    assert not one.asking.together
    assert one.order == authors(one)
    [told] = [finding for finding in prove(one, ON) if finding.code == "topic"]
    assert "dog, town" in str(told.message)


@pytest.mark.parametrize(
    ("more", "says"),
    [
        (", likely: {true: 1}", "likely"),
        (", likely: {true: 0, false: 0}", "likely"),
        (", likely: {true: -1, false: 2}", "likely"),
    ],
)
def test_likelihoods_that_fit_nothing_are_refused(more: str, says: str) -> None:
    with pytest.raises(PackageError) as raised:
        package(["a"], more={"a": more})
    assert [finding.code for finding in raised.value.findings] == [says]


def test_a_pin_on_nothing_is_refused() -> None:
    with pytest.raises(PackageError) as raised:
        package(["a"], pinned=["a", "dog", "a"])
    assert {finding.code for finding in raised.value.findings} == {"unknown", "twice"}
