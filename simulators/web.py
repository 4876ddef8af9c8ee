"""HTTP/1.1 on the loopback address alone: a thread per connection, kept open, and nothing that kills the process."""

import json
import socket
import sys
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from email.message import Message
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from simulators.canonical import canonical
from simulators.errors import CannotStart, Refusal

ADDRESS = "127.0.0.1"
LONGEST_BODY = 1 << 20
JSON = "application/json"


@dataclass(frozen=True)
class Request:
    """One request as it came in. `target` is the path with its query, as it was signed."""

    method: str
    target: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes

    def json(self) -> dict[str, Any]:
        """The body as a JSON object; Refusal 400 when it is none."""
        try:
            value = json.loads(self.body, parse_constant=_no_constant)
        except (ValueError, RecursionError):
            raise Refusal(400, "no-json", "The body is not JSON in UTF-8.") from None
        if not isinstance(value, dict):
            raise Refusal(400, "no-object", "The body is not a JSON object.")
        try:
            # Lone surrogates pass the parser and break every later write; refuse them at the door.
            canonical(value)
        except (ValueError, RecursionError):
            raise Refusal(400, "no-json", "The body holds characters that cannot be written in UTF-8.") from None
        return value

    def media_type(self) -> str:
        """The content type without parameters, in small letters."""
        return self.headers.get("Content-Type", "").partition(";")[0].strip().lower()


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is not JSON")


@dataclass(frozen=True)
class Answer:
    """What goes back: a JSON value, or bytes of another `media` type."""

    status: int
    body: Any
    media: str = JSON
    headers: Mapping[str, str] = field(default_factory=dict)

    def content(self) -> bytes:
        """The bytes that go over the wire."""
        return self.body if isinstance(self.body, bytes) else canonical(self.body)


class HangUp(Exception):
    """Close the connection without any answer."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = 1 << 16
    timeout = 75
    server: "Server"

    def version_string(self) -> str:
        return "stand-in"

    def log_message(self, format: str, *arguments: object) -> None:
        """Nothing: a request line may hold personal numbers, and the supervisor's screen is for people."""

    def __getattr__(self, name: str) -> Any:
        # The standard handler looks for do_METHOD; every method goes one way here, and routing says which exist.
        if name.startswith("do_"):
            return self._one
        raise AttributeError(name)

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """The standard handler's own complaints (garbage, lines too long), as JSON like all others."""
        self.close_connection = True
        self.request_version = getattr(self, "request_version", None) or "HTTP/1.1"
        self._send(Answer(code, {"error": "bad-request", "message": HTTPStatus(code).phrase}), closing=True)

    def _one(self) -> None:
        body = self._body()
        if body is None:
            return
        with self.server.busy():
            try:
                answer = self.server.answer(self._request(body))
            except Refusal as refusal:
                answer = Answer(refusal.status, refusal.body)
            except HangUp:
                self.close_connection = True
                return
            except Exception as error:  # a fault of ours: this request fails, the system lives on
                sys.stderr.write(f"A request failed: {type(error).__name__}: {error}\n")
                answer = Answer(500, {"error": "fault", "message": "This system failed at this request."})
            self._send(answer, closing=self.server.stopping.is_set())

    def _request(self, body: bytes) -> Request:
        headers: Message = self.headers
        seen = {name.title(): value for name, value in headers.items()}
        if len(seen) != len(headers.keys()):
            raise Refusal(400, "repeated-header", "A header is given more than once.")
        try:
            parts = urlsplit(self.path)
            query = dict(parse_qsl(parts.query, keep_blank_values=True, max_num_fields=20, errors="strict"))
        except ValueError:
            raise Refusal(400, "bad-path", "The path cannot be read.") from None
        return Request(self.command, self.path, parts.path, query, seen, body)

    def _body(self) -> bytes | None:
        """The whole body, None when it cannot be had (an answer has then been sent where that makes sense)."""
        lengths = self.headers.get_all("Content-Length", [])
        if "Transfer-Encoding" in self.headers or (not lengths and self.command in ("POST", "PUT", "PATCH")):
            return self._reject(HTTPStatus.LENGTH_REQUIRED)
        if not lengths:
            return b""
        if len(lengths) > 1 or not (lengths[0].isascii() and lengths[0].isdecimal()):
            return self._reject(HTTPStatus.BAD_REQUEST)
        if len(lengths[0]) > 12 or int(lengths[0]) > LONGEST_BODY:
            return self._reject(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        body = self.rfile.read(int(lengths[0]))
        if len(body) < int(lengths[0]):
            self.close_connection = True
            return None
        return body

    def _reject(self, status: HTTPStatus) -> bytes | None:
        self.send_error(status)
        return None

    def _send(self, answer: Answer, *, closing: bool) -> None:
        content = answer.content()
        self.send_response(answer.status)
        self.send_header("Content-Type", f"{answer.media}; charset=utf-8")
        self.send_header("Content-Length", str(len(content)))
        self.send_header("Cache-Control", "no-store")
        self.send_header("X-Content-Type-Options", "nosniff")
        for name, value in answer.headers.items():
            self.send_header(name, value)
        if closing:
            self.send_header("Connection", "close")
            self.close_connection = True
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)


class Server(ThreadingHTTPServer):
    """Listens on 127.0.0.1 alone; CannotStart when the port is taken."""

    daemon_threads = True
    block_on_close = False
    request_queue_size = 256
    allow_reuse_address = True

    def __init__(self, port: int, answer: Callable[[Request], Answer]) -> None:
        self.answer = answer
        self.stopping = threading.Event()
        self._idle = threading.Condition()
        self._running = 0
        try:
            super().__init__((ADDRESS, port), _Handler)
        except (OSError, OverflowError) as error:
            raise CannotStart(
                f"Port {port} on {ADDRESS} cannot be used ({getattr(error, 'strerror', None) or error}): "
                "stop the program that holds it, or give another port."
            ) from error

    def server_bind(self) -> None:
        """Without the look-up of the host's own name that the standard server makes: it may hang without a network."""
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self.socket.bind(self.server_address)
        host, port = self.socket.getsockname()[:2]
        self.server_address = self.socket.getsockname()
        self.server_name, self.server_port = str(host), int(port)

    def busy(self) -> "_Busy":
        """A block in which a request is being answered; a shutdown waits for it."""
        return _Busy(self)

    def enter(self) -> None:
        with self._idle:
            self._running += 1

    def leave(self) -> None:
        with self._idle:
            self._running -= 1
            self._idle.notify_all()

    def drain(self, seconds: float) -> None:
        """Wait until no request is being answered, for `seconds` at most."""
        with self._idle:
            self._idle.wait_for(lambda: self._running == 0, seconds)

    def handle_error(self, request: object, client_address: object) -> None:
        """A broken connection is the other side's affair; anything else is one line for the operator."""
        error = sys.exception()
        if not isinstance(error, ConnectionError | TimeoutError):
            sys.stderr.write(f"A request failed: {type(error).__name__}: {error}\n")


class _Busy:
    def __init__(self, server: Server) -> None:
        self._server = server

    def __enter__(self) -> None:
        self._server.enter()

    def __exit__(self, *_: object) -> None:
        self._server.leave()
