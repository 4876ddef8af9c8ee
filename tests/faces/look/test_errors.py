"""The pages that nobody wants to see: drawn without session and database, and each with a way on."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied
from django.db import OperationalError
from django.http import HttpRequest
from django.test import RequestFactory

from yichuang.faces.look import errors


@pytest.fixture
def request_without_session(rf: RequestFactory) -> HttpRequest:
    """A request on which nothing has been done."""
    return rf.get("/")


def test_it_works(request_without_session: HttpRequest) -> None:
    pages = {
        400: errors.bad_request(request_without_session),
        403: errors.forbidden(request_without_session, PermissionDenied("因为。")),
        404: errors.not_found(request_without_session),
        500: errors.broken(request_without_session),
        503: errors.unavailable(request_without_session),
    }
    for status, page in pages.items():
        text = page.content.decode()
        assert page.status_code == status
        assert page["Cache-Control"] == "no-store"
        assert "一窗" in text
        assert 'class="button"' in text
    assert "因为。" in pages[403].content.decode()
    assert pages[503]["Retry-After"] == errors.RETRY_AFTER


def test_a_form_that_is_too_old_says_so(request_without_session: HttpRequest) -> None:
    page = errors.csrf_failed(request_without_session, "reason for the log")
    assert page.status_code == 403
    assert "页面已过时" in page.content.decode()
    assert "reason for the log" not in page.content.decode()


def test_a_database_that_does_not_answer_is_a_pause_not_a_fault(request_without_session: HttpRequest) -> None:
    try:
        raise OperationalError("the server closed the connection")
    except OperationalError:
        page = errors.broken(request_without_session)
    assert page.status_code == 503
    assert "closed the connection" not in page.content.decode()
