"""Changed rules: a boundary moved by one, a sign turned, a part left out. And what they would make of somebody."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from yichuang.core.packages.relevance import either, fate_of
from yichuang.core.rules import UNKNOWN, Expression
from yichuang.core.rules.arithmetic import beside
from yichuang.core.rules.building import OPERATORS
from yichuang.core.rules.tree import And, Between, Case, Compare, Comparison, Constant, Fact, In, Is, Node, Not, Or
from yichuang.core.words import N_, Sentence

if TYPE_CHECKING:
    from yichuang.core.packages.package import Package

_TURNED: dict[Comparison, Comparison] = {"<": "<=", "<=": "<", ">": ">=", ">=": ">", "=": "<>", "<>": "="}
_WITHOUT = N_("without its part on %(names)s")
_STEPPED = ("integer", "money", "date")


@dataclass(frozen=True, eq=False)
class Variant:
    """A package with one rule changed. ``place``: a condition's code or a derived fact's key."""

    place: str
    change: Sentence
    conditions: Mapping[str, Expression]
    derived: Mapping[str, Expression]

    @property
    def leaves_out(self) -> bool:
        """Whether a part is left out of the rule."""
        return self.change.template == _WITHOUT

    def changed(self, package: Package) -> set[str]:
        """The conditions that are changed, by themselves or by a fact that they rest on."""
        if self.place in package.conditions:
            return {self.place}
        touched = set(package.touched_by(self.place)[0]) | {self.place}
        return {place for place, rule in package.conditions.items() if rule.names & touched}


def original(package: Package) -> Variant:
    """The package as it is."""
    return Variant("", Sentence(""), package.conditions, package.derived)


def variants(package: Package) -> Iterator[Variant]:
    """Every variant of a package, rule by rule."""
    for place, rule in package.conditions.items():
        for change, root in _changes(rule._root):
            yield Variant(place, change, {**package.conditions, place: _with_root(rule, root)}, package.derived)
    for key, rule in package.derived.items():
        for change, root in _changes(rule._root):
            yield Variant(key, change, package.conditions, {**package.derived, key: _with_root(rule, root)})


def _with_root(rule: Expression, root: Node) -> Expression:
    return Expression(rule.text, rule.origin, rule.type, root.names(), root)


def _changes(node: Node) -> Iterator[tuple[Sentence, Node]]:
    yield from _own(node)
    for at, child in enumerate(node.children):
        if not (isinstance(node, Case) and at in _idle(node)):
            for change, other in _changes(child):
                yield change, replace(node, children=(*node.children[:at], other, *node.children[at + 1 :]))


def _idle(node: Case) -> frozenset[int]:
    """The last conditions of a CASE that choose what would be chosen without them, such as a table's row without a
    result: whatever they say, it comes to the same."""
    *values, last = node.values()
    found = set[int]()
    for at, value in reversed([*enumerate(values)]):
        if not (isinstance(value, Constant) and isinstance(last, Constant) and value.value == last.value):
            break
        found.add(2 * at)
    return frozenset(found)


def _own(node: Node) -> Iterator[tuple[Sentence, Node]]:
    if isinstance(node, Compare):
        stepped = list(_stepped(node, range(2)))
        yield from stepped
        if not stepped:
            turned = _TURNED[node.sign]
            yield _read_as(node.sign, turned), replace(node, sign=turned, function=OPERATORS[turned])
    elif isinstance(node, Between):
        yield from _stepped(node, (1, 2))
    elif isinstance(node, And | Or):
        other = Or if isinstance(node, And) else And
        words = ("and", "or") if isinstance(node, And) else ("or", "and")
        yield _read_as(*words), other(node.type, node.at, node.children)
        for at, part in enumerate(node.children):
            left = (*node.children[:at], *node.children[at + 1 :])
            whole = left[0] if len(left) == 1 else type(node)(node.type, node.at, left)
            names = ", ".join(sorted(part.names())) or "–"
            yield Sentence(_WITHOUT, {"names": names}), whole
    elif isinstance(node, In):
        for at in range(1, len(node.children)) if len(node.children) > 2 else ():
            gone = node.children[at]
            value = gone.value if isinstance(gone, Constant) else ", ".join(gone.names())
            less = In(node.type, node.at, (*node.children[:at], *node.children[at + 1 :]))
            yield Sentence(N_("without “%(value)s”"), {"value": str(value)}), less
    elif isinstance(node, Is):
        words = ("is not", "is") if node.negated else ("is", "is not")
        yield _read_as(*words), replace(node, negated=not node.negated)
    elif isinstance(node, Not):
        yield _read_as("not …", "…"), node.children[0]


def _stepped(node: Node, places: Sequence[int] | range) -> Iterator[tuple[Sentence, Node]]:
    for at in places:
        one = node.children[at]
        if isinstance(one, Constant) and one.type.kind in _STEPPED and one.value is not None:
            for value in _beside(one.value):
                changed = (*node.children[:at], replace(one, value=value), *node.children[at + 1 :])
                yield _read_as(str(one.value), str(value)), replace(node, children=changed)


def _beside(value: Any) -> list[Any]:
    return beside(value, (-1, 1)) if isinstance(value, dt.date) else [value - 1, value + 1]


def _read_as(before: str, after: str) -> Sentence:
    return Sentence(N_("with “%(before)s” read as “%(after)s”"), {"before": before, "after": after})


# --- what becomes of somebody --------------------------------------------------------------------------------------


def noticed_by(
    package: Package, variant: Variant, start: Mapping[str, object], facts: Mapping[str, Any], shown: Sequence[str] = ()
) -> tuple[object, ...]:
    """What somebody notices under a variant: fates, reasons told, papers asked, amounts shown."""
    known: dict[str, Any] = {**start, **facts}
    for name, rule in variant.derived.items():
        known[name] = rule.evaluate(known)
    value = {place: rule.evaluate(known) for place, rule in variant.conditions.items()}
    general = [value[one.code] for one in package.general_refusals]
    told: list[object] = [one.code for one in package.general_refusals if value[one.code] is True]
    if told:
        return (*told,)
    for code in package.matters:
        refusals, referrals = package.blockers(code)
        own = [one for one in refusals if one.refuses]
        fate = _fate(
            _any(general),
            value[code],
            _any([value[one.code] for one in own]),
            _any([value[one.code] for one in referrals]),
        )
        told += [code, fate]
        if fate == "applies" and any(known.get(key, key) is None for key in package.matters[code].sends):
            fate = told[-1] = "undecided"  # what a department needs and nobody has cannot be sent
        if fate == "refused":
            told += sorted(one.code for one in own if value[one.code] is True)
        if fate == "to-person":
            told.append(next(one.department for one in referrals if value[one.code] is True))
        if fate == "applies":
            told += [one.code for one in package.materials_of(code) if one.when is None or value[one.code] is True]
    for key in shown:
        told += [rule.evaluate(known) for _, rule in package.shows_of(key)]
    return tuple(str(one) if isinstance(one, Decimal) else one for one in told)


def _any(values: Sequence[object]) -> object:
    if True in values:
        return True
    if UNKNOWN in values:
        return UNKNOWN
    found: object = False
    for one in values:
        found = either(found, one)
    return found


def _fate(stopped: object, wanted: object, refused: object, referred: object) -> object:
    """As `fate_of`, and open where something not known may still change it."""
    parts = (stopped, wanted, refused, referred)
    if UNKNOWN not in parts or wanted is False:
        return fate_of(*parts)
    return "refused" if wanted is True and refused is True else "open"


def inlined(node: Node, derived: Mapping[str, Expression]) -> Node:
    """An expression with its derived facts written out."""
    if isinstance(node, Fact):
        return inlined(derived[node.name]._root, derived) if node.name in derived else node
    if not node.children:
        return node
    return replace(node, children=tuple(inlined(child, derived) for child in node.children))
