"""One thing a page, its step in words, and a change that keeps everything else (UX 3, UX 4), without a browser."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.test import Client

from tests.cast import Member, Town, person_of_the_register
from yichuang.lines.applications import queries

pytestmark = pytest.mark.django_db

SignedIn = Callable[[Member], Client]
FLEXIBLE = {"employment": "flexible", "add_medical": "true", "contribution_base": "4072"}
RESIDENT = {"employment": "resident", "add_pension": "true", "add_medical": "true", "in_school": "false"}
OTHER = {"employment": "resident", "add_medical": "false", "contribution_base": "5000", "add_pension": "false"}
WAYS = pytest.mark.parametrize(
    ("who", "answers"), [("flexible-1", FLEXIBLE), ("resident-1", RESIDENT)], ids=["flexible", "resident"]
)


def begun(client: Client) -> str:
    """The address of a new draft's first question."""
    answer = client.post("/services/enrolment/start", follow=True)
    return str(answer.request["PATH_INFO"])


def journey(client: Client, answers: dict[str, str]) -> dict[str, str]:
    """Every page from the first question to the check page, by its address, as a browser gets them."""
    seen: dict[str, str] = {}
    path = begun(client)
    while path not in seen:
        seen[path] = client.get(path).content.decode()
        if path.endswith("/check"):
            break
        fact = path.rsplit("/", 1)[1]
        choice = re.search(r'name="answer" value="([^"]+)"', seen[path])
        text = answers.get(fact) or (choice[1] if choice else "")
        assert text, f"nothing to answer to {fact}"
        path = client.post(path, {"answer": text}, follow=True).request["PATH_INFO"]
    assert path.endswith("/check"), list(seen)
    return seen


def asked_on(page: str) -> set[str]:
    """The names of what can be answered on a page's own forms, in ``main``; a day in three fields is one answer."""
    main = page[page.index("<main") : page.index("</main>")]
    named = set(re.findall(r'<(?:input|select|textarea|button)\b[^>]*\bname="([a-z_-]+)"', main))
    return {"day" if name in ("year", "month") else name for name in named - {"csrfmiddlewaretoken"}}


@WAYS
def test_each_page_asks_one_thing_and_says_its_step(
    county: Town, signed_in: SignedIn, who: str, answers: dict[str, str]
) -> None:
    pages = journey(signed_in(person_of_the_register(who)), answers)
    assert len(pages) >= 4
    steps = []
    for path, page in pages.items():
        assert page.count("<h1") == 1, path
        found = re.search(r"<title>(第(\d+)步，共(\d+)步)", page)
        assert found, path
        above = page[: page.index("<h1")]
        assert f'<p class="step">{found[1]}' in above, path
        steps.append((int(found[2]), int(found[3])))
        if not path.endswith("/check"):
            assert asked_on(page) in ({"answer"}, {"day"}), (path, asked_on(page))
    assert [step for step, _ in steps] == list(range(1, len(pages) + 1))
    totals = [total for _, total in steps]
    assert totals == sorted(totals, reverse=True), "the number of steps grew by answering"
    assert steps[-1][0] == steps[-1][1]


@WAYS
def test_the_last_button_names_the_act(county: Town, signed_in: SignedIn, who: str, answers: dict[str, str]) -> None:
    member = person_of_the_register(who)
    pages = journey(signed_in(member), answers)
    [check] = [page for path, page in pages.items() if path.endswith("/check")]
    [draft] = {path.split("/")[2] for path in pages}
    opened = queries.open_draft(member.actor, draft)
    [form] = re.findall(r"<form[^>]*/file\">.*?</form>", check, re.DOTALL)
    [button] = re.findall(r"<button[^>]*>(.*?)</button>", form, re.DOTALL)
    assert button.startswith("提交，办理")
    for matter in opened.guide.matters:
        assert matter.short["zh-hans"] in button
    before = check[: check.index(form)]
    for part in opened.guide.matters:
        assert f"· {part.short['zh-hans']}" in before, "who gets what stands above the submit"


@WAYS
def test_one_change_is_two_presses_and_keeps_the_rest(
    county: Town, signed_in: SignedIn, who: str, answers: dict[str, str]
) -> None:
    """From the check page: the link (one), the answer (two), and the check page is there again."""
    member = person_of_the_register(who)
    client = signed_in(member)
    pages = journey(client, answers)
    [check] = [path for path in pages if path.endswith("/check")]
    draft = check.split("/")[2]
    links = re.findall(rf'href="(/drafts/{draft}/([a-z_]+)\?from=check)"', pages[check])
    assert {fact for _, fact in links} >= {path.rsplit("/", 1)[1] for path in pages} - {"check"}
    for link, fact in links:
        before = queries.open_draft(member.actor, draft).guide.values
        page = client.get(link)
        assert page.status_code == 200, link
        own = before[fact].value
        text = (
            {True: "true", False: "false"}.get(own, str(own))
            if not isinstance(own, int) or isinstance(own, bool)
            else ""
        )
        answer = client.post(link, {"answer": text or answers.get(fact) or f"{own / 100:.2f}"}, follow=True)  # type: ignore[operator]
        assert answer.request["PATH_INFO"] == check, (link, "back on the check page")
        after = queries.open_draft(member.actor, draft).guide.values
        assert {key: known.value for key, known in after.items()} == {key: known.value for key, known in before.items()}


@WAYS
def test_another_answer_keeps_every_one_that_still_matters(
    county: Town, signed_in: SignedIn, who: str, answers: dict[str, str]
) -> None:
    member = person_of_the_register(who)
    client = signed_in(member)
    [check] = [path for path in journey(client, answers) if path.endswith("/check")]
    draft = check.split("/")[2]
    changed = "add_medical"
    before = queries.open_draft(member.actor, draft).guide.values
    answer = client.post(f"/drafts/{draft}/{changed}?from=check", {"answer": OTHER[changed]}, follow=True)
    assert answer.request["PATH_INFO"] == check
    after = queries.open_draft(member.actor, draft).guide.values
    assert after[changed].value is False
    assert {key: known.value for key, known in after.items() if key != changed}.items() <= {
        key: known.value for key, known in before.items()
    }.items()
    back = client.post(f"/drafts/{draft}/{changed}?from=check", {"answer": "true"}, follow=True)
    assert back.request["PATH_INFO"] == check, "what was answered before is not asked again"
    again = queries.open_draft(member.actor, draft).guide.values
    assert {key: known.value for key, known in again.items()} == {key: known.value for key, known in before.items()}
