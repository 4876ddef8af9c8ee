"""Check characters by their standards."""

from __future__ import annotations

from collections.abc import Sequence

_ALPHANUMERIC = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_VALUE = {character: value for value, character in enumerate(_ALPHANUMERIC)}
_ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)

#: GB 32100-2015: digits and letters without I, O, S, V, Z.
CREDIT_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_CREDIT_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)


def mod_11_2(digits: str) -> str:
    """The check character of 17 digits by ISO 7064 MOD 11-2 as GB 11643-1999 has it: 0 to 9 or X."""
    return "10X98765432"[_weighted([int(digit) for digit in digits], _ID_WEIGHTS) % 11]


def mod_31(code: str) -> str:
    """The check character of the first 17 of a credit code (GB 32100-2015). 31 minus a remainder of 0 wraps to 0."""
    total = _weighted([CREDIT_ALPHABET.index(each) for each in code], _CREDIT_WEIGHTS)
    return CREDIT_ALPHABET[(31 - total % 31) % 31]


def mod_37_36(text: str) -> str:
    """The check character of digits and capital letters by ISO 7064 MOD 37,36: 0 to 9 or A to Z."""
    rest = 36
    for character in text:
        total = (rest + _VALUE[character]) % 36 or 36
        rest = total * 2 % 37
    return _ALPHANUMERIC[(37 - rest) % 36]


def _weighted(values: Sequence[int], weights: Sequence[int]) -> int:
    return sum(value * weight for value, weight in zip(values, weights, strict=True))
