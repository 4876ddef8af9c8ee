"""Numbers of cases: division, date, eight random characters, a check character.

No sequence, since a restored database would give the same numbers again. Eight characters of 32 are 2**40 numbers a
division and day. Letters that look like digits are never used and always understood.
"""

from __future__ import annotations

import re
import secrets
from datetime import date

from yichuang.core.identifiers.checks import mod_37_36
from yichuang.core.identifiers.errors import IdentifierError
from yichuang.core.identifiers.text import compact
from yichuang.core.words import N_

_LENGTH = N_("A case number has 23 characters; this one has %(count)s.")
_SHAPE = N_("This is no case number: 14 digits, then nine digits or letters.")
_DATE = N_("The date in this case number does not exist: please compare digits 7 to 14 with the receipt.")
_CHECK = N_("This case number has a slip in it: please compare it with the receipt.")

_CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_NUMBER = re.compile(rf"[0-9]{{14}}[{_CROCKFORD}]{{8}}[0-9A-Z]")
_LOOKS_LIKE = str.maketrans("OIL", "011")


def new_case_number(division: str, on: date) -> str:
    """A new number of 23 characters for a case of ``division`` (GB/T 2260, six digits; of a longer code the first six,
    the county) filed on the legal day ``on``.
    """
    if not re.fullmatch(r"[0-9]{6,12}", division):
        raise ValueError(f"{division!r} is no division code")
    while True:
        drawn = int.from_bytes(secrets.token_bytes(5))
        body = f"{division[:6]}{on:%Y%m%d}" + "".join(_CROCKFORD[drawn >> shift & 31] for shift in range(35, -1, -5))
        check = mod_37_36(body)
        if check in _CROCKFORD:  # the check alone could be I, L, O or U: such a number is drawn again
            return body + check


def check_case_number(text: str, field: str = "case_number") -> str:
    """The case number that somebody typed, in the form in which it was given out.

    Small letters, spaces and hyphens do not matter, nor O for 0, I or L for 1. Raises IdentifierError ('characters',
    'empty', 'length', 'shape', 'date', 'check').
    """
    value = compact(text, field).translate(_LOOKS_LIKE)
    if len(value) != 23:
        raise IdentifierError("length", _LENGTH, field=field, count=len(value))
    if not _NUMBER.fullmatch(value):
        raise IdentifierError("shape", _SHAPE, field=field)
    try:
        date(int(value[6:10]), int(value[10:12]), int(value[12:14]))
    except ValueError:
        raise IdentifierError("date", _DATE, field=field) from None
    if mod_37_36(value[:22]) != value[22]:
        raise IdentifierError("check", _CHECK, field=field)
    return value
