"""PostgreSQL as sqlglot reads it, without the functions that sqlglot knows and a rule does not.

What is said of the members of a list is a query turned into a call: ``(select sum(pay) from children where born > d)``
is written ``sum(pay from children where born > d)``.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import ClassVar

from sqlglot import TokenType, exp, parse_one
from sqlglot.dialects.postgres import Postgres
from sqlglot.parsers.postgres import PostgresParser

from yichuang.core.rules.functions import BUILT_IN, OVER_MEMBERS


class OverMembers(exp.Expression, exp.Condition):
    """``what(value from this where where)``; ``this`` is whatever stands where the list should."""

    arg_types: ClassVar = {"this": True, "what": True, "value": False, "where": False}


def _over_members(what: str, parser: PostgresParser) -> exp.Expr:
    """What stands in the brackets: the opening one is read already, the closing one is read by the caller."""
    begin = parser._tokens[parser._index - 2].start
    value, this = None, parser._parse_disjunction()
    if parser._match(TokenType.FROM):
        value, this = this, parser._parse_disjunction()
    where = None
    if parser._match(TokenType.WHERE):
        where = parser._parse_disjunction()
        if where is None:
            parser.raise_error("Expecting a condition")
    found = OverMembers(this=this, what=what, value=value, where=where)
    found.meta["start"] = begin
    return found


class YichuangRules(Postgres):
    """The dialect of rules. ``add_months`` and the like are ours here, not another database's."""

    class Tokenizer(Postgres.Tokenizer):
        """ANY and ALL are names of functions, wherever they stand."""

        KEYWORDS: ClassVar = {
            word: kind for word, kind in Postgres.Tokenizer.KEYWORDS.items() if word not in ("ANY", "ALL")
        }

    class Parser(PostgresParser):
        """Only what the language itself has is a function; every other one comes back as its name and arguments."""

        FUNCTIONS: ClassVar = {
            name: function for name, function in PostgresParser.FUNCTIONS.items() if name.lower() in BUILT_IN
        }
        FUNCTION_PARSERS: ClassVar[dict[str, Callable[..., exp.Expr]]] = {
            name.upper(): partial(_over_members, name) for name in OVER_MEMBERS
        }
        NO_PAREN_FUNCTION_PARSERS: ClassVar = {
            name: parser for name, parser in PostgresParser.NO_PAREN_FUNCTION_PARSERS.items() if name != "ANY"
        }
        NO_PAREN_FUNCTIONS: ClassVar[dict[TokenType, type[exp.Expr]]] = {}


RULES = YichuangRules()


def read(text: str) -> exp.Expr:
    """sqlglot's tree of one scalar expression. Raises sqlglot's errors."""
    return parse_one(text, read=RULES, into=exp.Condition)
