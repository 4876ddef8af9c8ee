"""Every address of the installation stands in the table of routes, and nothing else does (TRUST 6)."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from yichuang.faces.look.routes import Route, table


def addresses(resolver: URLResolver, space: str = "") -> Iterator[str]:
    """The full names of every address below ``resolver``."""
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            yield from addresses(entry, f"{space}{entry.namespace}:" if entry.namespace else space)
        elif isinstance(entry, URLPattern):
            yield f"{space}{entry.name}"


def undeclared(names: set[str], routes: dict[str, Route]) -> set[str]:
    """Addresses that the table does not know."""
    return names - set(routes)


def test_every_address_is_declared_and_every_route_exists() -> None:
    names = set(addresses(get_resolver()))
    assert undeclared(names, dict(table())) == set()
    assert set(table()) - names == set()


def test_an_undeclared_address_is_found() -> None:
    names = set(addresses(get_resolver()))
    assert undeclared(names | {"portal:secret-door"}, dict(table())) == {"portal:secret-door"}


@pytest.mark.django_db
def test_an_undeclared_address_is_not_answered(client: object, monkeypatch: pytest.MonkeyPatch) -> None:
    from django.test import Client

    assert isinstance(client, Client)
    assert client.get("/api/v1/services").status_code == 200
    less = {name: route for name, route in table().items() if name != "api:services"}
    monkeypatch.setattr("yichuang.faces.look.routes._table", less)
    assert client.get("/api/v1/services").status_code == 404


def test_a_route_is_declared_once() -> None:
    from yichuang.faces.look.routes import ANYONE, declare, get

    with pytest.raises(ValueError, match="declared twice"):
        declare({"api:tasks": get(ANYONE)})
