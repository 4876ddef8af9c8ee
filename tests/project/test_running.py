"""A running installation is hurt, and goes on: kill -9 of everything in turn, a difference planted, nothing told.

One ``make run`` for all of it; the steps build on one another, so they stand in one test.
"""

from __future__ import annotations

import os
import re
import signal
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import httpx
import psycopg
import pytest
from tests.project.places import open_folder, until
from tests.project.running import Running, free_base, granted, make_run
from tests.simulators.world import BY_KEY, SYSTEMS

from yichuang.project.errors import WalkError
from yichuang.project.postgres import Cluster

T = TypeVar("T")

pytestmark = pytest.mark.fault

PRESSED = {"employment": "flexible", "add_medical": "true", "contribution_base": "4072"}
#: What may be asked besides where a register does not answer in time, as just after a kill.
BY_HAND = {"medical_status": "none", "pension_status": "none", "pension_drawn": "false"}
#: Who files while what is killed (each can be enrolled once).
KILLED = {"flexible-1": "cli worker", "flexible-2": "granian", "flexible-3": "postgres"}
FILES_AFTER_ALL = "flexible-4"


def numbers(running: Running, what: str) -> list[int]:
    """The processes whose command has these words; for PostgreSQL the first one of its data directory, if it runs."""
    if what == "postgres":
        try:
            said = (running.folder / "var" / "postgres" / "data" / "postmaster.pid").read_text().split()
        except FileNotFoundError:
            return []  # between the one that was killed and the next
        return [int(said[0])] if said else []
    return [pid for pid, words in running.programs().items() if what in words]


def killed(running: Running, what: str) -> None:
    """kill -9, by the number; wait until others have taken their place."""
    before = numbers(running, what)
    assert before, what
    for pid in before:
        os.kill(pid, signal.SIGKILL)
    until(lambda: (now := numbers(running, what)) and not set(now) & set(before), 60)


def answered(ask: Callable[[], T]) -> T:
    """The answer, asked for again as a person does while nothing answers or a page says that it is being mended."""

    def attempt() -> tuple[T] | None:
        try:
            return (ask(),)
        except (httpx.HTTPError, WalkError):
            return None

    return until(attempt, 60)[0]


@pytest.mark.full
def test_it_is_killed_and_goes_on() -> None:
    with open_folder() as folder:
        base = free_base()
        cases: dict[str, str] = {}
        with make_run(folder, base) as running:
            for key, what in KILLED.items():
                client = running.resident(key)
                killed(running, what)
                cases[key] = running.file(client, PRESSED, BY_HAND, asked=answered)
                until(lambda: answered(lambda: granted(client, cases[key])), 60)  # noqa: B023
            assert "0 differences" in running.run(".venv/bin/yichuang reconcile")
            os.killpg(running.process.pid, signal.SIGKILL)  # make and the supervisor; what they started ends with them
            running.process.wait(60)
            until(lambda: not running.programs(), 60)
        with make_run(folder, base) as running:
            for key, case in cases.items():
                assert granted(running.resident(key), case)
            last = running.resident(FILES_AFTER_ALL)
            case = running.file(last, PRESSED)
            until(lambda: granted(last, case), 60)
            assert "0 differences" in running.run(".venv/bin/yichuang reconcile")
            assert "0 breaks" in running.run(".venv/bin/yichuang audit verify")
            a_difference_is_planted(running)
            nothing_personal_is_told(running)


PLANT = """
CREATE FUNCTION planted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.state = 'granted' AND NEW.matter = 'flexible-medical' THEN NEW.receipt_number := 'PLANTED'; END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER planted BEFORE UPDATE ON cases_task FOR EACH ROW EXECUTE FUNCTION planted();
"""


def a_difference_is_planted(running: Running) -> None:
    """Somebody changes our records behind our back: the walk ends with 1 and says what, and so does reconcile."""
    assert "all agrees" in running.run(".venv/bin/yichuang walk enrolment")
    with psycopg.connect(Cluster(running.folder / "var" / "postgres").dsn(), autocommit=True) as connection:
        connection.execute(PLANT)
        for command in ("walk enrolment", "reconcile"):
            done = running.command(f".venv/bin/yichuang {command}")
            assert done.returncode == 1, command
            assert re.search(r"medical \S+ flexible-medical: their receipt number is another one", done.stdout), command
        connection.execute("DROP FUNCTION planted CASCADE")


def nothing_personal_is_told(running: Running) -> None:
    """Names, numbers and phones of those who filed stand in no log, no table and no file in clear (TRUST 10)."""
    people = [BY_KEY[key] for key in (*KILLED, FILES_AFTER_ALL)]
    planted = [text for known in people for text in (known["name"], known["id_number"], known["phone"])]
    var = running.folder / "var"
    logs = {path.name: path.read_bytes() for path in (var / "log").glob("*") if path.name not in STAND_INS}
    assert {"web.log", "worker.log", "postgres.log"} <= set(logs)
    logs["printed"] = running.said.split("Demo accounts")[0].encode()
    for name, content in logs.items():
        found = [text for text in planted if text.encode() in content]
        assert found == [], name
    with psycopg.connect(Cluster(var / "postgres").dsn()) as connection:
        tables = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
        for (table,) in tables:
            with connection.cursor().copy(f'COPY "{table}" TO STDOUT') as copy:
                text = b"".join(bytes(part) for part in copy).decode()
            found = [each for each in planted if each in text]
            assert found == [], table


#: The stand-ins keep what departments and registers keep; they are no part of the product.
STAND_INS = {f"{code}.log" for code in SYSTEMS}


def test_the_search_would_find_it(tmp_path: Path) -> None:
    (tmp_path / "web.log").write_text(f"filed for {BY_KEY['flexible-1']['name']}")
    assert BY_KEY["flexible-1"]["name"].encode() in (tmp_path / "web.log").read_bytes()
