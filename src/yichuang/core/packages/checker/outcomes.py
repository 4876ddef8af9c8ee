"""What can become of people, by the diagrams: rules that hold for nobody, matters that meet, people told nothing."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from yichuang.core.packages.checker.people import People
from yichuang.core.packages.errors import Finding
from yichuang.core.packages.marks import row_of
from yichuang.core.rules.diagrams import TooLarge
from yichuang.core.words import N_, Sentence

if TYPE_CHECKING:
    from yichuang.core.packages.marks import YamlPath
    from yichuang.core.packages.package import Package

FILE = "package.yaml"
#: How many years on a rule is looked at again that holds for nobody today.
_LATER = (1, 5, 15)


def finding(package: Package, path: YamlPath, code: str, template: str, /, *, file: str = FILE, **more: Any) -> Finding:
    """A finding at the line of ``path``, or of its nearest ancestor that was written."""
    lines, person, suggestion = package.lines[file], more.pop("person", ()), more.pop("suggestion", "")
    while path and path not in lines:
        path = path[:-1]
    return Finding(file, lines.get(path, 1), code, Sentence(template, more), person, suggestion, row_of(file, path))


def row(package: Package, name: str, since: dt.date | None = None) -> YamlPath:
    """The row of a parameter, or of one of its values, in its table."""
    rows = [cells for cells in csv.reader(io.StringIO(package.files["parameters.csv"])) if any(map(str.strip, cells))]
    for at, cells in enumerate(rows[1:]):
        if cells[0].strip() == name and since in (None, dt.date.fromisoformat(cells[2].strip())):
            return (at,)
    return ()


def places(package: Package) -> Iterator[tuple[str, YamlPath]]:
    """The code of every condition, and where it stands."""
    text = package.text
    codes = {
        "matters": [one.code for one in text.matters],
        "refusals": [one.code for one in text.refusals],
        "referrals": [one.code for one in text.referrals],
        "materials": [one.code for one in text.materials],
    }
    for part, ones in codes.items():
        for at, code in enumerate(ones):
            if code in package.conditions:
                yield code, (part, at, "when")


def noticed(people: People) -> dict[tuple[str, ...], int]:
    """A diagram for everything that a person or a department notices: fates, reasons told, papers asked.

    What grows too large is left out.
    """
    package, start, diagrams = people.package, people.relevance.start, people.branching.diagrams
    found: dict[tuple[str, ...], int] = {}
    fates = {code: start["fate", code] for code in package.matters if ("fate", code) in start}
    for code, fate in fates.items():
        found["fate", code] = fate
    told = [(one.code, code, "refused") for one in package.text.refusals for code in one.refuses]
    told += [(one.code, code, "to-person") for one in package.text.referrals for code in one.refers]
    told += [(one.code, code, "applies") for one in package.text.materials if one.when for code in one.matters or fates]
    for place, code, wanted in told:
        if code in fates and ("condition", place) in start:
            try:
                found[wanted, place, code] = diagrams.combine(
                    lambda holds, fate, wanted=wanted: holds is True and fate == wanted,
                    (start["condition", place], fates[code]),
                )
            except TooLarge:
                continue
    for one in package.general_refusals:
        if ("condition", one.code) in start:
            found["told", one.code] = diagrams.combine(lambda holds: holds is True, [start["condition", one.code]])
    return found


class Outcomes:
    """The proofs on one package and day."""

    def __init__(self, people: People) -> None:
        self.people, self.package, self.on = people, people.package, people.on
        self.start, self.diagrams = people.relevance.start, people.branching.diagrams
        self.noticed = noticed(people)

    def findings(self) -> Iterator[Finding]:
        """All of them."""
        yield from self._inexact()
        yield from self._conditions()
        if not self._everybody_refused():
            yield from self._matters()
            yield from self._papers()
        yield from self._never()
        yield from self._unexplained()
        yield from self._without_effect()

    def _inexact(self) -> Iterator[Finding]:
        at = dict(places(self.package))
        for place in sorted(self.people.relevance.inexact):
            yield finding(
                self.package,
                at.get(place, ()),
                "inexact",
                N_("“%(code)s” cannot be proved: it asks for whatever it mentions. Publishing needs your word for it."),
                code=place,
            )

    def _conditions(self) -> Iterator[Finding]:
        refusals = self.package.refusals
        for place, path in places(self.package):
            diagram = self.start.get(("condition", place))
            if diagram is None:
                continue
            values = self.diagrams.values(diagram)
            if True not in values and not self._later(place):
                yield finding(self.package, path, "never-holds", N_("“%(code)s” holds for nobody."), code=place)
            elif True in values and False not in values and place in refusals:
                person = self.people.find(diagram, lambda value: value is True)
                yield finding(
                    self.package,
                    path,
                    "refuses-all",
                    N_("“%(code)s” refuses everybody."),
                    code=place,
                    person=self.people.traits(person or {}),
                )
            elif True in values and False not in values and place in self.package.materials:
                yield finding(
                    self.package,
                    path,
                    "always-holds",
                    N_("“%(code)s” is needed by everybody: leave out its condition."),
                    code=place,
                )

    def _everybody_refused(self) -> bool:
        """Whether the whole package is refused to all: then that is the finding, and nothing else of its matters."""
        found = [self.start.get(("condition", one.code)) for one in self.package.general_refusals]
        values = [self.diagrams.values(one) for one in found if one is not None]
        return any(True in one and False not in one for one in values)

    def _later(self, place: str) -> bool:
        """Whether a condition that nobody meets today is met by somebody on a day that its package knows."""
        first = self.package.in_force
        days = {first, *(self.on + dt.timedelta(days=365 * years) for years in _LATER)}
        days |= {one.since for versions in self.package.parameters.values() for one in versions if one.since > first}
        for day in sorted(days - {self.on}):
            relevance = self.package.days.relevance(day)
            diagram = relevance.start.get(("condition", place))
            if diagram is None or True in relevance.branching.diagrams.values(diagram):
                return True
        return False

    def _matters(self) -> Iterator[Finding]:
        for at, matter in enumerate(self.package.text.matters):
            fate, wanted = self.start.get(("fate", matter.code)), self.start.get(("condition", matter.code))
            if fate is None or wanted is None or True not in self.diagrams.values(wanted):
                continue
            if self.diagrams.values(fate) & {"applies", "to-person"}:
                continue
            person = self.people.find(wanted, lambda value: value is True) or {}
            whole = self.people.whole(person)
            refusals = [
                one.code for one in self.package.blockers(matter.code)[0] if self.people.value(one.code, whole) is True
            ]
            yield finding(
                self.package,
                ("matters", at, "when"),
                "never-applies",
                N_("“%(code)s” never applies: whoever wants it is refused (%(refusals)s)."),
                code=matter.code,
                refusals=", ".join(refusals) or "–",
                person=self.people.traits(person),
            )

    def _papers(self) -> Iterator[Finding]:
        for at, one in enumerate(self.package.text.materials):
            condition = self.start.get(("condition", one.code))
            if condition is None or True not in self.diagrams.values(condition):
                continue
            needed = [self.noticed.get(("applies", one.code, code)) for code in one.matters or self.package.matters]
            if None not in needed and not any(True in self.diagrams.values(each) for each in needed if each):
                yield finding(
                    self.package,
                    ("materials", at, "when"),
                    "never-asked",
                    N_("No matter that applies ever needs “%(code)s”."),
                    code=one.code,
                )

    def _never(self) -> Iterator[Finding]:
        for at, group in enumerate(self.package.text.never):
            person = meeting(self.people, group)
            if person is not None:
                yield finding(
                    self.package,
                    ("never", at),
                    "meet",
                    N_("%(codes)s must never meet, but do."),
                    codes=", ".join(group),
                    person=self.people.traits(person),
                )

    def _unexplained(self) -> Iterator[Finding]:
        whole = self.diagrams.end(True)
        for code in self.package.matters:
            fate = self.start.get(("fate", code))
            if fate is None:
                return
            try:
                whole = self.diagrams.combine(lambda out, one: out and one == "out", (whole, fate), stop=False)
            except TooLarge:
                return
        person = self.people.find(whole, lambda value: value is True, self._told_nothing)
        if person is not None:
            yield finding(
                self.package,
                ("matters",),
                "unexplained",
                N_("No matter takes this person, and no refusal or referral says why."),
                person=self.people.traits(person),
            )

    def _told_nothing(self, whole: dict[str, Any]) -> bool:
        guide = self.people.guided(whole)
        return not (guide.matters or guide.undecided or guide.refusals or guide.possible)

    @staticmethod
    def _deciding(people: People, of: Mapping[tuple[str, ...], int]) -> set[str]:
        """The facts on which something hangs that is noticed."""
        mask = people.branching.diagrams.mask
        return set().union(*(people.relevance.names(mask(diagram), frozenset()) for diagram in of.values()))

    def _without_effect(self) -> Iterator[Finding]:
        relevance, package = self.people.relevance, self.package
        if relevance.inexact or any(("fate", code) not in self.start for code in package.matters):
            return
        sent = {key for matter in package.text.matters for key in matter.sends}
        for key in package.facts:
            sent |= package.names_behind(key)
        sent |= {proof.fact for one in package.text.materials for proof in one.proved_by if proof.fact}
        used = set().union(*(package.roots(name) for name in sent if name in package.facts))
        used |= self._deciding(self.people, self.noticed)
        idle = [key for key in self.people.branching.roots if key not in used]
        if idle:
            for years in _LATER[:1]:
                later = People(package, self.on + dt.timedelta(days=365 * years))
                used |= self._deciding(later, noticed(later))
        for key in idle:
            if key not in used:
                yield finding(
                    package,
                    ("facts", key),
                    "no-effect",
                    N_("“%(key)s” changes no outcome, and no department gets it."),
                    key=key,
                )


def meeting(people: People, group: list[str]) -> dict[str, Any] | None:
    """Somebody to whom all matters of a group apply, if there is one."""
    diagrams, start = people.branching.diagrams, people.relevance.start
    whole = diagrams.end(True)
    for code in group:
        if ("fate", code) not in start:
            return None
        try:
            whole = diagrams.combine(
                lambda all_apply, fate: all_apply and fate == "applies", (whole, start["fate", code]), stop=False
            )
        except TooLarge:
            return None

    def meet(facts: dict[str, Any]) -> bool:
        return set(group) <= {one.code for one in people.guided(facts).matters}

    return people.find(whole, lambda value: value is True, meet)
