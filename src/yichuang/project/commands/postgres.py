"""``yichuang postgres``: the embedded PostgreSQL alone, for as long as this runs (for a unit of systemd)."""

from __future__ import annotations

import argparse
import signal
import threading
from collections.abc import Sequence

from yichuang.core.words import N_
from yichuang.project.errors import ClusterError
from yichuang.project.installation import var_directory
from yichuang.project.postgres import cluster_of
from yichuang.project.service.notify import notify
from yichuang.project.terminal import said

#: Seconds between two looks whether the server lives.
LOOK = 0.5


def main(argv: Sequence[str]) -> int:
    """0 after a stop that was asked for, 1 where the server ended by itself. ClusterError where it cannot start."""
    what = said(N_("run the embedded PostgreSQL of this state folder until told to stop"))
    argparse.ArgumentParser("yichuang postgres", description=what).parse_args(list(argv))
    stopping = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopping.set())
    cluster = cluster_of(var_directory())
    cluster.start()
    if not cluster.started_here:
        raise ClusterError(
            "runs-already",
            N_("The database of %(folder)s runs already, started by another process. Stop that one first."),
            folder=cluster.directory,
        )
    notify("READY=1")
    while not stopping.wait(LOOK):
        if cluster.crashed():
            return 1
    notify("STOPPING=1")
    cluster.stop()
    return 0
