"""Filing takes at most 8 round trips to the database, any page at most 10 (issue 3, part 4)."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.cast import Member
from tests.lines.applications.test_filing import finished
from yichuang.lines.applications import commands
from yichuang.platform.people.models import Account


@pytest.fixture
def browser(resident: Member) -> Client:
    """The resident's browser, signed in."""
    client = Client()
    client.force_login(Account.objects.get(pk=resident.account_id))
    return client


def test_filing_takes_at_most_eight(resident: Member, browser: Client) -> None:
    opened = finished(resident)
    draft = opened.draft
    with CaptureQueriesContext(connection) as taken:
        answer = browser.post(f"/drafts/{draft.public_id}/file", {"version": draft.version})
    assert answer.status_code in (302, 303), answer.content
    assert "/cases/" in answer["Location"]
    assert len(taken) <= 8, [each["sql"][:80] for each in taken]


def test_any_page_takes_at_most_ten(resident: Member, browser: Client) -> None:
    opened = finished(resident)
    begun = opened.draft.public_id
    pages = ["/", "/services/enrolment", f"/drafts/{begun}/check", f"/drafts/{begun}/employment", "/cases", "/messages"]
    filed = commands.submit(resident.actor, opened, opened.draft.version)
    pages += [f"/cases/{filed.public_id}", f"/cases/{filed.public_id}/receipt.pdf"]
    for page in pages:
        with CaptureQueriesContext(connection) as taken:
            answer = browser.get(page)
        assert answer.status_code in (200, 302, 303), page
        assert len(taken) <= 10, (page, [each["sql"][:80] for each in taken])
