"""From an author's text to a checked tree: sqlglot parses, and only what is listed here is taken on."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from sqlglot import exp
from sqlglot.errors import ParseError, SqlglotError

from yichuang.core.rules.building import Builder
from yichuang.core.rules.dialect import OverMembers, read
from yichuang.core.rules.errors import Origin, RuleCode, RuleError, with_near
from yichuang.core.rules.functions import FUNCTIONS
from yichuang.core.rules.gate import MOST_LEVELS, Gate
from yichuang.core.rules.kinds import FactType, Schema, field_name
from yichuang.core.rules.tree import Comparison, Fact, Node
from yichuang.core.words import N_, Sentence
from yichuang.core.workdays import Calendar

_COMPARISONS: dict[type[exp.Expr], Comparison] = {
    exp.EQ: "=",
    exp.NEQ: "<>",
    exp.LT: "<",
    exp.LTE: "<=",
    exp.GT: ">",
    exp.GTE: ">=",
}
_ARITHMETIC: dict[type[exp.Expr], str] = {exp.Add: "+", exp.Sub: "-", exp.Mul: "*", exp.Div: "/"}

#: The syntax nodes that are taken on, each with the only arguments that it may carry.
_TAKEN: dict[type[exp.Expr], frozenset[str]] = {
    exp.And: frozenset({"this", "expression"}),
    exp.Or: frozenset({"this", "expression"}),
    exp.Not: frozenset({"this"}),
    exp.Paren: frozenset({"this"}),
    exp.Neg: frozenset({"this"}),
    exp.Is: frozenset({"this", "expression", "negate"}),
    exp.In: frozenset({"this", "expressions"}),
    exp.Between: frozenset({"this", "low", "high"}),
    exp.Like: frozenset({"this", "expression", "negate"}),
    exp.Case: frozenset({"this", "ifs", "default"}),
    exp.Coalesce: frozenset({"this", "expressions"}),
    exp.Least: frozenset({"this", "expressions", "ignore_nulls"}),
    exp.Greatest: frozenset({"this", "expressions", "ignore_nulls"}),
    exp.Nullif: frozenset({"this", "expression"}),
    exp.Anonymous: frozenset({"this", "expressions"}),
    exp.Column: frozenset({"this"}),
    exp.Literal: frozenset({"this", "is_string"}),
    exp.Boolean: frozenset({"this"}),
    exp.Null: frozenset(),
    exp.Cast: frozenset({"this", "to"}),
    OverMembers: frozenset({"this", "what", "value", "where"}),
    **{kind: frozenset({"this", "expression", "typed", "safe"}) for kind in (*_COMPARISONS, *_ARITHMETIC)},
}
#: What needs brackets to be part of a comparison or a sum: PostgreSQL reads some of it otherwise than people do.
_LOOSE = (*_COMPARISONS, exp.Is, exp.In, exp.Between, exp.Like, exp.Not, exp.And, exp.Or)


def parse_tree(text: str, schema: Schema, origin: Origin, expects: FactType | None, calendar: Calendar) -> Node:
    """The checked tree of ``text``. Raises `RuleError`."""
    gate = Gate(text, origin)
    gate.check()
    try:
        parsed = read(text)
    except ParseError as error:
        raise _unreadable(gate, error) from None
    except (SqlglotError, RecursionError):
        raise gate.error("syntax", 0, _CANNOT_READ) from None
    reader = Reader(text, schema, origin, calendar)
    node = reader.build.no_list(reader.read(parsed))
    return reader.build.become(node, expects) if expects is not None else reader.build.settled(node)


_LANGUAGE = N_(
    "This is no part of the rule language: facts, values, and, or, not, comparisons, in, between, like, is null, "
    "is true, is false, case, + - * /, any, all, count and sum over a list, and the listed functions."
)
_CANNOT_READ = N_("The expression cannot be read from here on.")


def _unreadable(gate: Gate, error: ParseError) -> RuleError:
    details = error.errors[0] if error.errors else {}
    line, column = details.get("line"), details.get("col")
    if not line or not column:
        return gate.error("syntax", 0, _CANNOT_READ)
    ends = sum(len(one) + 1 for one in gate.text.split("\n")[: line - 1]) + column
    if not gate.text[ends:].strip():
        return gate.error("syntax", ends, N_("Something is missing here."))
    return gate.error("syntax", max(0, ends - len(details.get("highlight") or " ")), _CANNOT_READ)


class Reader:
    """Reads sqlglot's tree, node by node; what it does not know it refuses."""

    def __init__(self, text: str, schema: Schema, origin: Origin, calendar: Calendar) -> None:
        self.schema = schema
        self.text = text
        self.build = Builder(text, origin, calendar)
        self._level = 0
        self._within: Fact | None = None
        self._fields: Mapping[str, FactType] = {}
        self._readers: dict[type[exp.Expr], Callable[[exp.Expr], Node]] = {
            exp.And: lambda node: self._joined(node, exp.And),
            exp.Or: lambda node: self._joined(node, exp.Or),
            exp.Not: lambda node: self.build.negation(self.read(node.this)),
            exp.Paren: lambda node: self.read(node.this),
            exp.Neg: lambda node: self.build.negative(self._tight(node.this)),
            exp.Is: self._is,
            exp.In: self._in,
            exp.Between: lambda node: self.build.between(*self._tights(node, "this", "low", "high")),
            exp.Like: self._like,
            exp.Case: self._case,
            exp.Coalesce: lambda node: self.build.coalesce(self._list(node)),
            exp.Least: lambda node: self.build.extreme(self._list(node), greatest=False),
            exp.Greatest: lambda node: self.build.extreme(self._list(node), greatest=True),
            exp.Nullif: lambda node: self.build.null_if(self.read(node.this), self.read(node.expression)),
            exp.Anonymous: self._call,
            exp.Column: self._fact,
            exp.Literal: self._literal,
            exp.Boolean: lambda node: self.build.constant(bool(node.this), at(node)),
            exp.Null: lambda node: self.build.constant(None, at(node)),
            exp.Cast: self._date,
            OverMembers: self._over,
        }

    def error(self, code: RuleCode, node: exp.Expr, template: str, **params: object) -> RuleError:
        """An error at the first character of ``node``."""
        return self.build.error(code, at(node), template, **params)

    def read(self, node: exp.Expr) -> Node:
        """The checked node of a syntax node."""
        kind = type(node)
        taken = _TAKEN.get(kind)
        if taken is None or any(value not in (None, [], False) for key, value in node.args.items() if key not in taken):
            raise self.error("unsupported", node, _LANGUAGE)
        self._level += 1
        if self._level > 4 * MOST_LEVELS:
            raise self.error("deep", node, N_("This is nested too deeply: at most %(most)s levels."), most=MOST_LEVELS)
        try:
            if kind in _COMPARISONS:
                left, right = self._tights(node, "this", "expression")
                return self.build.comparison(left, right, _COMPARISONS[kind])
            if kind in _ARITHMETIC:
                left, right = self._tights(node, "this", "expression")
                return self.build.arithmetic(left, right, _ARITHMETIC[kind])
            return self._readers[kind](node)
        finally:
            self._level -= 1

    def _tight(self, node: exp.Expr) -> Node:
        """A part of a comparison or sum; one that binds less strongly must stand in brackets."""
        if isinstance(node, _LOOSE):
            raise self.error("brackets", node, N_("Put this part in brackets: it can be read in two ways."))
        return self.read(node)

    def _tights(self, node: exp.Expr, *keys: str) -> list[Node]:
        return [self._tight(node.args[key]) for key in keys]

    def _joined(self, node: exp.Expr, kind: type[exp.Connector]) -> Node:
        """AND or OR over all parts of a chain, which sqlglot nests to the left."""
        parts: list[exp.Expr] = []
        while isinstance(node, kind):
            parts.append(node.expression)
            node = node.this
        return self.build.connective(
            [self.read(part) for part in [node, *reversed(parts)]], conjunction=kind is exp.And
        )

    def _list(self, node: exp.Expr) -> list[Node]:
        return [self.read(part) for part in [node.this, *node.expressions]]

    def _is(self, node: exp.Expr) -> Node:
        wanted = node.expression
        if not isinstance(wanted, exp.Null | exp.Boolean):
            raise self.error("unsupported", node, N_("After IS stands NULL, TRUE or FALSE."))
        if isinstance(node.this, exp.Is | exp.Not | exp.And | exp.Or):
            raise self.error("brackets", node.this, N_("Put this part in brackets: it can be read in two ways."))
        value = None if isinstance(wanted, exp.Null) else bool(wanted.this)
        return self.build.test(self.read(node.this), value, negated=bool(node.args.get("negate")))

    def _in(self, node: exp.Expr) -> Node:
        if not node.expressions:
            raise self.error("syntax", node, N_("The list after IN is empty."))
        return self.build.membership(self._tight(node.this), [self.read(part) for part in node.expressions])

    def _like(self, node: exp.Expr) -> Node:
        pattern = node.expression
        if not isinstance(pattern, exp.Literal) or not pattern.is_string:
            raise self.error("pattern", node, N_("After LIKE stands a pattern in quotes: '43%%'."))
        found = self.build.like(self._tight(node.this), pattern.this, at(pattern))
        return self.build.negation(found) if node.args.get("negate") else found

    def _case(self, node: exp.Expr) -> Node:
        subject = node.this
        pairs: list[tuple[Node, Node]] = []
        for branch in node.args["ifs"]:
            condition = self.read(branch.this)
            if subject is not None:
                condition = self.build.comparison(self.read(subject), condition, "=")
            pairs.append((condition, self.read(branch.args["true"])))
        default = node.args.get("default")
        otherwise = self.build.constant(None, at(node)) if default is None else self.read(default)
        return self.build.case(pairs, otherwise)

    def _call(self, node: exp.Expr) -> Node:
        name = str(node.this).lower()
        function = FUNCTIONS.get(name)
        if function is None:
            problem = with_near(Sentence(N_("There is no function “%(name)s”."), {"name": name}), name, FUNCTIONS)
            raise RuleError("function", self.build.origin, self.text, at(node), problem)
        return self.build.call(function, [self.read(part) for part in node.expressions], at(node))

    def _fact(self, node: exp.Expr) -> Node:
        identifier = node.this
        name = str(identifier.this).lower()
        plain = isinstance(identifier, exp.Identifier) and not identifier.quoted
        if plain and self._within is not None and name in self._fields:
            return self.build.fact(field_name(self._within.name, name), self._fields[name], at(node))
        known = self.schema.get(name) if plain else None
        if known is None:
            raise RuleError("name", self.build.origin, self.text, at(node), self._no_fact(name))
        return self.build.fact(name, known, at(node))

    def _no_fact(self, name: str) -> Sentence:
        lists = [key for key, kind in self.schema.items() if name in dict(kind.fields)]
        if lists:
            return Sentence(
                N_("“%(name)s” is known of each member of “%(list)s”: ask any(… from %(list)s), and the like."),
                {"name": name, "list": lists[0]},
            )
        what = Sentence(N_("There is no fact “%(name)s”."), {"name": name})
        if self._within is not None:
            what = Sentence(
                N_("There is no fact “%(name)s”, neither of a member of “%(list)s” nor beside it."),
                {"name": name, "list": self._within.name},
            )
        return with_near(what, name, [*self._fields, *self.schema])

    def _over(self, node: exp.Expr) -> Node:
        what, value, where = node.args["what"], node.args.get("value"), node.args.get("where")
        if self._within is not None:
            raise self.error("unsupported", node, N_("Within a list no other list can be looked at."))
        if (value is None) != (what == "count"):
            template = (
                N_("count counts members: count(%(list)s), or count(%(list)s where …).")
                if what == "count"
                else N_(
                    "%(what)s says something of each member: %(what)s(… from %(list)s), or … from %(list)s where …."
                )
            )
            raise self.error("arguments", node, template, what=what, list=self._list_meant(node.this))
        members = self._members(node, node.this)
        self._within, self._fields = members, dict(members.type.fields)
        try:
            whom, looked_at = (None if part is None else self.read(part) for part in (where, value))
        finally:
            self._within, self._fields = None, {}
        return self.build.over(what, members, whom, looked_at, at(node))

    def _list_meant(self, node: exp.Expr | None) -> str:
        name = str(node.this.this).lower() if isinstance(node, exp.Column) else ""
        lists = [key for key, kind in self.schema.items() if kind.kind == "list"]
        return name if name in lists or not lists else lists[0]

    def _members(self, over: exp.Expr, node: exp.Expr | None) -> Fact:
        """The list that a part speaks of."""
        if node is None:
            raise self.error("syntax", over, N_("Something is missing here."))
        lists = {key: kind for key, kind in self.schema.items() if kind.kind == "list"}
        if not isinstance(node, exp.Column):
            raise self.error("syntax", node, N_("Here stands the name of a list."))
        name = str(node.this.this).lower()
        if name not in lists or node.this.args.get("quoted"):
            template = N_("“%(name)s” is no list.") if name in self.schema else N_("There is no list “%(name)s”.")
            problem = with_near(Sentence(template, {"name": name}), name, lists)
            raise RuleError("name", self.build.origin, self.text, at(node), problem)
        found = self.build.fact(name, lists[name], at(node))
        assert isinstance(found, Fact)
        return found

    def _literal(self, node: exp.Expr) -> Node:
        return self.build.literal(str(node.this), is_text=bool(node.args.get("is_string")), at=at(node))

    def _date(self, node: exp.Expr) -> Node:
        literal, to = node.this, node.args["to"]
        if (
            not isinstance(literal, exp.Literal)
            or not literal.is_string
            or to.this != exp.DataType.Type.DATE
            or to.expressions
        ):
            raise self.error("unsupported", node, N_("A rule has no casts. A date is written: date '2026-01-31'."))
        return self.build.date(str(literal.this), at(literal))


def at(node: exp.Expr) -> int:
    """The first character of ``node`` in the text, as far as sqlglot tells."""
    starts = [part.meta["start"] for part in node.walk() if "start" in part.meta]
    return min(starts, default=0)
