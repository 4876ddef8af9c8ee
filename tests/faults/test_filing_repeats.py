"""One intent, one case (TRUST 2; WF-01): parallel, repeated, from two tabs, over a link that loses the answer."""

from __future__ import annotations

import itertools
import random
import re
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.faults.checker import cases, complaints
from tests.faults.client import CLIENTS, Answer, Receipts, Visitor, at_once, send, send_until_answered
from tests.faults.conftest import campaign
from tests.faults.county import Site
from tests.faults.link import POINTS, bad_link
from tests.faults.web import Web, web

pytestmark = pytest.mark.fault

PEOPLE = tuple(f"flexible-{number}" for number in range(1, CLIENTS + 1))
SEED = 20261125


@pytest.fixture(scope="module")
def served(lasting_site: Site, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Web]:
    """The web before a county that lasts for this file."""
    with web(tmp_path_factory.mktemp("web"), lasting_site.port, workers=2) as running:
        yield running
        wrong = [line for line in running.said().splitlines() if "Traceback" in line or " ERROR " in line]
        assert not wrong, wrong


@pytest.fixture(autouse=True)
def nothing_wrong(lasting_site: Site, served: Web, receipts: Receipts) -> Iterator[None]:
    """After every test: everything shown is there, whole, once."""
    yield
    assert not complaints(lasting_site.dsn, receipts.all())


def all_of(person: str, site: Site) -> list[tuple[Visitor, str]]:
    """A draft of a person, and the person at the wire."""
    return [(site.visitor(person), draft) for draft in site.drafts(person, 1)]


# -- parallel ----------------------------------------------------------------------------------------------------------


def test_two_hundred_parallel_filings_give_two_hundred_numbers(lasting_site: Site, receipts: Receipts) -> None:
    count = campaign(200, 2000)
    work = [
        (lasting_site.visitor(person), draft) for person in PEOPLE for draft in lasting_site.drafts(person, count // 8)
    ]
    random.Random(SEED).shuffle(work)
    before = cases(lasting_site.dsn)
    answers = at_once(lambda each: send(each[0], each[1], each[1], receipts), work)
    assert [answer.status for answer in answers] == [201] * count
    assert len({answer.json["number"] for answer in answers}) == count
    assert cases(lasting_site.dsn) - before == count


@pytest.mark.parametrize("same_key", [True, False], ids=["one-key", "a-key-a-send"])
def test_fifty_sends_of_one_intent_by_eight_clients_make_one_case(
    lasting_site: Site, receipts: Receipts, same_key: bool
) -> None:
    [draft], before = lasting_site.drafts("flexible-1", 1), cases(lasting_site.dsn)
    keys = [draft if same_key else f"{draft}-{number}" for number in range(50)]
    answers = at_once(lambda key: send(lasting_site.visitor("flexible-1"), draft, key, receipts), keys)
    assert sorted(answer.status for answer in answers) == [200] * 49 + [201]
    assert len({answer.json["number"] for answer in answers}) == 1
    assert [answer.json["new"] for answer in answers].count(True) == 1
    assert cases(lasting_site.dsn) - before == 1


# -- the same key with another body ------------------------------------------------------------------------------------


def test_the_same_key_for_another_draft_is_refused(lasting_site: Site, receipts: Receipts) -> None:
    one, other = lasting_site.drafts("flexible-1", 2)
    visitor, key = lasting_site.visitor("flexible-1"), f"key of {one}"
    assert send(visitor, one, key, receipts).status == 201
    refused = send(visitor, other, key, receipts)
    assert (refused.status, refused.json["code"]) == (409, "other-body")
    assert send(visitor, other, "a key of its own", receipts).status == 201


def test_the_same_key_for_another_version_is_refused(lasting_site: Site, receipts: Receipts) -> None:
    [draft] = lasting_site.drafts("flexible-1", 1)
    visitor, key = lasting_site.visitor("flexible-1"), f"key of {draft}"
    assert send(visitor, draft, key, receipts).status == 201
    refused = send(visitor, draft, key, receipts, version=2)
    assert (refused.status, refused.json["code"]) == (409, "other-body")
    assert send(visitor, draft, key, receipts).status == 200


def test_the_key_of_a_filed_draft_for_a_filed_draft_is_refused(lasting_site: Site, receipts: Receipts) -> None:
    one, other = lasting_site.drafts("flexible-1", 2)
    visitor = lasting_site.visitor("flexible-1")
    for draft in (one, other):
        assert send(visitor, draft, f"key of {draft}", receipts).status == 201
    refused = send(visitor, other, f"key of {one}", receipts)
    assert (refused.status, refused.json["code"]) == (409, "other-body")


def test_two_people_may_use_the_same_key(lasting_site: Site, receipts: Receipts) -> None:
    [(one, first)], [(other, second)] = all_of("flexible-1", lasting_site), all_of("flexible-2", lasting_site)
    answers = [send(one, first, "1", receipts), send(other, second, "1", receipts)]
    assert [answer.status for answer in answers] == [201, 201]
    assert answers[0].json["number"] != answers[1].json["number"]


def test_eight_drafts_race_for_one_key(lasting_site: Site, receipts: Receipts) -> None:
    drafts, before = lasting_site.drafts("flexible-3", 8), cases(lasting_site.dsn)
    answers = at_once(lambda draft: send(lasting_site.visitor("flexible-3"), draft, "one key", receipts), drafts)
    assert sorted(answer.status for answer in answers) == [201] + [409] * 7
    assert cases(lasting_site.dsn) - before == 1


# -- the pages of the portal -------------------------------------------------------------------------------------------


def number_on(page: Answer) -> str:
    """The case number that a page shows."""
    found = re.search(r'class="number[^"]*"[^>]*>\s*([0-9A-Z]+)', page.text)
    assert found, page.text[:400]
    return found.group(1)


def pressed(site: Site, person: str, times: int) -> tuple[str, list[Answer]]:
    """The button of the check page, so many times at once with the same cookies and body; the draft and the answers."""
    [draft], visitor = site.drafts(person, 1), site.visitor(person)
    page = visitor.get(f"/drafts/{draft}/check")
    assert page.status == 200
    form = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page.text)
    version = re.search(r'name="version" value="(\d+)"', page.text)
    assert form
    assert version
    fields, token = {"version": version[1]}, form[1]
    answers = at_once(lambda _: visitor.form(f"/drafts/{draft}/file", fields, token), range(times), times)
    return draft, answers


