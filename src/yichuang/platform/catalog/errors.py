"""What can go wrong with services."""

from __future__ import annotations

from yichuang.core.words import N_, Said


class NoSuchService(Said):
    """No package of that name is published here."""

    def __init__(self, name: str) -> None:
        super().__init__("no-such-service", N_("There is no service called %(name)s here."), name=name)
