"""The words of reasons: facts by their labels, values by their kinds, comparisons as people say them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from yichuang.core.rules.functions import OverName
from yichuang.core.rules.kinds import UNKNOWN, Facts, FactType
from yichuang.core.rules.members import Over
from yichuang.core.rules.tree import (
    And,
    Arithmetic,
    Between,
    Call,
    Compare,
    Constant,
    Fact,
    In,
    Is,
    Matches,
    Node,
    Not,
    Or,
    Widen,
)
from yichuang.core.rules.units import counted
from yichuang.core.words import N_, Sentence


@dataclass(frozen=True)
class Label:
    """What a fact is called, by language; ``options`` what each answer of a choice is called; ``unit`` a number's."""

    text: Mapping[str, str]
    options: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    unit: str = ""


#: Sign, whether it is of days, whether it holds: what is said.
_SIGNS: dict[tuple[str, bool], str] = {
    ("=", False): N_("%(left)s is %(right)s"),
    ("<>", False): N_("%(left)s is not %(right)s"),
    ("<", False): N_("%(left)s is below %(right)s"),
    ("<=", False): N_("%(left)s is at most %(right)s"),
    (">", False): N_("%(left)s is above %(right)s"),
    (">=", False): N_("%(left)s is at least %(right)s"),
    ("<", True): N_("%(left)s is before %(right)s"),
    ("<=", True): N_("%(left)s is not after %(right)s"),
    (">", True): N_("%(left)s is after %(right)s"),
    (">=", True): N_("%(left)s is not before %(right)s"),
}
_OPPOSITE = {"=": "<>", "<>": "=", "<": ">=", ">=": "<", ">": "<=", "<=": ">"}
_SUMS = {
    "+": N_("%(left)s + %(right)s"),
    "-": N_("%(left)s - %(right)s"),
    "*": N_("%(left)s × %(right)s"),
    "/": N_("%(left)s ÷ %(right)s"),
}
_YES, _NO = N_("%(left)s: yes"), N_("%(left)s: no")
_RECORDED, _NOT_RECORDED = N_("%(left)s: on record"), N_("%(left)s: not on record")
_AMONG, _NOT_AMONG = N_("%(left)s is one of: %(right)s"), N_("%(left)s is none of: %(right)s")
_WITHIN = N_("%(left)s is between %(low)s and %(high)s")
_NOT_WITHIN = N_("%(left)s is not between %(low)s and %(high)s")
_BEGINS, _NOT_BEGINS = N_("%(left)s begins with %(right)s"), N_("%(left)s does not begin with %(right)s")
_FITS, _NOT_FITS = N_("%(left)s has the form %(right)s"), N_("%(left)s does not have the form %(right)s")
_OVER: dict[tuple[OverName, bool], str] = {
    ("any", True): N_("one of %(list)s: %(value)s"),
    ("any", False): N_("none of %(list)s: %(value)s"),
    ("all", True): N_("all of %(list)s: %(value)s"),
    ("all", False): N_("not all of %(list)s: %(value)s"),
}
_COUNTED, _SUMMED = N_("number of %(list)s"), N_("sum of %(value)s of %(list)s")
_THOSE = N_("%(list)s (%(where)s)")
_BOTH, _EITHER = N_("%(one)s and %(more)s"), N_("%(one)s or %(more)s")
_BEFORE = N_("%(months)s before %(start)s")
_HOLDS, _FAILS = N_("the condition on %(names)s holds"), N_("the condition on %(names)s does not hold")


@dataclass(frozen=True)
class Labels:
    """The labels in one language; a fact or option without one goes by its name, another language before that."""

    labels: Mapping[str, Label | Mapping[str, str]]
    language: str

    def fact(self, name: str) -> object:
        """What the fact is called."""
        label = self.labels.get(name)
        if label is None:
            return Sentence(N_("today")) if name == "today" else name
        return self._text(label.text if isinstance(label, Label) else label, name)

    def option(self, name: str, option: str) -> str:
        """What an answer is called."""
        label = self.labels.get(name)
        texts = label.options.get(option, {}) if isinstance(label, Label) else {}
        return self._text(texts, option)

    def unit(self, name: str) -> str:
        """The unit of a number."""
        label = self.labels.get(name)
        return label.unit if isinstance(label, Label) else ""

    def _text(self, texts: Mapping[str, str], otherwise: str) -> str:
        return texts.get(self.language) or next(iter(texts.values()), otherwise)


