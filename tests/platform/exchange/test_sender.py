"""Sending over kept connections to receivers that behave in every way that receivers do."""

from __future__ import annotations

import base64
import socket
import ssl
import struct
import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from tests.platform.exchange.receiver import RECEIPT, Request, answer, saying, scripted
from tests.simulators.world import until
from yichuang.core import clock
from yichuang.core.cipher import fingerprint
from yichuang.core.identifiers import new_id
from yichuang.platform.exchange.sender import Attempt, Line, Parcel, Wire
from yichuang.platform.exchange.signing import check_signature
from yichuang.platform.vault.keys import signer


@pytest.fixture
def wire() -> Iterator[Wire]:
    """A wire for one test."""
    made = Wire()
    yield made
    made.close()
    assert not made.alive


class Sending:
    """A line whose attempts are collected."""

    def __init__(self, wire: Wire, endpoint: str, in_flight: int = 16, patience: float = 10.0) -> None:
        self.ended: list[Attempt[Parcel]] = []
        self.line: Line[Parcel] = wire.line(endpoint, self.ended.append, in_flight, patience)

    def all(self, count: int) -> list[Attempt[Parcel]]:
        """Send so many and wait until each has ended."""
        before = len(self.ended)
        self.line.send(parcels(count))
        until(lambda: len(self.ended) == before + count, "every attempt ends")
        return self.ended[before:]

    def one(self) -> Attempt[Parcel]:
        """Send one and wait for its end."""
        return self.all(1)[0]


def parcels(count: int) -> list[Parcel]:
    """So many different ones."""
    return [Parcel(new_id(), "/events", "application/cloudevents+json", f"第{n}件".encode(), 0) for n in range(count)]


def hang_up(request: Request, connection: socket.socket) -> bool:
    """Read and close."""
    return False


def test_it_works(wire: Wire) -> None:
    with scripted(saying(answer())) as receiver:
        attempt = Sending(wire, receiver.endpoint).one()
    assert attempt.reply is not None
    assert (attempt.reply.status, attempt.reply.body) == (202, RECEIPT)
    (request,) = receiver.came
    assert request.head.startswith(b"POST /events HTTP/1.1\r\n")
    assert request.body == attempt.parcel.body
    assert request.field("Host") == f"127.0.0.1:{receiver.port}"
    assert request.field("Content-Type") == "application/cloudevents+json"
    assert request.field("Idempotency-Key") == str(attempt.parcel.id)


def test_every_request_is_signed(wire: Wire) -> None:
    with scripted(saying(answer())) as receiver:
        Sending(wire, f"{receiver.endpoint}/base/").one()
    (request,) = receiver.came
    assert request.head.startswith(b"POST /base/events HTTP/1.1\r\n")
    headers = {name: request.field(name) for name in ("Yichuang-Key", "Yichuang-Time", "Yichuang-Signature")}
    public = base64.b64encode(signer().public_bytes).decode()
    check_signature(public, "POST", "/base/events", request.body, headers)
    assert headers["Yichuang-Key"] == fingerprint(signer().public_bytes)[:16]


def test_connections_are_kept(wire: Wire) -> None:
    with scripted(saying(answer())) as receiver:
        attempts = Sending(wire, receiver.endpoint, in_flight=4).all(100)
        assert all(each.reply for each in attempts)
        assert receiver.connections <= 4
        assert len({request.field("Idempotency-Key") for request in receiver.came}) == 100


def test_never_more_than_so_many_in_flight(wire: Wire) -> None:
    now, most, lock, gate = [0], [0], threading.Lock(), threading.Event()

    def slow(request: Request, connection: socket.socket) -> bool:
        with lock:
            now[0] += 1
            most[0] = max(most[0], now[0])
        gate.wait(10)
        with lock:
            now[0] -= 1
        connection.sendall(answer())
        return True

    with scripted(slow) as receiver:
        sending = Sending(wire, receiver.endpoint, in_flight=16)
        sending.line.send(parcels(40))
        until(lambda: now[0] == 16, "sixteen are in flight")
        assert len(sending.line.drop()) == 24
        gate.set()
        until(lambda: len(sending.ended) == 16, "those end")
    assert most[0] == 16


