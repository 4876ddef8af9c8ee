"""``make run`` as a newcomer starts it, in a folder and on ports of its own."""

from __future__ import annotations

import fcntl
import os
import re
import shutil
import signal
import socket
import subprocess
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any

from tests.project.places import REPOSITORY, until
from tests.simulators.world import BY_KEY, SYSTEMS

from yichuang.project import processes
from yichuang.project.walking.client import Client

#: The offsets of the stand-ins from the port of the web.
OFFSETS = sorted(system["port_offset"] for system in SYSTEMS.values())


def free_base() -> int:
    """A port that is free together with those of the stand-ins, and that no other session of tests is about to take.

    It is kept by a lock that ends with this process.
    """
    for base in range(21000, 60000, 200):
        try:
            lock = os.open(
                Path(tempfile.gettempdir()) / f"yichuang-ports-{base}.lock",
                os.O_CREAT | os.O_WRONLY | os.O_CLOEXEC,
                0o600,
            )
        except PermissionError:  # another user's
            continue
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            for port in (base, *(base + offset for offset in OFFSETS)):
                with socket.socket() as tried:
                    tried.bind(("127.0.0.1", port))
        except OSError:
            os.close(lock)
            continue
        return base
    raise AssertionError("no ports are free")


def environment(folder: Path, base: int) -> dict[str, str]:
    """What a shell has in its environment for an installation with its data in ``folder``, on ports from ``base``."""
    own = {name: value for name, value in os.environ.items() if not name.startswith(("YICHUANG_", "MAKE"))}
    return own | {"YICHUANG_VAR": str(folder / "var"), "YICHUANG_PORT": str(base), "YICHUANG_LANGUAGE": "en"}


def pasted(words: str, env: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
    """A command as somebody runs it who pastes it."""
    return subprocess.run(
        ["sh", "-e", "-c", words], cwd=REPOSITORY, env=env, capture_output=True, text=True, timeout=900, check=False
    )


@dataclass
class Running:
    """A running installation: its port, its folder, what a shell beside it has in its environment."""

    base: int
    folder: Path
    env: dict[str, str]
    process: subprocess.Popen[bytes]
    clients: list[Client] = field(default_factory=list)

    @property
    def said(self) -> str:
        """Everything that it printed so far."""
        return (self.folder / "said").read_text("utf-8")

    def command(self, words: str) -> subprocess.CompletedProcess[str]:
        """Run a command as somebody would who pastes it."""
        return pasted(words, self.env)

    def run(self, words: str) -> str:
        """The same, for one that must succeed; what it printed."""
        done = self.command(words)
        assert done.returncode == 0, f"{words}\n{done.stdout}{done.stderr}"
        return done.stdout

    def resident(self, key: str) -> Client:
        """One of the demo's people, signed in and matched."""
        known = BY_KEY[key]
        client = Client(f"http://127.0.0.1:{self.base}")
        self.clients.append(client)
        client.sign_in(known["phone"], f"http://127.0.0.1:{self.base + 106}")
        client.post("/identify", {"name": known["name"], "id_number": known["id_number"]})
        return client

    def file(
        self,
        client: Client,
        pressed: dict[str, str],
        by_hand: Mapping[str, str] = MappingProxyType({}),
        asked: Callable[[Callable[[], Any]], Any] = lambda request: request(),
    ) -> str:
        """Press these answers, all of them and nothing else; the id of the case.

        ``by_hand``: what may be asked besides, where a register did not answer in time. ``asked``: how each single
        request is made, again and again where something is killed meanwhile.
        """
        draft = asked(lambda: client.post("/services/enrolment/drafts"))
        facts = []
        while draft["ask"]:
            fact = draft["ask"][0]["fact"]
            facts.append(fact)
            answer = {"answers": {fact: {**by_hand, **pressed}[fact]}}
            draft = asked(lambda path=f"/drafts/{draft['id']}/answers", answer=answer: client.post(path, answer))
        assert sorted(fact for fact in facts if fact not in by_hand) == sorted(pressed), facts
        version = {"version": draft["version"]}
        filed: dict[str, Any] = asked(lambda: client.post(f"/drafts/{draft['id']}/file", version))
        return str(filed["case"])

    def programs(self) -> dict[int, str]:
        """The programs that run with this folder as the place of their data, by their numbers."""
        return programs(self.folder)


def programs(folder: Path) -> dict[int, str]:
    """The programs that run with ``folder`` as the place of their data, by their numbers."""
    found = {}
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if f"YICHUANG_VAR={folder}/".encode() in (process / "environ").read_bytes():
                found[int(process.name)] = (process / "cmdline").read_bytes().replace(b"\0", b" ").decode()
        except OSError:
            continue
    return found


def states(client: Client, case: str) -> dict[str, str]:
    """How each part of a case stands, by its matter."""
    return {part["matter"]: part["state"] for part in client.get(f"/cases/{case}")["parts"]}


def granted(client: Client, case: str) -> bool:
    """Whether every bureau has granted its part."""
    return set(states(client, case).values()) == {"granted"}


@contextmanager
def make_run(folder: Path, base: int) -> Iterator[Running]:
    """``make run`` with its data in ``folder``, ended as by Ctrl-C; when it was killed meanwhile, nothing is asked."""
    env = environment(folder, base)
    make = shutil.which("make")
    assert make
    with (folder / "said").open("wb") as output:
        words = [make, "run"]
        process = processes.launch(words, ends_with_us=signal.SIGTERM, cwd=REPOSITORY, env=env, output=output)
    running = Running(base, folder, env, process)
    try:
        until(lambda: re.search("^ready: ", running.said, re.MULTILINE) or process.poll() is not None, 120)
        assert process.poll() is None, running.said
        assert len(programs(folder)) > len(OFFSETS)  # make, web, worker and every stand-in
        yield running
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGINT)  # as a terminal does: to make and to what it runs
            process.wait(60)
            assert "stopped after" in running.said
            assert programs(folder) == {}
    finally:
        for client in running.clients:
            client._http.close()
        if process.poll() is None:
            process.terminate()
            process.wait(60)
