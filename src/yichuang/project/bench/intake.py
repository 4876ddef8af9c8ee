"""Filing against the database's own ceiling.

Ours: one POST of a finished draft through the real web server: session, access decision, rules, encryption, one
statement, commit; 16 clients, each with sessions and drafts of its own. The other side: ``pgbench -M simple`` on the
same server writing the same rows (same tables, same sizes) with multi-row inserts, 16 clients; it has no HTTP, no
rights, no rules. Both in one run, alternating, on a throw-away cluster with fsync on.
"""

from __future__ import annotations

import json
import os
import socket
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from yichuang.project.bench import Row, at_least, shown
from yichuang.project.postgres import Cluster, binaries

CLIENTS = 16
SECONDS = 5
ROUNDS = 3
LEAST = 0.15
BEFORE = (1_000, 1_000_000)
ACCOUNTS = 400


def rows() -> Iterator[Row]:
    """Filings a second: ours and pgbench's, worker paused; then with the worker; then upon many earlier cases."""
    with tempfile.TemporaryDirectory(prefix="yichuang-bench-") as folder:
        os.chmod(folder, 0o755)  # as root the server runs as another user, who must be able to enter
        with Cluster(Path(folder) / "postgres", settings={"max_connections": "200"}) as cluster:
            _prepare(Path(folder), cluster)
            yield from _measured(Path(folder), cluster)


def _prepare(folder: Path, cluster: Cluster) -> None:
    """Let this process and its children use the throw-away cluster, and load the demo county into it."""
    os.environ |= {
        "YICHUANG_VAR": str(folder / "var"),
        "YICHUANG_DATABASE_URL": cluster.dsn(),
        "DJANGO_SETTINGS_MODULE": "yichuang.project.settings",
    }
    import django

    django.setup()
    import yaml
    from django.conf import settings
    from django.core.management import call_command

    from yichuang.project import demo

    call_command("migrate", verbosity=0)
    systems = yaml.safe_load((settings.CONTENT / "demo" / "systems.yaml").read_text("utf-8"))["systems"]
    names = [each["code"] for each in systems]
    keys = [sys.executable, "-m", "simulators.keys", "--var", str(folder / "var"), *names]
    subprocess.run(keys, check=True, cwd=settings.BASE, stdout=subprocess.DEVNULL)
    demo.load(9, folder / "var" / "keys", say=lambda _: None)


def _measured(folder: Path, cluster: Cluster) -> Iterator[Row]:
    from yichuang.project.bench.support import filings

    with _web(folder) as port:
        ours, ceiling = [], []
        _load(folder, port, filings.drafts(ACCOUNTS, 4))  # warm: never counted
        for _ in range(ROUNDS):
            requests = filings.drafts(ACCOUNTS, SECONDS * 1600 // ACCOUNTS)
            ours.append(_load(folder, port, requests))
            ceiling.append(_pgbench(folder, cluster, filings.script()))
        rate, other = statistics.median(each["rate"] for each in ours), statistics.median(ceiling)
        yield at_least(f"filings, {CLIENTS} clients, worker paused", rate, other, "/s", LEAST)
        yield shown("  99 % of them within", statistics.median(each["p99"] for each in ours) * 1000, "ms")
        with _worker(folder):
            busy = _load(folder, port, filings.drafts(ACCOUNTS, SECONDS * 1600 // ACCOUNTS))
        yield shown("filings, worker running", busy["rate"], "/s", other)
        for count in BEFORE:
            filings.fill(count)
            load = _load(folder, port, filings.drafts(ACCOUNTS, SECONDS * 1600 // ACCOUNTS))
            yield shown(f"filings upon {count:,} earlier cases", load["rate"], "/s", rate)


@contextmanager
def _web(folder: Path) -> Iterator[int]:
    """The web server as it is run, on a port of its own."""
    from yichuang.project.run.members import web

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    words = web(port).words
    with (folder / "web.log").open("wb") as log, subprocess.Popen(words, stdout=log, stderr=log) as process:
        try:
            _await(port, process, folder / "web.log")
            yield port
        finally:
            process.terminate()


@contextmanager
def _worker(folder: Path) -> Iterator[None]:
    """A worker; the departments of this cluster are nowhere, so it tries, fails and waits, as on a bad day."""
    command = [sys.executable, "-m", "yichuang.project.cli", "worker"]
    with (folder / "worker.log").open("wb") as log, subprocess.Popen(command, stdout=log, stderr=log) as process:
        try:
            yield
        finally:
            process.terminate()


def _await(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    import time

    import httpx

    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and process.poll() is None:
        try:
            if httpx.get(f"http://127.0.0.1:{port}/api/v1/services", timeout=5, trust_env=False).status_code == 200:
                return
        except httpx.HTTPError:
            time.sleep(0.1)
    raise RuntimeError(f"the web server did not start:\n{log.read_text()[-2000:]}")


def _load(folder: Path, port: int, requests: list[dict[str, str]]) -> dict[str, Any]:
    """Send the requests from a process of its own; the rate, the 99th percentile, and that each became a case."""
    path = folder / "requests.json"
    path.write_text(json.dumps(requests))
    command = [
        sys.executable,
        "-m",
        "yichuang.project.bench.support.load",
        str(port),
        str(CLIENTS),
        str(SECONDS),
        str(path),
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    found: dict[str, Any] = json.loads(done.stdout)
    if found["wrong"]:
        raise RuntimeError(f"{found['wrong']} requests did not become a case: {found['example']}")
    return found


def _pgbench(folder: Path, cluster: Cluster, script: str) -> float:
    """Transactions a second of pgbench with ``script``."""
    path = folder / "ceiling.sql"
    path.write_text(script)
    command = [str(binaries.find().folder / "pgbench"), "-M", "simple", "-n", "-c", str(CLIENTS), "-j", "2"]
    done = subprocess.run(
        [*command, "-T", str(SECONDS), "-f", str(path), cluster.dsn()], capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise RuntimeError(done.stderr[-2000:])
    line = next(line for line in done.stdout.splitlines() if line.startswith("tps = "))
    return float(line.split()[2])
