"""Draws expressions as an author would write them, with people to judge them by."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from yichuang.core.rules import FactType, Member

OPTIONS = ("a", "b", "c")
SCHEMA = {
    **{name: FactType("boolean") for name in ("p", "q", "s")},
    **{name: FactType("integer") for name in ("i", "j", "k")},
    **{name: FactType("decimal") for name in ("u", "v")},
    **{name: FactType("money") for name in ("m", "n")},
    **{name: FactType("date") for name in ("d", "g")},
    **{name: FactType("choice", OPTIONS) for name in ("e", "f")},
    "h": FactType("text"),
    **{
        name: FactType("list", (), tuple((f"{name}{field}", kind) for field, kind in fields.items()), most)
        for name, most, fields in (
            (
                "l",
                3,
                {
                    "p": FactType("boolean"),
                    "i": FactType("integer"),
                    "u": FactType("decimal"),
                    "m": FactType("money"),
                    "d": FactType("date"),
                    "e": FactType("choice", OPTIONS),
                },
            ),
            ("r", 2, {"p": FactType("boolean"), "d": FactType("date")}),
        )
    },
}
ORDERED = ("integer", "decimal", "money", "date")

#: What PostgreSQL calls each kind.
TYPES = {
    "boolean": "boolean",
    "integer": "bigint",
    "decimal": "numeric",
    "money": "bigint",
    "date": "date",
    "choice": "text",
    "text": "text",
    "list": "jsonb",
}

#: How strongly each thing binds in PostgreSQL's grammar.
OR, AND, NOT, IS, COMPARED, RANGED, SUM, PRODUCT, SIGN, ATOM = range(10)


@dataclass(frozen=True)
class Text:
    """An expression as the author writes it, as PostgreSQL is asked, and how strongly it binds.

    The two texts differ only where there is money: the author writes yuan, PostgreSQL is given fen.
    """

    author: str
    judge: str
    level: int


def both(template: str, level: int, *parts: Text) -> Text:
    """One template for the author and for PostgreSQL."""
    return Text(template.format(*(one.author for one in parts)), template.format(*(one.judge for one in parts)), level)


def bare(number: Text) -> Text:
    """A number of the law without its unit, so that it goes with any other."""
    return Text(f"number_of({number.author})", number.judge, ATOM)


def word(text: str) -> Text:
    return Text(text, text, ATOM)


def quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


huge = st.sampled_from([-(2**63), -(2**63) + 1, -(2**31), 2**31, 2**62, 2**63 - 1])
whole = st.integers(-6, 6) | st.integers(-6, 6) | st.integers(-(10**6), 10**6) | huge
exact = st.decimals(-20, 20, places=2) | st.decimals(-(10**6), 10**6, places=4) | whole.map(Decimal)
edges = [(2024, 2, 29), (2023, 2, 28), (2024, 1, 31), (1965, 1, 1), (1976, 12, 31), (1975, 1, 15), (2026, 3, 15)]
days = st.dates(dt.date(1950, 1, 1), dt.date(2040, 12, 31)) | st.sampled_from([dt.date(*edge) for edge in edges])
texts = st.sampled_from(["", "a", "43", "430121", "4_", "%", "a\\", "it's", "长沙", "A\nb"]) | st.sampled_from(
    [
        "110105491231002",  # 11010519491231002X is an example of GB 11643-1999
        "11010519491231002X",
        "11010519491231002x",
        "439900000229001",
        "439900010229002",
        "439900990101997",
        "439900196502290012",
        "４３９９００６５０１０１００１",
    ]
)
VALUES: dict[str, st.SearchStrategy[Any]] = {
    "boolean": st.booleans(),
    "integer": whole,
    "decimal": exact,
    "money": whole,
    "date": days,
    "choice": st.sampled_from(OPTIONS),
    "text": texts,
}


def values_of(kind: FactType) -> st.SearchStrategy[Any]:
    """Values of a fact, absence among them; of a list mostly some members, often nobody."""
    if kind.kind != "list":
        return st.none() | VALUES[kind.kind] | VALUES[kind.kind]
    member = st.fixed_dictionaries({field: values_of(one) for field, one in kind.fields}).map(Member)
    return st.none() | st.lists(member, max_size=kind.at_most).map(tuple)


people = st.fixed_dictionaries({name: values_of(kind) for name, kind in SCHEMA.items()})
"""Facts of one person, all known, some absent."""


def literal(kind: str, value: Any) -> Text:
    """A literal as the author writes it; below zero it is a sign and a number."""
    if kind == "boolean":
        return word("true" if value else "false")
    if kind == "date":
        return word(f"date '{value}'")
    if kind in ("choice", "text"):
        return word(quoted(value))
    if kind == "integer" and value == -(2**63):
        return word("(- 9223372036854775807 - 1)")  # without its sign it is past 64 bits, and a decimal number
    sign, level = ("- ", SIGN) if value < 0 else ("", ATOM)
    size = abs(Decimal(value))
    return Text(f"{sign}{size / 100:.2f}" if kind == "money" else f"{sign}{size:f}", f"{sign}{size:f}", level)


class Author:
    """Writes one expression, choosing as ``draw`` says."""

    def __init__(self, draw: Callable[[st.SearchStrategy[Any]], Any]) -> None:
        self.draw = draw
        self.within: FactType | None = None
        """The list whose members are looked at."""

    def one_of(self, *things: Any) -> Any:
        return self.draw(st.sampled_from(things))

    def write(self, kind: str, depth: int, level: int = OR, *, null: bool = True) -> Text:
        """Something of ``kind`` for a place that asks for ``level``; sometimes in brackets for nothing."""
        simple = depth <= 0 or self.one_of(*[False] * 4, True)
        found = self.leaf(kind, null) if simple else getattr(self, kind)(depth - 1)
        return both("({})", ATOM, found) if found.level < level or self.one_of(*[False] * 9, True) else found

    def leaf(self, kind: str, null: bool) -> Text:
        match self.one_of("fact", "fact", "fact", "literal", "literal", "null" if null else "fact"):
            case "fact":
                return self.fact(kind)
            case "literal":
                return literal(kind, self.draw(VALUES[kind]))
        return word("null")

    def fact(self, kind: str) -> Text:
        beside = [name for name, one in SCHEMA.items() if one.kind == kind]
        fields = [name for name, one in self.within.fields if one.kind == kind] if self.within else []
        return word(self.one_of(*beside, *fields * 3))

    # --- yes or no ---

    def boolean(self, depth: int) -> Text:
        form = self.one_of(
            "joined", "joined", "joined", "not_", "compared", "compared", "ranged", "tested", "chosen", "over"
        )
        if form == "over":
            return self.over(self.one_of("any", "all"), "boolean", depth)
        return self.chosen("boolean", depth) if form == "chosen" else getattr(self, form)(depth)

    # --- lists ---

    def over(self, what: str, kind: str, depth: int) -> Text:
        """Something said of the members of a list, and the query that it is written after."""
        if self.within is not None:
            return self.leaf(kind, null=False)
        name = self.one_of("l", "l", "r")
        self.within = SCHEMA[name]
        where = self.write("boolean", min(depth, 2)) if self.one_of(True, True, False) else None
        value = self.write(kind, min(depth, 2), null=False) if what != "count" else None
        self.within = None
        asked, looked_at = [f"{what}("], "true" if value is None else value.judge
        asked += [name] if value is None else [f"{value.author} from {name}"]
        columns = ", ".join(f"{field} {TYPES[one.kind]}" for field, one in SCHEMA[name].fields)
        rows = f"from jsonb_to_recordset({name}) as member({columns})"
        if where is not None:
            asked.append(f" where {where.author}")
            rows += f" where {where.judge}"
        # In two steps: a sum of what is beside the list alone would be taken for the query's around it.
        seen = f"(select {looked_at} as it {rows})"
        if what in ("any", "all"):
            query = f"true = {what} {seen}"
        else:
            query = f"(select {what}(it) from {seen} as seen)" + ("::bigint" if kind in ("integer", "money") else "")
        # Of a list that is NULL everything is NULL.
        return Text("".join(asked) + ")", f"(case when {name} is not null then {query} end)", ATOM)

    def joined(self, depth: int) -> Text:
        if self.one_of(True, False):
            return both("{} and {}", AND, self.write("boolean", depth, AND), self.write("boolean", depth, NOT))
        return both("{} or {}", OR, self.write("boolean", depth, OR), self.write("boolean", depth, AND))

    def not_(self, depth: int) -> Text:
        return both("not {}", NOT, self.write("boolean", depth, NOT))

    def compared(self, depth: int) -> Text:
        kind = self.one_of(*VALUES)
        sign = self.one_of("=", "<>", "!=", *(["<", "<=", ">", ">="] if kind in ORDERED else []))
        pair = [self.fact(kind), self.write(kind, depth, SUM)]
        return both(f"{{}} {sign} {{}}", COMPARED, *(pair if self.one_of(True, False) else reversed(pair)))

    def ranged(self, depth: int) -> Text:
        no = self.one_of("", "not ")
        match self.one_of("in", "between", "like", "call"):
            case "in":
                kind = self.one_of(*VALUES)
                others = [self.write(kind, 1) for _ in range(self.one_of(1, 2, 3))]
                return both(f"{{}} {no}in ({', '.join(['{}'] * len(others))})", RANGED, self.fact(kind), *others)
            case "between":
                kind = self.one_of(*ORDERED)
                parts = [self.fact(kind), *(self.write(kind, depth, SUM) for _ in range(2))]
                return both(f"{{}} {no}between {{}} and {{}}", RANGED, *parts)
            case "like":
                pattern = self.one_of("%", "43%", "_", "4\\_", "\\%", "%'s", "长_", "a\\\\", "A%b", "")
                return both(f"{{}} {no}like {quoted(pattern)}", RANGED, self.fact("text"))
        category = self.one_of("man60", "woman55", "woman50", "male", "female")
        return both(f"retired({{}}, '{category}', {{}})", ATOM, self.write("date", 1), self.write("date", 1))

    def tested(self, depth: int) -> Text:
        if self.one_of(True, False):
            kind = self.one_of(*VALUES)
            return both(f"{{}} is {self.one_of('', 'not ')}null", IS, self.write(kind, depth, COMPARED))
        wanted = self.one_of("true", "false", "not true", "not false")
        return both(f"{{}} is {wanted}", IS, self.write("boolean", depth, COMPARED))

    # --- numbers ---

    def integer(self, depth: int) -> Text:
        match self.one_of("reckoned", "reckoned", "chosen", "call", "days", "over"):
            case "over":
                return self.over(self.one_of("count", "sum"), "integer", depth)
            case "reckoned":
                return self.reckoned("integer", "integer", depth)
            case "chosen":
                return self.chosen("integer", depth)
            case "days":
                return bare(both("({} - {})", ATOM, self.fact("date"), self.fact("date")))
        name = self.one_of("age_on", "months_between", "working_days_between", "year_of", "minimum_contribution_months")
        if name == "minimum_contribution_months":
            return bare(both(f"{name}({{}})", ATOM, self.write("integer", depth)))
        if name == "year_of":
            return bare(both(f"{name}({{}})", ATOM, self.write("date", depth)))
        return bare(both(f"{name}({{}}, {{}})", ATOM, self.write("date", depth), self.write("date", depth)))

    def decimal(self, depth: int) -> Text:
        match self.one_of("reckoned", "reckoned", "mixed", "chosen", "ratio", "over"):
            case "over":
                return self.over("sum", "decimal", depth)
            case "reckoned":
                return self.reckoned("decimal", "decimal", depth)
            case "mixed":
                return self.reckoned(*self.one_of(("integer", "decimal"), ("decimal", "integer")), depth)
            case "chosen":
                return self.chosen("decimal", depth)
        one, other = self.fact("money"), self.fact("money")
        judge = f"({one.judge} * 0.01) / nullif({other.judge} * 0.01, 0)"
        return Text(f"{one.author} / nullif({other.author}, 0)", judge, PRODUCT)

    def reckoned(self, one: str, other: str, depth: int) -> Text:
        match self.one_of("+", "-", "*", "/", "sign"):
            case "+" | "-" as sign:
                left = self.write(one, depth, SUM, null=False)
                return both(f"{{}} {sign} {{}}", SUM, left, self.write(other, depth, PRODUCT, null=False))
            case "*":
                left = self.write(one, depth, PRODUCT, null=False)
                return both("{} * {}", PRODUCT, left, self.write(other, depth, SIGN, null=False))
            case "/":
                return both("{} / {}", PRODUCT, self.write(one, depth, PRODUCT, null=False), self.divisor(other))
        return both("- {}", SIGN, self.write(one if one == other else "decimal", depth, ATOM, null=False))

    def divisor(self, kind: str) -> Text:
        if self.one_of(True, False):
            return both("nullif({}, 0)", ATOM, self.write(kind, 1, null=False))
        return literal(kind, self.draw(VALUES[kind].filter(lambda value: bool(value) and value != -(2**63))))

    def money(self, depth: int) -> Text:
        match self.one_of("sum", "rate", "share", "chosen", "call", "over"):
            case "over":
                return self.over("sum", "money", depth)
            case "sum":
                right = self.write("money", depth, PRODUCT, null=False)
                return both(f"{{}} {self.one_of('+', '-')} {{}}", SUM, self.fact("money"), right)
            case "rate":
                pair = [self.fact("money"), self.write(self.one_of("decimal", "integer"), depth, SIGN, null=False)]
                if pair[1].level == ATOM and self.one_of(True, False):
                    pair.reverse()
                author, judge = (" * ".join(getattr(one, side) for one in pair) for side in ("author", "judge"))
                return Text(author, f"round(({judge})::numeric)::bigint", PRODUCT)
            case "share":
                one, other = self.fact("money"), self.divisor(self.one_of("decimal", "integer"))
                judge = f"round({one.judge}::numeric / {other.judge})::bigint"
                return Text(f"{one.author} / {other.author}", judge, PRODUCT)
            case "chosen":
                return self.chosen("money", depth)
        yuan = self.write("decimal", depth)
        return Text(f"round_fen({yuan.author})", f"round(({yuan.judge}) * 100)::bigint", ATOM)

    # --- days, choices, texts ---

    def date(self, depth: int) -> Text:
        match self.one_of("later", "months", "working", "first", "call", "chosen", "born"):
            case "working":
                days = self.draw(st.integers(-60, 60) | st.integers(-3, 3))
                return both(f"add_working_days({{}}, {days})", ATOM, self.write("date", depth))
            case "born":
                return both("born_in({})", ATOM, self.write("text", depth))
            case "later":
                sign = self.one_of("+", "-")
                return both(f"{{}} {sign} {self.draw(st.integers(0, 99999))}", SUM, self.fact("date"))
            case "months":
                return both(f"add_months({{}}, {self.draw(st.integers(-600, 600))})", ATOM, self.write("date", depth))
            case "first":
                return both("first_of_month({})", ATOM, self.write("date", depth))
            case "call":
                name = self.one_of("statutory", "earliest", "latest")
                category = self.one_of("man60", "woman55", "woman50")
                return both(f"{name}_retirement_month({{}}, '{category}')", ATOM, self.write("date", depth))
        return self.chosen("date", depth)

    def choice(self, depth: int) -> Text:
        return self.chosen("choice", depth)

    def text(self, depth: int) -> Text:
        if self.one_of(True, False):
            return both("id_18({})", ATOM, self.write("text", depth))
        return self.chosen("text", depth)

    def chosen(self, kind: str, depth: int) -> Text:
        """One of several: CASE, COALESCE, NULLIF, LEAST, GREATEST; one part at least is a fact, which says the kind."""
        parts = [self.fact(kind), *(self.write(kind, depth) for _ in range(self.one_of(1, 2)))]
        parts = self.draw(st.permutations(parts))
        match self.one_of("case", "case", "coalesce", "nullif", "least", "greatest"):
            case "case":
                return self.case(kind, parts, depth)
            case "nullif":
                return both("nullif({}, {})", ATOM, self.fact(kind), parts[1])
            case "least" | "greatest" as name if kind in ORDERED:
                return both(f"{name}({', '.join(['{}'] * len(parts))})", ATOM, *parts)
        return both(f"coalesce({', '.join(['{}'] * len(parts))})", ATOM, *parts)

    def case(self, kind: str, parts: list[Text], depth: int) -> Text:
        *values, last = parts
        if self.one_of(True, False):
            begin, conditions = both("case", ATOM), [self.write("boolean", depth) for _ in values]
        else:
            of = self.one_of("integer", "choice", "boolean")
            begin, conditions = both("case {}", ATOM, self.fact(of)), [self.write(of, 1) for _ in values]
        for condition, value in zip(conditions, values, strict=True):
            begin = both("{} when {} then {}", ATOM, begin, condition, value)
        if self.one_of(True, True, False) or len(values) == 1:
            begin = both("{} else {}", ATOM, begin, last)
        return both("{} end", ATOM, begin)


@st.composite
def expressions(draw: Callable[[st.SearchStrategy[Any]], Any], kind: str = "boolean", depth: int = 4) -> Text:
    """An expression of one kind."""
    return Author(draw).write(kind, depth)
