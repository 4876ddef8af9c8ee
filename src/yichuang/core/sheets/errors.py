"""Why a file as a whole cannot be read."""

from __future__ import annotations

from yichuang.core.words import Said


class SheetError(Said):
    """No table can be had of the file. ``code``:

    'empty' nothing in it · 'too-large', 'too-many-rows', 'too-many-columns' past the limits · 'not-its-name' the
    content is not what the ending says · 'old-format' .xls · 'protected' a password · 'web-page' HTML named .xls ·
    'broken' damaged, or packed as no program does it · 'encoding' a csv in no known encoding · 'no-table' no sheet has
    the columns · 'hidden' only a hidden sheet has them · 'two-tables' more than one visible sheet has them.
    """
