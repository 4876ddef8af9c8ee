"""People made to order: a path through a decision diagram as somebody whom the finding concerns.

Each cell of a fact on the path is stood for by a value that can really be given: what a worked example gives where it
lies in the cell, else the sample nearest to that. Values beyond their lawful bounds, a birth after the legal date and
what cannot be read back stand for nobody; absence is taken only where nothing else will do.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from decimal import Decimal
from functools import lru_cache
from itertools import islice
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from yichuang.core.identifiers import make_id_number
from yichuang.core.packages.at_hand import SELF, Known, outside
from yichuang.core.packages.errors import AnswerError, Trait
from yichuang.core.packages.examples import example_facts
from yichuang.core.packages.facts import Fact, MemberFact, Reading, yuan
from yichuang.core.packages.texts import LANGUAGES
from yichuang.core.rules import UNKNOWN, Member, Members, units
from yichuang.core.rules.arithmetic import beside
from yichuang.core.rules.beside import Beside
from yichuang.core.rules.functions import born_in
from yichuang.core.rules.relations import Relation
from yichuang.core.words import Said

if TYPE_CHECKING:
    from yichuang.core.packages.documents import Example
    from yichuang.core.packages.guide import Guide
    from yichuang.core.packages.package import Package
    from yichuang.core.rules.branching import Branching

#: How many paths are tried before a finding is let go.
MOST_PATHS = 300
_PLACE = "439900"  # of no county
_STAND_INS = {"phone": "19900000000", "name": "某人", "address": "某处"}
_MIDDLE: Mapping[str, Any] = {"date": dt.date(1990, 1, 1), "integer": 1, "money": 100_000}
_YES, _NO = {"zh-hans": "是", "en": "yes"}, {"zh-hans": "否", "en": "no"}
_ABSENT = {"zh-hans": "不知道", "en": "not known"}


class People:
    """Whoever can apply on a legal date, by the package's diagrams of that day (or by those of ``branching``)."""

    def __init__(self, package: Package, on: dt.date, branching: Branching | None = None) -> None:
        self.package, self.on = package, on
        self.relevance = package.days.relevance(on)
        self.branching = branching or self.relevance.branching
        self._start = package.start(on)
        self.beside = Beside(self.branching)
        self._values: dict[str, dict[int, list[Any]]] = {}

    # --- values ------------------------------------------------------------------------------------------------

    def values(self, key: str) -> dict[int, list[Any]]:
        """The values that can stand for each cell of a fact, cells that are more usual first."""
        found = self._values.get(key)
        if found is None:
            found = self._values[key] = self._values_of(self.package.facts[key])
        return found

    def _values_of(self, fact: Fact) -> dict[int, list[Any]]:
        cells, usual = self.branching.cells[fact.key], _usual(self.package).get(fact.key, [])
        middle = usual[0] if usual else _MIDDLE.get(fact.type)
        candidates = [*usual, *self._stand_ins(fact)]
        for samples in cells.samples[:-1]:
            candidates += sorted(samples, key=lambda value: _distance(value, middle))
        found: dict[int, list[Any]] = {}
        for value in candidates:
            value = self._mended(fact, value)
            cell = cells.of(value)
            if cell is not None and value not in found.get(cell, ()) and self._lawful(fact, value):
                found.setdefault(cell, []).append(value)
        found = dict(sorted(found.items(), key=lambda pair: all(_negative(value) for value in pair[1])))
        if not fact.tick and (fact.asked or fact.if_down == "ask" or fact.if_absent is None):
            found.setdefault(len(cells) - 1, []).append(None)
        return found

    def _mended(self, fact: Fact, value: Any) -> Any:
        """A value that can be given: a number whose check is right, members with everything that they must have."""
        if not isinstance(value, tuple):
            return _with_check(fact, value)
        return self.mended(fact.key, value)

    def mended(self, key: str, members: Members) -> Members:
        """Members of a list with everything that they must have."""
        fields = self.package.facts[key].members
        return tuple(
            Member((name, self._of_member(field, member.get(name))) for name, field in fields.items())
            for member in members
        )

    def _of_member(self, field: MemberFact, value: Any) -> Any:
        if value is not None or field.optional:
            return _with_check(field, value)
        first = next(iter(field.options), "某") if field.type in ("choice", "text") else _MIDDLE.get(field.type, False)
        return next(self._texts(field), first)

    def _texts(self, fact: Reading) -> Iterator[Any]:
        if fact.format == "id_number":
            yield make_id_number(_PLACE, dt.date(1990, 1, 1), 1)
        elif fact.format == "division":
            yield from islice(self.package.world.divisions, 1)
        elif fact.type == "text":
            yield _STAND_INS.get(fact.format or "", "某")

    def _stand_ins(self, fact: Fact) -> Iterator[Any]:
        yield from self._texts(fact)
        levels = self.package.among_of(fact.key, self._start)
        yield from levels or ()
        yield from self.package.bounds_of(fact.key, self._start) or ()

    def _lawful(self, fact: Fact, value: Any) -> bool:
        item = self.package.world.item(fact.place) if fact.place else None
        if item is not None and item.past and isinstance(value, dt.date) and value > self.on:
            return False
        if fact.format == "id_number" and isinstance(value, str) and (born := born_in(value)) and born > self.on:
            return False
        if outside(self.package, fact, value, self._start) is not None:
            return False
        try:
            return bool(fact.read(written(value, fact), self.package.world.divisions) == value)
        except (AnswerError, Said):
            return False

    def can_be(self, key: str, value: Any) -> bool:
        """Whether a fact can really have a value."""
        return self._lawful(self.package.facts[key], value)

    # --- paths -------------------------------------------------------------------------------------------------

    def find(
        self,
        diagram: int,
        wanted: Callable[[Hashable], bool],
        confirm: Callable[[dict[str, Any]], bool] = lambda facts: True,
        given: Mapping[str, Any] = MappingProxyType({}),
    ) -> dict[str, Any] | None:
        """The facts of somebody for whom a diagram comes to what is wanted; only those facts that it takes.

        ``confirm`` looks at everything that would be known of them, and may refuse. ``given``: facts that they have.
        """
        for facts in islice(self._paths(self.beside.known(diagram, given), wanted, dict(given)), MOST_PATHS):
            if confirm(self.whole(facts)):
                return facts
        return None

    def _paths(
        self, diagram: int, wanted: Callable[[Hashable], bool], facts: dict[str, Any]
    ) -> Iterator[dict[str, Any]]:
        """Those of whom ``facts`` are true and for whom a diagram comes to what is wanted, one for each way to it."""
        diagrams = self.branching.diagrams
        if diagrams.decided(diagram):
            if wanted(diagrams.value(diagram)):
                yield facts
            return
        places = list(self.beside.places(diagram))
        level = diagrams.level(diagram)
        key = self.branching.names[level] or next(one for one in self.branching.pseudo[level].roots if one not in facts)
        seen = set[int]()
        for value in self._candidates(key, places, facts):
            further = {**facts, key: value}
            branch = self.once(diagram, further, key)
            if not self.beside.pseudo & diagrams.mask(branch):  # nothing more hangs on the very value
                if branch in seen:
                    continue
                seen.add(branch)
            if any(wanted(one) for one in diagrams.values(branch)):
                yield from self._paths(branch, wanted, further)

    def compares(self, diagram: int, key: str) -> bool:
        """Whether a fact is compared with another in a diagram."""
        return any(key in self.branching.pseudo[place].roots for place in self.beside.places(diagram))

    def once(self, diagram: int, facts: Mapping[str, Any], key: str | None = None) -> int:
        """A diagram once ``facts`` are known, for those who can be then; all but ``key`` were known before."""
        branching = self.branching
        for one in facts if key is None else (key,):
            cell = branching.cells[one].of(facts[one])
            if cell is not None:
                diagram = branching.diagrams.restrict(diagram, branching.place[one], cell)
        for place in self.beside.places(diagram):
            if facts.keys() >= {*branching.pseudo[place].roots}:
                cell = branching.cell_of_pseudo(place, facts)
                if cell is not None:
                    diagram = branching.diagrams.restrict(diagram, place, cell)
        return self.beside.known(diagram, facts)

    def _candidates(self, key: str, places: Sequence[int], facts: Mapping[str, Any]) -> Iterator[Any]:
        """A value for each cell of a fact; where it is compared with others in ``places``, values on both sides of each
        change, too."""
        of_cells = list(self.values(key).values())
        yield from (values[0] for values in of_cells)
        compared = [place for place in places if key in self.branching.pseudo[place].roots]
        if not compared:
            return
        found = dict.fromkeys(value for values in of_cells for value in values[1:])
        for place in compared:
            other = next(one for one in self.branching.pseudo[place].roots if one != key)
            beside = [facts[other]] if other in facts else [values[0] for values in self.values(other).values()]
            for value in beside:
                if value is not None:
                    found |= dict.fromkeys(self._around(place, key, value))
        tried = {values[0] for values in of_cells}
        yield from (value for value in found if value not in tried and self._fits(key, value))

    def _around(self, place: int, key: str, value: Any) -> Iterator[Any]:
        if not isinstance(self.branching.pseudo[place], Relation):
            yield from (value, *_beside(value))
            return
        kind = self.branching.roots[key].kind
        for start, _ in self.beside.steps(place, key, value):
            yield from map(dt.date.fromordinal if kind == "date" else int, (start - 1, start))

    def _fits(self, key: str, value: Any) -> bool:
        fact = self.package.facts[key]
        return fact.holds(value) and self._lawful(fact, value) and self.branching.cells[key].of(value) is not None

    # --- persons -----------------------------------------------------------------------------------------------

    def whole(self, facts: Mapping[str, Any]) -> dict[str, Any]:
        """Everything that can be known of somebody: the given facts, and of the others the most usual."""
        usual = {key: next(iter(values.values()))[0] for key in self.branching.roots if (values := self.values(key))}
        return {**usual, **facts}

    def value(self, place: str, facts: Mapping[str, Any]) -> object:
        """What a condition comes to for somebody of whom all this is known."""
        known = {**self._start, **facts}
        for name, derived in self.package.derived.items():
            known[name] = derived.evaluate(known)
        return self.package.conditions[place].evaluate(known)

    def guided(self, facts: Mapping[str, Any]) -> Guide:
        """The guide of somebody of whom all this is known."""
        return self.package.guide(known(self.package, self.whole(facts)), self.on)

    def traits(self, facts: Mapping[str, Any]) -> tuple[Trait, ...]:
        """Facts in the package's own words."""
        return tuple(trait(self.package.facts[key], facts[key]) for key in self.package.facts if key in facts)


