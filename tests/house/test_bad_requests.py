"""Whatever is sent to whichever door by whomever: an answer below 500, and from the interface one that says why.

TRUST 15. A sample in every run; the whole, 50,000 requests and more, in ``make faults``.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from functools import cache
from itertools import product
from pathlib import Path
from typing import Any, TypeVar

import pytest
import schemathesis
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

import yichuang
from tests.campaign import FULL
from tests.faults.conftest import campaign
from tests.house.answers import path_of, wrong
from tests.house.requests import Asking, parameters
from yichuang.faces.api.views import api
from yichuang.faces.look.routes import Route, table

pytestmark = pytest.mark.fault
T = TypeVar("T")

#: Who tries in the whole campaign, and who gets furthest behind each kind of door.
ACTORS = (
    *("anonymous", "outsider", "resident", "clerk-with", "officer", "head", "auditor", "administrator", "archivist"),
    *("author", "employer", "program"),
)
FURTHEST = {"portal": ("resident",), "window": ("clerk-with",), "desk": ("officer",)}
DEPARTMENTS = re.compile("/(tasks|parts|callbacks)|^api:(task|part-file|callback)")
PLAYED = settings(
    deadline=None,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
#: What breaks programs: NUL, bidi controls, half a pair, beyond the BMP, marks of SQL, HTML, templates and paths.
NASTY = (
    "\x00",
    "a\x00b",
    "\u202e王五\u2066",
    "\ud800",
    "𠮷野家",
    "㐂" * 40,
    "<>&\"'{{7*7}}{% x %}${x}",
    "'; drop table cases_case; --",
    "../../etc/passwd",
    "%00%ff%",
    "١٢٣",
    "１２３",
    "-1",
    "1e999",
    "NaN",
    "9" * 400,
    "0001-01-01",
    "9999-12-31T23:59:60+14:00",
    "true",
    "\r\nX-Injected: 1",
    "\ufeff",
    " ",
    "a" * 100_000,
)
texts = st.one_of(st.sampled_from(NASTY), st.text(max_size=60), st.from_regex(r"[0-9]{17}[0-9Xx]", fullmatch=True))
#: The names of every field of every page.
FIELDS = sorted(
    {
        name
        for path in Path(yichuang.__path__[0]).rglob("templates/**/*.html")
        for name in re.findall(r'name="([a-z_0-9-]+)"', path.read_text("utf-8"))
    }
    | {"list", "after", "mine", "number", "q", "next", "employment", "add_medical", "contribution_base", "version"}
)


def sent(client: Client, method: str, path: str, body: bytes, media: str, **headers: str) -> HttpResponse:
    """One request, undone afterwards; a fault of ours is an answer of 500, not an exception of the test's."""
    client.raise_request_exception = False
    kept = client.cookies.copy()
    with transaction.atomic():
        response = client.generic(method, path, body, media, headers=headers)
        content = b"".join(response.streaming_content) if response.streaming else response.content
        transaction.set_rollback(True)
    client.cookies = kept
    answer = HttpResponse(content, status=response.status_code)
    answer.headers = response.headers
    return answer


def said(answer: HttpResponse, path: str, method: str, what: object) -> None:
    """An answer of the interface is one that its description has; one that refuses says why, in words."""
    assert answer.status_code < 500, what
    found = wrong(path, method, answer.status_code, answer.get("Content-Type", ""), answer.content)
    assert not found, (found, method, path, what)
    if answer.status_code >= 400 and answer.status_code != 405:
        problem = json.loads(answer.content)
        assert problem["sentence"], what
        assert problem["code"], what


def actors(route: str) -> tuple[str, ...]:
    """All of them in the whole campaign; in every run those who get furthest, at the interface one in turn.

    What departments' own systems call is called by one, with its access token and its signature.
    """
    at_interface = _let_in(route)
    if DEPARTMENTS.search(route) and ("system" in _route_of(route).roles or _route_of(route).signed):
        at_interface = ("program",)
    return ACTORS if FULL else FURTHEST.get(route.split(":")[0], at_interface)


