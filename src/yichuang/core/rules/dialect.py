"""PostgreSQL as sqlglot reads it, without the functions that sqlglot knows and a rule does not."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from sqlglot import TokenType, exp, parse_one
from sqlglot.dialects.postgres import Postgres
from sqlglot.parsers.postgres import PostgresParser

from yichuang.core.rules.functions import BUILT_IN


class YichuangRules(Postgres):
    """The dialect of rules. ``add_months`` and the like are ours here, not another database's."""

    class Parser(PostgresParser):
        """Only what the language itself has is a function; every other one comes back as its name and arguments."""

        FUNCTIONS: ClassVar = {
            name: function for name, function in PostgresParser.FUNCTIONS.items() if name.lower() in BUILT_IN
        }
        FUNCTION_PARSERS: ClassVar[dict[str, Callable[..., exp.Expr]]] = {}
        NO_PAREN_FUNCTIONS: ClassVar[dict[TokenType, type[exp.Expr]]] = {}


RULES = YichuangRules()


def read(text: str) -> exp.Expr:
    """sqlglot's tree of one scalar expression. Raises sqlglot's errors."""
    return parse_one(text, read=RULES, into=exp.Condition)
