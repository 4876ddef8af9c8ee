"""A county that lasts for a file of tests, with clients at its door."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg
import pytest
from pytest_django.plugin import DjangoDbBlocker

from tests.cast import Member, Town, person_of_the_register, settle_county
from tests.faults.client import Receipts, Visitor
from tests.faults.processes import database_url
from yichuang.project.testing import template_database

WISHES = {"employment": "flexible", "add_medical": "true", "contribution_base": "4072"}
FULL = os.environ.get("YICHUANG_CAMPAIGN") == "full"


def campaign(short: int, full: int) -> int:
    """How many times: a sample in every run, the whole of it in ``make faults``."""
    return full if FULL else short


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
            self.sessions[key] = _session(self.person(key))
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


def _session(member: Member) -> str:
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


@pytest.fixture
def site(transactional_db: None, town: Town) -> Site:
    """A county of one test."""
    settle_county(town)
    return Site(town, free_port(), database_url())


@pytest.fixture(scope="module")
def lasting_site(postgres_dsn: str, django_db_blocker: DjangoDbBlocker, town: Town) -> Iterator[Site]:
    """A county in a database of its own that all tests of a file share (they bear no mark of Django's database)."""
    from django.core.management import call_command
    from django.db import connection

    template, name, before = template_database(), f"lasting_{os.getpid()}", connection.settings_dict["NAME"]
    with psycopg.connect(postgres_dsn, autocommit=True) as server, django_db_blocker.unblock():
        server.execute(f"CREATE DATABASE {name} TEMPLATE {template or 'template0'}".encode())
        connection.close()
        connection.settings_dict["NAME"] = name
        try:
            if template is None:
                call_command("migrate", verbosity=0)
            settle_county(town)
            yield Site(town, free_port(), database_url())
        finally:
            connection.close()
            connection.settings_dict["NAME"] = before
            server.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())


@pytest.fixture
def receipts(tmp_path: Path) -> Receipts:
    """The clients' own file."""
    return Receipts(tmp_path / "receipts")