#: Who is asked at the interface, by role: whoever of them the route lets in.
PLAYERS = {"resident": "resident", "clerk": "clerk-with", "officer": "officer", "head": "head", "auditor": "auditor"}
PLAYERS |= {"administrator": "administrator", "archivist": "archivist", "author": "author"}


def _let_in(route: str) -> tuple[str, ...]:
    """One of those who get through the door of a call, by its route or its path; others at each address."""
    roles = _route_of(route).roles
    players = [actor for role, actor in PLAYERS.items() if role in roles]
    first = players[:3]  # what is open to all is asked by three in turn
    return (first[sum(route.encode()) % len(first)],) if first else ("resident",)


@cache
def _route_of(route: str) -> Route:
    """The route of this name, or of this path of the interface."""
    names = [name for name in table() if name == route or (name.startswith("api:") and path_of(name) == route)]
    return table()[names[0]]


def sample(every: Sequence[T], at: int, size: int) -> Sequence[T]:
    """All in the whole campaign; in every run ``size`` of them, others at each address, so that each has its turn."""
    return every if FULL else [every[(at * size + step) % len(every)] for step in range(size)]


def operations() -> list[tuple[str, str]]:
    """Every call of the interface: its path and method."""
    schema = api.get_openapi_schema()
    return [(path, method) for path, item in schema["paths"].items() for method in item if method in ("get", "post")]


@pytest.fixture(scope="module")
def schema() -> Any:
    """The interface as its own description has it."""
    return schemathesis.openapi.from_dict(json.loads(json.dumps(api.get_openapi_schema(), default=str)))


def test_whatever_the_interface_is_sent(asking: Asking, schema: Any) -> None:
    for path, method in operations():
        for actor in actors(path):
            call_played(asking, schema[path][method.upper()].as_strategy(), path, actor)


def call_played(asking: Asking, strategy: Any, path: str, actor: str) -> None:
    """Calls as the description allows them, and half of them about the resident's own things."""

    @settings(PLAYED, max_examples=campaign(2, 120))
    @given(case=strategy, own=st.booleans())
    def play(case: Any, own: bool) -> None:
        held = {name: str(asking.subjects.get(name, value)) for name, value in case.path_parameters.items()}
        case.path_parameters = {**case.path_parameters, **(held if own else {})}
        media = case.media_type if case.media_type == FORM and isinstance(case.body, dict) else "application/json"
        body = _json(case.body) if isinstance(case.body, dict | list | str | int | float) else b""
        body = _form(case.body) if media == FORM else body
        target = f"{case.formatted_path}?{_form(case.query or {}).decode()}"
        signed = asking.signed(actor, case.method, target, body)
        answer = sent(asking.clients[actor], case.method, target, body, media, **signed)
        said(answer, path, case.method, (actor, case))

    play()


FORM = "application/x-www-form-urlencoded"


def _form(fields: Mapping[str, Any]) -> bytes:
    return "&".join(f"{_quoted(str(name))}={_quoted(str(value))}" for name, value in fields.items()).encode()


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=True, default=str).encode()


BODIES = (
    ("application/json", b""),
    ("application/json", b"{"),
    ("application/json", b"[" * 20_000),
    ("application/json", b'{"answers": {"employment": "\\ud800"}}'),
    ("application/json", b'{"answers": {"employment": "\\u0000"}}'),
    ("application/json", '{"answers": {"就业": "灵活"}}'.encode("gbk")),
    ("application/json", b'{"version": 1e999, "answers": null}'),
    ("application/json", b'{"version": 99999999999999999999999999}'),
    ("application/json", b"null"),
    ("application/xml", b"<!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]><a>&b;</a>"),
    ("multipart/form-data; boundary=x", b'--x\r\nContent-Disposition: form-data; name="version"\r\n\r\n'),
    ("multipart/form-data", b"no boundary"),
    ("text/plain; charset=nonsense", b"version=1"),
)


