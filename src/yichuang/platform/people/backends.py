"""Django's side of sign-in: who owns a session. The code itself is checked by ``commands.sign_in``."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from yichuang.platform.people.models import Account


class CodeBackend:
    """Sessions of accounts that proved their phone by a code. It never authenticates by itself."""

    def authenticate(self, request: Any, **credentials: Any) -> Account | None:
        return None

    def get_user(self, user_id: str | UUID) -> Account | None:
        """The active account with its person, in one query."""
        return Account.objects.select_related("person").filter(pk=user_id, is_active=True).first()
