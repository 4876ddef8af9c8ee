"""The session's database is a real PostgreSQL, and Django's tests meet it migrated."""

from __future__ import annotations

import psycopg
import pytest
from django.db import connection


def test_a_test_without_django_has_a_server(postgres_dsn: str) -> None:
    with psycopg.connect(postgres_dsn) as server:
        row = server.execute("select show_limit is not null, 1 from (select 1 as show_limit) s").fetchone()
    assert row == (True, 1)


@pytest.mark.django_db
def test_a_test_with_django_meets_a_migrated_database() -> None:
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from django_migrations")
        (applied,) = cursor.fetchone()
    assert applied > 0
    assert connection.settings_dict["NAME"].startswith("test_")
