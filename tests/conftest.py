"""Fixtures of the whole suite: a real database, and the fixed cast."""

from __future__ import annotations

import gc
import importlib.util
import os
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.conf import settings as django_settings
from hypothesis import HealthCheck, settings

from tests.campaign import FULL
from yichuang.project import testing

# How fast examples are drawn depends on what else the machine does: no test is red for that.
settings.register_profile(
    "yichuang",
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    max_examples=100 if FULL else 30,
)
settings.load_profile("yichuang")

if importlib.util.find_spec("tests.cast"):
    pytest_plugins = ["tests.cast", "tests.emptying"]


# A browser's driver runs an event loop in this thread; Django's guard takes our own calls for asynchronous ones.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
# Tests run at night, too: these settings, and those of processes that a test starts.
os.environ["YICHUANG_QUIET_HOURS"], django_settings.QUIET_HOURS = "none", None

# What is loaded and collected stays until the end: looking through it for garbage took a part of every test.
gc.disable()


#: Files that are begun before all others: begun last, one worker would wait for the other's.
LONGEST = ("tests/house/test_requests.py", "tests/house/test_docs_tutorial.py", "tests/project/test_running.py")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest files, then those with the most tests, as xdist has it by itself; what is for the full run waits.

    What is filed stays in a worker's stand-in systems: walks and kills, a few long tests a file, come mostly last so.
    """
    for item in items if not FULL else ():
        if item.get_closest_marker("full"):
            item.add_marker(pytest.mark.skip("in make test-full and make faults"))
    counts = Counter(item.path for item in items)

    def place(item: pytest.Item) -> tuple[int, int]:
        longest = next((at for at, name in enumerate(LONGEST) if item.nodeid.startswith(name)), len(LONGEST))
        return longest, -counts[item.path]

    items.sort(key=place)


def pytest_collection_finish() -> None:
    gc.freeze()
    gc.enable()


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


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None) -> Iterator[None]:
    """At the end, what a killed server or a kept connection has left open is closed, so that the database can go."""
    from django.db import connections

    yield
    if os.environ.get("YICHUANG_TEST_DATABASE_URL"):
        return  # somebody else's server
    name = connections["default"].settings_dict["NAME"]
    connections.close_all()
    with psycopg.connect(testing.session_cluster().dsn(name)) as connection:
        off = connection.execute("select tgrelid::regclass, tgname from pg_trigger where tgenabled = 'D'").fetchall()
    assert off == [], "a test has switched guards off and left them so for those after it"
    with psycopg.connect(testing.session_cluster().dsn("postgres"), autocommit=True) as connection:
        connection.execute(
            "select pg_terminate_backend(pid, 5000) from pg_stat_activity where datname = %s"
            " and backend_type = 'client backend'",  # a cleaner of PostgreSQL's own goes by itself
            [name],
        )


@pytest.fixture(scope="session")
def browser_type_launch_args(
    browser_type_launch_args: dict[str, Any], tmp_path_factory: pytest.TempPathFactory
) -> dict[str, Any]:
    """Debian's Chromium where it is installed (``bin/browser`` brings it), with a Chinese font on any machine."""
    places = [f"/usr/bin/{name}" for name in ("chromium-headless-shell", "chromium", "chromium-browser")]
    found = [path for path in (os.environ.get("YICHUANG_CHROMIUM", ""), *places) if path and os.access(path, os.X_OK)]
    fonts = importlib.util.find_spec("pylopdf_fonts_zh_cn")
    assert fonts is not None
    assert fonts.origin is not None
    config = tmp_path_factory.mktemp("fonts") / "fonts.conf"
    config.write_text(
        '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>'
        '<include ignore_missing="yes">/etc/fonts/fonts.conf</include>'
        f"<dir>{Path(fonts.origin).parent}</dir></fontconfig>"
    )
    arguments = {**browser_type_launch_args, "env": {**os.environ, "FONTCONFIG_FILE": str(config)}}
    if found:
        arguments["executable_path"] = found[0]
    if os.geteuid() == 0:
        arguments["args"] = [*arguments.get("args", []), "--no-sandbox"]
    return arguments
