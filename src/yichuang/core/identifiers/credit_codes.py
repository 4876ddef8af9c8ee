"""Unified social credit codes of organisations (GB 32100-2015)."""

from __future__ import annotations

from yichuang.core.identifiers.checks import CREDIT_ALPHABET, mod_31
from yichuang.core.identifiers.errors import IdentifierError
from yichuang.core.identifiers.text import compact
from yichuang.core.words import N_

_LENGTH = N_("A credit code has 18 characters; this one has %(count)s.")
_SHAPE = N_("A credit code has digits and capital letters, without I, O, S, V and Z.")
_CHECK = N_("The last character does not fit the others: please compare the code with the licence.")


def parse_credit_code(text: str) -> str:
    """The credit code in ``text``, 18 characters. Raises IdentifierError ('characters', 'empty', 'length', 'shape',
    'check').
    """
    value = compact(text, "credit_code")
    if len(value) != 18:
        raise IdentifierError("length", _LENGTH, field="credit_code", count=len(value))
    if any(each not in CREDIT_ALPHABET for each in value):
        raise IdentifierError("shape", _SHAPE, field="credit_code")
    if mod_31(value[:17]) != value[17]:
        raise IdentifierError("check", _CHECK, field="credit_code")
    return value
