"""A county that lasts for a file of tests, with clients at its door."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from pytest_django.plugin import DjangoDbBlocker

from tests.campaign import FULL
from tests.cast import Town, settle_county
from tests.faults.client import Receipts
from tests.faults.county import Site, free_port
from tests.faults.processes import database_url
from yichuang.project.testing import template_database


def campaign(short: int, full: int) -> int:
    """How many times: a sample in every run, the whole of it in ``make faults``."""
    return full if FULL else short


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
