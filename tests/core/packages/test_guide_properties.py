"""What always holds, for people drawn at random."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.core.packages.sample import enrolment
from tests.faults.conftest import campaign
from yichuang.core.packages import SELF, Fact, Guide, Known
from yichuang.core.rules import UNKNOWN

ON = dt.date(2026, 11, 25)
PACKAGE = enrolment()


def values(fact: Fact) -> st.SearchStrategy[object]:
    if fact.type == "boolean":
        return st.booleans()
    if fact.type == "choice":
        return st.sampled_from(list(fact.options))
    if fact.type == "date":
        return st.dates(dt.date(1926, 1, 1), ON)
    if fact.key == "resident_level":
        return st.sampled_from([20000, 100000, 300000])
    if fact.type == "money":
        return st.integers(407200, 2036100)
    return {
        "division": st.sampled_from(["430121", "430000", "420100"]),
        "id_number": st.just("439900199001010015"),
        "phone": st.just("19900000001"),
    }.get(fact.format or "", st.just("周晓禾"))


ANSWERS = {key: values(fact) for key, fact in PACKAGE.facts.items() if fact.asked}
REGISTERS = {key: values(fact) for key, fact in PACKAGE.facts.items() if fact.registry}


def register_answer(key: str) -> st.SearchStrategy[object]:
    return st.one_of(REGISTERS[key], st.none(), st.just(UNKNOWN))


people = st.fixed_dictionaries(
    {
        "answers": st.fixed_dictionaries(
            {key: st.one_of(st.none(), ANSWERS[key]) if key == "in_school" else ANSWERS[key] for key in ANSWERS}
        ),
        "registers": st.fixed_dictionaries({key: register_answer(key) for key in REGISTERS}),
        "own": st.fixed_dictionaries(dict(REGISTERS)),
    }
)
Person = dict[str, dict[str, object]]


def journey(person: Person) -> tuple[Guide, list[str], list[str]]:
    """The person walks: looks up what is wanted, answers what is asked; the end, the questions and the look-ups.

    What the person would add is ticked from the start.
    """
    facts = {key: Known(True, SELF) for key in PACKAGE.ticks if person["answers"][key]}
    asked: list[str] = []
    looked_up: list[str] = []
    while True:
        guide = PACKAGE.guide(facts, ON)
        if guide.lookups:
            for fact in guide.lookups:
                looked_up.append(fact.key)
                facts[fact.key] = Known(person["registers"][fact.key], fact.registry or "")
        elif guide.next is not None:
            key = guide.next.key
            asked.append(key)
            facts[key] = Known(person["answers"].get(key, person["own"].get(key)), SELF)
        else:
            return guide, asked, looked_up


def plain(guide: Guide) -> Mapping[str, object]:
    return {
        "outcome": guide.outcome,
        "matters": [matter.code for matter in guide.matters],
        "refusals": [refusal.code for refusal in guide.refusals],
        "undecided": [one.matter.code for one in guide.undecided],
        "values": {key: (known.value, known.source) for key, known in guide.values.items()},
    }


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(people)
def test_everyone_ends_in_matters_a_refusal_or_with_a_person(person: Person) -> None:
    end, asked, looked_up = journey(person)
    assert end.outcome in ("file", "refused", "to-person")
    assert end.matters or end.refusals or end.undecided
    assert len(asked) == len(set(asked))
    assert len(looked_up) == len(set(looked_up))


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(people)
def test_what_a_register_answers_is_never_asked(person: Person) -> None:
    _, asked, _ = journey(person)
    for key in asked:
        if PACKAGE.facts[key].registry:
            assert person["registers"][key] in (None, UNKNOWN)
            assert PACKAGE.facts[key].if_down == "ask"


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(people)
def test_what_is_kept_alone_leads_to_the_same_end(person: Person) -> None:
    """A case keeps `kept` alone, and from it everything can be decided again."""
    end, _, _ = journey(person)
    again = PACKAGE.guide({key: known for key, known in end.kept.items() if known.source != "derived"}, ON)
    assert plain(again) == plain(end)
    assert again.kept == end.kept
    assert again.complete


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(people, st.data())
def test_nothing_kept_is_idle(person: Person, data: st.DataObject) -> None:
    """Without any one of the facts that are kept, something would be open again; a tick taken back opens nothing."""
    end, _, _ = journey(person)
    kept = {key: known for key, known in end.values.items() if known.source != "derived"}
    key = data.draw(st.sampled_from(sorted(kept.keys() - PACKAGE.ticks.keys())))
    assert not PACKAGE.guide({one: known for one, known in kept.items() if one != key}, ON).complete


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(people, people)
def test_more_facts_than_matter_change_nothing(person: Person, other: Person) -> None:
    """Answers of an earlier path stay in the draft; they neither show nor count nor leave.

    Of two refusals that both cover a matter, the one is told whose facts are at hand: an earlier answer may make it the
    other one, and then that answer is what stands behind it.
    """
    end, _, _ = journey(person)
    kept = {key: known for key, known in end.values.items() if known.source != "derived"}
    surplus = {key: Known(value, SELF) for key, value in other["answers"].items() if key not in kept}
    for tick in PACKAGE.ticks:  # a tick is a wish, never surplus
        surplus.pop(tick, None)
    both = PACKAGE.guide(kept | surplus, ON)
    told = {each.code for each in both.refusals} == {each.code for each in end.refusals}
    same = ("outcome", "matters", "undecided", *(("refusals", "values") if told else ()))
    assert {key: plain(both)[key] for key in same} == {key: plain(end)[key] for key in same}
    assert bool(both.refusals) == bool(end.refusals)
    assert {m.code: both.sends(m) for m in both.matters} == {m.code: end.sends(m) for m in end.matters}


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(people, st.data())
def test_a_changed_answer_keeps_every_other_that_still_matters(person: Person, data: st.DataObject) -> None:
    end, asked, _ = journey(person)
    facts = {**{key: Known(person["answers"][key], SELF) for key in asked if key in person["answers"]}}
    facts |= {key: known for key, known in end.facts.items() if key not in facts}
    key = data.draw(st.sampled_from([one for one in asked if one in ANSWERS]))
    changed = PACKAGE.guide({**facts, key: Known(data.draw(ANSWERS[key]), SELF)}, ON)
    for question in changed.answered:
        if question.key != key:
            assert question.value == facts[question.key].value
    assert PACKAGE.guide(facts, ON).values == end.values


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(people)
def test_departments_get_their_declared_items_and_nothing_empty(person: Person) -> None:
    end, _, _ = journey(person)
    for matter in end.matters:
        sent = end.sends(matter)
        assert list(sent) == matter.sends
        assert None not in sent.values()
        assert sent.keys() <= end.values.keys()


@settings(deadline=None, max_examples=campaign(13, 40), suppress_health_check=[HealthCheck.too_slow])
@given(people)
def test_the_number_of_steps_never_grows_by_answering(person: Person) -> None:
    facts: dict[str, Known] = {
        key: Known(value, PACKAGE.facts[key].registry or "") for key, value in person["own"].items()
    }
    before = 99
    while True:
        guide = PACKAGE.guide(facts, ON)
        assert guide.step <= guide.steps <= before
        before = guide.steps
        if guide.next is None:
            assert guide.step == guide.steps
            return
        facts[guide.next.key] = Known(person["answers"][guide.next.key], SELF)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(people)
def test_a_person_who_decides_gets_what_registers_hold_of_the_matters_items(person: Person) -> None:
    end, _, _ = journey(person)
    for one in end.undecided:
        sent = end.sends_undecided(one)
        assert set(sent) <= set(one.matter.sends)
        held = {key for key in one.matter.sends if key in end.facts and PACKAGE.facts[key].registry}
        assert {key for key in held if end.facts[key].value not in (None, UNKNOWN)} <= set(sent)
        assert not {None, UNKNOWN} & {value for value in sent.values() if not isinstance(value, list)}
    referred = {key for one in end.undecided for key in one.matter.sends}
    assert end.kept.keys() - end.values.keys() <= referred


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(people)
def test_an_add_on_changes_nothing_else(person: Person) -> None:
    """Whatever is ticked: the matters that no tick brings, and why others cannot be had, stay as they were."""
    bare = {**person, "answers": {**person["answers"], **dict.fromkeys(PACKAGE.ticks, False)}}
    brought = {code for codes in PACKAGE.ticks.values() for code in codes}
    with_ticks, without = journey(person)[0], journey(bare)[0]
    own = [one.code for one in without.matters]
    assert [one.code for one in with_ticks.matters if one.code not in brought] == own
    undecided = [one.matter.code for one in without.undecided]
    assert [one.matter.code for one in with_ticks.undecided if one.matter.code not in brought] == undecided
    assert with_ticks.refusals or not without.refusals


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(people)
def test_what_is_offered_can_be_had(person: Person) -> None:
    """Ticking what is offered brings a matter or a question about it; what is not possible says why."""
    end, _, _ = journey(person)
    for offer in end.offers:
        assert offer.matters or offer.told or offer.ticked
        if not offer.possible:
            assert offer.told
            assert not offer.matters
