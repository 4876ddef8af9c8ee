"""A trigger fails one chosen write of the filing, each table in turn: nothing is half-written, and again it works.

The trigger counts by a sequence, which no rollback takes back: it fails the first write that comes, and no other.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from tests.faults.checker import complaints
from tests.faults.client import Receipts, at_once, send, send_until_answered
from tests.faults.county import Site
from tests.faults.web import Web, web

pytestmark = pytest.mark.fault

WRITES = {
    "cases_draft": "UPDATE",
    "cases_case": "INSERT",
    "cases_task": "INSERT",
    "cases_clockline": "INSERT",
    "cases_event": "INSERT",
    "exchange_delivery": "INSERT",
    "post_message": "INSERT",
    "cases_intent": "INSERT",
}
COUNTED = (*WRITES, "django_session")


@pytest.fixture(scope="module")
def served(lasting_site: Site, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Web]:
    """The web before a county that lasts for this file."""
    with web(tmp_path_factory.mktemp("web"), lasting_site.port) as running:
        yield running


@contextmanager
def failing(
    site: Site, table: str, number: int = 1, code: str = "raise_exception", deferred: bool = False
) -> Iterator[None]:
    """The ``number``-th write to ``table`` fails with an error of that class; deferred: when it is committed."""
    site.sql("CREATE SEQUENCE fault_count")
    site.sql(
        f"CREATE FUNCTION fault() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        f" IF nextval('fault_count') = {number} THEN RAISE EXCEPTION 'a chosen fault' USING ERRCODE = '{code}'; END IF;"
        f" RETURN NEW; END $$"
    )
    what = f"CONSTRAINT TRIGGER fault AFTER {WRITES[table]} ON {table} DEFERRABLE INITIALLY DEFERRED"
    site.sql(
        f"CREATE {what if deferred else f'TRIGGER fault BEFORE {WRITES[table]} ON {table}'}"
        f" FOR EACH ROW EXECUTE FUNCTION fault()"
    )
    try:
        yield
        [(reached, called)] = site.sql("SELECT last_value, is_called FROM fault_count")
        assert called
        assert reached >= number, "the fault was never met"
    finally:
        site.sql("DROP FUNCTION fault() CASCADE")
        site.sql("DROP SEQUENCE fault_count")


def rows(site: Site) -> dict[str, int]:
    """How many rows each table has."""
    return {table: site.sql(f"SELECT count(*) FROM {table}")[0][0] for table in COUNTED}


def files_after_a_failure(site: Site, receipts: Receipts, table: str, **fault: object) -> None:
    """Once it fails and leaves no row and the same draft; the same again files it."""
    [draft], visitor = site.drafts("flexible-1", 1), site.visitor("flexible-1")
    before, opened = rows(site), visitor.get(f"/api/v1/drafts/{draft}").json
    with failing(site, table, **fault):  # type: ignore[arg-type]
        failed = send(visitor, draft, draft, receipts)
        assert failed.status in (500, 503)
        assert "a chosen fault" not in failed.text
        assert rows(site) == before
        assert visitor.get(f"/api/v1/drafts/{draft}").json == opened
        again = send(visitor, draft, draft, receipts)
        assert (again.status, again.json["new"]) == (201, True)
    assert not complaints(site.dsn, receipts.all())


@pytest.mark.parametrize("table", WRITES)
def test_one_write_fails(lasting_site: Site, served: Web, receipts: Receipts, table: str) -> None:
    files_after_a_failure(lasting_site, receipts, table)


@pytest.mark.parametrize("table", ["cases_case", "cases_intent"])
def test_the_commit_fails(lasting_site: Site, served: Web, receipts: Receipts, table: str) -> None:
    files_after_a_failure(lasting_site, receipts, table, deferred=True)


@pytest.mark.parametrize("code", ["40001", "40P01", "55P03", "57014", "53100", "23505", "23503"])
def test_whatever_the_error(lasting_site: Site, served: Web, receipts: Receipts, code: str) -> None:
    """Serialization, deadlock, lock, cancelled, disk full, another unique key, a foreign key."""
    files_after_a_failure(lasting_site, receipts, "cases_task", code=code)


def test_a_second_part_that_fails_takes_the_first_with_it(lasting_site: Site, served: Web, receipts: Receipts) -> None:
    files_after_a_failure(lasting_site, receipts, "cases_task", number=2)
    files_after_a_failure(lasting_site, receipts, "exchange_delivery", number=2)


def test_a_page_says_that_nothing_is_lost_and_the_form_works_again(lasting_site: Site, served: Web) -> None:
    [draft], visitor = lasting_site.drafts("flexible-2", 1), lasting_site.visitor("flexible-2")
    token = visitor.token()
    with failing(lasting_site, "exchange_delivery"):
        broken = visitor.form(f"/drafts/{draft}/file", {"version": "1"}, token)
        assert broken.status == 500
        assert "a chosen fault" not in broken.text
        assert visitor.get(f"/drafts/{draft}/check").status == 200
        assert visitor.form(f"/drafts/{draft}/file", {"version": "1"}, token).status == 303
    assert not complaints(lasting_site.dsn)


def test_one_of_many_fails_and_the_others_do_not(lasting_site: Site, served: Web, receipts: Receipts) -> None:
    work = [(lasting_site.visitor("flexible-3"), draft) for draft in lasting_site.drafts("flexible-3", 24)]
    with failing(lasting_site, "cases_event", number=9):
        answers = at_once(lambda each: send_until_answered(each[0], each[1], each[1], receipts), work)
    assert [answer.status for answer, _ in answers] == [201] * 24
    assert sum(attempts for _, attempts in answers) == 25
    assert not complaints(lasting_site.dsn, receipts.all())


def test_the_log_names_the_error_and_nobody(lasting_site: Site, served: Web) -> None:
    from tests.simulators.world import BY_KEY

    said = served.said()
    assert "Traceback" not in said or "Error" in said
    for key in ("flexible-1", "flexible-2", "flexible-3"):
        assert not any(BY_KEY[key][name] in said for name in ("name", "id_number", "phone"))
