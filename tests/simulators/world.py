"""A small world for these tests: real processes on free ports, a client that signs, a receiver of callbacks.

Signing is written out here once more, so that a change of what goes over the wire is seen.
"""

from __future__ import annotations

import base64
import hashlib
import http.client
import json
import os
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import yaml
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

ROOT = Path(__file__).resolve().parents[2]
DEMO = ROOT / "content" / "hunan" / "demo"
PEOPLE = yaml.safe_load((DEMO / "people.yaml").read_text("utf-8"))
BY_KEY: dict[str, dict[str, Any]] = {each["key"]: each for each in PEOPLE["people"] + PEOPLE["unknown"]}
ORGANISATIONS: dict[str, dict[str, Any]] = {
    each["key"]: each for each in yaml.safe_load((DEMO / "organisations.yaml").read_text("utf-8"))["organisations"]
}
SYSTEMS = {each["code"]: each for each in yaml.safe_load((DEMO / "systems.yaml").read_text("utf-8"))["systems"]}
PATIENCE = 15.0


def until(condition: Callable[[], Any], what: str, seconds: float = PATIENCE) -> Any:
    """Ask again and again until the condition holds; fails with `what` after `seconds`."""
    end = time.monotonic() + seconds
    pause = threading.Event()
    while time.monotonic() < end:
        if value := condition():
            return value
        pause.wait(0.02)
    raise AssertionError(f"not within {seconds} s: {what}")


@dataclass
class Reply:
    """A status and what came with it."""

    status: int
    body: bytes
    headers: Mapping[str, str]

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@dataclass
class Key:
    """A key pair of somebody who signs."""

    private: Ed25519PrivateKey

    @classmethod
    def of(cls, var: Path, name: str) -> Key:
        """The pair NAME of DIR/keys, made with the project's own tool where it is absent."""
        file = var / "keys" / f"{name}.key"
        if not file.exists():
            command = [sys.executable, "-m", "simulators.keys", "--var", str(var), name]
            subprocess.run(command, check=True, cwd=ROOT, stdout=subprocess.DEVNULL)
        seed = base64.b64decode(file.read_text())
        return cls(Ed25519PrivateKey.from_private_bytes(seed))

    @property
    def key_id(self) -> str:
        return hashlib.sha256(self.private.public_key().public_bytes_raw()).hexdigest()[:16]

    def headers(self, method: str, target: str, body: bytes, at: int | None = None) -> dict[str, str]:
        moment = int(time.time()) if at is None else at
        message = f"{moment}\n{method}\n{target}\n{hashlib.sha256(body).hexdigest()}".encode()
        signature = base64.b64encode(self.private.sign(message)).decode()
        return {"Yichuang-Key": self.key_id, "Yichuang-Time": str(moment), "Yichuang-Signature": signature}


