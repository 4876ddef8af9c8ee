"""Django's side of sign-in: who owns a session. The code itself is checked by ``commands.sign_in``."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import connection

from yichuang.platform.people.models import Account
from yichuang.platform.vault.fields import SealedTextField

COLUMNS = tuple(each.attname for each in Account._meta.concrete_fields)
READ = f"""
-- The account of a session, as long as it is active.
SELECT {", ".join(COLUMNS)} FROM people_account WHERE id = %(id)s::uuid AND is_active
"""


class CodeBackend:
    """Sessions of accounts that proved their phone by a code. It never authenticates by itself."""

    def authenticate(self, request: Any, **credentials: Any) -> Account | None:
        return None

    def get_user(self, user_id: str | UUID) -> Account | None:
        """The active account, in one plain statement: every signed-in page asks for it."""
        with connection.cursor() as cursor:
            cursor.execute(READ, {"id": str(user_id)})
            row = cursor.fetchone()
        if row is None:
            return None
        phone = Account._meta.get_field("phone")
        assert isinstance(phone, SealedTextField)
        at = COLUMNS.index("phone")
        account: Account = Account.from_db("default", COLUMNS, [*row[:at], phone.opened(row[at]), *row[at + 1 :]])
        return account
