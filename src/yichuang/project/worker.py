"""The worker: everything that happens without anybody asking. ``python -m yichuang.project.worker``

One process: a lane (thread) for each department's own system, one for messages to phones, one for what is due again
and again, and the wire that carries all that leaves. Which lanes there are is read from the database every few
seconds. SIGTERM ends it after what is in flight has been settled; SIGKILL loses nothing, either.
"""

from __future__ import annotations

import argparse
import json
import logging
import os
import signal
import sys
import threading
from collections.abc import Sequence
from pathlib import Path

import django

from yichuang.core.words import N_
from yichuang.project.service.notify import notify
from yichuang.project.terminal import said

log = logging.getLogger("yichuang.worker")

#: Seconds between two heartbeats.
BEAT = 1.0
#: A thread that has not come round for so long (seconds) hangs: the worker ends, and the supervisor starts another.
HANGS = 90.0
#: Seconds for what is in flight when the worker is told to stop; past them it goes, and the next worker sends again.
GRACE = 6.0
#: Threads share one interpreter: this many seconds at most before another one gets its turn.
TURN = 0.001
HEARTBEAT = "worker.json"


def main(argv: Sequence[str] | None = None) -> int:
    """Run until told to stop; returns the exit code (0 stopped, 1 something died that must not)."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yichuang.project.settings")
    django.setup()
    what = said(N_("deliver, notify, remind: the work behind the pages"))
    argparse.ArgumentParser("yichuang worker", description=what).parse_args([] if argv is None else list(argv))
    sys.setswitchinterval(TURN)
    from yichuang.project.working import Work

    stopping = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopping.set())
    work = Work()
    work.start()
    print("ready worker", flush=True)
    notify("READY=1")
    heartbeat = _heartbeat_file()
    wrong: list[str] = []
    while not wrong and not stopping.wait(BEAT):
        _beat(heartbeat, work.names())
        notify("WATCHDOG=1")
        wrong = work.dead() + work.hanging(HANGS)
    if wrong:
        log.error("ending, since a thread died or hangs: %s", ", ".join(wrong))
    notify("STOPPING=1")
    work.stop(GRACE)
    _still(heartbeat)
    return 1 if wrong else 0


def _heartbeat_file() -> Path:
    from django.conf import settings

    folder: Path = settings.VAR / "run"
    folder.mkdir(parents=True, exist_ok=True)
    return folder / HEARTBEAT


def _beat(path: Path, lanes: list[str]) -> None:
    """Write who lives, since when this was seen, and what it works on; a reader finds the old or the new, whole."""
    from yichuang.core import clock

    own = path.with_name(f".{path.name}")
    own.write_text(json.dumps({"pid": os.getpid(), "at": clock.now().isoformat(), "lanes": lanes}, ensure_ascii=False))
    own.replace(path)


def _still(path: Path) -> None:
    """Remove the heartbeat, if it is this process's: another worker of the same folder goes on writing."""
    try:
        if json.loads(path.read_text())["pid"] == os.getpid():
            path.unlink(missing_ok=True)
    except (FileNotFoundError, ValueError):
        return


if __name__ == "__main__":
    sys.exit(main())