@pytest.mark.parametrize(
    "said",
    [
        pytest.param(answer(more=b"Connection: close\r\n"), id="says-close-and-stays"),
        pytest.param(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nabcde\r\n0\r\n\r\n", id="chunked"),
        pytest.param(b"HTTP/1.1 100 Continue\r\n\r\n" + answer(), id="interim"),
        pytest.param(b"HTTP/1.0 503 Busy\r\nContent-Length: 0\r\n\r\n", id="http-1.0"),
        pytest.param(answer() + b"surplus", id="surplus"),
    ],
)
def test_lawful_answers(wire: Wire, said: bytes) -> None:
    with scripted(saying(said)) as receiver:
        attempts = Sending(wire, receiver.endpoint, in_flight=2).all(6)
    assert [each.failure for each in attempts if each.reply is None] == []


def test_an_answer_that_ends_with_the_connection(wire: Wire) -> None:
    def until_closed(request: Request, connection: socket.socket) -> bool:
        connection.sendall(b"HTTP/1.1 202 X\r\n\r\n" + RECEIPT)
        return False

    with scripted(until_closed) as receiver:
        attempts = Sending(wire, receiver.endpoint, in_flight=2).all(4)
    assert [each.reply.body if each.reply else each.failure for each in attempts] == [RECEIPT] * 4


def test_a_kept_connection_that_was_closed_meanwhile_is_no_failure(wire: Wire) -> None:
    def once(request: Request, connection: socket.socket) -> bool:
        connection.sendall(answer())
        return False  # closes although it promised to keep

    with scripted(once) as receiver:
        sending = Sending(wire, receiver.endpoint, in_flight=1)
        attempts = sending.all(5)
    assert all(each.reply for each in attempts)


def test_a_kept_connection_that_breaks_at_the_next_request_is_no_failure(wire: Wire) -> None:
    def second_breaks(request: Request, connection: socket.socket) -> bool:
        if sum(each.connection == request.connection for each in receiver.came) > 1:
            return False  # it has read the request, and closes without a word
        connection.sendall(answer())
        return True

    with scripted(second_breaks) as receiver:
        attempts = Sending(wire, receiver.endpoint, in_flight=1).all(4)
    assert all(each.reply for each in attempts)
    assert receiver.connections == 4


@pytest.mark.parametrize(
    ("said", "why"),
    [
        (b"", "connection lost"),
        (b"HTTP/1.1 20", "no proper answer: cut off"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf", "no proper answer: cut off"),
        (b"SSH-2.0-OpenSSH_9.2\r\n\r\n", "no proper answer: status line"),
        (b"\x16\x03\x01\x00\x00\r\n\r\n", "no proper answer: status line"),
        (b"HTTP/1.1 200 OK\r\n" + b"A: b\r\n" * 5000, "no proper answer: head too long"),
    ],
)
def test_garbage_and_half_answers_are_failures(wire: Wire, said: bytes, why: str) -> None:
    def script(request: Request, connection: socket.socket) -> bool:
        connection.sendall(said)
        return False

    with scripted(script) as receiver:
        attempts = Sending(wire, receiver.endpoint, in_flight=2).all(3)
    assert {(each.reply, each.failure) for each in attempts} == {(None, why)}


def test_a_connection_that_is_reset(wire: Wire) -> None:
    def reset(request: Request, connection: socket.socket) -> bool:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        return False

    with scripted(reset) as receiver:
        assert Sending(wire, receiver.endpoint).one().failure == "connection lost"


def test_nobody_listens(wire: Wire) -> None:
    with scripted(saying(answer())) as receiver:
        pass
    assert Sending(wire, receiver.endpoint).one().failure == "no connection"


@pytest.mark.parametrize("endpoint", ["http://no-such-host.invalid:80", f"http://{'x' * 70}.invalid"])
def test_a_name_that_is_none(wire: Wire, endpoint: str) -> None:
    assert Sending(wire, endpoint).one().failure == "no connection"


def test_a_receiver_that_never_answers(wire: Wire) -> None:
    gate = threading.Event()

    def mute(request: Request, connection: socket.socket) -> bool:
        gate.wait(10)
        return False

    with scripted(mute) as receiver:
        sending = Sending(wire, receiver.endpoint, in_flight=2, patience=0.2)
        assert {each.failure for each in sending.all(4)} == {"no answer in time"}
        gate.set()


def test_a_receiver_that_drips(wire: Wire) -> None:
    gate = threading.Event()

    def drip(request: Request, connection: socket.socket) -> bool:
        for byte in answer() * 1000:
            connection.sendall(bytes([byte]))
            if gate.wait(0.05):
                break
        return False

    with scripted(drip) as receiver:
        assert Sending(wire, receiver.endpoint, patience=0.4).one().failure == "no answer in time"
        gate.set()


def certificate(folder: Path, name: str) -> tuple[Path, ssl.SSLContext]:
    """A certificate for ``name`` and a receiver's context that shows it."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    now = clock.now()
    made = (
        x509.CertificateBuilder(subject, subject, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    path = folder / "both.pem"
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    path.write_bytes(private + made.public_bytes(Encoding.PEM))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path)
    return path, context


@pytest.mark.parametrize(
    ("name", "trusted", "failure"),
    [("localhost", True, ""), ("localhost", False, "no trusted connection"), ("other", True, "no trusted connection")],
)
def test_tls_is_checked(
    wire: Wire, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, trusted: bool, failure: str
) -> None:
    path, context = certificate(tmp_path, name)
    if trusted:
        monkeypatch.setenv("SSL_CERT_FILE", str(path))
    with scripted(saying(answer()), context) as receiver:
        sending = Sending(wire, f"https://localhost:{receiver.port}", in_flight=2)
        assert {each.failure for each in sending.all(5)} == {failure}
        assert len(receiver.came) == (0 if failure else 5)


def test_tls_where_none_is_spoken(wire: Wire) -> None:
    with scripted(saying(answer())) as receiver:
        attempt = Sending(wire, f"https://127.0.0.1:{receiver.port}", patience=0.3).one()
    assert attempt.failure in ("no trusted connection", "no connection in time")


def test_one_that_is_mute_delays_no_other(wire: Wire) -> None:
    gate = threading.Event()

    def mute(request: Request, connection: socket.socket) -> bool:
        gate.wait(20)
        return False

    with scripted(mute) as silent, scripted(saying(answer())) as well:
        held = Sending(wire, silent.endpoint)
        held.line.send(parcels(50))
        until(lambda: len(silent.came) == 16, "sixteen hang")
        attempts = Sending(wire, well.endpoint).all(200)
        assert all(each.reply for each in attempts)
        assert not held.ended
        gate.set()


def test_another_address(wire: Wire) -> None:
    with scripted(saying(answer())) as old, scripted(saying(answer())) as new:
        sending = Sending(wire, old.endpoint)
        sending.all(3)
        sending.line.turn(new.endpoint)
        sending.all(3)
        assert (len(old.came), len(new.came)) == (3, 3)
        until(lambda: not old.open, "the old connections are closed")


@pytest.mark.parametrize("endpoint", ["", "127.0.0.1:80", "ftp://x", "http://", "http://x:port"])
def test_an_endpoint_that_is_none(wire: Wire, endpoint: str) -> None:
    with pytest.raises(ValueError, match=r"endpoint|Port|port"):
        Sending(wire, endpoint)


def test_closing_ends_what_is_in_flight(wire: Wire) -> None:
    gate = threading.Event()

    def mute(request: Request, connection: socket.socket) -> bool:
        gate.wait(10)
        return False

    with scripted(mute) as receiver:
        sending = Sending(wire, receiver.endpoint)
        sending.line.send(parcels(2))
        until(lambda: len(receiver.came) == 2, "both are on their way")
        sending.line.close()
        until(lambda: [each.failure for each in sending.ended] == ["closed", "closed"], "both end")
        gate.set()