def call(
    port: int,
    method: str,
    target: str,
    body: bytes = b"",
    headers: Mapping[str, str] | None = None,
    timeout: float = 10,
) -> Reply:
    """One request on a connection of its own."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=timeout)
    try:
        connection.request(method, target, body or (b"" if method == "POST" else None), dict(headers or {}))
        response = connection.getresponse()
        return Reply(response.status, response.read(), dict(response.getheaders()))
    finally:
        connection.close()


@dataclass
class Running:
    """One stand-in that runs, and how to talk with it."""

    code: str
    port: int
    var: Path
    process: subprocess.Popen[str]
    product: Key

    def ask(
        self,
        method: str,
        target: str,
        question: Any = None,
        *,
        key: Key | None = None,
        media: str = "application/json",
        timeout: float = 10,
        **headers: str,
    ) -> Reply:
        """A signed request; `question` goes as JSON. Further headers with _ for -."""
        body = b"" if question is None else json.dumps(question, ensure_ascii=False).encode()
        signed = (key or self.product).headers(method, target, body)
        more = {name.replace("_", "-"): value for name, value in headers.items()}
        return call(self.port, method, target, body, {"Content-Type": media, **signed, **more}, timeout)

    def hand(self, target: str, said: Any = None) -> Reply:
        """An unsigned request of a person on this machine."""
        return call(
            self.port, "POST", target, json.dumps(said or {}).encode(), {"Content-Type": "application/json"}, timeout=10
        )

    def control(self, **switches: Any) -> dict[str, Any]:
        """Switch and show."""
        reply = self.hand("/control", switches)
        assert reply.status == 200, reply.body
        shown: dict[str, Any] = reply.json
        return shown

    def state(self) -> dict[str, Any]:
        """What GET /control shows."""
        shown: dict[str, Any] = call(self.port, "GET", "/control").json
        return shown

    def counts(self) -> dict[str, int]:
        """The tallies."""
        counts: dict[str, int] = self.ask("GET", "/counts").json
        return counts

    def file(self, event: dict[str, Any], **options: Any) -> Reply:
        """POST an event with its id as the idempotency key."""
        options.setdefault("Idempotency_Key", event.get("id", ""))
        return self.ask("POST", "/events", event, media="application/cloudevents+json", **options)

    def records(self) -> list[dict[str, Any]]:
        """All records, page by page."""
        found, after = [], ""
        while True:
            page = self.ask("GET", f"/records?after={after}&limit=500").json
            found += page["records"]
            if page["next"] is None:
                return found
            after = page["next"]

    def lookup(self, person: Mapping[str, Any], *items: str) -> dict[str, Any]:
        """Ask the register part about a person."""
        question = {"id_number": person["id_number"], "items": list(items), "purpose": "test"}
        reply = self.ask("POST", "/lookup", question)
        assert reply.status == 200, reply.body
        answer: dict[str, Any] = reply.json
        return answer

    def kill(self) -> None:
        """kill -9, by its own pid."""
        self.process.kill()
        self.process.wait(10)
        self._close()

    def stop(self) -> tuple[int, str]:
        """SIGTERM; the exit code and what it complained of."""
        self.process.terminate()
        _, errors = self.process.communicate(timeout=10)
        return self.process.returncode, errors

    def _close(self) -> None:
        for pipe in (self.process.stdout, self.process.stderr):
            if pipe:
                pipe.close()


def launch(module: str, config: Path, var: Path, *more: str, port: int = 0) -> subprocess.Popen[str]:
    """Start a stand-in without waiting for it."""
    command = [sys.executable, "-m", module, "--config", str(config), "--port", str(port), "--var", str(var), *more]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def start(code: str, var: Path, config: Path | None = None, peers: Mapping[str, int] | None = None) -> Running:
    """Start the system `code` on a free port and wait until it says that it is ready."""
    product = Key.of(var, "yichuang")
    more = [f"--peer={name}=http://127.0.0.1:{port}" for name, port in (peers or {}).items()]
    more.append("--with-parent")  # a test that fails leaves nothing behind
    process = launch(SYSTEMS[code]["module"], config or DEMO / SYSTEMS[code]["config"], var, *more)
    assert process.stdout is not None
    line = process.stdout.readline()
    if not line.startswith(f"ready {code} http://127.0.0.1:"):
        _, errors = process.communicate(timeout=10)
        raise AssertionError(f"{code} did not start: {line}{errors}")
    return Running(code, int(line.rpartition(":")[2]), var, process, product)


@contextmanager
def running(code: str, var: Path, **options: Any) -> Iterator[Running]:
    """A system for the length of a block; it must end by itself, quietly, at SIGTERM."""
    system = start(code, var, **options)
    try:
        yield system
    finally:
        if system.process.poll() is None:
            code_and_errors = system.stop()
            assert code_and_errors == (0, ""), code_and_errors


def declared(code: str) -> dict[str, Any]:
    """The demo's configuration of `code`."""
    config: dict[str, Any] = yaml.safe_load((DEMO / SYSTEMS[code]["config"]).read_text("utf-8"))
    return config


def changed_config(code: str, folder: Path, **changes: Any) -> Path:
    """The demo's configuration of `code` with other values, in `folder`."""
    config = declared(code) | changes
    if "register" in config:
        config["register"]["people"] = str(DEMO / "people.yaml")
    file = folder / f"{code}.yaml"
    file.write_text(yaml.safe_dump(config, allow_unicode=True), "utf-8")
    return file


# -- what the one window would send ----------------------------------------------------------------------------------


def filed(matter: str, person: Mapping[str, Any], callback: str, **facts: Any) -> dict[str, Any]:
    """A filed event as the one window sends it."""
    case_number, task = f"430121-{uuid.uuid4().hex[:12]}", uuid.uuid4().hex
    item_codes = {"flexible-pension": 1, "flexible-medical": 2, "resident-pension": 3, "resident-medical": 4}
    own = {"name": person["name"], "id_number": person["id_number"], "phone": person["phone"]}
    return {
        "specversion": "1.0",
        "id": str(uuid.uuid4()),
        "source": "/yichuang/430121",
        "type": "cn.yichuang.task.filed.v1",
        "subject": f"{case_number}/{matter}",
        "time": "2026-11-25T09:30:00+08:00",
        "datacontenttype": "application/json",
        "data": {
            "case_number": case_number,
            "task": task,
            "matter": matter,
            "item_code": f"DEMO-430000-000{item_codes.get(matter, 9)}",
            "division": "430121",
            "filed_at": "2026-11-25T09:30:00+08:00",
            "legal_date": "2026-11-25",
            "facts": own | facts,
            "callback": callback,
        },
    }


