"""A service's square (X-05): on its slip, as SVG and as PNG; it says the service's own address and nothing else."""

from __future__ import annotations

import pytest
import segno
from django.test import Client

from tests.cast import Town

pytestmark = pytest.mark.django_db


def test_it_works(county: Town, client: Client) -> None:
    page = client.get("/services/enrolment/slip").content.decode()
    assert "用手机扫一扫就能办" in page
    assert "/services/enrolment" in page
    assert "<svg" in page


@pytest.mark.parametrize(
    ("kind", "media", "begins"),
    [("svg", "image/svg+xml", b"<?xml"), ("png", "image/png", b"\x89PNG\r\n\x1a\n")],
)
def test_the_square_as_a_picture(county: Town, client: Client, kind: str, media: str, begins: bytes) -> None:
    answer = client.get(f"/services/enrolment/square.{kind}")
    assert answer["Content-Type"] == media
    assert answer.content.startswith(begins)


def test_it_says_the_address(county: Town, client: Client, settings: object) -> None:
    """Drawn again from the address, it is the same to the last byte."""
    import io

    from django.conf import settings as known

    wanted = io.BytesIO()
    address = f"{known.PUBLIC_URL}/services/enrolment"
    segno.make(address, error="q", micro=False).save(wanted, kind="png", border=4, scale=12)
    assert client.get("/services/enrolment/square.png").content == wanted.getvalue()


@pytest.mark.parametrize("path", ["slip", "square.svg", "square.png"])
def test_a_service_that_is_none(county: Town, client: Client, path: str) -> None:
    assert client.get(f"/services/nothing/{path}").status_code == 404
