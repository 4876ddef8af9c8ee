"""Behind a proxy with TLS: the configurations of the how-to, as they stand there, before a real web.

nginx and Caddy are tried where they are installed; a small proxy of our own, which sets the same two lines, always is.
"""

from __future__ import annotations

import http.client
import http.server
import re
import shutil
import socket
import ssl
import subprocess
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.faults.client import Answer
from tests.faults.county import Site, free_port
from tests.faults.web import web
from tests.simulators.world import ROOT, until

pytestmark = pytest.mark.fault

HOST = "yichuang.example"
HOW_TO = ROOT / "docs" / "how-to" / "run-as-a-service.md"


@dataclass(frozen=True)
class Ports:
    """Where the proxy listens without TLS and with it, and where the web does."""

    plain: int
    tls: int
    web: int


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a key and a certificate that it signed itself."""
    folder = tmp_path_factory.mktemp("tls")
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, HOST)])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number(), now, now + timedelta(days=2))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(HOST)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    (folder / "fullchain.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    (folder / "key.pem").write_bytes(private)
    return folder


def block(language: str) -> str:
    """The configuration of the how-to."""
    found = re.search(rf"^```{language}\n(.*?)^```", HOW_TO.read_text("utf-8"), re.MULTILINE | re.DOTALL)
    assert found
    return found[1]


def ours(folder: Path, certificate: Path, ports: Ports) -> list[Any]:
    """A proxy of forty lines that does what the how-to asks of one."""

    class Forward(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def answer(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            lines = {name: value for name, value in self.headers.items() if not name.lower().startswith("x-forwarded")}
            lines |= {"X-Forwarded-For": self.client_address[0], "X-Forwarded-Proto": "https", "Connection": "close"}
            asking = http.client.HTTPConnection("127.0.0.1", ports.web, timeout=30)
            asking.request(self.command, self.path, body or None, lines)
            found = asking.getresponse()
            content = found.read()
            asking.close()
            self.send_response_only(found.status)
            for name, value in found.getheaders():
                if name.lower() not in ("content-length", "connection", "transfer-encoding"):
                    self.send_header(name, value)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        do_GET = do_POST = answer  # noqa: N815 - the library's names

        def log_message(self, *_: object) -> None:
            """Nothing is logged."""

    class Redirect(Forward):
        def answer(self) -> None:
            self.send_response_only(301)
            self.send_header("Location", f"https://{HOST}{self.path}")
            self.send_header("Content-Length", "0")
            self.end_headers()

        do_GET = do_POST = answer  # noqa: N815 - the library's names

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate / "fullchain.pem", certificate / "key.pem")
    sealed = http.server.ThreadingHTTPServer(("127.0.0.1", ports.tls), Forward)
    sealed.socket = context.wrap_socket(sealed.socket, server_side=True)
    return [sealed, http.server.ThreadingHTTPServer(("127.0.0.1", ports.plain), Redirect)]


def nginx(folder: Path, certificate: Path, ports: Ports) -> list[str]:
    """nginx with the how-to's text; of it only ports and paths are others."""
    text = re.sub(r"^    listen \[::\].*\n", "", block("nginx"), flags=re.MULTILINE)
    text = text.replace("listen 80;", f"listen 127.0.0.1:{ports.plain};")
    text = text.replace("listen 443 ssl", f"listen 127.0.0.1:{ports.tls} ssl")
    text = text.replace("/etc/ssl/yichuang", str(certificate)).replace("127.0.0.1:8000", f"127.0.0.1:{ports.web}")
    temporary = "".join(
        f"{kind}_temp_path {folder}/{kind};\n" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    (folder / "nginx.conf").write_text(
        f"pid {folder}/pid;\nevents {{}}\nhttp {{\naccess_log off;\n{temporary}{text}}}\n"
    )
    return ["nginx", "-p", str(folder), "-c", str(folder / "nginx.conf"), "-e", f"{folder}/log", "-g", "daemon off;"]


def caddy(folder: Path, certificate: Path, ports: Ports) -> list[str]:
    """Caddy with the how-to's text; the certificate is ours, since nobody outside can be asked for one."""
    text = block("caddyfile").replace("127.0.0.1:8000", f"127.0.0.1:{ports.web}")
    tls = f"tls {certificate}/fullchain.pem {certificate}/key.pem"
    text = text.replace(f"{HOST} {{", f"{HOST} {{\n\tbind 127.0.0.1\n\t{tls}", 1)
    ways = f"{{\n\tadmin off\n\tskip_install_trust\n\thttp_port {ports.plain}\n\thttps_port {ports.tls}\n}}\n"
    (folder / "Caddyfile").write_text(ways + text)
    return ["env", f"HOME={folder}", "caddy", "run", "--config", str(folder / "Caddyfile"), "--adapter", "caddyfile"]


@contextmanager
def proxied(kind: Any, folder: Path, certificate: Path, ports: Ports) -> Iterator[None]:
    """The proxy for the length of a block."""
    made = kind(folder, certificate, ports)
    if not isinstance(made[0], str):
        for server in made:
            threading.Thread(target=server.serve_forever, daemon=True).start()
        yield
        for server in made:
            server.shutdown()
            server.server_close()
        return
    with (folder / "proxy.log").open("wb") as output:
        process = subprocess.Popen(made, stdout=output, stderr=output)
    try:
        until(lambda: process.poll() is not None or listens(ports.tls), "the proxy listens", 30)
        assert process.poll() is None, (folder / "proxy.log").read_text()
        yield
    finally:
        process.terminate()
        process.wait(10)


def listens(port: int) -> bool:
    """Whether anybody takes a connection there."""
    with socket.socket() as knocking:
        return knocking.connect_ex(("127.0.0.1", port)) == 0


def ask(ports: Ports, certificate: Path, path: str, *, tls: bool = True, body: bytes = b"", **lines: str) -> Answer:
    """One request to the proxy under the name of the installation."""
    context = ssl.create_default_context(cafile=str(certificate / "fullchain.pem"))
    asking = http.client.HTTPConnection("127.0.0.1", ports.tls if tls else ports.plain, timeout=30)
    sent = {"Host": HOST, "Connection": "close", **{name.replace("_", "-"): value for name, value in lines.items()}}
    with closing(asking):
        asking.connect()
        if tls:
            asking.sock = context.wrap_socket(asking.sock, server_hostname=HOST)
        asking.request("POST" if body else "GET", path, body or None, sent)
        answer = asking.getresponse()
        return Answer(answer.status, answer.headers, answer.read())


@pytest.fixture(scope="module")
def served(lasting_site: Site, tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """The port of a web that people reach by TLS."""
    given = {"YICHUANG_PUBLIC_URL": f"https://{HOST}", "YICHUANG_HOSTS": f"{HOST},127.0.0.1"}
    with web(tmp_path_factory.mktemp("web"), lasting_site.port, **given):
        yield lasting_site.port


@pytest.fixture(params=[ours, nginx, caddy], ids=lambda kind: str(kind.__name__))
def ports(request: pytest.FixtureRequest, served: int, tmp_path: Path, certificate: Path) -> Iterator[Ports]:
    """That web behind one of the proxies."""
    kind = request.param
    if kind is not ours and shutil.which(kind.__name__) is None:
        pytest.skip(f"{kind.__name__} is not installed")
    found = Ports(free_port(), free_port(), served)
    with proxied(kind, tmp_path, certificate, found):
        yield found


def test_people_come_by_tls_alone_and_forms_are_taken(ports: Ports, certificate: Path) -> None:
    plain = ask(ports, certificate, "/services/enrolment", tls=False)
    assert plain.status in (301, 308)
    assert plain.headers["Location"] == f"https://{HOST}/services/enrolment"

    page = ask(ports, certificate, "/sign-in")
    assert page.status == 200
    assert page.headers["Strict-Transport-Security"] == "max-age=31536000"
    cookie = page.headers["Set-Cookie"]
    assert re.match(r"__Host-csrftoken=", cookie)
    assert "Secure" in cookie
    assert "Domain" not in cookie

    (token,) = re.findall(r'name="csrfmiddlewaretoken" value="([^"]+)"', page.text)[:1]
    form = urlencode({"csrfmiddlewaretoken": token, "phone": "13900000000"}).encode()
    lines = {
        "Cookie": cookie.partition(";")[0],
        "Content_Type": "application/x-www-form-urlencoded",
        "Origin": f"https://{HOST}",
    }
    sent = ask(ports, certificate, "/sign-in", body=form, **lines)
    assert sent.status != 403, sent.text
    assert "Secure" in sent.headers["Set-Cookie"]
    stranger = ask(ports, certificate, "/sign-in", body=form, **{**lines, "Origin": "https://evil.example"})
    assert stranger.status == 403


def test_the_proxy_keeps_what_is_too_large_and_hands_on_the_files(
    ports: Ports, certificate: Path, request: pytest.FixtureRequest
) -> None:
    css = re.findall(r'href="(/static/[^"]+\.css)"', ask(ports, certificate, "/sign-in").text)
    style = ask(ports, certificate, css[0])
    assert (style.status, style.headers["Content-Type"].partition(";")[0]) == (200, "text/css")
    assert "max-age" in style.headers["Cache-Control"]
    if "ours" in request.node.name:
        return
    assert ask(ports, certificate, css[0], Accept_Encoding="gzip").headers["Content-Encoding"] == "gzip"
    page = ask(ports, certificate, "/sign-in", Accept_Encoding="gzip")
    assert "Content-Encoding" not in page.headers
    try:
        large = ask(ports, certificate, "/sign-in", body=b"x" * (26 * 1024 * 1024))
    except (ConnectionError, ssl.SSLError):
        return  # it hung up while we still sent
    assert large.status in (400, 413)
