"""axe is asked less, and still finds what it found: contrast that was never judged is judged, wherever it turns up."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.walks import axe

pytestmark = pytest.mark.walk

#: A page that axe passes, as its stylesheet has it.
LOOK = """<html lang="en"><title>A page</title><style>
  body { background: #fff; color: #222 } .dark { background: #111; color: #eee } .pale { color: #ccc }
  .card { background: #fff } .away { position: absolute; clip-path: inset(50%) } .half { opacity: 0.3 }
  .over { position: absolute } @media (max-width: 20rem) { p { color: #bbb } }
</style><main><h1>A page</h1>BODY</main></html>"""
GOOD = '<p>Read me</p><div class="dark"><p>Read me</p></div><button>Press</button>'


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page that no earlier look has judged anything of."""
    page = browser.new_page(viewport={"width": 360, "height": 640})
    yield page
    page.close()


@pytest.fixture
def judged(monkeypatch: pytest.MonkeyPatch) -> set[str]:
    found: set[str] = set()
    monkeypatch.setattr(axe, "_judged", found)
    return found


def said(page: Page, body: str) -> str:
    page.set_content(LOOK.replace("BODY", body))
    return axe.violations(page)


@pytest.mark.parametrize(
    "bad",
    [
        '<p class="pale">Read me</p>',
        '<p style="color: #ccc">Read me</p>',
        '<div class="dark"><div class="card"><p>Read me</p></div></div>',
        '<div class="half"><p>Read me</p></div>',
        '<div class="dark" style="height: 5rem"><p class="over" style="color: #222">Read me</p></div>',
        '<details open><summary>More</summary><p class="pale">Read me</p></details>',
        '<input class="pale" aria-label="A name" value="Read me">',
    ],
    ids=["class", "inline", "ground", "opacity", "over", "opened", "field"],
)
def test_a_pair_that_was_never_judged_is_found_each_time(page: Page, judged: set[str], bad: str) -> None:
    assert said(page, GOOD) == ""
    assert len(judged) >= 3
    for _ in range(2):
        assert "color-contrast" in said(page, GOOD + bad)


@pytest.mark.parametrize(
    ("unseen", "seen"),
    [
        ('<p class="pale away">Read me</p>', '<p class="pale">Read me</p>'),
        ('<p class="pale" hidden>Read me</p>', '<p class="pale">Read me</p>'),
        ('<button class="pale" disabled>Press</button>', '<button class="pale">Press</button>'),
        ('<details><summary>More</summary><p class="pale">A</p></details>', '<p class="pale">Read me</p>'),
    ],
    ids=["away", "hidden", "disabled", "closed"],
)
def test_what_nobody_sees_is_not_taken_for_judged(page: Page, judged: set[str], unseen: str, seen: str) -> None:
    assert said(page, GOOD + unseen) == ""
    assert "color-contrast" in said(page, GOOD + seen)


def test_the_same_page_at_another_size(page: Page, judged: set[str]) -> None:
    assert said(page, GOOD) == ""
    page.set_viewport_size({"width": 300, "height": 640})
    assert "color-contrast" in said(page, GOOD)


def test_every_other_rule_is_asked_every_time(page: Page, judged: set[str]) -> None:
    assert said(page, GOOD) == ""
    before = set(judged)
    assert "image-alt" in said(page, GOOD + '<img src="data:,">')
    assert judged == before
