"""Would the worked examples notice a changed rule? Where none does, the person for whom it would matter, as an example.

A variant that no example notices is put beside the rule: both as diagrams over the same cells, and a path on which
what becomes of a matter differs is the missing example. Where there is no such path both rules are the same rule.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING, Any

from yichuang.core.packages.checker import sameness
from yichuang.core.packages.checker.neighbours import Neighbours
from yichuang.core.packages.checker.outcomes import finding, places
from yichuang.core.packages.checker.people import People, values_in
from yichuang.core.packages.checker.suggestions import example_for, example_of
from yichuang.core.packages.checker.variants import Variant, inlined, noticed_by, original, variants
from yichuang.core.packages.errors import Finding
from yichuang.core.packages.marks import YamlPath
from yichuang.core.packages.relevance import either, fate_of
from yichuang.core.rules import Expression
from yichuang.core.rules.branching import Branching
from yichuang.core.rules.diagrams import TooLarge
from yichuang.core.words import N_

if TYPE_CHECKING:
    from yichuang.core.packages.package import Package

MOST_WRITTEN = 6
"""How many people near the examples are tried to be written as an example."""
_CHANGED = "!"
"""Before the name of a condition as the variant has it."""


@dataclass
class Mutation:
    """How it went: how many variants there were, how many an example noticed, how many are the same rule.

    ``findings``: what no example notices, and (``idle-part``) parts whose leaving out leaves the same rule.
    """

    variants: int = 0
    noticed: int = 0
    same: int = 0
    findings: list[Finding] = field(default_factory=list)

    @property
    def missing(self) -> int:
        """How many examples are missing that could be written."""
        return sum(one.code == "mutant" for one in self.findings)


def mutate(package: Package, on: dt.date) -> Mutation:
    """Each rule changed a little, each way; a finding for every change that no example notices.

    It is an error only where an example could notice it.
    """
    done, whole, near = Mutation(), original(package), Neighbours(package)
    people = People(package, max(on, package.in_force))
    examples = [
        (package.start(one.on), values_in(package, one), tuple(one.shows))
        for one in package.examples
        if one.on >= package.in_force
    ]
    expected = [noticed_by(package, whole, *one) for one in examples]
    seen: set[str] = set()
    for variant in variants(package):
        done.variants += 1
        if any(noticed_by(package, variant, *one) != before for one, before in zip(examples, expected, strict=True)):
            done.noticed += 1
            continue
        found = _unnoticed(people, variant, near)
        if found is None:
            done.same += 1
            found = _idle(package, variant) if variant.leaves_out else None
        if found is not None and str(found) not in seen:
            seen.add(str(found))
            done.findings.append(found)
            # Whoever is suggested here may notice the next variant, too.
    return done


def _unnoticed(people: People, variant: Variant, near: Neighbours) -> Finding | None:
    """The finding for a variant that no example notices; None where it is the same rule for everybody."""
    package = people.package
    path = _path(package, variant)
    template = N_("“%(code)s”, %(change)s: every example still holds.")
    more: dict[str, Any] = {"code": variant.place, "change": variant.change}
    changed = variant.changed(package)
    if not changed:
        template = N_("“%(code)s”, %(change)s: every example holds, as it changes only what is sent. Look at it.")
        return finding(package, path, "unseen", template, **more)
    found: dict[str, Any] | None = None
    suggestion = ""
    try:
        found = _Pair(people, variant, changed).somebody()
        if found is None:
            return None
        suggestion = example_for(people, found)
    except TooLarge:
        pass
    if not suggestion:
        for there, facts in islice(near.somebody(variant), MOST_WRITTEN):
            suggestion = _told(there, facts, variant)
            if suggestion:
                people, found = there, {key: facts[key] for key in near.touching(variant) if key in facts}
                break
    if found is None:  # z3 takes its time: it is asked where nothing else is left
        same, person = sameness.somebody(people, variant)
        if same:
            return None
        if person and all(value is None or people.can_be(key, value) for key, value in person.items()):
            suggestion, found = _told(people, person, variant), dict(person)
    told = people.traits(found) if found else ()
    if suggestion:
        return finding(package, path, "mutant", template, **more, person=told, suggestion=suggestion)
    if found is None:
        template = N_(
            "“%(code)s”, %(change)s: every example holds. Nobody near them notices it; further off was not looked."
        )
    else:
        template = N_("“%(code)s”, %(change)s: every example holds. None can be written that would notice it.")
    return finding(package, path, "unseen", template, **more, person=told)


def _idle(package: Package, variant: Variant) -> Finding:
    template = N_(
        "“%(code)s”, %(change)s: nothing changes for anybody. Take the part out, unless the law's own words need it."
    )
    more: dict[str, Any] = {"code": variant.place, "change": variant.change}
    return finding(package, _path(package, variant), "idle-part", template, **more)


def _path(package: Package, variant: Variant) -> YamlPath:
    return dict(places(package)).get(variant.place, ("facts", variant.place, "derive"))


def _told(people: People, facts: Mapping[str, Any], variant: Variant) -> str:
    """Somebody as an example that notices a variant; nothing where it would not hold or not notice."""
    package = people.package
    said = {key: value for key, value in facts.items() if value is not None or package.facts[key].registry is None}
    example = example_of(people, said)
    known = package.start(people.on), values_in(package, example)
    if noticed_by(package, original(package), *known) == noticed_by(package, variant, *known):
        return ""
    return example_for(people, said)


class _Pair:
    """A rule and its variant as diagrams over the same cells."""

    def __init__(self, people: People, variant: Variant, changed: set[str]) -> None:
        package = people.package
        self.package, self.variant, self._changed = package, variant, changed
        self._matters = [
            code
            for code in package.matters
            if changed & {code, *(each for places_ in package.places_of(code) for each in places_)}
            or any(one.code in changed for one in package.materials_of(code))
        ]
        wanted = {one.code for one in package.general_refusals} | changed
        for code in self._matters:
            wanted |= {code, *(each for places_ in package.places_of(code) for each in places_)}
        rules = {place: rule for place, rule in package.conditions.items() if place in wanted}
        for place in changed:
            root = inlined(variant.conditions[place]._root, variant.derived)
            rules[_CHANGED + place] = Expression("", package.conditions[place].origin, root.type, root.names(), root)
        self.branching: Branching = people.relevance.cut(rules)
        if any(self.branching.doubtful(rule) for rule in rules.values()):
            raise TooLarge
        self._built = {place: self.branching.build(rule) for place, rule in rules.items()}
        self.people = People(package, people.on, self.branching)
        self._start = package.start(people.on)

    def somebody(self) -> dict[str, Any] | None:
        """Whoever notices the difference."""
        for diagram in self._differences():
            found = self.people.find(diagram, lambda value: value is True, self._differs)
            if found is not None:
                return found
        return None

    def _differs(self, facts: Mapping[str, Any]) -> bool:
        whole = original(self.package)
        return noticed_by(self.package, whole, self._start, facts) != noticed_by(
            self.package, self.variant, self._start, facts
        )

    def _differences(self) -> Iterator[int]:
        combine = self.branching.diagrams.combine
        for code in self._matters:
            before, after = self._fate(code, ""), self._fate(code, _CHANGED)
            yield combine(lambda one, other: one != other, (before, after))
            refusals, referrals = self.package.places_of(code)
            papers = [one.code for one in self.package.materials_of(code) if one.when]
            for wanted, ones in (("refused", refusals), ("to-person", referrals), ("applies", papers)):
                for place in self._changed & set(ones):
                    yield combine(
                        lambda fate, one, other, wanted=wanted: fate == wanted and (one is True) != (other is True),
                        (before, self._built[place], self._built[_CHANGED + place]),
                    )

    def _fate(self, code: str, mark: str) -> int:
        refusals, referrals = self.package.blockers(code)
        general = [one.code for one in refusals if not one.refuses]
        own = [one.code for one in refusals if one.refuses]
        parts = (
            self._any(general, mark),
            self._of(code, mark),
            self._any(own, mark),
            self._any([one.code for one in referrals], mark),
        )
        return self.branching.diagrams.combine(fate_of, parts)

    def _of(self, place: str, mark: str) -> int:
        return self._built[mark + place if place in self._changed else place]

    def _any(self, ones: list[str], mark: str) -> int:
        diagrams = self.branching.diagrams
        whole = diagrams.end(False)
        for place in ones:
            whole = diagrams.combine(either, (whole, self._of(place, mark)), True)
        return whole
