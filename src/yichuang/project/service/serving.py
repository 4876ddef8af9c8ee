"""``python -m yichuang.project.service.serving``: granian on the socket that systemd holds, with granian's options.

The socket outlives the server: whoever knocks while it is started anew waits in the kernel's queue for the second or
two, and nobody is refused. By itself granian opens a socket a process, and what waits in a queue is lost with it.
"""

from __future__ import annotations

import os
import socket
import threading
import time
from typing import Any

from granian import cli
from granian._granian import SocketHolder
from granian.server import Server

from yichuang.project.run.members import LIVE, web
from yichuang.project.service.notify import notify

#: The first descriptor that systemd hands over (sd_listen_fds(3)).
FIRST = 3
BACKLOG = 1024
#: Seconds between two looks whether it answers, and for an answer.
LOOK, PATIENCE = 2.0, 10.0
#: What differs where systemd keeps it. A process takes no more connections than it answers in a breath (what waits in
#: the kernel's queue is there for the next one); what is in flight may be finished; of two processes, each is replaced
#: only after the new one has had time to begin.
OPTIONS = ("--backpressure", "64", "--workers-kill-timeout", "30", "--respawn-interval", "10")


def words(port: int) -> tuple[str, ...]:
    """What follows the Python: this module, with the options of the web, and ours, of which the last counts."""
    *options, application = web(port).words[3:]
    return ("-m", "yichuang.project.service.serving", *options, *OPTIONS, application)


def given_socket() -> int | None:
    """The descriptor of the listening socket that systemd gave to this very process, None where it gave none."""
    if os.environ.get("LISTEN_PID") != str(os.getpid()) or os.environ.get("LISTEN_FDS", "0") == "0":
        return None
    return FIRST


class GivenServer(Server):  # type: ignore[misc, valid-type]
    """Granian's server, on a socket that is there already: its processes share it and none of them closes it."""

    def _init_shared_socket(self) -> None:
        descriptor = given_socket()
        if descriptor is None:
            super()._init_shared_socket()
            return
        self._shd = SocketHolder(descriptor, False, BACKLOG)  # type: ignore[call-arg]
        self._sfd, self._ssp = descriptor, None
        self._sso: Any = socket.socket(fileno=descriptor)
        self._sso.set_inheritable(True)

    def startup(self, *words: Any) -> None:
        """Begin as granian does, then watch for systemd whether it answers."""
        super().startup(*words)
        if os.environ.get("NOTIFY_SOCKET"):
            threading.Thread(target=watch, args=(self.bind_port,), name="watch", daemon=True).start()

    def shutdown(self, exit_code: int = 0) -> None:
        """Say so before what is in flight is finished."""
        notify("STOPPING=1")
        super().shutdown(exit_code)


def watch(port: int) -> None:
    """Tell systemd each time the server answers: the first time it is ready, each time it is alive."""
    said = "READY=1\nWATCHDOG=1"
    while True:
        if alive(port):
            notify(said)
            said = "WATCHDOG=1"
        time.sleep(LOOK)


def alive(port: int) -> bool:
    """Whether the server answers that it is there. By hand: no lock is held when granian forks a process."""
    with socket.socket() as asking:
        asking.settimeout(PATIENCE)
        try:
            asking.connect(("127.0.0.1", port))
            asking.sendall(f"GET {LIVE} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n".encode())
            return asking.recv(12).endswith(b" 200")
        except OSError:
            return False


if __name__ == "__main__":
    cli.Server = GivenServer  # type: ignore[attr-defined]
    cli.entrypoint()  # type: ignore[no-untyped-call]
