"""Sessions in the database, read by one plain statement: every signed-in page asks for one."""

from __future__ import annotations

from django.contrib.sessions.backends.db import SessionStore as DatabaseSessionStore
from django.contrib.sessions.models import Session
from django.db import connection
from django.utils import timezone

READ = """
-- The session under this key, unless its time is over.
SELECT session_key, session_data, expire_date FROM django_session
WHERE session_key = %(key)s AND expire_date > %(now)s
"""


class SessionStore(DatabaseSessionStore):
    """Django's database sessions, with the reading written by hand."""

    def _get_session_from_db(self) -> Session | None:
        with connection.cursor() as cursor:
            cursor.execute(READ, {"key": self.session_key, "now": timezone.now()})
            row = cursor.fetchone()
        if row is None:
            self._session_key = None
            return None
        return Session(*row)
