"""Identifiers of electronic licences (证照标识, GB/T 36904-2018): kind, issuer, serial, version, check character.

``1.2.156.3005.2`` and five parts behind it, with dots between: the kind of licence (21 characters: the credit code of
whoever made the kind, and three digits), the issuer's credit code, the issuer's serial, the version (three digits),
and a check character by ISO 7064 MOD 37,36 over the four parts without dots. Compared with two published samples.
"""

from __future__ import annotations

import re

from yichuang.core.identifiers.checks import mod_37_36
from yichuang.core.identifiers.errors import IdentifierError
from yichuang.core.identifiers.text import compact
from yichuang.core.words import N_

_SHAPE = N_("This is no identifier of a licence: it begins with 1.2.156.3005.2 and has five parts behind it.")
_CHECK = N_("This identifier of a licence has a slip in it: please compare it with the licence.")

ROOT = "1.2.156.3005.2"
#: What a kind of licence is called in identifiers.
KIND = re.compile(r"[0-9A-Z]{18}[0-9]{3}")
_PARTS = re.compile(r"1\.2\.156\.3005\.2\.([0-9A-Z]{21})\.([0-9A-Z]{18})\.([0-9A-Z]{1,40})\.([0-9]{3})\.([0-9A-Z])")


def make_licence_identifier(kind: str, issuer: str, serial: str, version: int = 1) -> str:
    """The identifier of a licence. ``kind``: 21 characters; ``issuer``: a credit code; ``serial``: capitals and digits.

    Raises ValueError where a part has not that form.
    """
    parts = (kind, issuer, serial, f"{version:03d}")
    if _PARTS.fullmatch(".".join((ROOT, *parts, "0"))) is None:
        raise ValueError("a part of the identifier has not the form of the standard")
    return ".".join((ROOT, *parts, mod_37_36("".join(parts))))


def parse_licence_identifier(text: str) -> str:
    """The identifier in ``text`` as it is kept. Raises IdentifierError ('empty', 'characters', 'shape', 'check')."""
    value = compact(text, "identifier")
    found = _PARTS.fullmatch(value)
    if found is None:
        raise IdentifierError("shape", _SHAPE, field="identifier")
    if mod_37_36("".join(found.groups()[:4])) != found[5]:
        raise IdentifierError("check", _CHECK, field="identifier")
    return value
