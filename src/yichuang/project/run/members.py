"""Which processes an installation has: the web, the worker, and in the demo each system that stands in for another."""

from __future__ import annotations

import os
import signal
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

REPOSITORY = Path(__file__).resolve().parents[4]
ADDRESS = "127.0.0.1"
#: Where the web says that it is there, whatever the database does.
LIVE = "/health/live"
#: Where it says that it can work.
READY = "/health/ready"


@dataclass(frozen=True)
class Member:
    """One process that is kept alive.

    It is ready when it answers GET ``health`` on ``port``, or, having no port, when its log has a line that begins
    with ``ready``. A ``heartbeat`` is a file that it touches every second or so while it does its work. ``renewal`` is
    the signal that makes it begin anew when the database it was connected to has gone (None: it has none).
    """

    name: str
    words: tuple[str, ...]
    port: int | None = None
    health: str = "/"
    heartbeat: Path | None = None
    renewal: signal.Signals | None = None


def content() -> Path:
    """The folder of content, as the settings have it."""
    return Path(os.environ.get("YICHUANG_CONTENT") or REPOSITORY / "content" / "hunan")


def read_yaml(*parts: str) -> Any:
    """A YAML file of the content."""
    return yaml.safe_load(content().joinpath(*parts).read_text("utf-8"))


def web(port: int) -> Member:
    """The web server: two processes, so that one that dies leaves the other, each with threads that may wait.

    More threads wait for one another's interpreter: eight filed a fifth fewer a second than four.
    """
    workers = os.environ.get("YICHUANG_WEB_WORKERS", "2")
    threads = os.environ.get("YICHUANG_WEB_THREADS", "4")
    words = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", ADDRESS, "--port", str(port)]
    words += ["--workers", workers, "--blocking-threads", threads, "--blocking-threads-idle-timeout", "600", "--no-ws"]
    words += ["--respawn-failed-workers", "--respawn-interval", "0.2", "--workers-kill-timeout", "4"]
    return Member("web", (*words, "yichuang.project.warm:application"), port, READY, renewal=signal.SIGHUP)


def worker(var: Path) -> Member:
    """The worker: deliveries, messages, what is due."""
    words = (sys.executable, "-m", "yichuang.project.cli", "worker")
    return Member("worker", words, heartbeat=var / "run" / "worker.json", renewal=signal.SIGTERM)


def stand_ins(base_port: int, var: Path) -> list[Member]:
    """The systems of ``demo/systems.yaml``, each a program of its own with its own store and keys under ``var``."""
    found = []
    for each in read_yaml("demo", "systems.yaml")["systems"]:
        port = base_port + int(each["port_offset"])
        config = content() / "demo" / each["config"]
        words = (sys.executable, "-m", each["module"], "--config", str(config), "--port", str(port), "--var", str(var))
        found.append(Member(each["code"], words, port, "/health"))
    return found
