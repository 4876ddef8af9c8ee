"""Whence a request comes: a proxy of ours is believed, nobody else; behind TLS nothing travels without it."""

from __future__ import annotations

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from pytest_django import Settings

from yichuang.faces.look import health
from yichuang.faces.look.proxies import ProxyMiddleware

OURS = ["127.0.0.1", "10.1.0.0/16", "::1"]


def seen(settings: Settings, proxies: list[str], **lines: str) -> HttpRequest:
    """The request as what comes after the middleware sees it."""
    settings.PROXIES = proxies
    kept: list[HttpRequest] = []

    def keep(request: HttpRequest) -> HttpResponse:
        kept.append(request)
        return HttpResponse()

    ProxyMiddleware(keep)(RequestFactory().get("/", **lines))
    return kept[0]


@pytest.mark.parametrize(
    ("nearest", "forwarded", "client"),
    [
        ("127.0.0.1", "203.0.113.7", "203.0.113.7"),
        ("127.0.0.1", "198.51.100.1, 203.0.113.7", "203.0.113.7"),  # what stands left of a stranger was made up
        ("127.0.0.1", "203.0.113.7, 10.1.2.3", "203.0.113.7"),
        ("::1", "2001:db8::7", "2001:db8::7"),
        ("127.0.0.1", "", "127.0.0.1"),
        ("127.0.0.1", "203.0.113.7, nonsense", "127.0.0.1"),
        ("127.0.0.1", "10.1.2.3", "10.1.2.3"),
        ("203.0.113.9", "198.51.100.1", "203.0.113.9"),
        ("nonsense", "198.51.100.1", "nonsense"),
    ],
)
def test_the_address_of_whoever_asks(settings: Settings, nearest: str, forwarded: str, client: str) -> None:
    request = seen(settings, OURS, REMOTE_ADDR=nearest, HTTP_X_FORWARDED_FOR=forwarded)
    assert request.META["REMOTE_ADDR"] == client


def test_only_a_proxy_of_ours_says_that_it_was_tls(settings: Settings) -> None:
    for nearest, proxies, by_tls in [("127.0.0.1", OURS, True), ("203.0.113.9", OURS, False), ("127.0.0.1", [], False)]:
        assert seen(settings, proxies, REMOTE_ADDR=nearest, HTTP_X_FORWARDED_PROTO="https").is_secure() is by_tls
    assert not seen(settings, OURS, REMOTE_ADDR="127.0.0.1", HTTP_X_FORWARDED_PROTO="http").is_secure()


@pytest.mark.parametrize(
    "name", ["X_FORWARDED_FOR", "X_FORWARDED_PROTO", "X_FORWARDED_HOST", "X_FORWARDED_PORT", "X_REAL_IP", "FORWARDED"]
)
def test_nothing_that_a_request_says_of_itself_is_left(settings: Settings, name: str) -> None:
    assert f"HTTP_{name}" not in seen(settings, OURS, **{f"HTTP_{name}": "x"}).META


@pytest.mark.django_db
def test_health_says_so_without_tls_and_without_a_word_too_many(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.SECURE_SSL_REDIRECT = True
    client = Client(headers={"host": "127.0.0.1"})
    for path, text in (("/health/live", b"live\n"), ("/health/ready", b"ready\n")):
        answer = client.get(path)
        assert (answer.status_code, answer.content) == (200, text)
        assert "Set-Cookie" not in answer.headers
    assert client.get("/").status_code == 301
    monkeypatch.setattr(health, "_missing", lambda: "database")
    answer = client.get("/health/ready")
    assert (answer.status_code, answer.content) == (503, b"not ready: database\n")


@pytest.mark.django_db(transaction=True)
def test_it_is_not_ready_while_tables_are_behind(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    from django.db import connection

    monkeypatch.setattr(health, "_tables_seen", False)
    with connection.cursor() as cursor:
        last = "SELECT max(name) FROM django_migrations WHERE app = 'licences'"
        cursor.execute(
            f"DELETE FROM django_migrations WHERE app = 'licences' AND name = ({last}) RETURNING name, applied"
        )
        ((name, applied),) = cursor.fetchall()
    try:
        assert client.get("/health/ready").content == b"not ready: tables\n"
    finally:
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO django_migrations (app, name, applied) VALUES ('licences', %s, %s)", [name, applied]
            )
    assert client.get("/health/ready").content == b"ready\n"
