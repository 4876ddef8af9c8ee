"""What a literal becomes beside a value of some kind, and which kind several values have in common."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from yichuang.core.rules import units
from yichuang.core.rules.errors import Origin, RuleCode, RuleError, with_near
from yichuang.core.rules.kinds import BOOLEAN, DATE, DECIMAL, INTEGER, NUMBERS, TEXT, FactType
from yichuang.core.rules.members import Over
from yichuang.core.rules.tree import Case, Constant, Fact, Node, widened
from yichuang.core.words import N_, Sentence
from yichuang.core.workdays import BUILT_IN, Calendar

_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_MAX_BIGINT = 2**63 - 1


class Adapter:
    """Makes the leaves of one text, and brings values to one kind. Raises `RuleError` at the place."""

    def __init__(self, text: str, origin: Origin, calendar: Calendar = BUILT_IN) -> None:
        self.text = text
        self.origin = origin
        self.calendar = calendar

    def error(self, code: RuleCode, at: int, template: str, **params: object) -> RuleError:
        """An error at the character ``at``."""
        return RuleError(code, self.origin, self.text, at, Sentence(template, params))

    # --- leaves ------------------------------------------------------------------------------------------------

    def fact(self, name: str, kind: FactType, at: int) -> Node:
        """A fact of the schema."""
        return Fact(kind, at, (), name)

    def constant(self, value: bool | None, at: int) -> Node:
        """TRUE, FALSE, or NULL, which fits every kind."""
        return Constant(BOOLEAN if value is not None else TEXT, at, (), value, bare=value is None)

    def literal(self, written: str, *, is_text: bool, at: int) -> Node:
        """A number or a text; what it is for is seen beside what it stands."""
        if is_text:
            return Constant(TEXT, at, (), written, bare=True)
        number = Decimal(written)
        if "." in written or number > _MAX_BIGINT:
            return Constant(DECIMAL, at, (), number, bare=True)
        return Constant(INTEGER, at, (), int(number), bare=True)

    def date(self, written: str, at: int) -> Node:
        """A date literal."""
        try:
            if _DATE.fullmatch(written):
                return Constant(DATE, at, (), dt.date.fromisoformat(written))
        except ValueError:
            pass
        raise self.error("date", at, N_("“%(text)s” is no date. Write: date '2026-01-31'."), text=written)

    # --- becoming another kind ---------------------------------------------------------------------------------

    def become(self, node: Node, wanted: FactType) -> Node:
        """``node`` as ``wanted``, or an error: literals and NULL adapt, whole numbers widen, all else stays."""
        found = self._adapted(node, wanted)
        if found is None:
            raise self.error(
                "type",
                node.at,
                N_("Here stands %(given)s, where %(wanted)s is needed."),
                given=node.type.words(),
                wanted=wanted.words(),
            )
        return found

    def clash(self, at: int, given: str, wanted: str) -> RuleError:
        """Two units that do not go together. Their names are what an author writes."""
        template = N_(
            "The unit here is “%(given)s”, where “%(wanted)s” is needed. Bring both to one unit, or take the bare "
            "number: number_of(…)."
        )
        if {given, wanted} in ({"months", "years"}, {"months", "age"}):
            template = N_(
                "The unit here is “%(given)s”, where “%(wanted)s” is needed. A year has 12 months: write "
                "12 * number_of(…) for the years."
            )
        return self.error("unit", at, template, given=given, wanted=wanted)

    def settled(self, node: Node) -> Node:
        """``node`` as it is when nothing beside it says more."""
        return replace(node, bare=False) if isinstance(node, Constant) and node.bare else node

    def no_list(self, node: Node) -> Node:
        """``node``, if it is no list: of one nothing is known but what its members say."""
        if node.type.kind != "list":
            return node
        raise self.error(
            "type",
            node.at,
            N_(
                "“%(list)s” is a list: ask any(… from %(list)s), all(… from %(list)s), count(%(list)s) or "
                "sum(… from %(list)s)."
            ),
            list=node.name if isinstance(node, Fact) else "",
        )

    def loose(self, node: Node) -> bool:
        """Whether ``node`` can still become another kind: a literal, NULL, or a CASE or sum of such alone."""
        if isinstance(node, Case):
            return all(self.loose(value) for value in node.values())
        if isinstance(node, Over) and node.what == "sum":
            return node.value is not None and self.loose(node.value)
        return isinstance(node, Constant) and node.bare

    def _adapted(self, node: Node, wanted: FactType) -> Node | None:
        if isinstance(node, Constant) and node.bare:
            return self._literal_as(node, wanted)
        if isinstance(node, Case) and self.loose(node):
            values = [self._adapted(value, wanted) for value in node.values()]
            adapted = [value for value in values if value is not None]
            return node.choosing(wanted, adapted) if len(adapted) == len(values) else None
        if (
            isinstance(node, Over)
            and self.loose(node)
            and node.value is not None
            and wanted.kind in (*NUMBERS, "money")
        ):
            value = self._adapted(node.value, wanted)
            return None if value is None else replace(node, type=wanted, children=(*node.children[:2], value))
        if node.type.kind == wanted.kind:
            if wanted.kind == "choice" and not set(node.type.options) <= set(wanted.options):
                return None
            return self._in_unit(node, wanted)
        return widened(self._in_unit(node, wanted)) if (node.type.kind, wanted.kind) == ("integer", "decimal") else None

    def _in_unit(self, node: Node, wanted: FactType) -> Node:
        """``node``, if its unit goes with the one wanted; what is of literals alone takes it on."""
        given, unit = node.type.unit, wanted.unit
        if node.type.kind not in NUMBERS or not unit or given == unit:
            return node
        if given:
            raise self.clash(node.at, given, unit)
        return node if node.names() else replace(node, type=node.type.having(unit))

    def _literal_as(self, node: Constant, wanted: FactType) -> Node | None:
        value = node.value
        if value is None:
            return Constant(wanted, node.at, (), None)
        match wanted.kind:
            case "money" if node.type.kind in NUMBERS:
                value = self._fen(Decimal(str(value)), node.at)
            case "decimal" if node.type.kind in NUMBERS:
                value = Decimal(str(value))
            case "integer" if node.type.kind == "integer":
                pass
            case "choice" if node.type.kind == "text":
                self._option(str(value), wanted.options, node.at)
            case "date" if node.type.kind == "text":
                return self.date(str(value), node.at)
            case "text" if node.type.kind == "text":
                pass
            case _:
                return None
        return Constant(wanted, node.at, (), value)

    def _fen(self, yuan: Decimal, at: int) -> int:
        fen = yuan.scaleb(2)
        if fen != fen.to_integral_value():
            raise self.error("number", at, N_("An amount is written in yuan, with two decimals at most: 4027.00."))
        return int(fen)

    def _option(self, value: str, options: Sequence[str], at: int) -> None:
        if value not in options:
            problem = Sentence(
                N_("“%(value)s” is none of the answers: %(options)s."), {"value": value, "options": ", ".join(options)}
            )
            raise RuleError("option", self.origin, self.text, at, with_near(problem, value, options))

    def common(self, nodes: Sequence[Node]) -> list[Node]:
        """``nodes`` as one kind that suits them all. What is settled says which; what is loose follows.

        Where all are loose they stay so, as literals of the widest kind among them.
        """
        for node in nodes:
            self.no_list(node)
        settled = [node for node in nodes if not self.loose(node)]
        said = settled or [node for node in nodes if not self._null(node)] or [nodes[0]]
        wanted = said[0].type
        for node in said[1:]:
            wanted = self._joint(wanted, node)
        if wanted.kind == "integer" and any(node.type.kind == "decimal" and self.loose(node) for node in nodes):
            wanted = DECIMAL.having(wanted.unit)
        found = [self.become(node, wanted) for node in nodes]
        return found if settled else [replace(one, bare=True) if isinstance(one, Constant) else one for one in found]

    def _null(self, node: Node) -> bool:
        return isinstance(node, Constant) and node.value is None

    def _joint(self, one: FactType, node: Node) -> FactType:
        other = node.type
        if one.kind == other.kind == "choice":
            if set(one.options) & set(other.options):
                return FactType("choice", tuple(dict.fromkeys((*one.options, *other.options))))
            raise self.error("option", node.at, N_("These two choices have no answer in common."))
        if one.kind in NUMBERS and other.kind in NUMBERS:
            unit = units.joint(one.unit, other.unit)
            if unit is None:
                raise self.clash(node.at, other.unit, one.unit)
            return (one if one.kind == other.kind else DECIMAL).having(unit)
        if one.kind == other.kind:
            return one
        raise self.error(
            "type",
            node.at,
            N_("%(one)s and %(other)s do not go together."),
            one=one.words(),
            other=other.words(),
        )