def known(package: Package, facts: Mapping[str, Any]) -> dict[str, Known]:
    """Facts as the guide takes them: from their register, and from the person what no register says."""
    found = {}
    for key, value in facts.items():
        fact = package.facts[key]
        stated = fact.registry is None or (value is None and (fact.if_absent is not None or fact.if_down == "ask"))
        found[key] = Known(value, SELF if stated else str(fact.registry))
    return found


@lru_cache(maxsize=32)
def _usual(package: Package) -> Mapping[str, list[Any]]:
    """What the worked examples give, by fact."""
    usual: dict[str, list[Any]] = {key: [False] for key in package.ticks}
    for example in package.examples:
        for key, value in values_in(package, example).items():
            if value is not None and value not in usual.setdefault(key, []):
                usual[key].append(value)
    return usual


def values_in(package: Package, example: Example) -> dict[str, Any]:
    """What is known of an example's person, absences filled in as the guide fills them."""
    try:
        given = example_facts(package, example)
    except (AnswerError, KeyError):
        return {}
    found: dict[str, Any] = dict.fromkeys(package.ticks, False)
    for key, one in given.items():
        fact = package.facts[key]
        if one.value is UNKNOWN:
            continue
        if one.value is None and fact.registry and one.source == fact.registry:
            if fact.if_absent is not None:
                found[key] = fact.if_absent
            elif fact.if_down != "ask":
                found[key] = None
        else:
            found[key] = one.value
    return found


