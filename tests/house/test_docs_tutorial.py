"""The first day, done: its commands are run as they stand, against an installation on ports of its own."""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.project.places import open_folder, until
from yichuang.platform.people.queries import DEPARTMENTS_FRESH
from yichuang.project import processes
from yichuang.project.walking.client import Client

ROOT = Path(__file__).resolve().parents[2]
TEXT = (ROOT / "docs" / "tutorial" / "first-day.md").read_text("utf-8")
BLOCK = re.compile(r"^<!-- (start|run) -->\n```sh\n(.*?)\n```$", re.MULTILINE | re.DOTALL)
#: The port that the tutorial names, and the offsets of the stand-ins from it.
BASE, OFFSETS = 8000, range(101, 107)
#: What a resident of the tutorial presses, in the order in which it is asked.
PRESSED = {"employment": "flexible", "add_medical": "true", "contribution_base": "4072"}
#: What is asked besides while a bureau's system, and with it its register, is down.
IN_PLACE_OF_A_REGISTER = {"medical_status": "none"}


def free_base() -> int:
    """A port that is free together with those of the stand-ins."""
    for base in range(21000, 60000, 200):
        with socket.socket() as first:
            try:
                first.bind(("127.0.0.1", base))
                for offset in OFFSETS:
                    with socket.socket() as other:
                        other.bind(("127.0.0.1", base + offset))
            except OSError:
                continue
            return base
    raise AssertionError("no ports are free")


@dataclass
class Day:
    """A running installation, in which the tutorial is followed."""

    base: int
    env: dict[str, str]
    clients: list[Client] = field(default_factory=list)

    def here(self, text: str) -> str:
        """The text with the ports of this installation."""
        return re.sub(r"127\.0\.0\.1:(8\d{3})", lambda found: f"127.0.0.1:{int(found[1]) - BASE + self.base}", text)

    def run(self, commands: str) -> str:
        """Run a block as somebody would who pastes it; what it printed."""
        words = ["sh", "-e", "-c", self.here(commands)]
        done = subprocess.run(words, cwd=ROOT, env=self.env, capture_output=True, text=True, timeout=100)
        assert done.returncode == 0, f"{commands}\n{done.stdout}{done.stderr}"
        return done.stdout

    def resident(self, phone: str) -> Client:
        """Sign in as the tutorial says, with the name and number that stand behind the phone there."""
        client = Client(f"http://127.0.0.1:{self.base}")
        self.clients.append(client)
        client.sign_in(phone, f"http://127.0.0.1:{self.base + 106}")
        found = re.search(rf"`{phone}`.*?(试例.)，?,? `(\d{{17}}[\dX])`", TEXT, re.DOTALL)
        assert found, f"no name and number for {phone}"
        client.post("/identify", {"name": found[1], "id_number": found[2]})
        return client

    def file(self, client: Client, pressed: dict[str, str]) -> str:
        """Press what the tutorial says, all of it and nothing else; the id of the case."""
        draft = client.post("/services/enrolment/drafts")
        asked = []
        while draft["ask"]:
            fact = draft["ask"][0]["fact"]
            asked.append(fact)
            draft = client.post(f"/drafts/{draft['id']}/answers", {"answers": {fact: pressed[fact]}})
        assert sorted(asked) == sorted(pressed)
        filed: dict[str, Any] = client.post(f"/drafts/{draft['id']}/file", {"version": draft["version"]})
        return str(filed["case"])


def states(client: Client, case: str) -> dict[str, str]:
    """How each part of a case stands, by its matter."""
    return {part["matter"]: part["state"] for part in client.get(f"/cases/{case}")["parts"]}


def granted(client: Client, case: str) -> bool:
    """Whether both bureaux have granted their parts."""
    return list(states(client, case).values()) == ["granted", "granted"]


def left_behind(folder: Path) -> list[str]:
    """The programs that still run with ``folder`` as the place of their data."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if f"YICHUANG_VAR={folder}/".encode() in (process / "environ").read_bytes():
                found.append((process / "cmdline").read_bytes().replace(b"\0", b" ").decode())
        except OSError:
            continue
    return found


@contextmanager
def begun() -> Iterator[Day]:
    """``make run`` in a folder of its own, ended as by Ctrl-C."""
    with open_folder() as folder:
        base = free_base()
        env = {name: value for name, value in os.environ.items() if not name.startswith(("YICHUANG_", "MAKE"))}
        env |= {"YICHUANG_VAR": str(folder / "var"), "YICHUANG_PORT": str(base), "YICHUANG_LANGUAGE": "en"}
        make, log, day = shutil.which("make"), folder / "said", None
        assert make
        with log.open("wb") as output:
            process = processes.launch([make, "run"], ends_with_us=signal.SIGTERM, cwd=ROOT, env=env, output=output)
        try:
            until(lambda: re.search("^ready: ", log.read_text(), re.MULTILINE) or process.poll() is not None, 120)
            assert process.poll() is None, log.read_text()
            assert len(left_behind(folder)) > len(OFFSETS)  # make, web, worker, PostgreSQL and every stand-in
            day = Day(base, env)
            yield day
            os.killpg(process.pid, signal.SIGINT)  # as a terminal does: to make and to what it runs
            process.wait(60)
            assert "stopped after" in log.read_text()
            assert left_behind(folder) == []
        finally:
            for client in day.clients if day else ():
                client._http.close()
            if process.poll() is None:
                process.terminate()
                process.wait(60)


def blocks() -> list[tuple[str, str]]:
    """The blocks that are run, in order: what kind, what commands."""
    return [(found[1], found[2]) for found in BLOCK.finditer(TEXT)]


def test_every_block_of_commands_is_run() -> None:
    assert len(blocks()) == len(re.findall(r"^```sh$", TEXT, re.MULTILINE))
    assert [kind for kind, _ in blocks()].count("start") == 1
    assert blocks()[0] == ("start", "make run")


@pytest.mark.slow
def test_the_first_day() -> None:
    with begun() as day:
        for address in sorted(set(re.findall(r"<(http://[^>]+)>", TEXT))):
            assert httpx.get(day.here(address), timeout=20, trust_env=False).status_code in (200, 302), address
        first = day.resident("19900000101")
        case = day.file(first, PRESSED)
        until(lambda: granted(first, case))
        second, later = None, ""
        for _, commands in blocks()[1:]:
            said = day.run(commands)
            if "--desk" in commands:  # web processes learn within seconds that the bureau has its system back
                back = time.monotonic() + DEPARTMENTS_FRESH + 0.5
                until(lambda: time.monotonic() > back)  # noqa: B023
            elif "reconcile" in commands:
                assert "0 differences" in said
            elif '"down"' in commands:
                second = day.resident("19900000102")
                later = day.file(second, PRESSED | IN_PLACE_OF_A_REGISTER)
                until(lambda: sorted(states(second, later).values()) == ["granted", "open"])  # noqa: B023
            elif '"normal"' in commands:
                assert second is not None
                until(lambda: granted(second, later))  # noqa: B023
        assert later, "the tutorial stops no system"
        assert "0 differences" in day.run(".venv/bin/yichuang reconcile")
