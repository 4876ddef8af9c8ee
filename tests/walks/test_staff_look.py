"""The dense pages' components, before any face uses them: a work list and a part, as the staff base draws them."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends.cache import SessionStore
from django.template import engines
from django.test import RequestFactory

from tests.walks.browser import DESK, PHONE
from tests.walks.conftest import Open
from yichuang.core.words import Sentence
from yichuang.faces.look.forms import Problem

pytestmark = [pytest.mark.walk, pytest.mark.django_db(transaction=True)]

PAGE = Path(__file__).with_name("staff_gallery.html").read_text("utf-8")


def drawn(rf: RequestFactory) -> str:
    """The page as Django draws it for a request of nobody in particular."""
    request: Any = rf.get("/gallery")
    request.user, request.session = AnonymousUser(), SessionStore()
    context = {
        "rows": [("green", "还有5天"), ("amber", "快到期"), ("red", "已超期")],
        "when": date(2026, 12, 9),
        "sentence": Sentence("Due %(due)s: %(span)s", {"due": date(2026, 12, 9), "span": "10个工作日"}),
        "problems": [Problem("请写明理由。", "reason")],
    }
    return engines["django"].from_string(PAGE).render(context, request)


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_it_works(visitor: Open, rf: RequestFactory, size: tuple[int, int]) -> None:
    walker, html = visitor(size), drawn(rf)
    walker.page.route("**/gallery", lambda route: route.fulfill(body=html, content_type="text/html; charset=utf-8"))
    walker.go("/gallery")
    walker.look("staff-gallery")
    assert walker.small_targets() == []
