"""Pages asked for as a browser asks for them, without one."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from tests import cast
from tests.cast import Member


@pytest.fixture
def signed_in() -> Callable[[Member], Client]:
    """A client whose session is a member of the cast's; forms are checked for their token, as in a browser."""

    return cast.signed_in
