"""Pages asked for as a browser asks for them, without one."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from tests.cast import Member

BACKEND = "yichuang.platform.people.backends.CodeBackend"


@pytest.fixture
def signed_in() -> Callable[[Member], Client]:
    """A client whose session is a member of the cast's; forms are checked for their token, as in a browser."""

    def make(member: Member) -> Client:
        from yichuang.platform.people.models import Account

        client = Client()
        client.force_login(Account.objects.get(pk=member.account_id), backend=BACKEND)
        return client

    return make
