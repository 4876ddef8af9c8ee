"""Reading an answer: whole, in pieces, in every lawful form; and every way in which it is no answer."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yichuang.platform.exchange.http1 import LONGEST_BODY, Garbled, Reader, Reply

PLAIN = b'HTTP/1.1 202 Accepted\r\nContent-Type: application/json\r\nContent-Length: 12\r\n\r\n{"a": "\xe4\xb8\xad"}'
CHUNKED = (
    b'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4;note=1\r\n{"a"\r\n5\r\n: 12}\r\n0\r\nTrailer: x\r\n\r\n'
)
INTERIM = b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n" + PLAIN
EMPTY = b"HTTP/1.1 204 No Content\r\nServer: x\r\n\r\n"


def read(data: bytes) -> Reply | None:
    """The answer of bytes that come all at once."""
    return Reader().feed(data)


def test_it_works() -> None:
    assert read(PLAIN) == Reply(202, '{"a": "中"}'.encode(), kept=True)


@pytest.mark.parametrize(
    ("data", "status", "body"),
    [
        (PLAIN, 202, b'{"a": "\xe4\xb8\xad"}'),
        (CHUNKED, 200, b'{"a": 12}'),
        (INTERIM, 202, b'{"a": "\xe4\xb8\xad"}'),
        (EMPTY, 204, b""),
    ],
)
def test_byte_by_byte(data: bytes, status: int, body: bytes) -> None:
    reader, found = Reader(), None
    for number, byte in enumerate(data, 1):
        found = reader.feed(bytes([byte]))
        assert (found is not None) == (number == len(data))
    assert found is not None
    assert (found.status, found.body, found.kept) == (status, body, True)


@given(st.sampled_from([PLAIN, CHUNKED, INTERIM, EMPTY]), st.lists(st.integers(0, 200), max_size=6))
def test_however_it_is_cut(data: bytes, cuts: list[int]) -> None:
    whole, reader, found, last = read(data), Reader(), None, 0
    for cut in [*sorted(min(each, len(data)) for each in cuts), len(data)]:
        if cut > last:
            assert found is None
            found = reader.feed(data[last:cut])
            last = cut
    assert found == whole


@pytest.mark.parametrize(
    ("head", "kept"),
    [
        (b"HTTP/1.1 200 OK\r\nContent-Length: 0", True),
        (b"HTTP/1.1 200\r\ncontent-length:0", True),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close", False),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: Keep-Alive, Close", False),
        (b"HTTP/1.0 200 OK\r\nContent-Length: 0", False),
        (b"HTTP/1.0 200 OK\r\nContent-Length: 0\r\nConnection: keep-alive", True),
    ],
)
def test_whether_the_connection_is_kept(head: bytes, kept: bool) -> None:
    assert read(head + b"\r\n\r\n") == Reply(200, b"", kept)


def test_bytes_after_the_answer_end_the_connection() -> None:
    found = read(PLAIN + b"HTTP/1.1 200 OK\r\n")
    assert found is not None
    assert not found.kept


def test_an_answer_that_ends_with_the_connection() -> None:
    reader = Reader()
    assert reader.feed(b"HTTP/1.1 200 OK\r\n\r\nhalf") is None
    assert reader.feed(b" and half") is None
    assert reader.ended() == Reply(200, b"half and half", kept=False)


def test_the_other_side_may_ask_for_patience() -> None:
    found = read(b"HTTP/1.1 503 Busy\r\nRetry-After: 120\r\nContent-Length: 0\r\n\r\n")
    assert found is not None
    assert found.retry_after == 120


@pytest.mark.parametrize("begun", [b"", b"HTT", PLAIN[:40], PLAIN[:-1], CHUNKED[:-3], CHUNKED[:70]])
def test_cut_off(begun: bytes) -> None:
    reader = Reader()
    if begun:
        assert reader.feed(begun) is None
    with pytest.raises(Garbled):
        reader.ended()


@pytest.mark.parametrize(
    "data",
    [
        b"SSH-2.0-OpenSSH_9.2\r\n\r\n",
        b"HTTP/2 200\r\n\r\n",
        b"HTTP/1.1 abc\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nno colon\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nbad name: 1\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 1, 1\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: \xc2\xb2\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n-1\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabcdef\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nffffffff\r\n",
        b"x" * 20_000,
        b"HTTP/1.1 200 OK\r\n" + b"A: " + b"x" * 20_000 + b"\r\n\r\n",
        b"HTTP/1.1 200 OK\r\n\r\n" + b"x" * (LONGEST_BODY + 1),
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + b"1" * 20_000,
    ],
)
def test_what_is_no_answer(data: bytes) -> None:
    with pytest.raises(Garbled):
        read(data)


@given(st.binary(max_size=400))
def test_nothing_else_is_raised(data: bytes) -> None:
    reader = Reader()
    try:
        if reader.feed(b"HTTP/1.1 200 OK\r\n" + data) is None:
            reader.ended()
    except Garbled:
        pass
