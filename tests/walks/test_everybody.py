"""Narrow, enlarged, slow, by keyboard alone: the same pages for everybody (UX 5, 9, 12; touch targets of 44 px)."""

from __future__ import annotations

import pytest
from playwright.sync_api import Response

from tests.cast import person_of_the_register
from tests.walks.browser import DESK, PHONE, Walker
from tests.walks.conftest import Open
from tests.walks.people import file_case, let_in, part_of, system_of
from yichuang.lines.applications import commands

pytestmark = [pytest.mark.walk, pytest.mark.django_db(transaction=True)]

NARROW, LANDSCAPE = (320, 640), (640, 360)
KB = 1024


def every_page(walker: Walker) -> list[str]:
    """An address of every kind of page, with something on it."""
    member = person_of_the_register("flexible-1")
    case = file_case(member)
    part = part_of(case, "hrss")
    commands.supplement(
        system_of(part), part.pk, ["请写明现在的工作，写出单位或者平台的全称和从事的时间"], "材料不全。"
    )
    walker.go("/sign-in")
    opened = commands.begin(member.actor, "enrolment")
    draft = opened.draft.public_id
    for fact, text in {"employment": "flexible", "add_medical": "true", "contribution_base": "4072"}.items():
        opened = commands.answer(member.actor, opened, {fact: text})
    let_in(walker, member)
    return [
        "/",
        "/services/enrolment",
        "/services/enrolment/start",
        f"/drafts/{draft}/employment",
        f"/drafts/{draft}/add_medical?from=check",
        f"/drafts/{draft}/contribution_base",
        f"/drafts/{draft}/check",
        f"/drafts/{draft}/objection/birth_date",
        "/cases",
        f"/cases/{case.public_id}",
        f"/cases/{case.public_id}/withdraw",
        f"/cases/{case.public_id}/parts/{part.public_id}",
        "/messages",
        "/no-such-page",
    ]


def test_nothing_scrolls_sideways(visitor: Open) -> None:
    walker = visitor(NARROW)
    pages = every_page(walker)
    for size, text in ((NARROW, 100), (PHONE, 200), (LANDSCAPE, 200), (DESK, 200)):
        walker.page.set_viewport_size({"width": size[0], "height": size[1]})
        for path in pages:
            walker.go(path)
            walker.page.evaluate(f"document.documentElement.style.fontSize = '{text}%'")
            walker.page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")
            walker.fits()
            if (size, text) in ((NARROW, 100), (PHONE, 200)):
                name = path.split("?")[0].strip("/").split("/")[-1][:20] or "home"
                walker.picture(f"narrow-{name}" if text == 100 else f"large-{name}")


def test_every_target_can_be_met_with_a_finger(visitor: Open) -> None:
    walker = visitor(PHONE)
    small = {path: found for path in every_page(walker) if walker.go(path) and (found := walker.small_targets())}
    assert small == {}


def test_pages_are_light_and_ask_nobody_else(visitor: Open) -> None:
    walker = visitor(PHONE)
    pages = every_page(walker)
    for path in pages:
        sizes: dict[str, int] = {}

        def note(answer: Response, sizes: dict[str, int] = sizes) -> None:
            sizes[answer.url] = len(answer.body())

        walker.page.on("response", note)
        walker.go(path)
        walker.page.wait_for_load_state("networkidle")
        html = next(size for url, size in sizes.items() if "/static/" not in url)
        assert all(url.startswith(walker.base) for url in sizes), sizes
        assert html <= 14 * KB, (path, html)
        assert sum(sizes.values()) <= 60 * KB, (path, sizes)
        walker.page.remove_listener("response", note)


def test_the_whole_way_by_keyboard(visitor: Open) -> None:
    walker = visitor(DESK)
    let_in(walker, person_of_the_register("flexible-1"))
    walker.go("/services/enrolment")
    for name in ("开始办理", "灵活就业", "同时参加", "最低档", "提交，办理"):
        press_by_keyboard(walker, name)
    walker.sees("已收到您的申请")


def press_by_keyboard(walker: Walker, name: str) -> None:
    """Tab until the control has the focus, see that it is shown, press Enter."""
    for _ in range(60):
        walker.page.keyboard.press("Tab")
        focus = walker.page.evaluate(
            """() => { const e = document.activeElement, r = e.getBoundingClientRect();
              const seen = getComputedStyle(e).outlineStyle !== 'none' && r.top > -1 && r.bottom < innerHeight + 1;
              return {text: e.innerText || '', seen}; }"""
        )
        assert focus["seen"], f"the focus is not seen on {focus['text']!r}"
        if focus["text"].startswith(name):
            with walker.page.expect_navigation():
                walker.page.keyboard.press("Enter")
            return
    raise AssertionError(f"{name} is not reached by Tab")
