"""What can go wrong in ``messages``."""

from __future__ import annotations

from yichuang.core.words import Said


class BadReceipt(Said):
    """A gateway said something of a message that cannot be read."""

    def __init__(self, field: str, template: str) -> None:
        super().__init__("bad-receipt", template, field=field)