def pension(person: Mapping[str, Any], callback: str, base: int = 407200) -> dict[str, Any]:
    """A flexible worker's pension registration."""
    return filed("flexible-pension", person, callback, contribution_base=base)


def following(event: dict[str, Any], kind: str, **more: Any) -> dict[str, Any]:
    """A later event about the task of `event`: supplemented (with answers) or withdrawn."""
    data = {key: event["data"][key] for key in ("case_number", "task", "matter", "item_code", "division")} | more
    return {**event, "id": str(uuid.uuid4()), "type": f"cn.yichuang.task.{kind}.v1", "data": data}


def canonical_digest(facts: Any) -> str:
    """SHA-256 of the canonical JSON, written out."""
    text = json.dumps(facts, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


# -- what the departments send back ----------------------------------------------------------------------------------


@dataclass
class Came:
    """One callback as it arrived, and whether its signature was good."""

    body: bytes
    genuine: bool
    event: dict[str, Any]


@dataclass
class Receiver:
    """Our side of the callbacks. `answers` gives a status for each arrival, 200 by default; `gate` holds the answer."""

    var: Path
    came: list[Came] = field(default_factory=list)
    answers: list[int] = field(default_factory=list)
    gate: threading.Event = field(default_factory=threading.Event)
    port: int = 0

    def callback(self, department: str) -> str:
        return f"http://127.0.0.1:{self.port}/api/v1/callbacks/{department}?v=1"

    def take(self, handler: BaseHTTPRequestHandler) -> int:
        body = handler.rfile.read(int(handler.headers["Content-Length"]))
        department = handler.path.split("?")[0].rpartition("/")[2]
        self.came.append(Came(body, self._genuine(handler, department, body), json.loads(body)))
        status = self.answers.pop(0) if self.answers else 200
        self.gate.wait(PATIENCE)
        return status

    def _genuine(self, handler: BaseHTTPRequestHandler, department: str, body: bytes) -> bool:
        public = base64.b64decode((self.var / "keys" / f"{department}.pub").read_text())
        moment, signature = handler.headers["Yichuang-Time"], handler.headers["Yichuang-Signature"]
        message = f"{moment}\nPOST\n{handler.path}\n{hashlib.sha256(body).hexdigest()}".encode()
        Ed25519PublicKey.from_public_bytes(public).verify(base64.b64decode(signature), message)
        named = handler.headers["Yichuang-Key"] == hashlib.sha256(public).hexdigest()[:16]
        keyed = handler.headers["Idempotency-Key"] == json.loads(body)["id"]
        return named and keyed and abs(time.time() - int(moment)) < 60

    def of(self, event: Mapping[str, Any]) -> list[dict[str, Any]]:
        """What came about the task of `event`, in order, each id once."""
        seen: dict[str, dict[str, Any]] = {}
        for each in list(self.came):
            if each.event["data"]["task"] == event["data"]["task"]:
                seen.setdefault(each.event["id"], each.event)
        return list(seen.values())

    def verbs(self, event: Mapping[str, Any]) -> list[str]:
        """The verbs of what came about a task."""
        return [each["type"].removeprefix("cn.yichuang.task.").removesuffix(".v1") for each in self.of(event)]


@contextmanager
def receiver(var: Path, port: int = 0) -> Iterator[Receiver]:
    """A receiver of callbacks for the length of a block."""
    here = Receiver(var)
    here.gate.set()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def do_POST(self) -> None:
            status = here.take(self)
            content = b'{"result":"applied"}'
            self.send_response(status)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            pass

    class Quiet(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, *_: object) -> None:
            if not isinstance(sys.exception(), OSError):
                os.write(2, f"receiver: {sys.exception()!r}\n".encode())

    server = Quiet(("127.0.0.1", port), Handler)
    here.port = server.server_port
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield here
    finally:
        here.gate.set()
        server.shutdown()
        server.server_close()
        thread.join()
