"""A receiver that does to each connection what a test says, down to the bytes: ``with scripted(...) as receiver``."""

from __future__ import annotations

import re
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

_LENGTH = re.compile(rb"content-length:\s*(\d+)", re.IGNORECASE)

RECEIPT = b'{"receipt_number": "R-1"}'


def answer(status: int = 202, body: bytes = RECEIPT, more: bytes = b"") -> bytes:
    """An answer as bytes; ``more`` are further fields, each with its line end."""
    return b"HTTP/1.1 %d X\r\nContent-Length: %d\r\n%s\r\n%s" % (status, len(body), more, body)


@dataclass
class Request:
    """One request as it came, and which connection it came on (counted from 1)."""

    head: bytes
    body: bytes
    connection: int

    def field(self, name: str) -> str:
        """The value of a field of the head."""
        found = re.search(rb"\r\n" + name.encode() + rb": ([^\r\n]*)", self.head, re.IGNORECASE)
        assert found, f"no {name}"
        return found[1].decode()


#: What to do about a request: bytes to send back; then whether to go on reading this connection.
Script = Callable[[Request, socket.socket], bool]


@dataclass
class Receiver:
    """What came, and where it listens."""

    port: int = 0
    came: list[Request] = field(default_factory=list)
    connections: int = 0
    open: set[socket.socket] = field(default_factory=set)

    @property
    def endpoint(self) -> str:
        return f"http://127.0.0.1:{self.port}"


def saying(*answers: bytes) -> Script:
    """Say these answers in turn, the last one for ever, on connections that are kept."""
    left, lock = list(answers), threading.Lock()

    def script(request: Request, connection: socket.socket) -> bool:
        with lock:
            said = left.pop(0) if len(left) > 1 else left[0]
        connection.sendall(said)
        return True

    return script


@contextmanager
def scripted(script: Script, tls: ssl.SSLContext | None = None) -> Iterator[Receiver]:
    """A receiver for the length of a block, a thread a connection."""
    listening = socket.create_server(("127.0.0.1", 0))
    receiver = Receiver(listening.getsockname()[1])
    threads: list[threading.Thread] = []

    def accept() -> None:
        with suppress(OSError):
            while True:
                connection, _ = listening.accept()
                receiver.connections += 1
                thread = threading.Thread(target=serve, args=(connection, receiver.connections), daemon=True)
                threads.append(thread)
                thread.start()

    def serve(raw: socket.socket, number: int) -> None:
        connection = raw
        with suppress(OSError):
            connection = tls.wrap_socket(raw, server_side=True) if tls else raw
            receiver.open.add(connection)
            while request := _read(connection, number):
                receiver.came.append(request)
                if not script(request, connection):
                    break
        receiver.open.discard(connection)
        connection.close()

    accepting = threading.Thread(target=accept, daemon=True)
    accepting.start()
    try:
        yield receiver
    finally:
        listening.shutdown(socket.SHUT_RDWR)
        listening.close()
        accepting.join(5)
        for connection in list(receiver.open):
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
        for thread in threads:
            thread.join(5)


def _read(connection: socket.socket, number: int) -> Request | None:
    data = b""
    while (end := data.find(b"\r\n\r\n")) < 0:
        more = connection.recv(65536)
        if not more:
            return None
        data += more
    length = _LENGTH.search(data, 0, end)
    assert length
    while len(data) < end + 4 + int(length[1]):
        data += connection.recv(65536)
    return Request(data[: end + 2], data[end + 4 :], number)
