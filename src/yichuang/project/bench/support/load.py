"""A small load of prepared POSTs over kept connections: ``python -m …load PORT CLIENTS SECONDS FILE``.

Not a benchmark by itself (it has no ``rows``); prints one JSON object.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from pathlib import Path
from typing import Any

Request = dict[str, str]


def wire(request: Request) -> bytes:
    """The request as bytes."""
    body = request["body"].encode()
    head = (
        f"POST {request['path']} HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: {request['cookie']}\r\n"
        f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


async def client(port: int, queue: list[bytes], until: float, took: list[float], wrong: list[str]) -> None:
    """One client: the next request as soon as the last is answered, until time or requests run out."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        while queue and time.perf_counter() < until:
            begun = time.perf_counter()
            writer.write(queue.pop())
            head = await reader.readuntil(b"\r\n\r\n")
            length = next(
                (int(line[15:]) for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")), 0
            )
            if length:
                await reader.readexactly(length)
            took.append(time.perf_counter() - begun)
            status = head[9:12]
            if status not in (b"302", b"303") or b"/cases/" not in head:
                wrong.append(head.decode("latin-1"))
    finally:
        writer.close()


async def run(port: int, clients: int, seconds: float, requests: list[Request]) -> dict[str, Any]:
    """The whole load; rate over the time until the last answer."""
    queue = [wire(each) for each in reversed(requests)]
    took: list[float] = []
    wrong: list[str] = []
    begun = time.perf_counter()
    await asyncio.gather(*(client(port, queue, begun + seconds, took, wrong) for _ in range(clients)))
    elapsed = time.perf_counter() - begun
    took.sort()
    return {
        "rate": len(took) / elapsed,
        "p99": took[int(len(took) * 0.99) - 1],
        "wrong": len(wrong),
        "example": wrong[0] if wrong else "",
        "exhausted": not queue,
    }


if __name__ == "__main__":
    port, clients, seconds, path = sys.argv[1:]
    loaded = json.loads(Path(path).read_text())
    print(json.dumps(asyncio.run(run(int(port), int(clients), float(seconds), loaded))))
