"""What every package asks of people: who needs it and why, what was tried first, nothing twice (UX 2, UX 3)."""

from __future__ import annotations

import random
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from tests.core.packages.sample import CONTENT, dogs, hunan
from yichuang.core.packages import SELF, Fact, Guide, Known, Package, PackageError, example_facts, load
from yichuang.core.packages.guide import guide

FOLDERS = sorted(path.parent for path in CONTENT.glob("*/package.yaml"))
LANGUAGES = ("zh-hans", "en")
#: Of what a known person's departments get, so much is there before anything is asked (UX 2); choices of will apart.
PREFILLED = 0.9
RUNS = 60


@cache
def package(folder: Path) -> Package:
    return load(folder, hunan())


ALL = pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)


def questions(of: Package) -> list[Fact]:
    """Every fact that somebody may be asked for, first or in a register's place."""
    return [fact for fact in of.facts.values() if fact.ask is not None]


def of_will(fact: Fact) -> bool:
    """Whether the answer is what the person wants, which no register can know: a yes or no, a choice, a sum offered."""
    return fact.asked and (fact.type in ("boolean", "choice") or bool(fact.suggest or fact.among or fact.bounds))


def unexplained(of: Package) -> list[str]:
    """Questions that do not say what for, for whom, by which article."""
    found = []
    for fact in questions(of):
        words = [text.get(language) for text in (fact.label, fact.ask, fact.why) for language in LANGUAGES if text]
        if fact.why is None or len(words) < 6 or not all(words):
            found.append(f"{fact.key}: no reason in both languages")
        if not fact.law or not all(of.cite(each).words("zh-hans") for each in fact.law):
            found.append(f"{fact.key}: no article")
        if not of.needed_by(fact.key) and not fact.tick:
            found.append(f"{fact.key}: nobody needs it")
    return found


@ALL
def test_every_field_says_who_needs_it_and_by_which_article(folder: Path) -> None:
    assert questions(package(folder))
    assert unexplained(package(folder)) == []


def test_a_field_without_reason_or_article_is_no_package() -> None:
    """It does not come so far as to be asked: the package is refused when it is checked."""
    from tests.core.packages.sample import PACKAGE

    assert "  wants:" in PACKAGE or "ask:" in PACKAGE
    for line in ("    why:", "    law:"):
        cut = "\n".join(each for each in PACKAGE.splitlines() if not each.startswith(line))
        with pytest.raises(PackageError):
            dogs(package=cut)


@ALL
def test_what_a_register_holds_is_looked_up_first_and_the_page_can_name_it(folder: Path) -> None:
    of = package(folder)
    held = {item for register in of.world.registries.values() for item in register.items}
    for fact in questions(of):
        if fact.asked:
            assert fact.key not in held, f"{fact.key} is asked though a register holds it"
        else:
            register = of.world.registries[str(fact.registry)]
            assert all(register.title[each] and register.owner[each] for each in LANGUAGES), fact.key


@ALL
def test_for_a_known_person_nearly_everything_is_filled_in(folder: Path) -> None:
    """A company types who its employee is, since it may not look them up; what is its own it does not type."""
    of = package(folder)
    if "person" not in of.text.audience:
        own = [fact for fact in of.facts.values() if fact.registry]
        assert own
        assert not any(fact.asked or fact.if_down == "ask" for fact in own)
        return
    sent = [of.facts[key] for matter in of.matters.values() for key in matter.sends if key in of.facts]
    needed = [fact for fact in sent if not of_will(fact)]
    typed = [fact.key for fact in needed if fact.asked]
    assert needed
    assert 1 - len(typed) / len(needed) >= PREFILLED, typed


def journeys(of: Package) -> Iterator[list[str]]:
    """The questions of many journeys, in order: each from the facts of an example, answered at random."""
    for run in range(RUNS):
        draw = random.Random(run)
        example = of.examples[run % len(of.examples)]
        held = {key: known for key, known in example_facts(of, example).items() if known.source != SELF}
        asked: list[str] = []
        while True:
            now = guide(of, held, example.on)
            if now.next is None and (ticks := [one.fact.key for one in now.offers if one.possible and not one.ticked]):
                held[draw.choice(ticks)] = Known(True, SELF)  # what an add-on needs is asked then
                continue
            if now.next is None or len(asked) > len(of.facts):
                break
            key = now.next.key
            asked.append(key)
            held[key] = Known(answer(now, key, draw, example_facts(of, example)), SELF)
        yield asked


def answer(now: Guide, key: str, draw: random.Random, example: dict[str, Known]) -> object:
    """Any answer that the page offers; where nothing is offered, what the example says, or that it is not known."""
    question = now.next
    assert question is not None
    if question.choices:
        return now.read(key, draw.choice(question.choices).value)
    return example[key].value if key in example else None


@ALL
def test_nothing_is_asked_twice(folder: Path) -> None:
    of = package(folder)
    seen = set()
    for asked in journeys(of):
        assert len(asked) == len(set(asked)), asked
        for language in LANGUAGES:
            words = [of.facts[key].ask[language] for key in asked if of.facts[key].ask]  # type: ignore[index]
            assert len(words) == len(set(words)), "two questions of one journey have the same words"
        seen |= set(asked)
    assert len(seen) >= 2, "the journeys ask next to nothing"


@ALL
def test_no_two_facts_of_a_bundle_are_the_same_thing(folder: Path) -> None:
    """Of several matters' facts none stands for another: no label and no register item twice."""
    of = package(folder)
    labels = [fact.label["zh-hans"] for fact in questions(of)]
    places = [fact.place for fact in of.facts.values() if fact.registry]
    assert len(labels) == len(set(labels))
    assert len(places) == len(set(places))
