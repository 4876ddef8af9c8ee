"""The other side of ``bench delivery``: one Procrastinate job a delivery, sixteen at once, each POSTs its body.

``python -m yichuang.project.bench.support.peer PORT``. It does less than ours: the body lies ready in the job, in
clear; nothing is unsealed, signed, or written beside the job itself. Its connections are kept, as ours are.
"""

from __future__ import annotations

import asyncio
import logging
import os
import sys

import procrastinate

logging.getLogger("procrastinate").setLevel(logging.ERROR)

QUEUE, TASK, CONCURRENCY = "bench", "post", 16

app = procrastinate.App(
    connector=procrastinate.PsycopgConnector(conninfo=os.environ["YICHUANG_DATABASE_URL"], max_size=CONCURRENCY + 4)
)
_port = 0
_idle: list[tuple[asyncio.StreamReader, asyncio.StreamWriter]] = []


@app.task(name=TASK, queue=QUEUE)
async def post(key: str, body: str) -> None:
    """POST one body over a kept connection; anything but 2xx is a failure."""
    reader, writer = _idle.pop() if _idle else await asyncio.open_connection("127.0.0.1", _port)
    content = body.encode()
    writer.write(
        b"POST /events HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/cloudevents+json\r\n"
        b"Idempotency-Key: %s\r\nContent-Length: %d\r\n\r\n%s" % (key.encode(), len(content), content)
    )
    head = await reader.readuntil(b"\r\n\r\n")
    length = next(int(line[15:]) for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:"))
    await reader.readexactly(length)
    _idle.append((reader, writer))
    if head[9:10] != b"2":
        raise RuntimeError("refused")


async def work() -> None:
    """Work until told to stop."""
    async with app.open_async():
        print("ready", flush=True)
        await app.run_worker_async(queues=[QUEUE], concurrency=CONCURRENCY)


if __name__ == "__main__":
    _port = int(sys.argv[1])
    asyncio.run(work())