def _members_in(fact: Fact, members: Members, language: str) -> str:
    """A list in words: each member with its facts, in brackets."""
    chinese = language.startswith("zh")
    comma, nobody = ("，", "没有") if chinese else (", ", "none")
    told = (
        comma.join(trait(field, member[key]).words(language) for key, field in fact.members.items())
        for member in members
    )
    return comma.join(f"（{one}）" if chinese else f"({one})" for one in told) or nobody


def trait(fact: Fact | MemberFact, value: Any) -> Trait:
    """A fact and its value in words."""
    if value is None:
        said: Mapping[str, str] = _ABSENT
    elif isinstance(value, bool):
        option = fact.options.get("true" if value else "false")
        said = option.label if option else _YES if value else _NO
    elif value in fact.options:
        said = fact.options[value].label
    elif isinstance(value, tuple) and isinstance(fact, Fact):
        said = {language: _members_in(fact, value, language) for language in LANGUAGES}
    elif fact.type == "money":
        said = {"zh-hans": f"{yuan(value)}元", "en": f"{yuan(value)} yuan"}
    else:
        beside = units.words(fact.unit or "", value)
        said = {"zh-hans": f"{value}{beside.get('zh-hans', '')}", "en": f"{value} {beside.get('en', '')}".rstrip()}
    return Trait(fact.key, fact.label, said)


def written(value: Any, fact: Reading) -> str:
    """A value as a person or an example writes it; a list as JSON, as it is given."""
    if isinstance(value, tuple) and isinstance(fact, Fact):
        return json.dumps(rows_of(value, fact), ensure_ascii=False)
    if isinstance(value, bool):
        return "true" if value else "false"
    return yuan(value) if fact.type == "money" else str(value)


def rows_of(members: Members, fact: Fact) -> list[dict[str, str]]:
    """A list as its members are written, what is absent left out."""
    return [
        {key: written(one, fact.members[key]) for key, one in member.items() if one is not None} for member in members
    ]


def _with_check(fact: Reading, value: Any) -> Any:
    """A number of the right day and sex with a check that is right."""
    if fact.format == "id_number" and isinstance(value, str) and len(value) == 18 and value[:17].isdigit():
        try:
            born = dt.date.fromisoformat(f"{value[6:10]}-{value[10:12]}-{value[12:14]}")
        except ValueError:
            return value
        return make_id_number(value[:6], born, int(value[14:17]))
    return value


def _distance(value: Any, middle: Any) -> float:
    if isinstance(value, bool) or isinstance(middle, bool) or type(value) is not type(middle):
        return 0.0
    if isinstance(value, dt.date):
        return float(abs((value - middle).days))
    return 0.0 if isinstance(value, str | tuple) else float(abs(value - middle))


def _negative(value: Any) -> bool:
    return isinstance(value, int | Decimal) and not isinstance(value, bool) and value < 0


def _beside(value: Any) -> Iterator[Any]:
    if isinstance(value, dt.date):
        yield from beside(value, (-1, 1))
    elif isinstance(value, int) and not isinstance(value, bool):
        yield from (value - 1, value + 1)
