"""Can it ever be so? Questions about rules for everybody who could come, answered by z3.

Every answer is sound: a person who is found is put to the rules themselves before they are shown, and "no" is said only
of what holds whatever the parts are that have no encoding. What is left is "unknown": not proved, in the time allowed.

z3 is not needed to run Yichuang (the extra ``proof``): the checker and the guide answer by decision diagrams
(`branching`). One thread at a time.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

import z3

from yichuang.core.rules.expression import Expression
from yichuang.core.rules.kinds import Schema
from yichuang.core.rules.phrases import Label, Labels, Speaker
from yichuang.core.rules.proof.terms import Options, Plain, Term, Truth, Variable, constant, read, variable
from yichuang.core.rules.proof.translation import Translator
from yichuang.core.words import Sentence

__all__ = ["Answer", "Proof"]

Verdict: TypeAlias = Literal["yes", "no", "unknown"]
Wanted: TypeAlias = tuple[Expression, tuple[bool | None, ...]]
"""A yes-or-no expression, and what it may come to."""

MILLISECONDS = 3_000


@dataclass(frozen=True)
class Answer:
    """Whether there is such a person; ``person`` is one: each fact that the rules mention, NULL where absent.

    ``assumed``: the parts that are not encoded. A "no" holds all the same; for an "unknown" they may be the reason.
    """

    verdict: Verdict
    person: Mapping[str, Any] | None = None
    assumed: tuple[str, ...] = ()

    def said(self, schema: Schema, labels: Mapping[str, Label | Mapping[str, str]], language: str) -> Sentence | None:
        """The person in the facts' own words."""
        if self.person is None:
            return None
        types = {name: schema[name] for name in self.person}
        return Speaker(Labels(labels, language), self.person, types).values(frozenset(self.person))