@pytest.mark.parametrize("times", [2, 5])
def test_a_double_click_and_five_clicks_make_one_case(lasting_site: Site, times: int) -> None:
    before = cases(lasting_site.dsn)
    draft, answers = pressed(lasting_site, "flexible-4", times)
    assert {answer.status for answer in answers} == {303}
    [where] = {answer.headers["Location"] for answer in answers}
    assert cases(lasting_site.dsn) - before == 1
    told = lasting_site.sql(
        "SELECT count(*) FROM post_message m JOIN cases_draft d ON d.filed_case_id = m.case_id WHERE d.public_id = %s",
        draft,
    )
    assert told == [(1,)]
    visitor = lasting_site.visitor("flexible-4")
    shown = number_on(visitor.get(where))
    for page in (f"/drafts/{draft}", f"/drafts/{draft}/check"):  # back, and an old tab
        assert visitor.get(page).headers["Location"] == where
    again = visitor.form(f"/drafts/{draft}/file", {"version": "1"})
    assert (again.status, again.headers["Location"]) == (303, where)
    assert number_on(visitor.get(where)) == shown
    assert cases(lasting_site.dsn) - before == 1


def test_begin_pressed_by_eight_clients_at_once_makes_one_draft(lasting_site: Site) -> None:
    person = lasting_site.person("flexible-x")
    visitor = lasting_site.visitor("flexible-x")
    token = visitor.token()
    answers = at_once(lambda _: visitor.form("/services/enrolment/start", {}, token), range(8))
    assert {answer.status for answer in answers} == {303}
    made = lasting_site.sql("SELECT count(*) FROM cases_draft WHERE person_id = %s", person.person_id)
    assert made == [(1,)]


def test_two_tabs_that_answer_at_once_lose_no_answer_in_silence(lasting_site: Site) -> None:
    """Each answer is either kept or refused with a sentence; none is overwritten."""
    visitor = lasting_site.visitor("name-one")
    draft = visitor.call("/services/enrolment/drafts").json["id"]
    token = visitor.token()
    assert visitor.call(f"/drafts/{draft}/answers", {"answers": {"employment": "flexible"}}, token=token).status == 200
    given = [{"add_medical": "true"}, {"contribution_base": "5000"}]
    answers = at_once(lambda each: visitor.call(f"/drafts/{draft}/answers", {"answers": each}, token=token), given)
    kept = visitor.get(f"/api/v1/drafts/{draft}").json["values"]
    for answer, each in zip(answers, given, strict=True):
        assert answer.status in (200, 409)
        assert (answer.status == 200) == (next(iter(each)) in kept)
    assert any(answer.status == 200 for answer in answers)


# -- a link that drops the reply ---------------------------------------------------------------------------------------


def over_a_bad_link(site: Site, receipts: Receipts, trials: int) -> dict[str, int]:
    """Each draft is sent until it is answered, over a link that is cut once or twice before; returns cuts by point."""
    chance, lock = random.Random(SEED), threading.Lock()
    turn = itertools.cycle(POINTS)

    def next_cut() -> str:
        with lock:
            return next(turn) if chance.random() < 0.6 else ""

    work = [(site.visitor(person), draft) for person in PEOPLE for draft in site.drafts(person, trials // 8)]
    before = cases(site.dsn)
    with bad_link(site.port, next_cut) as link, ThreadPoolExecutor(CLIENTS) as pool:
        answers = list(
            pool.map(lambda each: send_until_answered(each[0], each[1], each[1], receipts, port=link.port)[0], work)
        )
    assert {answer.status for answer in answers} <= {200, 201}
    assert len({answer.json["number"] for answer in answers}) == trials
    assert cases(site.dsn) - before == trials
    return {point: link.cuts.count(point) for point in POINTS}


@pytest.mark.parametrize("trials", [80, pytest.param(1000, marks=pytest.mark.full)])
def test_a_link_that_is_cut_at_five_points_has_one_effect_a_key(
    lasting_site: Site, receipts: Receipts, trials: int
) -> None:
    cuts = over_a_bad_link(lasting_site, receipts, trials)
    assert all(count >= trials // 10 for count in cuts.values()), cuts
