"""A receiver that costs as little as can be: ``python -m yichuang.project.bench.support.sink [SECONDS]``.

It answers every POST with a receipt number, at once or after so many seconds, and prints ``ready PORT``. It reads only
as much of HTTP as its two clients write. GET answers how many POSTs came, and under how many different keys.
"""

from __future__ import annotations

import asyncio
import re
import signal
import sys

_LENGTH = re.compile(rb"content-length:\s*(\d+)", re.IGNORECASE)
_KEY = re.compile(rb"idempotency-key:\s*([^\r\n]+)", re.IGNORECASE)
_FOUND = b'{"receipt_number":"R-1","provincial_number":"P-1","received_at":"2026-11-25T09:30:00+08:00"}'
_ANSWER = b"HTTP/1.1 202 Accepted\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s" % (
    len(_FOUND),
    _FOUND,
)


class Sink(asyncio.Protocol):
    """One connection."""

    delay = 0.0
    came = 0
    keys: set[bytes] = set()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport, self._buffer = transport, b""

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        while (end := self._buffer.find(b"\r\n\r\n")) >= 0:
            length = _LENGTH.search(self._buffer, 0, end)
            whole = end + 4 + (int(length[1]) if length else 0)
            if len(self._buffer) < whole:
                return
            self._take(self._buffer[:end])
            self._buffer = self._buffer[whole:]

    def _take(self, head: bytes) -> None:
        if head.startswith(b"GET"):
            text = b"%d %d" % (Sink.came, len(Sink.keys))
            self._transport.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (len(text), text))
            return
        Sink.came += 1
        if key := _KEY.search(head):
            Sink.keys.add(key[1])
        if Sink.delay:
            asyncio.get_running_loop().call_later(Sink.delay, self._transport.write, _ANSWER)
        else:
            self._transport.write(_ANSWER)


async def _serve() -> None:
    loop, stop = asyncio.get_running_loop(), asyncio.Event()
    loop.add_signal_handler(signal.SIGTERM, stop.set)
    server = await loop.create_server(Sink, "127.0.0.1", 0)
    print("ready", server.sockets[0].getsockname()[1], flush=True)
    await stop.wait()


if __name__ == "__main__":
    Sink.delay = float(sys.argv[1]) if len(sys.argv) > 1 else 0.0
    asyncio.run(_serve())
