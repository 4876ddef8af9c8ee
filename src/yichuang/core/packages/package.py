"""A package (事项包): what its files say, parsed, and the guide through it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from yichuang.core.packages.at_hand import Known
from yichuang.core.packages.days import Days
from yichuang.core.packages.documents import Article, Example, ExamplesText, PackageText, Source
from yichuang.core.packages.errors import Finding, NotInForce
from yichuang.core.packages.facts import Fact
from yichuang.core.packages.guide import Guide, guide
from yichuang.core.packages.ordering import Order, order_of
from yichuang.core.packages.schema import (
    Clock,
    Figure,
    Material,
    Matter,
    Referral,
    Refusal,
    ServiceGuide,
    Shown,
    Suggestion,
)
from yichuang.core.packages.tables import Row, Table
from yichuang.core.packages.texts import in_language
from yichuang.core.packages.world import World
from yichuang.core.rules import Expression, Label
from yichuang.core.rules.kinds import field_name
from yichuang.core.words import N_


@dataclass(frozen=True)
class Citation:
    """An article of a source, as it is cited to people."""

    ref: str
    source: Source
    number: str
    article: Article

    @property
    def verified(self) -> bool:
        """Whether the article's own text was read."""
        return self.article.verified

    def words(self, language: str) -> str:
        """ "《社会保险法》第58条" or "Social Insurance Law Art. 58"."""
        title = in_language(self.source.title, language)
        chinese = language.startswith("zh")
        if not self.number[0].isdigit():
            return f"《{title}》" if chinese else title
        return f"《{title}》第{self.number}条" if chinese else f"{title} Art. {self.number}"


@dataclass(frozen=True)
class Rules:
    """The parsed expressions of a package, by where they stand."""

    conditions: Mapping[str, Expression]
    derived: Mapping[str, Expression]
    bounds: Mapping[str, tuple[Expression, Expression]]
    suggestions: Mapping[str, tuple[tuple[Suggestion, Expression], ...]]
    shows: Mapping[str, tuple[tuple[Shown, Expression], ...]]


