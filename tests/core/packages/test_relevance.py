"""A question is open exactly while its answer can change something: compared with brute force on drawn packages."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from itertools import product

import pytest
from hypothesis import event, example, given, settings
from hypothesis import strategies as st

from tests.core.packages.sample import CONTENT, FILES, hunan, text, world
from tests.faults.conftest import campaign
from yichuang.core.packages import SELF, Known, Package, load, relevance
from yichuang.core.packages.examples import example_facts
from yichuang.core.packages.relevance import Relevance
from yichuang.core.rules import UNKNOWN

ON = dt.date(2026, 11, 30)
DOMAIN: dict[str, list[object]] = {
    "p": [True, False, None],
    "q": [True, False, None],
    "r": [True, False, None],
    "i": [*range(-1, 7), None],
    "e": ["a", "b", "c", None],
    "n": ["某人", "另一人", None],
}
HEAD = FILES["package.yaml"].partition("facts:")[0]


def fact(key: str, kind: str, more: str = "") -> str:
    return (
        f"  {key}: {{type: {kind}, label: {text(key)}, ask: {text(key)}, why: {text('why')}, law: [dog-act/1]{more}}}\n"
    )


FACTS = "".join(
    (
        *(fact(key, "boolean", ", changeable: true") for key in "pqr"),
        fact("i", "integer", ", changeable: true"),
        fact(
            "e",
            "choice",
            f", options: {{{', '.join(f'{one}: {{label: {text(one)}}}' for one in 'abc')}}}, changeable: true",
        ),
        fact("n", "text"),
        f'  d: {{type: integer, label: {text("d")}, derive: "case when p then i else 2 end", law: [dog-act/1]}}\n',
    )
)
TOLD = f"title: {text('no')}, reason: {text('no')}, go: {text('no')}, law: [dog-act/1]"
#: A matter that never is, so that no fact stands there for nothing, and each parameter is used.
IDLE = "p and q and r and i = 0 and e = 'a' and n = 'x' and d = 0 and false"


def package(wanted: list[str], refused: str, general: str, referred: str, paper: str) -> Package:
    matters = "".join(
        f"  - {{matter: m{place}, title: {text('m')}, short: {text('m')}, item_code: M-{place}, department: kennel, "
        f'kind: licence, when: "{when}", clock: {{promised: promised, law: [dog-act/1]}}, '
        f"sends: [{', '.join(sends)}], result: {text('done')}, law: [dog-act/1]}}\n"
        for place, (when, sends) in enumerate([*zip(wanted, (["n"], ["i", "n"]), strict=True), (IDLE, ["n"])])
    )
    body = (
        f"facts:\n{FACTS}refusals:\n"
        f'  - {{refusal: own, refuses: [m0], when: "{refused}", {TOLD}}}\n'
        f'  - {{refusal: general, when: "{general}", {TOLD}}}\n'
        f'referrals:\n  - {{referral: person, refers: [m1], when: "{referred}", department: kennel, {TOLD}}}\n'
        f"matters:\n{matters}materials:\n"
        f'  - {{material: photo, matters: [m0], when: "{paper}", title: {text("photo")}, why: {text("why")}, '
        f"law: [dog-act/1]}}\n"
    )
    files = {
        **FILES,
        "package.yaml": HEAD + body,
        "parameters.csv": "name,type,from,to,value,law,verified,review_by,note\n"
        "promised,period,2025-01-01,,5 workdays,dog-act/1,true,,\n",
        "examples.yaml": "person: {n: 某人}\nexamples: []\n",
    }
    return load(files, world())


def decided(one: Package, facts: Mapping[str, object]) -> tuple[object, ...]:
    """What comes of a person of whom everything is known, straight from the rules: fates, papers, what is sent."""
    known = {"today": ON, **facts}
    known["d"] = one.derived["d"].evaluate(known)
    value = {place: rule.evaluate(known) for place, rule in one.conditions.items()}
    if value["general"] is True:
        return ("stopped",)
    outcome: list[object] = []
    for code in ("m0", "m1"):
        refusals = [value["general"], *([value["own"]] if code == "m0" else [])]
        referrals = [value["person"]] if code == "m1" else []
        if value[code] is False:
            outcome.append("out")
        elif True in refusals:
            outcome.append("refused" if value[code] is True else "undecided")
        elif True in referrals:
            outcome.append("to-person")
        elif None in (value[code], *refusals, *referrals):
            outcome.append("undecided")
        else:
            sent = tuple(known[key] for key in one.matters[code].sends)
            papers = value["photo"] is True if code == "m0" else False
            outcome.append(("applies", sent, papers))  # that something to send is absent is seen when this is certain
    return tuple(outcome)


def relevant(one: Package, known: Mapping[str, object]) -> set[str]:
    """The facts not known whose value can change the outcome, whatever the others are: every way is tried."""
    free = [key for key in DOMAIN if key not in known]
    outcomes = {
        values: decided(one, {**known, **dict(zip(free, values, strict=True))})
        for values in product(*(DOMAIN[key] for key in free))
    }

    def lines(place: int) -> Iterator[set[tuple[object, ...]]]:
        for others in product(*(DOMAIN[key] for at, key in enumerate(free) if at != place)):
            yield {outcomes[(*others[:place], value, *others[place:])] for value in DOMAIN[free[place]]}

    return {key for place, key in enumerate(free) if any(len(line) > 1 for line in lines(place))}


atoms = st.one_of(
    st.sampled_from(["p", "q", "r", "p is null", "q is not true", "e is null", "r is not null"]),
    st.builds("i {} {}".format, st.sampled_from(["=", "<", ">="]), st.integers(0, 5)),
    st.builds("d {} {}".format, st.sampled_from(["<>", "<=", ">"]), st.integers(0, 5)),
    st.builds("e = '{}'".format, st.sampled_from("abc")),
)
rules = st.recursive(
    atoms,
    lambda parts: st.one_of(
        st.builds("({} and {})".format, parts, parts),
        st.builds("({} or {})".format, parts, parts),
        st.builds("(not {})".format, parts),
        st.builds("coalesce({}, {})".format, parts, parts),
    ),
    max_leaves=5,
)
packages = st.tuples(st.lists(rules, min_size=2, max_size=2), rules, rules, rules, rules)
#: At least two facts are known, so that brute force has an end.
people = st.fixed_dictionaries(
    {"n": st.sampled_from(DOMAIN["n"])},
    optional={key: st.sampled_from(values) for key, values in DOMAIN.items() if key != "n"},
)
NEVER = "false"
TAUTOLOGY = (["(i < 3 or i >= 3 or i is null)", NEVER], NEVER, NEVER, NEVER, NEVER)


@settings(max_examples=campaign(20, 60))
@given(packages, people)
@example(TAUTOLOGY, {"n": "某人"})
def test_what_is_open_can_change_something_and_what_can_is_asked_in_the_end(
    written: tuple[list[str], str, str, str, str], known: dict[str, object]
) -> None:
    one = package(*written)
    matters = relevant(one, known)
    guide = one.guide({key: Known(value, SELF) for key, value in known.items()}, ON)
    opened = {question.key for question in guide.ask}
    event(f"{len(opened)} open")
    assert opened <= matters, "asked in vain"
    # What a matter sends is asked when it is certain; before that something that decides is open.
    assert bool(opened) == bool(matters), "something can still change, and nobody is asked"
    if not opened:
        full = {**{key: values[0] for key, values in DOMAIN.items()}, **known}
        fates = enumerate(decided(one, full))
        applying = {f"m{place}" for place, fate in fates if isinstance(fate, tuple) and None not in fate[1]}
        assert {matter.code for matter in guide.matters} == applying


def test_a_tautology_leaves_nothing_to_ask() -> None:
    """DESIGN.md, Rules: `age < 16 or age >= 16` asks nobody, although SQL says NULL."""
    guide = package(*TAUTOLOGY).guide({"n": Known("某人", SELF)}, ON)
    assert guide.complete
    assert [matter.code for matter in guide.matters] == ["m0"]


def test_the_enrolment_package_is_exact_on_every_day_of_two_years() -> None:
    one = load(CONTENT / "enrolment", hunan())
    for month in range(24):
        day = dt.date(2026 + month // 12, month % 12 + 1, 28)
        found = Relevance(one, day)
        assert found.inexact == frozenset()
        assert {code for kind, code in found.start if kind == "fate"} == one.matters.keys()
        assert len(found.branching.diagrams) < 1_000


def test_every_package_of_the_province_is_exact() -> None:
    for file in sorted(CONTENT.glob("*/package.yaml")):
        assert Relevance(load(file.parent, hunan()), ON).inexact == frozenset(), file


def test_a_day_of_a_known_pattern_shares_its_diagrams_and_is_what_it_is_alone() -> None:
    shared = load(CONTENT / "retirement", hunan())
    days = [dt.date(2026, 11, 20), dt.date(2026, 11, 21), dt.date(2026, 12, 9), dt.date(2027, 2, 28)]
    for day in days:
        shared.days.relevance(day)
    assert len(shared.days.twins) < len(days)
    for day in days:
        alone = load(CONTENT / "retirement", hunan())
        for worked in shared.examples:
            known = example_facts(shared, worked)
            one, other = shared.guide(known, day), alone.guide(known, day)
            assert [question.key for question in one.ask] == [question.key for question in other.ask]
            assert one.matters == other.matters
            assert one.refusals == other.refusals


def test_what_cannot_be_cut_exactly_is_judged_by_what_is_mentioned() -> None:
    one = package(["i * i < 9", NEVER], NEVER, NEVER, NEVER, NEVER)
    assert Relevance(one, ON).inexact == {"m0"}
    assert [question.key for question in one.guide({"n": Known("某人", SELF)}, ON).ask] == ["i"]
    guide = one.guide({"n": Known("某人", SELF), "i": Known(2, SELF)}, ON)
    assert [matter.code for matter in guide.matters] == ["m0"]


def test_a_value_beyond_the_grid_is_in_its_cell_and_can_be_taken_back() -> None:
    one = package(["i < 5", "e = 'a'"], NEVER, NEVER, NEVER, NEVER)
    standing = one.days.relevance(ON).standing()
    standing.put("i", 10**18)
    assert standing.value(("fate", "m0")) == "out"
    standing.put("i", UNKNOWN)
    assert standing.value(("fate", "m0")) is UNKNOWN
    assert standing.open(("fate", "m0")) == {"i"}


def test_a_day_that_has_grown_is_begun_anew_and_says_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    """A server that has looked at many people neither runs out of room nor refuses the next."""
    one = load(CONTENT / "retirement", hunan())
    known = [example_facts(one, worked) for worked in one.examples]
    before = [one.guide(facts, ON) for facts in known]
    first = one.days.relevance(ON)
    assert len(first.branching.diagrams) > first._compiled
    monkeypatch.setattr(relevance, "MOST_LOOKED_AT", 0)
    after = [one.guide(facts, ON) for facts in known]
    assert one.days.relevance(ON) is not first
    for old, new in zip(before, after, strict=True):
        assert [question.key for question in old.ask] == [question.key for question in new.ask]
        assert (old.matters, old.refusals) == (new.matters, new.refusals)