@dataclass(frozen=True)
class Speaker:
    """Says of one person's facts what a part of a rule says."""

    labels: Labels
    facts: Facts
    types: Mapping[str, FactType]

    def unknown(self, names: Iterable[str]) -> Sentence:
        """What is not yet known."""
        return Sentence(N_("Not yet known: %(names)s"), {"names": self._listed(names)})

    def absent(self, names: Collection[str]) -> Sentence:
        """What has no answer: the facts known to be absent, or all that it rests on."""
        missing = [name for name in names if self.facts.get(name, UNKNOWN) is None]
        if missing:
            return Sentence(N_("Not on record: %(names)s"), {"names": self._listed(missing)})
        if not names:
            return Sentence(N_("Nothing decides this"))
        return Sentence(N_("The records do not decide: %(names)s"), {"names": self._listed(names)})

    def values(self, names: Collection[str]) -> Sentence:
        """The facts with their values."""
        return (
            joined([self._value_of(name) for name in self._in_order(names)])
            if names
            else Sentence(N_("It is always so"))
        )

    def statement(self, node: Node, *, holds: bool) -> Sentence:
        """What a yes-or-no part says, or its opposite, with the values of the facts where they are not said anyway."""
        said = self._statement(node, holds)
        shown = [] if self._tells_all(node, holds) else self._shown(node)
        if not shown:
            return said
        subject = node.children[0]
        if len(shown) == 1 and isinstance(subject, Fact) and isinstance(node, Compare | In | Between | Matches):
            value = self._value(subject.name, subject.type, self.facts[subject.name])
            return Sentence(N_("%(statement)s (it is %(value)s)"), {"statement": said, "value": value})
        facts = joined([self._value_of(name) for name in shown])
        return Sentence(N_("%(statement)s (%(facts)s)"), {"statement": said, "facts": facts})

    def _statement(self, node: Node, holds: bool) -> Sentence:
        match node:
            case Compare():
                one, other = node.children
                sign = node.sign if holds else _OPPOSITE[node.sign]
                template = _SIGNS[sign, one.type.kind == "date" and sign not in ("=", "<>")]
                return Sentence(template, {"left": self._term(one, other), "right": self._term(other, one)})
            case Fact():
                return Sentence(_YES if holds else _NO, {"left": self.labels.fact(node.name)})
            case Is():
                return self._test(node, holds)
            case In():
                subject, *others = node.children
                right = listed([self._term(one, subject) for one in others])
                return Sentence(_AMONG if holds else _NOT_AMONG, {"left": self._term(subject), "right": right})
            case Between():
                terms = [self._term(child, node.children[0]) for child in node.children]
                return Sentence(
                    _WITHIN if holds else _NOT_WITHIN, dict(zip(("left", "low", "high"), terms, strict=True))
                )
            case Matches():
                return self._matches(node, holds)
            case Over():
                return Sentence(_OVER[node.what, holds], self._over(node))
            case Call() if node.called.holds:
                return Sentence(node.called.holds if holds else node.called.fails, self._arguments(node))
        names = node.names()
        if not names:
            return Sentence(N_("It is always so"))
        return Sentence(_HOLDS if holds else _FAILS, {"names": self._listed(names)})

    def _over(self, node: Over) -> dict[str, object]:
        """What is said of a list: whom it is about, and what is looked at."""
        members: object = self.labels.fact(node.members.name)
        if not isinstance(node.where, Constant):
            members = Sentence(_THOSE, {"list": members, "where": self._condition(node.where)})
        value = node.value
        if value is None:
            return {"list": members}
        return {"list": members, "value": self._term(value) if node.what == "sum" else self._condition(value)}

    def _condition(self, node: Node, *, holds: bool = True) -> Sentence:
        """A condition on a member, who is nobody in particular: no value is told."""
        if isinstance(node, Not):
            return self._condition(node.children[0], holds=not holds)
        if isinstance(node, Is) and node.wanted is not None:
            return self._condition(node.children[0], holds=(holds != node.negated) == node.wanted)
        if not isinstance(node, And | Or):
            return self._statement(node, holds)
        first, *more = (self._condition(child, holds=holds) for child in node.children)
        for one in more:
            first = Sentence(_BOTH if isinstance(node, And) == holds else _EITHER, {"one": first, "more": one})
        return first

    def _test(self, node: Is, holds: bool) -> Sentence:
        wanted = holds != node.negated
        if node.wanted is None:
            return Sentence(_NOT_RECORDED if wanted else _RECORDED, {"left": self._term(node.children[0])})
        value = node.children[0].run(self.facts)
        template = _YES if value is True else _NO if value is False else _NOT_RECORDED
        return Sentence(template, {"left": self._term(node.children[0])})

    def _matches(self, node: Matches, holds: bool) -> Sentence:
        start = node.pattern[:-1]
        left = self._term(node.children[0])
        if node.pattern.endswith("%") and not set(start) & set("%_\\"):
            return Sentence(_BEGINS if holds else _NOT_BEGINS, {"left": left, "right": start})
        return Sentence(_FITS if holds else _NOT_FITS, {"left": left, "right": node.pattern})

    def _term(self, node: Node, beside: Node | None = None) -> object:
        """A value: a label, a literal as people write it, a sum. ``beside``: whose options a literal is one of."""
        match node:
            case Fact():
                return self.labels.fact(node.name)
            case Constant():
                return self._value(beside.name if isinstance(beside, Fact) else "", node.type, node.value)
            case Widen():
                return self._term(node.children[0], beside)
            case Arithmetic() if len(node.children) == 2:
                terms = [self._term(child) for child in node.children]
                return Sentence(_SUMS[node.sign], dict(zip(("left", "right"), terms, strict=True)))
            case Call(children=(start, Arithmetic(sign="-", children=(Constant(value=0), months)))):
                if node.called.name == "add_months":  # the language has no function for what is before
                    # A literal there has no unit of its own.
                    literal = isinstance(months, Constant)
                    many = self._value("", node.children[1].type.having("months"), months.run({})) if literal else None
                    return Sentence(_BEFORE, {"start": self._term(start), "months": many or self._term(months)})
                return Sentence(node.called.called, self._arguments(node))
            case Call():
                return Sentence(node.called.called, self._arguments(node))
            case Over():
                return Sentence(_SUMMED if node.what == "sum" else _COUNTED, self._over(node))
        names = node.names()
        if not names:  # of literals alone: what they come to
            return self._value(beside.name if isinstance(beside, Fact) else "", node.type, node.run({}))
        return Sentence(N_("what follows from %(names)s"), {"names": self._listed(names)})

    def _arguments(self, node: Call) -> dict[str, object]:
        return {
            parameter.name: self._term(child)
            for parameter, child in zip(node.called.parameters, node.children, strict=True)
        }

    def _tells_all(self, node: Node, holds: bool) -> bool:
        """Whether the statement says the values itself: "sex is male", "in school: yes"."""
        if isinstance(node, Compare):
            left, right = node.children
            sign = node.sign if holds else _OPPOSITE[node.sign]
            return sign == "=" and isinstance(left, Fact) and isinstance(right, Constant)
        return isinstance(node, Fact) or (isinstance(node, Is) and isinstance(node.children[0], Fact))

    def _shown(self, node: Node) -> list[str]:
        """The facts of a part whose values are worth saying; the day itself is no news."""
        known = [name for name in types_of(node) if self.facts.get(name, UNKNOWN) not in (None, UNKNOWN)]
        return [name for name in known if name != "today"]

    def _value_of(self, name: str) -> Sentence:
        value = self._value(name, self.types[name], self.facts.get(name, UNKNOWN))
        return Sentence(N_("%(label)s: %(value)s"), {"label": self.labels.fact(name), "value": value})

    def _value(self, name: str, kind: FactType, value: object) -> object:
        """A value as people write it; ``name`` is the fact whose option it is."""
        match value:
            case None:
                return Sentence(N_("not on record"))
            case bool():
                return Sentence(N_("yes") if value else N_("no"))
            case int() if kind.kind == "money":
                return Sentence(N_("%(amount)s yuan"), {"amount": _yuan(value)})
            case str():
                return self.labels.option(name, value)
            case tuple() | list():
                return Sentence(N_("%(count)s on the list"), {"count": len(value)})
            case int() | Decimal():
                return counted(value, kind.unit or self.labels.unit(name))
        return value if isinstance(value, dt.date) else Sentence(N_("not yet known"))

    def _in_order(self, names: Iterable[str]) -> list[str]:
        wanted = set(names)
        return [name for name in self.types if name in wanted] + sorted(wanted - self.types.keys())

    def _listed(self, names: Iterable[str]) -> object:
        return listed([self.labels.fact(name) for name in self._in_order(names)])


def types_of(node: Node) -> dict[str, FactType]:
    """The facts of a part with their types, in the order in which it has them."""
    if isinstance(node, Fact):
        return {node.name: node.type}
    if isinstance(node, Over):
        return {name: kind for child in node.children for name, kind in types_of(child).items() if name in node.names()}
    return {name: kind for child in node.children for name, kind in types_of(child).items()}


def _yuan(fen: int) -> str:
    sign, (yuan, rest) = "-" if fen < 0 else "", divmod(abs(fen), 100)
    return f"{sign}{yuan}.{rest:02d}" if rest else f"{sign}{yuan}"


def joined(clauses: Sequence[Sentence]) -> Sentence:
    """Clauses one after another."""
    first, *more = clauses
    return Sentence(N_("%(one)s; %(more)s"), {"one": first, "more": joined(more)}) if more else first


def listed(words: Sequence[object]) -> object:
    """Words one after another."""
    first, *more = words
    return Sentence(N_("%(one)s, %(more)s"), {"one": first, "more": listed(more)}) if more else first
