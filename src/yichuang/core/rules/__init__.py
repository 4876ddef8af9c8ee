"""Is it true of this person, and why?

An expression is the scalar part of SQL, read by sqlglot, let through node by node, and checked against the types of
the facts. PostgreSQL's meaning is the meaning. NULL (None) is known to be absent; `UNKNOWN` is not yet known, and an
answer is given only when nothing unknown can change it. `Expression.explain` says which fact decided.
"""

from yichuang.core.rules.errors import Origin, RuleCode, RuleError
from yichuang.core.rules.expression import Expression, parse
from yichuang.core.rules.functions import BUILT_IN, FUNCTIONS, Function, Parameter
from yichuang.core.rules.kinds import UNKNOWN, Facts, FactType, Kind, Member, Members, Result, Schema, Unknown, Value
from yichuang.core.rules.phrases import Label
from yichuang.core.rules.reasons import Reason
from yichuang.core.rules.sayings import says

__all__ = [
    "BUILT_IN",
    "FUNCTIONS",
    "UNKNOWN",
    "Expression",
    "FactType",
    "Facts",
    "Function",
    "Kind",
    "Label",
    "Member",
    "Members",
    "Origin",
    "Parameter",
    "Reason",
    "Result",
    "RuleCode",
    "RuleError",
    "Schema",
    "Unknown",
    "Value",
    "parse",
    "says",
]
