"""Starting and stopping a stand-in: one sentence when it cannot start, one line when it is ready, a clean end."""

import argparse
import os
import re
import signal
import sys
import threading
from collections.abc import Callable
from pathlib import Path

from simulators.config import Config
from simulators.errors import CannotStart
from simulators.system import Setting, System
from simulators.web import ADDRESS, Server

GRACE_SECONDS = 3.0


def main(kind: str, build: Callable[[Setting], System], arguments: list[str] | None = None) -> int:
    """The command ``python -m simulators.KIND``; returns the exit code (0 stopped, 2 could not start)."""
    os.umask(0o077)  # stores hold what offices know of people
    try:
        return _serve(build(_setting(kind, arguments)))
    except CannotStart as error:
        sys.stderr.write(f"{error}\n")
        return 2


def _setting(kind: str, arguments: list[str] | None) -> Setting:
    parser = argparse.ArgumentParser(prog=f"python -m simulators.{kind}", description=f"Stand-in system: {kind}.")
    parser.add_argument("--config", type=Path, required=True, metavar="FILE", help="the system's own YAML file")
    parser.add_argument("--port", type=int, required=True, metavar="N", help="port on 127.0.0.1; 0 takes a free one")
    parser.add_argument("--var", type=Path, required=True, metavar="DIR", help="keys and stores lie under DIR")
    parser.add_argument(
        "--peer", action="append", default=[], metavar="NAME=URL", help="where another system is, if not as configured"
    )
    parser.add_argument(
        "--with-parent", action="store_true", help="stop when the process that started this one is gone"
    )
    chosen = parser.parse_args(arguments)
    peers = {}
    for text in chosen.peer:
        name, _, url = text.partition("=")
        if not re.fullmatch(r"http://(127\.0\.0\.1|localhost):\d{1,5}", url):
            raise CannotStart(f"--peer {text}: give NAME=http://127.0.0.1:PORT.")
        peers[name] = url
    if chosen.with_parent:
        _stop_without(os.getppid())
    return Setting(Config.read(chosen.config), chosen.port, chosen.var, peers)


def _stop_without(parent: int) -> None:
    """Send ourselves SIGTERM when `parent` is gone: an orphan would hold port and store for nobody."""

    def watch() -> None:
        never = threading.Event()
        while os.getppid() == parent:
            never.wait(0.5)
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=watch, name="parent", daemon=True).start()


def _serve(system: System) -> int:
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    server = Server(system.setting.port, system.answer)
    threading.Thread(target=server.serve_forever, args=(0.1,), name="accept", daemon=True).start()
    system.start()
    sys.stdout.write(f"ready {system.code} http://{ADDRESS}:{server.server_port}\n")
    sys.stdout.flush()
    stop.wait()
    server.stopping.set()
    system.modes.stop()
    server.shutdown()
    server.drain(GRACE_SECONDS)
    system.stop()
    server.server_close()
    system.store.close()
    return 0
