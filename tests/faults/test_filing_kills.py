"""kill -9 of the web in a filing (TRUST 1): what was shown is there, what is there is whole, and again is not twice."""

from __future__ import annotations

import secrets
from pathlib import Path

import pytest

from tests.campaign import FULL
from tests.faults.checker import cases, complaints
from tests.faults.client import NoAnswer, Receipts, Visitor, at_once, send, send_until_answered
from tests.faults.conftest import campaign
from tests.faults.county import Site
from tests.faults.web import Web, web
from tests.simulators.world import until

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.fault]

FILINGS = campaign(20, 400)
PEOPLE = ("flexible-1", "flexible-2", "flexible-3", "flexible-4")
UNGUARDED = "tests.faults.unguarded:application"


def dies_at(running: Web, site: Site, receipts: Receipts, draft: str, key: str) -> None:
    """Send once; the process that takes it is killed at the armed point, and the client has no answer."""
    visitor = site.visitor("flexible-1")
    token, before = visitor.token(), running.faults()
    with pytest.raises(NoAnswer):
        send(visitor, draft, key, receipts, token=token)
    until(lambda: running.faults() == before + 1, "the point was reached")


@pytest.mark.parametrize(("point", "there"), [("filing-before", 0), ("filing-after", 1)])
def test_whole_or_absent_and_again_the_same(
    site: Site, receipts: Receipts, tmp_path: Path, point: str, there: int
) -> None:
    [draft], key = site.drafts("flexible-1", 1), secrets.token_hex(8)
    with web(tmp_path, site.port, fault=point) as running:
        dies_at(running, site, receipts, draft, key)
    assert cases(site.dsn) == there
    assert not complaints(site.dsn, receipts.all())
    with web(tmp_path, site.port):
        answers = [send(site.visitor("flexible-1"), draft, key, receipts) for _ in range(3)]
    assert [each.status for each in answers] == [200 if there else 201, 200, 200]
    assert len({each.json["number"] for each in answers}) == 1
    assert cases(site.dsn) == 1
    assert not complaints(site.dsn, receipts.all())


@pytest.mark.parametrize("point", ["filing-before:4", "filing-after:4"])
def test_killed_again_and_again_while_eight_clients_file(
    site: Site, receipts: Receipts, tmp_path: Path, point: str
) -> None:
    """Each process of the web dies at its fourth filing, with another in hand, as long as one is left."""
    work = [(site.visitor(person), draft) for person in PEOPLE for draft in site.drafts(person, FILINGS // 4)]
    with web(tmp_path, site.port, workers=2, threads=2, fault=point, kept=True) as running:
        answers = at_once(lambda each: send_until_answered(each[0], each[1], each[1], receipts), work)
        assert {answer.status for answer, _ in answers} <= {200, 201}
        assert running.faults() >= FILINGS // 8, "too few kills to say anything"
        said = running.said().splitlines()
        assert not [line for line in said if "Error" in line or "Traceback" in line]
    assert cases(site.dsn) == FILINGS
    assert len({receipt.number for receipt in receipts.all()}) == FILINGS
    assert not complaints(site.dsn, receipts.all())


def test_the_whole_server_killed_while_eight_clients_file(site: Site, receipts: Receipts, tmp_path: Path) -> None:
    """Not at a point of ours but at any moment: the first process and all that serve, by their numbers."""
    work = [(site.visitor(person), draft) for person in PEOPLE for draft in site.drafts(person, campaign(10, 100))]
    left = list(work)
    for killed in range(1, 100):
        with web(tmp_path, site.port, workers=2, fresh=FULL) as running:

            def attempt(each: tuple[Visitor, str], running: Web = running, most: int = killed * len(work) // 5) -> bool:
                try:
                    answer = send(each[0], each[1], each[1], receipts)
                except NoAnswer:
                    return False
                assert answer.status in (200, 201)
                if len(receipts.all()) >= most and most < len(work):
                    running.kill()
                return True

            done = at_once(attempt, left)
        left = [each for each, shown in zip(left, done, strict=True) if not shown]
        assert not complaints(site.dsn, receipts.all())
        if not left:
            break
    assert killed >= 4
    assert cases(site.dsn) == len(work)


# -- the same checks without what protects: they must complain ---------------------------------------------------------


def test_the_check_sees_a_draft_that_can_be_filed_again(site: Site, receipts: Receipts, tmp_path: Path) -> None:
    """Without the draft's guard in the statement, two tabs make two cases."""
    [draft] = site.drafts("flexible-1", 1)
    with web(tmp_path, site.port, application=UNGUARDED, YICHUANG_WITHOUT="draft-guard"):
        for key in ("one tab", "another tab"):
            assert send(site.visitor("flexible-1"), draft, key, receipts).status == 201
    assert cases(site.dsn) == 2
    found = complaints(site.dsn, receipts.all())
    assert any("a case of which no draft knows" in each for each in found), found
    assert any("was shown for" in each for each in found), found


def test_the_check_sees_a_key_that_is_not_unique(site: Site, receipts: Receipts, tmp_path: Path) -> None:
    """Without the unique key of intentions, one key makes two cases."""
    site.sql("ALTER TABLE cases_intent DROP CONSTRAINT intent_once")
    try:
        with web(tmp_path, site.port):
            for draft in site.drafts("flexible-1", 2):
                assert send(site.visitor("flexible-1"), draft, "the same key", receipts).status == 201
        assert "one key with two cases: the same key" in complaints(site.dsn, receipts.all())
    finally:
        site.sql("TRUNCATE cases_intent")
        site.sql("ALTER TABLE cases_intent ADD CONSTRAINT intent_once UNIQUE (actor_id, verb, key)")


def test_the_check_sees_a_ledger_outside_the_statement(site: Site, receipts: Receipts, tmp_path: Path) -> None:
    """With the deliveries written after the case, a kill between the two loses what the departments should have."""
    [draft] = site.drafts("flexible-1", 1)
    without = {"application": UNGUARDED, "YICHUANG_WITHOUT": "ledger-in-the-same-statement"}
    with web(tmp_path, site.port, fault="filing-after", **without) as running:
        dies_at(running, site, receipts, draft, "key")
    assert any("nothing leaves for it" in each for each in complaints(site.dsn))


def test_the_check_sees_an_answer_before_the_commit(site: Site, receipts: Receipts, tmp_path: Path) -> None:
    """With the number shown and the transaction lost, a receipt stands for nothing."""
    [draft] = site.drafts("flexible-1", 1)
    with web(tmp_path, site.port, application=UNGUARDED, YICHUANG_WITHOUT="commit-before-the-answer"):
        assert send(site.visitor("flexible-1"), draft, "key", receipts).status == 201
    assert complaints(site.dsn, receipts.all()) == [f"a receipt was shown for {draft}, and there is no case"]


def test_the_other_server_is_the_same_but_for_the_protection(site: Site, receipts: Receipts, tmp_path: Path) -> None:
    [draft] = site.drafts("flexible-1", 1)
    with web(tmp_path, site.port, application=UNGUARDED, YICHUANG_WITHOUT="nothing"):
        assert [send(site.visitor("flexible-1"), draft, key, receipts).status for key in "aa"] == [201, 200]
    assert not complaints(site.dsn, receipts.all())
