"""What can be wrong with a number or a name, told to the one who typed it."""

from __future__ import annotations

from yichuang.core.words import Said


class IdentifierError(Said):
    """Not well formed. ``code`` says which part:

    'empty' nothing was typed · 'characters' invisible or control characters · 'length' too short or too long ·
    'shape' a character that has no place there · 'birth-date' the day in it does not exist or lies ahead ·
    'check' the check character does not fit: a slip of the pen · 'old-form' see OldNumberError · 'date' (case
    numbers) no such day.
    """


class OldNumberError(IdentifierError):
    """A sound 15-digit number of before 1999. ``number`` is the 18-digit one that replaced it.

    The sentence shows that number to the person; ``str()`` does not, so that it stays out of logs.
    """

    def __init__(self, template: str, *, number: str, field: str | None = None) -> None:
        super().__init__("old-form", template, field=field, number=number)
        self.number = number
        self.args = (self.code,)
