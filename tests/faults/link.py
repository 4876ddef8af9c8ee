"""A bad link: a proxy between a client and the web that cuts the connection at a chosen point of the exchange."""

from __future__ import annotations

import socket
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

POINTS = ("before-request", "in-request", "before-reply", "in-reply-head", "in-reply-body")
"""before-request: nothing arrives. in-request: half of it does. before-reply: it is answered, the client gets nothing.
in-reply-head, in-reply-body: the client gets a part of the answer."""
RESET = struct.pack("ii", 1, 0)


@dataclass
class Link:
    """Where the client connects, and what was cut. ``next_cut`` names a point for each connection, or "" for none."""

    to: int
    next_cut: Callable[[], str]
    port: int = 0
    cuts: list[str] = field(default_factory=list)

    def serve(self, client: socket.socket) -> None:
        """One connection, one request, one reply."""
        with client:
            point = self.next_cut()
            request = _message(client)
            if point:
                self.cuts.append(point)
            if point == "before-request":
                return _cut(client)
            with socket.create_connection(("127.0.0.1", self.to), timeout=30) as web:
                if point == "in-request":
                    web.sendall(request[: len(request) - 8])
                    _cut(web)
                    return _cut(client)
                web.sendall(request)
                reply = _message(web)
            head = reply.index(b"\r\n\r\n") + 4
            most = {"": len(reply), "before-reply": 0, "in-reply-head": head // 2, "in-reply-body": len(reply) - 5}[
                point
            ]
            client.sendall(reply[:most])
            return _cut(client) if point == "before-reply" else None


def _cut(connection: socket.socket) -> None:
    """End it as a broken network does: with a reset, not in good order."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)


def _message(connection: socket.socket) -> bytes:
    """A whole HTTP message that says how long it is; what came, where the other side ends it earlier."""
    connection.settimeout(30)
    found, wanted = b"", -1
    while wanted < 0 or len(found) < wanted:
        piece = connection.recv(65536)
        if not piece:
            break
        found += piece
        if wanted < 0 and b"\r\n\r\n" in found:
            head, _, _ = found.partition(b"\r\n\r\n")
            lengths = [line[15:] for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")]
            wanted = len(head) + 4 + (int(lengths[0]) if lengths else 0)
    return found


@contextmanager
def bad_link(to: int, next_cut: Callable[[], str]) -> Iterator[Link]:
    """A link for the length of a block."""
    link = Link(to, next_cut)
    with socket.create_server(("127.0.0.1", 0), backlog=64) as server:
        link.port = server.getsockname()[1]

        def accept() -> None:
            while True:
                try:
                    client, _ = server.accept()
                except OSError:
                    return
                threading.Thread(target=_quietly, args=(link, client), daemon=True).start()

        threading.Thread(target=accept, daemon=True).start()
        try:
            yield link
        finally:
            server.shutdown(socket.SHUT_RDWR)


def _quietly(link: Link, client: socket.socket) -> None:
    try:
        link.serve(client)
    except OSError:
        pass  # the web was gone, or the client; both see a connection that ended
