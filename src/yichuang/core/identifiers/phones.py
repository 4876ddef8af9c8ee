"""Mobile numbers. Only the shape is checked; that it is theirs, people prove by the code sent to it."""

from __future__ import annotations

import re

from yichuang.core.identifiers.errors import IdentifierError
from yichuang.core.identifiers.text import compact
from yichuang.core.words import N_

_LENGTH = N_("A mobile number has 11 digits; this one has %(count)s.")
_SHAPE = N_("This is no mobile number of the mainland: it has 11 digits and begins with 13 to 19.")

_PREFIX = re.compile(r"(?:\+|00)86|86(?=[0-9]{11}$)")
#: No list of segments: new ones (162, 165, 191, 192, 197) were refused by every such list.
_MOBILE = re.compile(r"1[3-9][0-9]{9}")


def parse_phone(text: str) -> str:
    """The mobile number in ``text`` as 11 digits. Raises IdentifierError ('characters', 'empty', 'length', 'shape')."""
    value = re.sub(r"[().]", "", compact(text, "phone"))
    value = _PREFIX.sub("", value, count=1) if _PREFIX.match(value) else value
    if _MOBILE.fullmatch(value):
        return value
    if re.fullmatch(r"[0-9]+", value) and len(value) != 11:
        raise IdentifierError("length", _LENGTH, field="phone", count=len(value))
    raise IdentifierError("shape", _SHAPE, field="phone")
