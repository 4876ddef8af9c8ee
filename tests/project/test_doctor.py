"""The doctor names what is wrong in a sentence, and says nothing of what is well."""

from __future__ import annotations

import ctypes
import os
import shutil
import time
from collections import namedtuple
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pytest_django import Settings

from yichuang.project.doctor import checks


def said(check: Callable[[], Any]) -> str:
    """All that a check says."""
    return "\n".join(str(sentence) for sentence in check())


@pytest.fixture
def sound(settings: Settings, tmp_path: Path) -> Settings:
    """Settings of an installation in which nothing is wrong."""
    (tmp_path / "keys").mkdir(mode=0o700)
    (tmp_path / "run").mkdir()
    (tmp_path / "run" / "worker.json").write_text("{}")
    settings.VAR, settings.KEYRING = tmp_path, tmp_path / "keys" / "master.json"
    settings.KEYRING.write_text("{}")
    settings.KEYRING.chmod(0o600)
    settings.PUBLIC_URL, settings.ALLOWED_HOSTS = "https://yichuang.example", ["yichuang.example", "127.0.0.1"]
    settings.PROXIES, settings.DEMO = ["127.0.0.1"], False
    return settings


def test_nothing_is_said_of_what_is_well(sound: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checks, "LEAST_FREE_MB", 0)
    for check in (checks.addresses, checks.secret, checks.keys, checks.disk, checks.worker):
        assert said(check) == ""


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("PUBLIC_URL", "http://yichuang.example", "Put a proxy with TLS in front"),
        ("PROXIES", [], "YICHUANG_PROXIES is empty"),
        ("ALLOWED_HOSTS", ["*"], "YICHUANG_HOSTS has *"),
        ("ALLOWED_HOSTS", ["127.0.0.1"], "does not have yichuang.example"),
        ("DEMO", True, "YICHUANG_DEMO is 1"),
        ("DEBUG", True, "DEBUG is on"),
    ],
)
def test_a_setting_that_is_not_fit(sound: Settings, name: str, value: object, words: str) -> None:
    setattr(sound, name, value)
    assert words in said(checks.addresses)
    assert said(checks.addresses).count("\n") == 0


@pytest.mark.parametrize("given", ["short", "a" * 60])
def test_a_secret_that_can_be_guessed(sound: Settings, given: str) -> None:
    sound.SECRET_KEY = given
    assert "YICHUANG_SECRET_KEY" in said(checks.secret)


def test_keys_that_others_read_and_keys_that_are_not_there(sound: Settings) -> None:
    (sound.VAR / "keys" / "log.pub").write_text("public")
    (sound.VAR / "keys" / "log.pub").chmod(0o644)
    assert said(checks.keys) == ""
    sound.KEYRING.chmod(0o640)
    assert f"chmod 600 {sound.KEYRING}" in said(checks.keys)
    sound.KEYRING.unlink()
    assert "put it back from the backup" in said(checks.keys)


def test_a_disk_that_fills(sound: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage(0, 0, 700 * 1024**2))
    assert "has 700 MB left" in said(checks.disk)


@pytest.mark.parametrize(("state", "wrong"), [(0, False), (checks.TIME_ERROR, True)])
def test_a_clock_that_nobody_sets(monkeypatch: pytest.MonkeyPatch, state: int, wrong: bool) -> None:
    class Kernel:
        def adjtimex(self, _: object) -> int:
            return state

    monkeypatch.setattr(ctypes, "CDLL", lambda *_, **__: Kernel())
    assert ("chrony" in said(checks.machine_clock)) == wrong


@pytest.mark.django_db
def test_a_database_that_is_well() -> None:
    """The test server runs with fsync off, for speed: just that is said."""
    found = said(checks.database)
    assert all("off: what was accepted can be lost" in line for line in found.splitlines())


@pytest.mark.django_db(transaction=True)
def test_tables_that_are_behind() -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'licences' RETURNING name, applied")
        gone = cursor.fetchall()
    try:
        assert "licences.0001_initial" in said(checks.database)
    finally:
        with connection.cursor() as cursor:
            for name, applied in gone:
                cursor.execute(
                    "INSERT INTO django_migrations (app, name, applied) VALUES ('licences', %s, %s)", [name, applied]
                )


@pytest.mark.django_db
def test_the_clock_of_the_database_is_compared(monkeypatch: pytest.MonkeyPatch) -> None:
    from datetime import timedelta

    from yichuang.core import clock

    ahead = clock.now() + timedelta(seconds=100)
    monkeypatch.setattr(clock, "now", lambda: ahead)
    assert "s away from ours" in said(checks.database)


def test_a_worker_that_was_not_seen(sound: Settings) -> None:
    beat = sound.VAR / "run" / "worker.json"
    long_ago = time.time() - 100
    os.utime(beat, (long_ago, long_ago))
    assert "last seen 100 s ago" in said(checks.worker)
    beat.unlink()
    assert "No worker runs" in said(checks.worker)


def test_a_web_that_does_not_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("YICHUANG_PORT", "1")
    assert "port 1" in said(checks.web)


def test_a_clock_that_a_demo_left_behind(sound: Settings) -> None:
    assert said(checks.demo_clock) == ""
    (sound.VAR / "demo-clock").write_text("86400\n")
    assert "take the file away" in said(checks.demo_clock)
    sound.DEMO = True
    assert said(checks.demo_clock) == ""
