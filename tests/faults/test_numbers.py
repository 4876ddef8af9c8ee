"""A person's number, phone or name that somebody searches for is in no address and no log (WF-16).

A real browser at a real web, whose access log is on and keeps whatever an address and its Referer hold.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import quote, quote_plus

import psycopg
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Request

from tests.cast import staff
from tests.faults.county import Site, session_of
from tests.faults.processes import worker
from tests.faults.web import Web, web
from tests.simulators.world import BY_KEY, until
from tests.walks.people import file_case

pytestmark = pytest.mark.fault

KNOWN = BY_KEY["flexible-1"]
#: A number that nobody has, in both spellings; one, a phone and a name that somebody has.
TYPED = ("43010219900307008X", "43010219900307008x", KNOWN["id_number"], KNOWN["phone"], KNOWN["name"])
#: Everything that can be known of a request before its body.
FORMAT = "%(method)s %(path)s?%(query_string)s %(status)d from=%(header{Referer})s"


def spellings(text: str) -> set[str]:
    """How ``text`` may stand in an address, a header or a log."""
    return {text, quote(text), quote_plus(text), text.encode("unicode_escape").decode(), repr(text)[1:-1]}


def found(where: str) -> list[str]:
    """Which of what was typed stands there."""
    return [text for text in TYPED if any(each in where for each in spellings(text))]


@dataclass
class Outside:
    """A site of somebody else: what browsers told it of where they came from."""

    address: str
    told: list[str | None] = field(default_factory=list)


@contextmanager
def outside() -> Iterator[Outside]:
    """It answers anything with a word."""

    class Stranger(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if self.path == "/elsewhere":
                there.told.append(self.headers.get("Referer"))
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b"elsewhere")

        def log_message(self, *_: object) -> None:
            """It keeps no log."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Stranger) as server:
        there = Outside(f"http://127.0.0.1:{server.server_address[1]}/elsewhere")
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield there
        server.shutdown()


@dataclass
class Desk:
    """One browser, and the trail of all that it asked for: method, address, Referer, and the title of each page."""

    context: BrowserContext
    page: Page
    base: str
    trail: list[str] = field(default_factory=list)

    def go(self, path: str) -> None:
        """Open an address as it is typed or kept."""
        self.page.goto(self.base + path)
        self.keep()

    def search(self, path: str, button: str, **typed: str) -> str:
        """Fill in the fields of the form on a page and press; the text of what comes."""
        if self.page.url != self.base + path:
            self.go(path)
        for name, text in typed.items():
            self.page.locator(f'main [name="{name}"]').first.fill(text)
        self.page.locator("main").get_by_role("button", name=button).first.click()
        self.page.wait_for_load_state("load")
        self.keep()
        return self.page.locator("main").inner_text()

    def keep(self) -> None:
        """What the browser's history keeps: the address and the title."""
        self.trail += [self.page.url, self.page.title()]


@pytest.fixture
def at(site: Site, browser: Browser) -> Iterator[dict[str, Desk]]:
    """The browsers of an officer, a clerk, an auditor and of somebody who is not known, each with a trail."""
    desks = {}
    for role, display in (("officer", "人社经办一号"), ("clerk", "窗口一号"), ("auditor", "审计员"), ("anybody", "")):
        context, base = browser.new_context(locale="zh-CN"), f"http://127.0.0.1:{site.port}"
        if display:
            context.add_cookies([{"name": "sessionid", "value": session_of(staff(display)), "url": base}])
        desk = desks[role] = Desk(context, context.new_page(), base)

        def asked(request: Request, kept: list[str] = desk.trail) -> None:
            kept.append(f"{request.method} {request.url} {request.headers.get('referer')}")

        desk.page.on("request", asked)
    yield desks
    for desk in desks.values():
        desk.context.close()


@contextmanager
def broken(site: Site) -> Iterator[None]:
    """The column of case numbers takes no text: whatever is searched for is refused, with words that quote it."""
    site.sql("ALTER TABLE cases_case RENAME COLUMN number TO kept")
    site.sql("ALTER TABLE cases_case ADD COLUMN number integer")
    try:
        yield
    finally:
        site.sql("ALTER TABLE cases_case DROP COLUMN number")
        site.sql("ALTER TABLE cases_case RENAME COLUMN kept TO number")


def heard(running: Web, mark: str) -> str:
    """The log once the request for ``mark`` stands in it, and so all before it."""
    return until(lambda: mark in (said := running.said()) and said, f"{mark} is logged", 20)  # type: ignore[no-any-return]


