"""A stand-in as a process: starts with a line, ends with a signal, says why it cannot, and never falls."""

from __future__ import annotations

import ast
import contextlib
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from tests.simulators.world import BY_KEY, DEMO, ROOT, SYSTEMS, Running, call, changed_config, launch, start, until

CONFIG = DEMO / "systems" / "population.yaml"


def refused(module: str, config: Path, var: Path, *more: str, port: int = 0) -> str:
    """What a stand-in says that cannot start; it must be one line and exit code 2."""
    process = launch(module, config, var, *more, port=port)
    output, errors = process.communicate(timeout=10)
    assert (process.returncode, output, errors.count("\n")) == (2, "", 1), errors
    return errors


@pytest.mark.full  # make run of the tutorial starts all of them
@pytest.mark.parametrize("code", SYSTEMS)
def test_every_system_of_the_demo_starts_and_ends(code: str, tmp_path: Path) -> None:
    system = start(code, tmp_path, peers={"tax": 9})
    health = call(system.port, "GET", "/health")
    assert health.json == {
        "status": "ok",
        "system": code,
        "kind": SYSTEMS[code]["kind"],
        "pid": system.process.pid,
        "mode": "normal",
    }
    assert system.stop() == (0, "")


def test_ctrl_c_is_a_clean_end_too(tmp_path: Path) -> None:
    system = start("population", tmp_path)
    system.process.send_signal(signal.SIGINT)
    _, errors = system.process.communicate(timeout=10)
    assert (system.process.returncode, errors) == (0, "")


def test_a_signal_ends_a_slow_answer(tmp_path: Path) -> None:
    system = start("population", tmp_path)
    system.control(mode="slow", seconds=600)
    answered: list[int] = []

    def ask() -> None:
        question = {"id_number": BY_KEY["flexible-1"]["id_number"], "items": ["name"], "purpose": "x"}
        answered.append(system.ask("POST", "/lookup", question, timeout=20).status)

    asking = threading.Thread(target=ask)
    asking.start()
    until(lambda: _established(system.port), "the question is on its way")
    system.stop()
    asking.join(20)
    assert not asking.is_alive()


def _established(port: int) -> bool:
    """Whether somebody is connected to the port (state 01 in the kernel's own table)."""
    rows = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:]]
    return any(row[1].endswith(f":{port:04X}") and row[3] == "01" for row in rows)


def test_a_taken_port_is_said(tmp_path: Path) -> None:
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        holder.listen()
        port = holder.getsockname()[1]
        said = refused("simulators.register", CONFIG, tmp_path, port=port)
        assert said.startswith(f"Port {port} on 127.0.0.1 cannot be used")


def test_a_store_in_use_is_said(tmp_path: Path) -> None:
    system = start("population", tmp_path)
    said = refused("simulators.register", CONFIG, tmp_path)
    assert f"in use by process {system.process.pid}" in said
    system.kill()
    again = start("population", tmp_path)
    assert again.stop() == (0, "")


def test_a_store_of_another_version_is_said(tmp_path: Path) -> None:
    (tmp_path / "simulators").mkdir()
    with contextlib.closing(sqlite3.connect(tmp_path / "simulators" / "population.sqlite3")) as store:
        store.execute("create table held (id_number text)")
    assert "was made by another version" in refused("simulators.register", CONFIG, tmp_path)


def test_what_is_wrong_with_a_configuration_is_said(tmp_path: Path) -> None:
    assert "cannot be read" in refused("simulators.register", tmp_path / "none.yaml", tmp_path)
    broken = tmp_path / "broken.yaml"
    for text, word in (
        ("a: [", "is no YAML"),
        ("[]", "is no mapping"),
        ("title: x", "is missing"),
        (CONFIG.read_text() + "colour: red\n", "colour is unknown"),
        (CONFIG.read_text().replace("../people.yaml", "nowhere.yaml"), "nowhere.yaml"),
    ):
        broken.write_text(text)
        process = launch("simulators.register", broken, tmp_path)
        _, errors = process.communicate(timeout=10)
        assert process.returncode == 2, errors
        assert word in errors
        assert "Traceback" not in errors


def test_a_misspelt_item_list_is_said(tmp_path: Path) -> None:
    matters = {"x": {"title": "x", "items": {"name": {"kind": "nome"}, "id_number": {"kind": "id_number"}}}}
    said = refused("simulators.department", changed_config("hrss", tmp_path, matters=matters), tmp_path)
    assert "matters.x.items.name.kind is none of" in said


def test_a_department_must_know_where_tax_is(tmp_path: Path) -> None:
    assert "give --peer tax=URL" in refused("simulators.department", DEMO / "systems" / "hrss.yaml", tmp_path)
    assert "--peer" in refused("simulators.department", DEMO / "systems/hrss.yaml", tmp_path, "--peer=tax=http://x:1")


def test_a_folder_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert "cannot be written" in refused("simulators.register", CONFIG, tmp_path / "file")


def test_it_goes_when_its_parent_goes(tmp_path: Path) -> None:
    script = (
        "import subprocess, sys\n"
        "child = subprocess.Popen(sys.argv[1:], stdout=subprocess.PIPE, text=True)\n"
        "print(child.stdout.readline(), child.pid, flush=True)\n"
    )
    command = [sys.executable, "-m", "simulators.register", "--config", str(CONFIG), "--port", "0"]
    command += ["--var", str(tmp_path), "--with-parent"]
    parent = subprocess.run(
        [sys.executable, "-c", script, *command], cwd=ROOT, capture_output=True, text=True, timeout=20
    )
    child = int(parent.stdout.split()[-1])
    until(lambda: not Path(f"/proc/{child}").exists() or _is_zombie(child), "the child has ended")


