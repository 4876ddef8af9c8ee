"""Numbers of natural persons: citizens, residents from Hong Kong, Macao and Taiwan, permanent foreign residents.

Citizens' numbers follow GB 11643-1999: six digits of the division where the number was first given, birth date, three
digits of order (odd for men), check character. Residence permits follow it too, with 810000, 820000 and 830000 in
place of the division (港澳台居民居住证申领发放办法 Art. 3). The division is never judged: people keep a number whose
division was renamed, merged or abolished long ago.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from typing import Literal, TypeAlias

from yichuang.core import clock
from yichuang.core.identifiers.checks import mod_11_2
from yichuang.core.identifiers.errors import IdentifierError, OldNumberError
from yichuang.core.identifiers.text import compact
from yichuang.core.words import N_

Kind: TypeAlias = Literal["citizen", "residence-permit", "permanent-resident"]
Sex: TypeAlias = Literal["male", "female"]

_LENGTH = N_("An ID number has 18 characters; this one has %(count)s.")
_SHAPE = N_("An ID number is 17 digits and a last digit or X; here is another character.")
_BIRTH = N_("The birth date in this number does not exist: please compare the number with the card.")
_FUTURE = N_("The birth date in this number lies in the future: please compare it with the card.")
_CHECK = N_("The last character does not fit the others: please compare the number with the card, digit by digit.")
_OLD = N_("This is an old 15-digit number. Please give the 18-digit one; it should be %(number)s.")

_NEW = re.compile(r"[0-9]{17}[0-9X]")
_OLD_CITIZEN = re.compile(r"[0-9]{15}")
#: Cards for foreigners before 2023: three letters of nationality, four digits of the place, yymmdd, two more digits.
_OLD_FOREIGN = re.compile(r"[A-Z]{3}[0-9]{12}")

#: Nobody in any register is older than this; a year such as 0199 is a slip.
_OLDEST_YEARS = 150


@dataclass(frozen=True, slots=True)
class IdNumber:
    """A well-formed number. ``value`` is the one form that is stored and compared; neither it nor the birth date is
    part of ``repr()``, so that logs do not hold them. ``sex`` is None where the number does not tell it.
    """

    value: str = field(repr=False)
    birth_date: date = field(repr=False)
    sex: Sex | None
    kind: Kind


def parse_id_number(text: str) -> IdNumber:
    """The number in ``text``, whatever its spaces, its width and the case of its letters.

    Raises IdentifierError ('characters', 'empty', 'length', 'shape', 'birth-date', 'check') and, for a sound
    15-digit number, OldNumberError with the 18-digit one.
    """
    value = compact(text, "id_number")
    if _OLD_FOREIGN.fullmatch(value):
        return _foreign(value)
    if len(value) == 15:
        raise _old(value)
    if len(value) != 18:
        raise IdentifierError("length", _LENGTH, field="id_number", count=len(value))
    if not _NEW.fullmatch(value):
        raise IdentifierError("shape", _SHAPE, field="id_number")
    birth_date = _born(value[6:14])
    if mod_11_2(value[:17]) != value[17]:
        raise IdentifierError("check", _CHECK, field="id_number")
    return IdNumber(value, birth_date, "male" if int(value[16]) % 2 else "female", _kind(value))


def make_id_number(region: str, born: date, serial: int) -> str:
    """A valid number for invented people: ``region`` six digits, ``serial`` 0 to 999, odd for men."""
    if not re.fullmatch(r"[0-9]{6}", region) or not 0 <= serial <= 999:
        raise ValueError("a region has six digits, a serial lies between 0 and 999")
    digits = f"{region}{born:%Y%m%d}{serial:03}"
    return digits + mod_11_2(digits)


def eighteen_digits(old: str) -> str:
    """An old number of 15 digits with the century, 19, and the check character (GB 11643-1999); nothing is judged."""
    digits = f"{old[:6]}19{old[6:]}"
    return digits + mod_11_2(digits)


def _kind(value: str) -> Kind:
    if value.startswith(("810000", "820000", "830000")):
        return "residence-permit"
    return "permanent-resident" if value.startswith("9") else "citizen"


def _old(value: str) -> IdentifierError:
    """What to say about 15 characters: either no number at all, or a sound old one of the years 1900 to 1999."""
    if not _OLD_CITIZEN.fullmatch(value):
        return IdentifierError("shape", _SHAPE, field="id_number")
    number = eighteen_digits(value)
    _born(number[6:14])
    return OldNumberError(_OLD, number=number, field="id_number")


def _foreign(value: str) -> IdNumber:
    """The old form of the foreigners' card. Its check digit is not public, its century not written: the later one
    that does not lie ahead is taken."""
    century = clock.today().year // 100
    born = date.max
    for each in (century, century - 1):
        try:
            born = _day(f"{each}{value[7:13]}")
        except ValueError:
            continue
        if born <= clock.today():
            return IdNumber(value, born, None, "permanent-resident")
    raise IdentifierError("birth-date", _BIRTH, field="id_number")


def _born(digits: str) -> date:
    """The birth date yyyymmdd; raises IdentifierError 'birth-date' where it does not exist, lies ahead or ages ago."""
    today = clock.today()
    try:
        born = _day(digits)
    except ValueError:
        raise IdentifierError("birth-date", _BIRTH, field="id_number") from None
    if born > today:
        raise IdentifierError("birth-date", _FUTURE, field="id_number")
    if born.year < today.year - _OLDEST_YEARS:
        raise IdentifierError("birth-date", _BIRTH, field="id_number")
    return born


def _day(digits: str) -> date:
    return date(int(digits[:4]), int(digits[4:6]), int(digits[6:8]))
