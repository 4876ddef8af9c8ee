"""The web is started anew and nobody notices (TRUST 8): a client at 20 requests a second sees no failure."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.faults.checker import complaints
from tests.faults.client import NoAnswer, Receipts, Visitor, send
from tests.faults.county import Site
from tests.faults.processes import database_url
from tests.faults.web import answers, end
from tests.simulators.world import ROOT, until
from yichuang.project.service.serving import words as serving_words

pytestmark = pytest.mark.fault

#: Takes over the socket as systemd hands it over: descriptor 3, meant for this very process.
BOOT = (
    "import os, sys; os.dup2(int(sys.argv[1]), 3); os.environ.update(LISTEN_PID=str(os.getpid()), LISTEN_FDS='1');"
    "os.execv(sys.executable, [sys.executable, *sys.argv[2:]])"
)
RATE = 20
EVERY_SO_MANY_IS_A_FILING = 20


@pytest.fixture
def held() -> Iterator[socket.socket]:
    """The socket of the unit: bound before any web runs, and closed after all of them."""
    with socket.socket() as listening:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(("127.0.0.1", 0))
        listening.listen(1024)
        yield listening


@contextmanager
def serving(folder: Path, held: socket.socket, **more: str) -> Iterator[subprocess.Popen[bytes]]:
    """The web as the unit starts it."""
    port = held.getsockname()[1]
    env = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "yichuang.project.settings",
        "YICHUANG_DATABASE_URL": database_url(),
        "PYTHONPATH": str(ROOT),
        **more,
    }
    words = [sys.executable, "-c", BOOT, str(held.fileno()), *serving_words(port)]
    with (folder / "web.log").open("ab") as output:
        process = subprocess.Popen(
            words, cwd=ROOT, env=env, stdout=output, stderr=output, pass_fds=[held.fileno()], start_new_session=True
        )
    try:
        yield process
        process.send_signal(signal.SIGTERM)
        assert process.wait(60) == 0
    finally:
        end(process)


@dataclass
class Seen:
    """What a client saw: how often which status or failure, and the longest wait in seconds."""

    counts: dict[str, int] = field(default_factory=dict)
    longest: float = 0.0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def note(self, what: str, took: float) -> None:
        with self.lock:
            self.counts[what] = self.counts.get(what, 0) + 1
            self.longest = max(self.longest, took)


def knock(visitor: Visitor, drafts: list[str], receipts: Receipts, seen: Seen, over: threading.Event) -> None:
    """20 requests a second until told to stop, each on a connection of its own; every twentieth files a draft."""
    token = visitor.token()

    def one(number: int) -> None:
        begun = time.monotonic()
        try:
            if number % EVERY_SO_MANY_IS_A_FILING == 0 and drafts:
                draft = drafts.pop()
                status = send(visitor, draft, draft, receipts, token=token).status
            else:
                status = visitor.get("/api/v1/session").status
            seen.note(str(status), time.monotonic() - begun)
        except NoAnswer as error:
            seen.note(str(error), time.monotonic() - begun)

    with ThreadPoolExecutor(60) as pool:
        begun, number = time.monotonic(), 0
        while not over.wait(max(0.0, begun + number / RATE - time.monotonic())):
            pool.submit(one, number)
            number += 1


@pytest.mark.full
def test_restarts_and_reloads_are_not_seen(site: Site, receipts: Receipts, tmp_path: Path, held: socket.socket) -> None:
    """Stopped and started, then told to read the program anew, all under load."""
    site.port = held.getsockname()[1]
    seen, over = Seen(), threading.Event()
    work = (site.visitor("flexible-1"), site.drafts("flexible-1", 150), receipts, seen, over)
    client = threading.Thread(target=knock, args=work)
    with serving(tmp_path, held):
        until(lambda: answers(site.port), "the web answers", 60)
        client.start()
        over.wait(3)
    with serving(tmp_path, held) as process:
        until(lambda: answers(site.port), "the web answers again", 60)
        over.wait(3)
        process.send_signal(signal.SIGHUP)
        log = tmp_path / "web.log"
        until(lambda: log.read_text().count("Stopped old worker") == 2, "both processes are replaced", 120)
        over.set()
        client.join()
    assert set(seen.counts) == {"200", "201"}, seen  # each request was answered, none refused or dropped
    assert sum(seen.counts.values()) > 100
    assert len(receipts.all()) == seen.counts["201"]
    assert not complaints(site.dsn, receipts.all())
