"""What the offices check of names, numbers and phones, by their own means."""

import re
import unicodedata
from datetime import date

_ID = re.compile(r"[0-9]{17}[0-9X]")
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_PHONE = re.compile(r"1[3-9][0-9]{9}")
# The marks that people type for the dot between the parts of a name.
_DOTS = str.maketrans(dict.fromkeys("•．.‧・‧∙⋅", "·"))


def check_character(first_17: str) -> str:
    """The last character of a citizen's number (GB 11643-1999)."""
    total = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, first_17, strict=True))
    return "10X98765432"[total % 11]


def is_id_number(text: object) -> bool:
    """Whether this is a citizen's number of 18 characters: check character right, birth date a day that exists."""
    if not isinstance(text, str) or not _ID.fullmatch(text) or check_character(text[:17]) != text[17]:
        return False
    try:
        date(int(text[6:10]), int(text[10:12]), int(text[12:14]))
    except ValueError:
        return False
    return True


def is_phone(text: object) -> bool:
    """Whether this is a mainland mobile number of 11 digits."""
    return isinstance(text, str) and _PHONE.fullmatch(text) is not None


def is_name(text: object) -> bool:
    """Whether this can be a person's name: 1 to 50 characters, none of them a control character, not blank."""
    if not isinstance(text, str) or not 1 <= len(text) <= 50 or text.strip() != text:
        return False
    return not any(unicodedata.category(character) in ("Cc", "Cs", "Co", "Cn") for character in text)


def same_name(one: str, other: str) -> bool:
    """Whether two spellings are one name: composed forms, width and kind of the dot aside."""
    return _compared(one) == _compared(other)


def _compared(name: str) -> str:
    return "".join(unicodedata.normalize("NFC", name).translate(_DOTS).split()).casefold()
