"""``yichuang clock``: a demo's clock put forward, seen by every process of it; refused everywhere else."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from pathlib import Path

import httpx
import pytest
from django.contrib.sessions.models import Session
from tests.project.places import open_folder, until
from tests.project.running import free_base, granted, make_run

from yichuang.core import clock
from yichuang.core.clock import forward
from yichuang.core.workdays import BUILT_IN
from yichuang.platform.retention.lapses import end_sessions
from yichuang.project.cli import main
from yichuang.project.commands import clock as command
from yichuang.project.installation import DEMO_CLOCK, demo_clock, set_up_demo_clock

#: What a resident presses.
PRESSED = {"employment": "flexible", "add_medical": "true", "contribution_base": "4072"}


@pytest.fixture
def var(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A state folder of our own; the clock of the tests is followed again afterwards."""
    monkeypatch.setenv("YICHUANG_VAR", str(tmp_path))
    monkeypatch.setenv("YICHUANG_LANGUAGE", "en")
    monkeypatch.delenv("YICHUANG_DEMO", raising=False)
    monkeypatch.setattr(clock, "_ahead", clock._ahead)
    return tmp_path


def test_it_is_refused_where_no_demo_is(var: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for words in (["clock"], ["clock", "--advance", "1d"], ["clock", "--to", "2030-01-01"]):
        assert main(words) == 1
        assert "This is no demo" in capsys.readouterr().err
    assert list(var.iterdir()) == []


def test_a_demo_has_one_and_every_other_installation_loses_it(var: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = set_up_demo_clock(var, demo=True)
    assert path == demo_clock(var) == var / DEMO_CLOCK
    forward.put_forward(path, timedelta(days=2))
    assert set_up_demo_clock(var, demo=True) == path
    assert forward.Ahead(path)() == timedelta(days=2)  # as it stood: what was filed is no later than now
    monkeypatch.setenv("YICHUANG_DEMO", "")
    assert demo_clock(var) is None  # left over, and followed by nobody
    assert set_up_demo_clock(var, demo=False) is None
    assert not path.exists()


def test_lengths_moments_and_what_is_neither(var: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = set_up_demo_clock(var, demo=True)
    assert path
    now = clock.now()
    for words, says in (
        (["--advance", "soon"], "soon is no length of time"),
        (["--advance", "9999999w"], "9999999w is no length of time"),
        (["--to", "tomorrow"], "tomorrow is no moment"),
    ):
        assert main(["clock", *words]) == 2
        assert says in capsys.readouterr().err
    for words, says in ((["--to", "2020-01-01"], "goes forward only"), (["--advance", "9999d"], "no further")):
        assert main(["clock", *words]) == 1
        assert says in capsys.readouterr().err
    assert forward.Ahead(path)() == timedelta(0)
    assert main(["clock", "--advance", "90m"]) == 0
    assert "0 days, 1 h, 30 min" in capsys.readouterr().out
    goal = (now + timedelta(days=3)).date()
    assert main(["clock", "--to", goal.isoformat()]) == 0
    assert clock.today() == goal
    count = BUILT_IN.workdays_between(now.date(), goal)
    assert f"Working days that have begun since: {count}." in capsys.readouterr().out


@pytest.mark.parametrize(
    ("text", "goal"),
    [
        ("2d", "2026-10-02T16:00"),
        ("1w", "2026-10-08T16:00"),  # National Day: the next working day is the eighth (国务院 notice for 2026)
        ("3w", "2026-10-10T16:00"),  # a Saturday that is worked
    ],
)
def test_working_days_are_those_of_the_notices(text: str, goal: str) -> None:
    now = datetime(2026, 9, 30, 16, tzinfo=clock.ZONE)
    assert command._later(text, now, BUILT_IN).isoformat(timespec="minutes") == f"{goal}+08:00"


@pytest.mark.django_db
def test_nobody_is_signed_out_by_it(var: Path) -> None:
    """Sessions end by the machine's clock, as cookies in browsers do; tokens by the clock that they were made by."""
    path, now = set_up_demo_clock(var, demo=True), datetime.now(clock.ZONE)
    assert path
    clock.follow(path)
    clock.put_forward(path, timedelta(days=9))
    for key, end in (("open", now + timedelta(hours=1)), ("over", now - timedelta(hours=1))):
        Session.objects.create(session_key=key, session_data="", expire_date=end)
    assert end_sessions(clock.now()) == 1
    assert list(Session.objects.values_list("session_key", flat=True)) == ["open"]


def test_a_whole_demo_goes_with_it() -> None:
    """Web, worker and stand-ins stand at the new moment at once: signed messages go on between them."""
    with open_folder() as folder, make_run(folder, free_base()) as running:
        beat, ahead = folder / "var" / "run" / "worker.json", timedelta(days=9)

        def seen() -> bool:
            at = datetime.fromisoformat(json.loads(beat.read_text())["at"])
            return at - datetime.now(clock.ZONE) > ahead - timedelta(minutes=5)

        page = f"http://127.0.0.1:{running.base}/"
        assert "时钟已拨快" not in httpx.get(page, timeout=20, trust_env=False).text
        assert not seen()
        assert "9 days, 0 h" in running.run(".venv/bin/yichuang clock --advance 9d")
        until(seen)
        assert "时钟已拨快" in httpx.get(page, timeout=20, trust_env=False).text
        client = running.resident("flexible-1")
        before = client.get("/me")["person"]
        running.run(".venv/bin/yichuang clock --advance 1h")
        case = running.file(client, PRESSED)
        until(lambda: granted(client, case), 60)
        assert client.get("/me")["person"] == before  # still signed in: sessions go by the machine's clock
        filed = client.get(f"/cases/{case}")["filed_at"]
        assert datetime.fromisoformat(filed) - datetime.now(clock.ZONE) > ahead - timedelta(minutes=5)
        assert "0 differences" in running.run(".venv/bin/yichuang reconcile")
        assert "clock of the database" not in running.command(".venv/bin/yichuang doctor").stderr
