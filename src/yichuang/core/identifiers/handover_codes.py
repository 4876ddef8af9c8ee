"""Handover codes (续办码): nine digits that take a draft from a phone to a window, or back.

Eight random digits and a check digit (ISO 7064 MOD 11,10, which notices every single slip and nearly every swap), so
that a slip of the finger opens nobody else's draft. A code is a pointer for some minutes, never a name or a number of a
person.
"""

from __future__ import annotations

import re
import secrets

from stdnum.iso7064 import mod_11_10

from yichuang.core.identifiers.errors import IdentifierError
from yichuang.core.identifiers.text import compact
from yichuang.core.words import N_

_LENGTH = N_("The code has nine digits; please compare it with the other screen.")
_CHECK = N_("There is a slip in this code; please compare it with the other screen.")


def new_handover_code() -> str:
    """A new code of nine digits."""
    body = f"{secrets.randbelow(10**8):08d}"
    return body + mod_11_10.calc_check_digit(body)


def parse_handover_code(text: str) -> str:
    """The nine digits that somebody typed, or that a scanner read together with the address around them.

    Spaces, hyphens and full-width digits do not matter. Raises IdentifierError ('empty', 'length', 'check').
    """
    value = compact(text, "code")
    value = re.sub(r"^.*/", "", value)
    if not re.fullmatch(r"[0-9]{9}", value):
        raise IdentifierError("length", _LENGTH, field="code")
    if not mod_11_10.is_valid(value):
        raise IdentifierError("check", _CHECK, field="code")
    return value
