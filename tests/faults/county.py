"""A county before any web server: who lives there, what is ready to be filed, and the database as its owner sees it."""

from __future__ import annotations

import socket
from dataclasses import dataclass, field
from typing import Any

import psycopg

from tests.cast import Member, Town, person_of_the_register
from tests.faults.client import Visitor

WISHES = {"employment": "flexible", "add_medical": "true", "contribution_base": "4072"}


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as trying:
        trying.bind(("127.0.0.1", 0))
        port: int = trying.getsockname()[1]
        return port


@dataclass
class Site:
    """The county in the test's own database, before any web server: who lives there, what is ready to be filed."""

    town: Town
    port: int
    dsn: str
    people: dict[str, Member] = field(default_factory=dict)
    sessions: dict[str, str] = field(default_factory=dict)

    def person(self, key: str) -> Member:
        """A matched resident."""
        if key not in self.people:
            self.people[key] = person_of_the_register(key)
        return self.people[key]

    def visitor(self, key: str) -> Visitor:
        """A resident at the wire, signed in."""
        if key not in self.sessions:
            self.sessions[key] = session_of(self.person(key))
        return Visitor(self.port, {"sessionid": self.sessions[key]})

    def drafts(self, key: str, count: int) -> list[str]:
        """So many finished drafts of one person: their public ids; all have version 1."""
        from tests.lines.applications.test_filing import finished
        from yichuang.core.identifiers import new_id, public_id
        from yichuang.platform.cases.models import Draft

        made = finished(self.person(key), WISHES).draft
        made.refresh_from_db()
        rows = []
        for _ in range(count):
            made.pk, made.public_id, made.version = new_id(), public_id(), 1
            rows.append(Draft(**{each.attname: getattr(made, each.attname) for each in Draft._meta.concrete_fields}))
        Draft.objects.bulk_create(rows)
        return [each.public_id for each in rows]

    def sql(self, text: str, *values: Any) -> list[tuple[Any, ...]]:
        """A statement on a connection of its own, as the server's superuser would type it."""
        with psycopg.connect(self.dsn, autocommit=True) as connection:
            cursor = connection.execute(text.encode(), values or None)
            return cursor.fetchall() if cursor.description else []


def session_of(member: Member) -> str:
    """The session that signing in gives; how that goes is walked elsewhere."""
    from importlib import import_module

    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY

    from yichuang.platform.people.models import Account

    account = Account.objects.get(pk=member.account_id)
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY] = str(account.pk)
    session[BACKEND_SESSION_KEY] = "yichuang.platform.people.backends.CodeBackend"
    session[HASH_SESSION_KEY] = account.get_session_auth_hash()
    session.save()
    return str(session.session_key)
