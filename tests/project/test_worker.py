"""The worker as a process: it starts, follows the systems, outlives its database, and ends when it is told to."""

from __future__ import annotations

import json
import os
from pathlib import Path
from uuid import UUID

import psycopg
import pytest
from django.db import connection
from tests.faults.processes import database_url, worker
from tests.platform.exchange.receiver import answer, saying, scripted
from tests.platform.exchange.rows import all_are, deliver, states
from tests.project.places import open_folder
from tests.simulators.world import until

from yichuang.core import clock
from yichuang.core.cipher import seal
from yichuang.core.identifiers import new_id
from yichuang.platform.exchange import periodic
from yichuang.platform.exchange.ledger import BODY_CONTEXT
from yichuang.platform.exchange.models import System
from yichuang.platform.vault.keys import holder
from yichuang.project import testing, working
from yichuang.project.postgres import Cluster

fault = pytest.mark.fault


def department(code: str, endpoint: str) -> System:
    """A department with a system of its own."""
    return System.objects.create(code=code, kind=System.Kind.DEPARTMENT, names={}, endpoint=endpoint, public_key="")


def heartbeat(pid: int) -> dict[str, object] | None:
    """What the worker of this number wrote last, if the last to write was that one."""
    try:
        found: dict[str, object] = json.loads((Path(os.environ["YICHUANG_VAR"]) / "run" / "worker.json").read_text())
    except FileNotFoundError:
        return None
    return found if found["pid"] == pid else None


@pytest.mark.django_db(transaction=True)
def test_it_works(tmp_path: Path) -> None:
    ids = deliver("one", 20)
    with scripted(saying(answer())) as receiver, worker(tmp_path, fresh=True) as running:
        department("one", receiver.endpoint)
        all_are(ids, "delivered")
        until(lambda: (heartbeat(running.process.pid) or {}).get("lanes") == ["deliveries to one"], "it says so")
        assert running.terminate() == 0
        assert heartbeat(running.process.pid) is None


@pytest.mark.django_db(transaction=True)
def test_it_follows_the_systems(tmp_path: Path) -> None:
    with scripted(saying(answer())) as old, scripted(saying(answer())) as new, worker(tmp_path) as running:
        one = department("one", old.endpoint)
        all_are(deliver("one", 3), "delivered")
        one.endpoint = new.endpoint
        one.save()
        until(lambda: not old.open, "it has turned")
        all_are(deliver("one", 3), "delivered")
        assert (len(old.came), len(new.came)) == (3, 3)
        department("broken", "no address")
        department("two", new.endpoint)
        all_are(deliver("two", 3), "delivered")
        one.delete()
        until(
            lambda: (heartbeat(running.process.pid) or {}).get("lanes") == ["deliveries to two"], "the lane is closed"
        )
        waiting = deliver("one", 3)
        all_are(deliver("two", 3), "delivered")
        assert set(states(waiting)) == {"waiting"}


@pytest.mark.django_db(transaction=True)
def test_two_workers_send_each_thing_once(tmp_path: Path) -> None:
    with scripted(saying(answer())) as receiver:
        department("one", receiver.endpoint)
        with worker(tmp_path), worker(tmp_path) as second:
            all_are(deliver("one", 500), "delivered")
            assert len(receiver.came) == 500
            second.kill()
            all_are(deliver("one", 500), "delivered")


@fault
@pytest.mark.django_db(transaction=True)
def test_sessions_that_the_server_ends_are_begun_again(tmp_path: Path) -> None:
    with scripted(saying(answer())) as receiver, worker(tmp_path):
        department("one", receiver.endpoint)
        for _ in range(3):
            all_are(deliver("one", 20), "delivered")
            with connection.cursor() as cursor:
                cursor.execute(
                    "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity "
                    "WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
                )
        all_are(deliver("one", 20), "delivered")


@fault
def test_it_outlives_a_restart_of_its_database(tmp_path: Path) -> None:
    """A server of its own is stopped for a while and started again; what was written meanwhile arrives."""
    with open_folder() as folder, scripted(saying(answer())) as receiver:
        cluster = Cluster(folder / "postgres", settings=testing.SETTINGS)
        with testing._template() as template:
            cluster.start(template=template)
        try:
            url = cluster.dsn(testing.TEMPLATE)
            _insert(url, receiver.endpoint, [new_id() for _ in range(5)])
            with worker(tmp_path, url) as running:
                until(lambda: _delivered(url) == 5, "all arrive")
                cluster.stop()
                until(lambda: "database: OperationalError" in running.said(), "it has noticed")
                assert running.process.poll() is None
                cluster.start()
                _insert(url, None, [new_id() for _ in range(5)])
                until(lambda: _delivered(url) == 10, "the later ones arrive, too", 30)
        finally:
            cluster.stop()


def _insert(url: str, endpoint: str | None, ids: list[UUID]) -> None:
    keys, now = holder(), clock.now()
    with psycopg.connect(url) as database:
        if endpoint:
            database.execute(
                "INSERT INTO exchange_system (code, kind, names, register, department, endpoint, public_key,"
                " timeout_ms, min_level, wait_limit_minutes)"
                " VALUES ('one', 'department', '{}', '', '', %s, '', 2000, 1, 10)",
                [endpoint],
            )
        for id in ids:
            key = keys.new_data_key()
            body = seal(key, b"{}", suite=keys.suite, key_id=0, context=BODY_CONTEXT)
            database.execute(
                "INSERT INTO exchange_delivery (id, lane, path, type, subject_id, body, wrapped_key, state, attempts,"
                " created_at, next_at, last_error)"
                " VALUES (%s, 'one', '/events', 't', %s, %s, %s, 'waiting', 0, %s, %s, '')",
                [id, id, body, keys.wrap(key, BODY_CONTEXT), now, now],
            )


def _delivered(url: str) -> int:
    with psycopg.connect(url) as database:
        row = database.execute("SELECT count(*) FROM exchange_delivery WHERE state = 'delivered'").fetchone()
        assert row is not None
        return int(row[0])


# -- what is due again and again -----------------------------------------------------------------------------------


@pytest.mark.django_db
def test_one_that_fails_stops_no_other(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    done: list[str] = []

    def fails() -> None:
        raise RuntimeError("no")

    monkeypatch.setattr(periodic, "_registered", {})
    periodic.register("test.fails", 60.0, fails)
    periodic.register("test.works", 60.0, lambda: done.append("works"))
    hours = working.Hours()
    hours.run_due()
    hours.run_due()
    assert done == ["works"]  # once: it is due again in a minute
    assert "test.fails: failed" in caplog.text


@pytest.mark.django_db
def test_what_is_apart_is_run_by_its_own_thread_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[str] = []
    monkeypatch.setattr(periodic, "_registered", {})
    periodic.register("test.together", 60.0, lambda: done.append("together"))
    periodic.register("test.apart", 60.0, lambda: done.append("apart"), apart=True)
    working.Hours().run_due()
    assert done == ["together"]
    working.Hours("test.apart").run_due()
    assert done == ["together", "apart"]


@pytest.mark.django_db(transaction=True)
def test_what_another_worker_does_just_now_is_left_to_it(monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[str] = []
    monkeypatch.setattr(periodic, "_registered", {})
    periodic.register("test.works", 0.0, lambda: done.append("works"))
    with psycopg.connect(database_url()) as other:
        other.execute("SELECT pg_advisory_lock(%s)", [working.lock_number("periodic test.works")])
        working.Hours().run_due()
        assert done == []
    until(lambda: working.Hours().run_due() or done, "it runs here, once the other's session has ended")
