"""Narrow, enlarged, slow, by keyboard alone: the same pages for everybody (UX 5, 9, 12; touch targets of 44 px)."""

from __future__ import annotations

import gzip
import inspect
import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import yaml
from django.urls import resolve
from playwright.sync_api import Response

from tests.cast import Member, Town, person_of_the_register
from tests.lines.applications.conftest import COMPANY, employee
from tests.walks.browser import DESK, PHONE, Walker
from tests.walks.conftest import Open
from tests.walks.halls import open_hall  # noqa: F401 - a fixture
from tests.walks.people import down, file_case, let_in, part_of, system_of
from tests.walks.test_employer import filled
from tests.walks.test_materials import stated
from yichuang.core import clock
from yichuang.core.access import Actor
from yichuang.faces.look.mandates import represent
from yichuang.lines.applications import commands
from yichuang.lines.ratings.commands import report
from yichuang.lines.ratings.queries import tablet_of
from yichuang.platform.audit.sealing import Sealer
from yichuang.platform.cases.models import Task
from yichuang.platform.hall import commands as hall
from yichuang.platform.licences.commands import show
from yichuang.platform.licences.models import Licence, Showing
from yichuang.platform.people.models import Account

pytestmark = [pytest.mark.walk, pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("open_hall")]

NARROW, LANDSCAPE = (320, 640), (640, 360)
KB = 1024


def _shown(member: Member) -> Showing:
    """A page on which the member shows a licence."""
    return show(replace(member.actor, level=2), Licence.objects.get().public_id, "租房")


def every_page(walker: Walker, town: Town) -> dict[str, str]:
    """An address of each view that somebody at home opens, by its name, with something on it."""
    member = person_of_the_register("flexible-1")
    Account.objects.filter(pk=member.account_id).update(level=2)  # a licence is of somebody whose card was seen
    ended, case = file_case(member), file_case(member)
    part = part_of(case, "hrss")
    commands.supplement(
        system_of(part), part.pk, ["请写明现在的工作，写出单位或者平台的全称和从事的时间"], "材料不全。"
    )
    for task in Task.objects.filter(case=ended).select_related("department"):
        commands.accept(system_of(task), task.pk)
        commands.grant(system_of(task), task.pk, "已登记。")
    Sealer().run()
    opened = commands.begin(member.actor, "enrolment")
    draft = opened.draft.public_id
    for fact, text in {"employment": "flexible", "add_medical": "true", "contribution_base": "4072"}.items():
        opened = commands.answer(member.actor, opened, {fact: text})
    with down(town, "population"):
        paper = commands.begin(member.actor, "newborn").draft.public_id
    let_in(walker, member)
    ticket = hall.draw(Actor(), "insurance").public_id
    tomorrow = clock.now().replace(hour=10, minute=30, second=0, microsecond=0) + timedelta(days=1)
    appointment = hall.book(member.actor, "business", tomorrow).public_id
    return {
        "home": "/",
        "service": "/services/enrolment",
        "slip": "/services/enrolment/slip",
        "start": "/services/enrolment/start",
        "question": f"/drafts/{draft}/employment",
        "question, of an amount": f"/drafts/{draft}/contribution_base",
        "question, from the check page": f"/drafts/{draft}/add_medical?from=check",
        "question, of a day": f"/drafts/{paper}",
        "check": f"/drafts/{draft}/check",
        "objection": f"/drafts/{draft}/objection/birth_date",
        "continue": "/continue",
        "cases": "/cases",
        "case": f"/cases/{case.public_id}",
        "case, with its outcome": f"/cases/{ended.public_id}",
        "proof": f"/cases/{ended.public_id}/proof",
        "rate": f"/cases/{ended.public_id}/rate",
        "withdraw": f"/cases/{case.public_id}/withdraw",
        "supplement": f"/cases/{case.public_id}/parts/{part.public_id}",
        "licences": "/licences",
        "show": f"/licences/{Licence.objects.get().public_id}/show",
        "shown": f"/licences/{Licence.objects.get().public_id}/show/{_shown(member).public_id}",
        "check-shown": "/shown/x",
        "verify": f"/verify/{Licence.objects.get().code}",
        "messages": "/messages",
        "stuck": "/stuck",
        "complaint": f"/stuck/{report(member.actor, '来了三次没办成').task.public_id}",
        "tablet": f"/rate/window/{tablet_of('1')}",
        "tickets": "/tickets",
        "tickets-door": "/tickets/door",
        "ticket": f"/tickets/{ticket}",
        "kiosk": "/kiosk",
        "screen": "/screen",
        "appointments": "/appointments",
        "book": "/appointments/new/business",
        "appointment": f"/appointments/{appointment}",
        "move-appointment": f"/appointments/{appointment}/move",
        "arrive-by-code": "/kiosk/appointment",
        "figures": "/figures",
        "acting": "/acting",
        "company": "/acting/company",
        "mandates": "/mandates",
        "grant": "/mandates/grant",
        "change-phone": "/account/phone",
        "no page": "/no-such-page",
    }


#: Views that are measured by a test of their own, or as another that draws the same.
ELSEWHERE = {
    "sign-in": "test_what_opens_by_itself_alone",
    "code": "test_what_opens_by_itself_alone",
    "identify": "the same form as sign-in, with two fields",
    "material": "test_what_opens_by_itself_alone",
    "owed": "walked on a phone, with a script and without, by test_owing",
    "refused": "test_what_opens_by_itself_alone",
    "table": "test_what_opens_by_itself_alone",
    "batch": "test_what_opens_by_itself_alone",
    "rate-invited": "draws what rate draws",
    "rate-visit": "draws what rate draws",
    "continue-with": "draws what continue draws",
    "file": "draws what check draws, with what is wrong",
    "add-ons": "draws what check draws, with what is wrong",
    "registers": "draws what check draws, with what is wrong",
    "hand-over": "draws one code, on paper and screen: test_handover, test_paper",
}