def test_whatever_the_body_is(asking: Asking) -> None:
    posted = [(route, names) for route, names in sorted(parameters()) if "POST" in table()[route].methods]
    for at, (route, names) in enumerate(posted):
        for (media, body), actor in product(sample(BODIES, at, 4), actors(route)):
            path = asking.path(route, names)
            signed = asking.signed(actor, "POST", path, body)
            answer = sent(asking.clients[actor], "POST", path, body, media, **signed)
            assert answer.status_code < 500, (route, actor, media, body)
            if route.startswith("api:"):
                said(answer, path_of(route), "POST", (route, actor, media, body))


def test_whatever_a_form_is_sent(asking: Asking) -> None:
    routes = [(route, names) for route, names in sorted(parameters()) if not route.startswith("api:")]
    for route, names in routes:
        for actor in actors(route):
            form_played(asking, asking.path(route, names), sorted(table()[route].methods - {"HEAD"}), actor)


def form_played(asking: Asking, path: str, methods: list[str], actor: str) -> None:
    """Fields that the pages have, with values that nobody means."""

    @settings(PLAYED, max_examples=campaign(1, 60))
    @given(fields=st.dictionaries(st.sampled_from(FIELDS), texts, max_size=6), method=st.sampled_from(methods))
    def play(fields: Mapping[str, str], method: str) -> None:
        body = "&".join(f"{_quoted(name)}={_quoted(value)}" for name, value in fields.items())
        target, sends = (path, body) if method == "POST" else (f"{path}?{body[:4000]}", "")
        answer = sent(asking.clients[actor], method, target, sends.encode(), "application/x-www-form-urlencoded")
        assert answer.status_code < 500, (actor, method, path, fields)

    play()


def test_whatever_stands_in_an_address(asking: Asking) -> None:
    """In place of each thing that is named in an address: absent, of another kind, too long, not even text."""
    strange = ("0" * 24, "a" * 5000, "%00", "%ff%fe", "..", "%2e%2e%2f", "王五", "1", "-", "%E2%80%AE", "null")
    named = [(route, names, name) for route, names in sorted(parameters()) for name in names]
    for at, (route, names, name) in enumerate(named):
        for value in sample(strange, at, 2):
            placeholder = (
                "00000000-0000-0000-0000-000000000000" if name in ("delivery", "post") else "zzzplaceholderzzz"
            )
            path = asking.path(route, names, **{name: placeholder}).replace(placeholder, value)
            for actor, method in product(actors(route), ("GET", "POST")):
                answer = sent(asking.clients[actor], method, path, b"", "application/x-www-form-urlencoded")
                assert answer.status_code < 500, (actor, method, path)


def _quoted(text: str) -> str:
    return "".join(f"%{byte:02X}" for byte in text.encode("utf-8", "surrogatepass"))


def test_what_the_description_does_not_have_is_found() -> None:
    problem = b'{"code": "x", "sentence": "x", "field": null}'
    assert wrong("/api/v1/cases", "GET", 401, "application/json; charset=utf-8", problem) == ""
    assert "not declared" in wrong("/api/v1/cases", "GET", 418, "application/json", problem)
    assert "declared nowhere" in wrong("/api/v1/cases", "POST", 200, "application/json", problem)
    assert "declared are application/json" in wrong("/api/v1/cases", "GET", 401, "text/html", problem)
    assert "no JSON" in wrong("/api/v1/cases", "GET", 401, "application/json", b"")
    assert '"sentence" is a required' in wrong("/api/v1/cases", "GET", 401, "application/json", b'{"code": "x"}')
    row = b'{"cases": [{"id": "a", "number": "b", "state": "open", "filed_at": "yesterday"}], "next": null}'
    assert "date-time" in wrong("/api/v1/cases", "GET", 200, "application/json", row)
    assert "has a body" in wrong("/api/v1/sign-in/code", "POST", 202, "application/json", b"{}")