def test_whatever_is_searched_for_stands_in_no_log(site: Site, at: dict[str, Desk], tmp_path: Path) -> None:
    case = file_case(site.person("flexible-1"))
    log = {"GRANIAN_LOG_ACCESS_ENABLED": "true", "GRANIAN_LOG_ACCESS_FMT": FORMAT}
    with web(tmp_path, site.port, **log) as running, worker(tmp_path) as working, outside() as elsewhere:
        everybody_searches(at)
        officer = at["officer"]
        officer.search("/desk/", "查找", number=TYPED[0])
        officer.search("/desk/", "查找", number=case.number)
        assert "/desk/parts/" in officer.page.url
        follow(officer, elsewhere.address)
        officer.search("/desk/", "查找", number=TYPED[0])
        follow(officer, elsewhere.address)
        officer.go("/desk/")
        token = officer.page.locator("[name=csrfmiddlewaretoken]").first.input_value()
        table = officer.context.request.get(f"{officer.base}/desk/list.csv").text()
        officer.go("/desk/?list=ended")
        said = heard(running, "/desk/?list=ended") + working.said()
    # Another server: the first one's connections have the question prepared, and fail before a value is looked at.
    with broken(site), web(tmp_path, site.port, **log) as running:
        for text in TYPED:
            form = {"csrfmiddlewaretoken": token, "number": text}
            told = officer.context.request.post(f"{officer.base}/desk/", form=form)
            assert told.status == 500
            assert found(told.text()) == []
        officer.context.request.get(f"{officer.base}/health/ready")
        said += heard(running, "/health/ready")
    assert case.number in table
    assert said.count("POST /desk/? 200") > len(TYPED)  # the access log is on, else nothing was tried
    assert f"from={officer.base}/desk/" in said
    assert "DataError" in said  # the fault whose words quote what was typed was reported
    assert said.count("POST /desk/? 500") == len(TYPED)
    assert elsewhere.told == [None, None]
    assert found(said) == []
    assert found(table) == []
    for role, desk in at.items():
        assert found("\n".join(desk.trail)) == [], role
    assert found(records(site)) == []


def everybody_searches(at: dict[str, Desk]) -> None:
    """By number, by phone, by name; found and not found; wherever there is a field to search by."""
    for text in TYPED:
        assert "没有" in at["officer"].search("/desk/", "查找", number=text)
        assert at["auditor"].search("/desk/reach", "查谁能看到", number=text)
        assert "没有找到" in at["anybody"].search("/", "搜索", q=text)
        assert "请检查" in at["clerk"].search("/window/", "查找", name=text, id_number=KNOWN["phone"])
    shown = at["clerk"].search("/window/", "查找", name=KNOWN["name"], id_number=KNOWN["id_number"])
    assert at["clerk"].page.url.endswith("/window/person"), shown
    for text in TYPED:
        assert "没有找到" in at["clerk"].search("/window/person", "搜索", q=text)


def follow(desk: Desk, address: str) -> None:
    """Follow a link to somebody else's site from the page that is open."""
    desk.page.evaluate(
        "address => { const link = document.createElement('a'); link.href = address; link.textContent = 'elsewhere';"
        " document.querySelector('main').prepend(link); }",
        address,
    )
    desk.page.get_by_role("link", name="elsewhere").click()
    desk.page.wait_for_url(address)
    desk.keep()


def records(site: Site) -> str:
    """Everything that was recorded of who looked at what and of what happened, as an export would have it."""
    rows = []
    with psycopg.connect(site.dsn) as connection:
        for table in ("audit_access", "audit_leaf", "cases_event"):
            with connection.cursor().copy(f"COPY {table} TO STDOUT".encode()) as copy:
                rows += [bytes(each).decode() for each in copy]
    assert "view" in "".join(rows)
    return "".join(rows)


def test_an_address_that_holds_one_would_be_found(site: Site, at: dict[str, Desk], tmp_path: Path) -> None:
    """As a search by GET would leave it: in the address, then as where the next request comes from."""
    log = {"GRANIAN_LOG_ACCESS_ENABLED": "true", "GRANIAN_LOG_ACCESS_FMT": FORMAT}
    officer = at["officer"]
    with web(tmp_path, site.port, **log) as running:
        for text in TYPED:
            officer.go(f"/desk/?number={quote(text)}")
            officer.page.locator("nav a").first.click()
            officer.page.wait_for_load_state("load")
        officer.go("/desk/?list=ended")
        said = heard(running, "/desk/?list=ended")
    assert found(said) == list(TYPED)
    assert found("\n".join(line.partition("from=")[2] for line in said.splitlines())) == list(TYPED)
    assert found("\n".join(officer.trail)) == list(TYPED)
