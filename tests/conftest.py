"""Fixtures of the whole suite: a real database, and the fixed cast."""

from __future__ import annotations

import importlib.util
import os

import pytest

from yichuang.project import testing

if importlib.util.find_spec("tests.cast"):
    pytest_plugins = ["tests.cast"]


@pytest.fixture(scope="session")
def postgres_dsn() -> str:
    """The address of a real PostgreSQL, for tests that need no Django (its database ``yichuang`` is empty)."""
    return os.environ.get("YICHUANG_TEST_DATABASE_URL") or testing.session_cluster().dsn()


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    postgres_dsn: str,
    django_db_modify_db_settings_parallel_suffix: None,
) -> None:
    """Before pytest-django makes its test database: the server runs, and a migrated copy is at hand."""
    from django.db import connections

    template = testing.template_database()
    if template:
        connections["default"].settings_dict["TEST"]["TEMPLATE"] = template