def _is_zombie(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except FileNotFoundError:
        return True


def test_what_it_keeps_is_for_its_user_alone(tmp_path: Path) -> None:
    system = start("population", tmp_path)
    kept = list((tmp_path / "simulators").iterdir())
    assert kept
    for path in kept:
        assert path.stat().st_mode & 0o077 == 0, path
    system.stop()


# -- requests of any kind --------------------------------------------------------------------------------------------


def raw(port: int, text: bytes) -> bytes:
    """What comes back for bytes as they are, until the other side hangs up or says no more."""
    with socket.create_connection(("127.0.0.1", port), timeout=5) as link:
        link.sendall(text)
        link.shutdown(socket.SHUT_WR)
        came = b""
        try:
            while chunk := link.recv(65536):
                came += chunk
        except ConnectionResetError:
            pass
        return came


GARBAGE = {
    "noise": os.urandom(3000),
    "empty line": b"\r\n\r\n",
    "no version": b"GET /health\r\n\r\n",
    "http 2": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    "tls": bytes.fromhex("1603010200010001fc0303"),
    "long line": b"GET /" + b"x" * 70_000 + b" HTTP/1.1\r\n\r\n",
    "many headers": b"GET /health HTTP/1.1\r\n" + b"X-A: b\r\n" * 300 + b"\r\n",
    "chunked": b"POST /lookup HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "no length": b"POST /lookup HTTP/1.1\r\nHost: localhost\r\n\r\n",
    "two lengths": b"POST /lookup HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
    "negative length": b"POST /lookup HTTP/1.1\r\nHost: localhost\r\nContent-Length: -1\r\n\r\n",
    "huge length": b"POST /lookup HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99999999999\r\n\r\n",
    "endless length": b"POST /lookup HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + b"9" * 5000 + b"\r\n\r\n",
    "cut body": b"POST /lookup HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\n{",
    "no host": b"GET /health HTTP/1.1\r\n\r\n",
    "two hosts": b"GET /health HTTP/1.1\r\nHost: localhost\r\nHost: evil\r\n\r\n",
    "odd method": b"FROB /health HTTP/1.1\r\nHost: localhost\r\n\r\n",
    "options": b"OPTIONS * HTTP/1.1\r\nHost: localhost\r\n\r\n",
    "odd path": b"GET //[::1 HTTP/1.1\r\nHost: localhost\r\n\r\n",
    "climbing": b"GET /../../etc/passwd HTTP/1.1\r\nHost: localhost\r\n\r\n",
    "null": b"GET /health\x00 HTTP/1.1\r\nHost: localhost\r\n\r\n",
    "odd query": b"GET /health?%ff=%fe&" + b"a&" * 100 + b" HTTP/1.1\r\nHost: localhost\r\n\r\n",
}


@pytest.mark.parametrize("what", GARBAGE)
def test_garbage_gets_a_refusal_and_hurts_nobody(population: Running, what: str) -> None:
    came = raw(population.port, GARBAGE[what])
    assert b" 200 " not in came.split(b"\r\n")[0]
    assert b" 5" not in came.split(b"\r\n")[0][:14]
    assert call(population.port, "GET", "/health").status == 200


def test_a_connection_is_kept(population: Running) -> None:
    one = b"GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n"
    assert raw(population.port, one * 3).count(b"HTTP/1.1 200 ") == 3


def test_head_has_no_body(population: Running) -> None:
    came = raw(population.port, b"HEAD /nowhere HTTP/1.1\r\nHost: localhost\r\n\r\n")
    assert came.startswith(b"HTTP/1.1 404 ")
    assert came.endswith(b"\r\n\r\n")


def test_unknown_addresses_and_methods(population: Running) -> None:
    assert call(population.port, "GET", "/").status == 404
    assert call(population.port, "GET", "/lookup").status == 405
    assert call(population.port, "DELETE", "/control").status == 405


def test_two_hundred_connections_at_once(population: Running) -> None:
    links = [socket.create_connection(("127.0.0.1", population.port), timeout=10) for _ in range(200)]
    try:
        for link in links:
            link.sendall(b"GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n")
        for link in links:
            assert link.recv(15).startswith(b"HTTP/1.1 200")
    finally:
        for link in links:
            link.close()


def test_it_listens_on_the_loopback_address_alone(population: Running) -> None:
    rows = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:]]
    listening = [row[1] for row in rows if row[3] == "0A" and row[1].endswith(f":{population.port:04X}")]
    assert listening == [f"0100007F:{population.port:04X}"]


# -- apart from the product ------------------------------------------------------------------------------------------


def test_no_line_is_shared_with_the_product() -> None:
    for file in sorted((ROOT / "simulators").rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            assert not any(name.split(".")[0] in ("yichuang", "django") for name in names), file


def test_nothing_of_the_product_is_loaded() -> None:
    script = (
        "import sys, simulators.register.service, simulators.department.service, simulators.tax.service\n"
        "import simulators.sms.service, simulators.keys\n"
        "print([name for name in sys.modules if name.split('.')[0] in ('yichuang', 'django', 'psycopg')])"
    )
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, timeout=20)
    assert done.stdout.strip() == "[]", done.stderr
