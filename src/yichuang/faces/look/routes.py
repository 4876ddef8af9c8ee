"""The table of routes: which page or call is open to whom. What does not stand in it is not answered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from yichuang.core.access import PEOPLE

#: Everybody who signed in.
SIGNED_IN = PEOPLE
#: Everybody, signed in or not.
ANYONE = SIGNED_IN | {"anonymous"}


@dataclass(frozen=True)
class Route:
    """One named route: its methods, the roles that may call it, the identity level it needs.

    ``level`` 1 sends a person who is not matched yet to be matched, and back. ``signed`` marks calls of outside
    systems, which carry no session: their view checks the signature itself. The role ``system`` is a department's own
    system with an access token; only where it stands is a token looked at.
    """

    roles: frozenset[str]
    methods: frozenset[str] = frozenset({"GET", "HEAD"})
    level: int = 0
    signed: bool = False


def get(roles: frozenset[str], level: int = 0) -> Route:
    """A page that is only looked at."""
    return Route(roles, level=level)


def post(roles: frozenset[str], level: int = 0) -> Route:
    """A verb: only posted to."""
    return Route(roles, frozenset({"POST"}), level)


def form(roles: frozenset[str], level: int = 0) -> Route:
    """A page with a form that is posted to the same address."""
    return Route(roles, frozenset({"GET", "HEAD", "POST"}), level)


_table: dict[str, Route] = {}


def declare(routes: Mapping[str, Route]) -> Mapping[str, Route]:
    """Add a face's routes, by their full names (``portal:home``). Raises ValueError for a name declared twice."""
    for name, route in routes.items():
        if _table.get(name, route) != route:
            raise ValueError(f"the route {name} is declared twice")
        _table[name] = route
    return routes


def table() -> Mapping[str, Route]:
    """All declared routes by name."""
    return _table