class Proof:
    """Questions about expressions over ``schema``.

    ``derived``: facts that follow from others, each after those that it needs. ``known``: facts that are the same for
    everyone (the legal date, parameters). ``milliseconds``: the most that one question may take.
    """

    def __init__(
        self,
        schema: Schema,
        *,
        derived: Mapping[str, Expression] | None = None,
        known: Mapping[str, object] | None = None,
        milliseconds: int = MILLISECONDS,
    ) -> None:
        self._derived = derived or {}
        self._known = known or {}
        self._milliseconds = milliseconds
        self._options = Options()
        self._schema = schema
        self._variables = {
            name: variable(name, kind, self._options)
            for name, kind in schema.items()
            if name not in self._derived and name not in self._known
        }
        self._terms: dict[str, Term] = {
            **{name: one.term for name, one in self._variables.items()},
            **{name: constant(schema[name], value, self._options) for name, value in self._known.items()},
        }
        self._translator = Translator(self._terms, self._derived, self._options)

    # --- questions ---------------------------------------------------------------------------------------------

    def possible(self, expression: Expression) -> Answer:
        """Is there somebody for whom it is true?"""
        return self.somebody([(expression, (True,))])

    def together(self, *expressions: Expression) -> Answer:
        """Is there somebody for whom all are true?"""
        return self.somebody([(one, (True,)) for one in expressions])

    def uncovered(self, expressions: Iterable[Expression]) -> Answer:
        """Is there somebody for whom none is true? "no" says that there is one for everyone."""
        return self.somebody([(one, (False, None)) for one in expressions])

    def somebody(self, wanted: Sequence[Wanted]) -> Answer:
        """Is there somebody for whom each expression comes to one of what is wanted of it?"""
        claims = [self._claim(expression, results) for expression, results in wanted]
        names = self._names(expression for expression, _ in wanted)
        opaque = self._translator.opaque
        assumed = tuple(sorted(opaque))
        solver = z3.Solver()
        solver.set("timeout", max(1, self._milliseconds // 2))
        solver.add(*claims, *self._domains(names))
        verdict: Verdict = "no"
        # A likely person first: somebody whom one can picture.
        for likely in ([part for name in names for part in self._variables[name].likely], []):
            solver.push()
            solver.add(*likely)
            found = solver.check()
            if found == z3.sat:
                person = self._person(solver.model(), names)
                if self._is_so(person, wanted):
                    return Answer("yes", person, assumed)
            if found != z3.unsat:
                verdict = "unknown"
            elif not likely:
                verdict = "no"
            solver.pop()
        return Answer(verdict, None, assumed)

    def matters(
        self, name: str, expressions: Expression | Sequence[Expression], facts: Mapping[str, object]
    ) -> bool | None:
        """Whether another value of the fact ``name`` can change what any of some expressions comes to, the other facts
        being what ``facts`` says or, where it says nothing, anything. None: not proved."""
        asked = [expressions] if isinstance(expressions, Expression) else expressions
        terms = self._terms | {
            key: constant(self._schema[key], value, self._options) for key, value in facts.items() if key in self._terms
        }
        other = variable(f"{name}?other", self._schema[name], self._options)
        sides = (
            Translator(terms, self._derived, self._options),
            Translator(terms | {name: other.term}, self._derived, self._options, "?other"),
        )
        differ = [_differ(*(side.term(one._root) for side in sides)) for one in asked]
        opaque = [one for side in sides for one in side.opaque.values()]
        solver = z3.Solver()
        solver.set("timeout", self._milliseconds)
        solver.add(*self._domains([key for key in self._names(asked) if key not in facts]), *other.domain)
        solver.add(*(part for one in opaque for part in one.domain), z3.Or(differ))
        found = solver.check()
        return False if found == z3.unsat else True if found == z3.sat and not opaque else None

    def value(self, expression: Expression, facts: Mapping[str, object]) -> Any:
        """What the encoding itself says of a known person: a value (decimals as ``Fraction``), None for NULL, or `...`
        where a part is not encoded."""
        all_facts = {**self._known, **facts}
        terms = {name: constant(kind, all_facts.get(name), self._options) for name, kind in self._schema.items()}
        translator = Translator(terms, self._derived, self._options)
        term = translator.term(expression._root)
        return ... if translator.opaque else read(term, expression.type.kind, self._options)

    # --- within ------------------------------------------------------------------------------------------------

    def _claim(self, expression: Expression, results: tuple[bool | None, ...]) -> Any:
        term = self._translator.term(expression._root)
        assert isinstance(term, Truth)
        possible = {True: term.true, False: term.false, None: term.null}
        return z3.Or([possible[one] for one in results])

    def _names(self, expressions: Iterable[Expression]) -> list[str]:
        """The facts to be had behind expressions, in the order of the schema."""
        wanted, left = set[str](), [name for one in expressions for name in one.names]
        while left:
            name = left.pop()
            if name not in wanted:
                wanted.add(name)
                left += self._derived[name].names if name in self._derived else ()
        return [name for name in self._variables if name in wanted]

    def _domains(self, names: Iterable[str]) -> list[Any]:
        opaque: Iterable[Variable] = self._translator.opaque.values()
        return [part for one in (*(self._variables[name] for name in names), *opaque) for part in one.domain]

    def _person(self, model: z3.ModelRef, names: Iterable[str]) -> dict[str, Any]:
        return {name: self._variables[name].read(model) for name in names}

    def _is_so(self, person: Mapping[str, Any], wanted: Sequence[Wanted]) -> bool:
        facts = {**self._known, **person}
        for name, rule in self._derived.items():
            facts[name] = rule.evaluate(facts)
        return all(any(rule.evaluate(facts) is one for one in results) for rule, results in wanted)


def _differ(one: Term, other: Term) -> Any:
    if isinstance(one, Truth) and isinstance(other, Truth):
        return z3.Or(one.true != other.true, one.false != other.false)
    value = one.value != other.value if isinstance(one, Plain) and isinstance(other, Plain) else one.key != other.key  # type: ignore[union-attr]
    return z3.Or(one.null != other.null, z3.And(z3.Not(one.null), z3.Not(other.null), value))