#: The hall of walks is open day and night: 48 slots a day, where the county's has 15.
ALL_DAY = ("book", "move-appointment")


def test_every_view_of_somebody_at_home_is_measured() -> None:
    declared = yaml.safe_load(Path(__file__).with_name("gallery.yaml").read_text("utf-8"))["views"]
    views = {name.removeprefix("portal:") for name in declared if name.startswith("portal:")}
    named = set(re.findall(r'^        "([a-z-]+)[",]', inspect.getsource(every_page), re.MULTILINE)) - {"no page"}
    assert views - named - set(ELSEWHERE) == set(), "new views: give them an address above"
    assert set(ELSEWHERE) <= views
    assert not named & set(ELSEWHERE)


def test_what_opens_by_itself_alone(visitor: Open, town: Town, tmp_path: Path) -> None:
    """Signed out, for a company, with a paper that is asked for, refused: narrow, and with a finger."""
    stranger, company, parent, refused = (visitor(NARROW) for _ in range(4))
    stranger.go("/sign-in")
    in_order(stranger, "sign-in")
    stranger.type("您的手机号", "19900000099")
    stranger.tap("发送验证码")
    in_order(stranger, "code")
    member = person_of_the_register("flexible-1")
    represent(member.actor, COMPANY)
    let_in(company, member)
    company.go("/acting")
    company.tap("试例商贸有限公司")
    company.go("/services/employee-enrolment/table")
    in_order(company, "table")
    row = ["试员一", employee(1), "19900010001", "2026-11-02", 5000, "", "", ""]
    company.page.get_by_label("填好的表格").set_input_files(filled(tmp_path, row))
    company.tap("检查表格")
    in_order(company, "batch")
    mother = person_of_the_register("unknown-woman")
    draft = stated(mother, town)
    let_in(parent, mother)
    parent.go(f"/drafts/{draft}")
    in_order(parent, "material")
    opened = commands.begin(person_of_the_register("flexible-2").actor, "enrolment")
    commands.answer(person_of_the_register("flexible-2").actor, opened, {"employment": "employee"})
    let_in(refused, person_of_the_register("flexible-2"))
    refused.go(f"/drafts/{opened.draft.public_id}/refused")
    in_order(refused, "refused")


def in_order(walker: Walker, view: str) -> None:
    """The page that is open is this view's, does not scroll sideways and can be met with a finger; also enlarged."""
    found = resolve(urlsplit(walker.page.url).path)
    assert found.view_name == f"portal:{view}", walker.page.url
    walker.fits()
    assert walker.small_targets() == [], view
    walker.page.evaluate("document.documentElement.style.fontSize = '200%'")
    walker.page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    walker.fits()
    walker.page.set_viewport_size({"width": NARROW[0], "height": NARROW[1]})


def test_nothing_scrolls_sideways_and_all_can_be_met_with_a_finger(visitor: Open, town: Town) -> None:
    walker = visitor(PHONE)
    for name, path in every_page(walker, town).items():
        walker.page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
        walker.go(path)
        assert walker.small_targets() == [], name
        walker.page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")
        for size, text in ((NARROW, 100), (PHONE, 200), (LANDSCAPE, 200), (DESK, 200)):
            walker.page.set_viewport_size({"width": size[0], "height": size[1]})
            walker.page.evaluate(f"document.documentElement.style.fontSize = '{text}%'")
            walker.fits()
            if (size, text) in ((NARROW, 100), (PHONE, 200)):
                walker.picture(f"narrow-{name}" if text == 100 else f"large-{name}")


def test_pages_are_light_and_ask_nobody_else(visitor: Open, town: Town) -> None:
    """UX 5: bytes, and the first paint on a line of 400 kbit/s with 400 ms there and back."""
    walker = visitor(PHONE)
    for name, path in every_page(walker, town).items():
        answers: dict[str, Response] = {}

        def note(answer: Response, answers: dict[str, Response] = answers) -> None:
            answers[answer.url] = answer

        walker.page.on("response", note)
        walker.go(path)
        walker.page.wait_for_load_state("networkidle")
        walker.page.remove_listener("response", note)
        bodies = {url: answer.body() for url, answer in answers.items() if answer.status < 300 or answer.status == 404}
        page = next(body for url, body in bodies.items() if "/static/" not in url)
        assert all(url.startswith(walker.base) for url in answers), sorted(answers)
        assert len(page) <= (20 if name in ALL_DAY else 14) * KB, (name, len(page))
        assert sum(len(body) for body in bodies.values()) <= 60 * KB, name
        blocks = [page, *(body for url, body in bodies.items() if url.endswith(".css") and "print" not in url)]
        assert first_paint(blocks) <= 2, (name, first_paint(blocks))


def first_paint(blocks: Sequence[bytes]) -> float:
    """Seconds until something is painted, by arithmetic: connecting, TLS 1.3, the page, then what it must wait for.

    Four ways there and back of 0.4 s, and the bytes of page and styles as the proxy sends them (gzip) at 400 kbit/s.
    """
    return 4 * 0.4 + sum(len(gzip.compress(body)) for body in blocks) * 8 / 400_000


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