@dataclass(frozen=True, eq=False)
class Package:
    """A loaded package. ``files`` is the text it was made of, ``digest`` the SHA-256 of that text in hex."""

    text: PackageText
    law: Mapping[str, Source]
    parameters: Mapping[str, tuple[Figure, ...]]
    worked: ExamplesText
    rules: Rules
    #: The decision tables, by the fact that each derives.
    tables: Mapping[str, Table]
    world: World
    files: Mapping[str, str]
    digest: str
    readme: str
    lines: Mapping[str, Mapping[tuple[str | int, ...], int]] = field(repr=False)
    #: The order in which it asks, where it was reckoned before.
    kept: tuple[str, ...] = field(default=(), repr=False)

    # --- what the files say ------------------------------------------------------------------------------------

    @property
    def name(self) -> str:
        """The package's code."""
        return self.text.code

    @property
    def title(self) -> Mapping[str, str]:
        """Its title by language."""
        return self.text.title

    @property
    def summary(self) -> Mapping[str, str]:
        """One sentence on what it does, by language."""
        return self.text.summary

    @property
    def in_force(self) -> dt.date:
        """Its first legal day."""
        return self.text.in_force

    @property
    def audience(self) -> list[str]:
        """Whom it is for: "person", "organisation"."""
        return list(self.text.audience)

    @property
    def one_at_a_time(self) -> bool:
        """Whether no second application may be begun while one has no outcome yet."""
        return self.text.one_at_a_time

    @property
    def life_stage(self) -> list[str]:
        """The stages of life under which it is found."""
        return self.text.life_stage

    @property
    def keywords(self) -> Mapping[str, list[str]]:
        """Words under which it is searched, by language."""
        return self.text.keywords

    @property
    def service_guide(self) -> ServiceGuide:
        """办事指南: who, conditions, steps, fee, places, phones."""
        return self.text.guide

    @property
    def facts(self) -> Mapping[str, Fact]:
        """The facts by key, as the author writes them; `order` says in which order they are asked."""
        return self.text.facts

    @property
    def examples(self) -> list[Example]:
        """The worked examples."""
        return self.worked.examples

    @cached_property
    def refusals(self) -> Mapping[str, Refusal]:
        """The refusals by code."""
        return {one.code: one for one in self.text.refusals}

    @cached_property
    def referrals(self) -> Mapping[str, Referral]:
        """The referrals by code."""
        return {one.code: one for one in self.text.referrals}

    @cached_property
    def matters(self) -> Mapping[str, Matter]:
        """The matters by code."""
        return {one.code: one for one in self.text.matters}

    @cached_property
    def materials(self) -> Mapping[str, Material]:
        """The materials by code."""
        return {one.code: one for one in self.text.materials}

    @cached_property
    def labels(self) -> Mapping[str, Label]:
        """The labels of the facts and of their answers, for reasons in words."""
        return {
            key: Label(one.label, {code: option.label for code, option in one.options.items()}, one.unit or "")
            for fact in self.facts.values()
            for key, one in (
                (fact.key, fact),
                *((field_name(fact.key, field.key), field) for field in fact.members.values()),
            )
        }

    def cite(self, ref: str) -> Citation:
        """The article that a reference ("source/article") names."""
        source, _, number = ref.partition("/")
        return Citation(ref, self.law[source], number, self.law[source].articles[number])

    def figure(self, parameter: str, on: dt.date) -> Figure | None:
        """The value of a parameter on a legal date, or None when there is none."""
        for one in self.parameters.get(parameter, ()):
            if one.since <= on and (one.until is None or on <= one.until):
                return one
        return None

    def promised(self, clock: Clock, on: dt.date) -> str | None:
        """The promised time of a clock on a legal date, as "1 workdays"; None when nothing is promised."""
        return self._time(clock.promised, on)

    def statutory(self, clock: Clock, on: dt.date) -> str | None:
        """The time that the law sets on a legal date, as "10 workdays"; None when it sets none."""
        return self._time(clock.statutory, on)

    def extension(self, clock: Clock, on: dt.date) -> str | None:
        """By how much a clock may be extended once, on a legal date, as "10 workdays"; None when it may not."""
        return self._time(clock.extension.by if clock.extension else None, on)

    def owing(self, on: dt.date) -> Mapping[str, str]:
        """The times of papers that are owed (term, longest, before), on a legal date; empty where none may be."""
        owing = self.text.owing
        if owing is None:
            return {}
        times = {"term": owing.term, "longest": owing.longest or owing.term, "before": owing.before or "0 workdays"}
        return {name: str(self._time(time, on)) for name, time in times.items()}

    def sure_of_owing(self, on: dt.date) -> bool:
        """Whether the term of owed papers was checked against its source: every article of it, and its figure."""
        owing = self.text.owing
        if owing is None:
            return True
        figure = self.figure(owing.term, on)
        return all(self.cite(ref).verified for ref in owing.law) and (figure is None or figure.sure(on))

    def sure_of(self, clock: Clock, on: dt.date) -> bool:
        """Whether the statutory time was checked against its source; a literal stands under a cited article."""
        figure = self.figure(clock.statutory, on) if clock.statutory else None
        return figure is None or figure.sure(on)

    def sure_of_row(self, row: Row) -> bool:
        """Whether every article by which a row of a decision table stands was read itself."""
        return all(self.cite(ref).verified for ref in row.law)

    def _time(self, time: str | None, on: dt.date) -> str | None:
        figure = self.figure(time, on) if time else None
        return str(figure.value) if figure is not None else time

    # --- the guide ---------------------------------------------------------------------------------------------

    def guide(self, facts: Mapping[str, Known], on: dt.date) -> Guide:
        """What is still asked and looked up for these facts, and what follows, by the law of the legal date ``on``.

        A fact missing from ``facts`` is not yet known. Facts that the package does not have are ignored. Raises
        `NotInForce` for a date before the package's first day.
        """
        if on < self.in_force:
            raise NotInForce("not-in-force", N_("This service starts on %(day)s."), day=self.in_force)
        return guide(self, facts, on)

    def check_examples(self) -> list[Finding]:
        """The worked examples run: one finding for each that comes out otherwise."""
        from yichuang.core.packages.examples import check_examples

        return check_examples(self)

    @cached_property
    def asking(self) -> Order:
        """In which order facts are asked and looked up, and how many questions that takes on average."""
        return order_of(self)

    @cached_property
    def order(self) -> tuple[str, ...]:
        """The facts that are asked or looked up, in that order; reckoned once, when the package is published."""
        return self.kept or self.asking.keys

    # --- what the walk needs -----------------------------------------------------------------------------------

    @property
    def conditions(self) -> Mapping[str, Expression]:
        """The conditions of matters, refusals, referrals and materials by code (codes are unique in a package)."""
        return self.rules.conditions

    @property
    def derived(self) -> Mapping[str, Expression]:
        """The expressions of derived facts, each after those that it needs."""
        return self.rules.derived

    def start(self, on: dt.date) -> dict[str, object]:
        """What is known of everyone on a legal date: the day itself and the parameters in force."""
        start: dict[str, object] = {"today": on}
        for key, fact in self.facts.items():
            if fact.parameter is not None:
                figure = self.figure(fact.parameter, on)
                start[key] = figure.value if figure and not isinstance(figure.value, tuple) else None
        return start

    @cached_property
    def days(self) -> Days:
        """What it is compiled to for each legal date."""
        return Days(self)

    @cached_property
    def by_calendar(self) -> bool:
        """Whether some rule goes by working days, and so by the holiday notices that are known."""
        rules = [*self.conditions.values(), *self.derived.values()]
        rules += [rule for pair in self.rules.bounds.values() for rule in pair]
        for each in (*self.rules.suggestions.values(), *self.rules.shows.values()):
            rules += [rule for _, rule in each]
        return any(rule.by_calendar for rule in rules)

    def touched_by(self, key: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The derived facts and the conditions that a fact may change, derived facts in the order of their needs."""
        return self._touched[key]

    @cached_property
    def _touched(self) -> Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]]:
        touched = {}
        for key in self.facts:
            changed = {key}
            for name, rule in self.derived.items():
                if changed & rule.names:
                    changed.add(name)
            derived = tuple(name for name in self.derived if name in changed)
            touched[key] = derived, tuple(place for place, rule in self.conditions.items() if changed & rule.names)
        return touched

    def matters_touched_by(self, key: str) -> tuple[Matter, ...]:
        """The matters whose state, papers or items a fact may change."""
        return self._matters_touched[key]

    @cached_property
    def _matters_touched(self) -> Mapping[str, tuple[Matter, ...]]:
        touching = {}
        for matter in self.text.matters:
            refusals, referrals = self.places_of(matter.code)
            papers = [one.code for one in self.materials_of(matter.code) if one.when]
            names = frozenset().union(*(self.mentioned(one) for one in (matter.code, *refusals, *referrals, *papers)))
            touching[matter.code] = names.union(*(self.roots(one) for one in matter.sends))
        return {key: tuple(one for one in self.text.matters if key in touching[one.code]) for key in self.facts}

    @cached_property
    def places(self) -> Mapping[str, int]:
        """The place of each fact in the order in which they are asked."""
        return {key: at for at, key in enumerate(self.order)}

    @cached_property
    def ticks(self) -> Mapping[str, tuple[str, ...]]:
        """The add-ons that a person may tick, each with the matters that it brings."""
        return {
            key: tuple(code for code in self.matters if key in self.mentioned(code))
            for key, fact in self.facts.items()
            if fact.tick
        }

    @cached_property
    def general_refusals(self) -> list[Refusal]:
        """The refusals that stop the whole package."""
        return [one for one in self.text.refusals if not one.refuses]

    def blockers(self, matter: str) -> tuple[list[Refusal], list[Referral]]:
        """The refusals and referrals that can stop a matter."""
        return self._blockers[matter]

    @cached_property
    def _blockers(self) -> Mapping[str, tuple[list[Refusal], list[Referral]]]:
        return {
            code: (
                [one for one in self.text.refusals if not one.refuses or code in one.refuses],
                [one for one in self.text.referrals if code in one.refers],
            )
            for code in self.matters
        }

    def places_of(self, matter: str) -> tuple[list[str], list[str]]:
        """The codes of those refusals and referrals."""
        return self._places[matter]

    @cached_property
    def _places(self) -> Mapping[str, tuple[list[str], list[str]]]:
        return {
            matter: ([one.code for one in refusals], [one.code for one in referrals])
            for matter, (refusals, referrals) in self._blockers.items()
        }

    def materials_of(self, matter: str) -> list[Material]:
        """The materials that a matter may need."""
        return self._materials[matter]

    @cached_property
    def _materials(self) -> Mapping[str, list[Material]]:
        return {
            code: [one for one in self.text.materials if not one.matters or code in one.matters]
            for code in self.matters
        }

    def mentioned(self, place: str) -> frozenset[str]:
        """The facts that a condition rests on in the end, whatever is known."""
        return self._mentioned_in[place]

    @cached_property
    def _mentioned_in(self) -> Mapping[str, frozenset[str]]:
        return {
            place: frozenset().union(*(self._roots.get(name, frozenset()) for name in rule.names))
            for place, rule in self.conditions.items()
        }

    def roots(self, key: str) -> frozenset[str]:
        """The facts that a fact rests on in the end: itself, or what it derives from (parameters left out)."""
        return self._roots[key]

    @cached_property
    def _roots(self) -> Mapping[str, frozenset[str]]:
        roots: dict[str, frozenset[str]] = {
            key: frozenset() if fact.parameter else frozenset({key})
            for key, fact in self.facts.items()
            if fact.derive is None
        }
        for key, rule in self.rules.derived.items():
            roots[key] = frozenset().union(*(roots.get(name, frozenset()) for name in rule.names))
        return roots

    def needed_by(self, key: str) -> tuple[str, ...]:
        """The departments that get a fact or what derives from it, or whose matters depend on it."""
        if key not in self._needing:
            self._needing[key] = self._departments_for(key)
        return self._needing[key]

    @cached_property
    def _needing(self) -> dict[str, tuple[str, ...]]:
        return {}

    def _departments_for(self, key: str) -> tuple[str, ...]:
        found: dict[str, None] = {}
        behind = {key, *self.touched_by(key)[0]}
        for matter in self.text.matters:
            refusals, referrals = self.places_of(matter.code)
            places = [matter.code, *refusals, *referrals]
            if behind & set(matter.sends) or any(key in self.mentioned(place) for place in places):
                found[matter.department] = None
        return tuple(found)

    def rows(self, known: Mapping[str, object]) -> dict[str, Row]:
        """By which row of its table each fact has its value; none where no row holds for certain."""
        decided = {key: table.decided(self.derived[key], known) for key, table in self.tables.items()}
        return {key: row for key, row in decided.items() if row is not None}

    def tables_behind(self, names: Iterable[str]) -> tuple[str, ...]:
        """The facts with a table that others rest on, or are."""
        behind = self.all_behind(names)
        return tuple(key for key in self.tables if key in behind)

    # --- amounts -----------------------------------------------------------------------------------------------

    def bounds_of(self, key: str, known: Mapping[str, object]) -> tuple[int, int] | None:
        """The lawful least and most of an amount in fen, when it has bounds and they can be computed."""
        pair = self.rules.bounds.get(key)
        if pair is None:
            return None
        least, most = (rule.evaluate(known) for rule in pair)
        return (least, most) if isinstance(least, int) and isinstance(most, int) else None

    def among_of(self, key: str, known: Mapping[str, object]) -> tuple[int, ...] | None:
        """The lawful levels of an amount in fen, when it has levels."""
        among = self.facts[key].among
        day = known["today"]
        figure = self.figure(among, day) if among and isinstance(day, dt.date) else None
        return figure.value if figure is not None and isinstance(figure.value, tuple) else None

    def suggestions_of(self, key: str) -> tuple[tuple[Suggestion, Expression], ...]:
        """The computed answers offered for an amount."""
        return self.rules.suggestions.get(key, ())

    def shows_of(self, key: str) -> tuple[tuple[Shown, Expression], ...]:
        """The amounts shown beside an answer."""
        return self.rules.shows.get(key, ())

    def names_behind(self, key: str) -> set[str]:
        """The facts behind the bounds, suggestions and shown amounts of a question."""
        rules = [*self.rules.bounds.get(key, ())]
        rules += [rule for _, rule in self.suggestions_of(key)] + [rule for _, rule in self.shows_of(key)]
        return {name for rule in rules for name in rule.names}

    def all_behind(self, names: Iterable[str]) -> set[str]:
        """``names``, and every fact from which they are worked out."""
        found = set(names)
        for key, rule in reversed([*self.derived.items()]):  # each stands after those that it needs
            if key in found:
                found |= rule.names
        return found
