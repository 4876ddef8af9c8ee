"""A clerk's browser, with and without somebody at the window."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from tests.cast import Member, Town
from tests.simulators.world import BY_KEY


@pytest.fixture
def window(county: Town, clerk: Member, signed_in: Callable[[Member], Client]) -> Client:
    """The clerk's browser; nobody stands there."""
    return signed_in(clerk)


@pytest.fixture
def visited(window: Client) -> Client:
    """The clerk's browser; 试例一 stands there."""
    known = BY_KEY["flexible-1"]
    answer = window.post("/window/", {"name": known["name"], "id_number": known["id_number"]})
    assert answer.status_code == 303
    return window
