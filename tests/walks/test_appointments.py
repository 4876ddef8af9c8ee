"""An appointment on the phone and at the terminal: booked, moved, cancelled, kept, and every state of its pages."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from tests.cast import person_of_the_register
from tests.walks.browser import DESK, PHONE
from tests.walks.conftest import Open
from tests.walks.halls import open_hall  # noqa: F401 - a fixture
from tests.walks.people import let_in
from yichuang.core import clock
from yichuang.platform.hall import commands
from yichuang.platform.hall.models import Appointment, Slot
from yichuang.platform.messages.models import Message

pytestmark = [
    pytest.mark.walk,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("open_hall"),
]

BOTH = pytest.mark.parametrize(
    ("size", "script"),
    [(PHONE, True), (PHONE, False), (DESK, True)],
    ids=["phone", "phone-without-script", "desk"],
)


@BOTH
def test_booked_moved_and_kept(visitor: Open, size: tuple[int, int], script: bool) -> None:
    walker = visitor(size, script)
    let_in(walker, person_of_the_register("flexible-1"))
    walker.go("/appointments")
    walker.sees("大厅预约", "您来办什么")
    walker.look("appointments-empty")
    walker.tap("社保、医保、退休")
    walker.sees("您什么时候来", "还有2个")
    walker.look("slots")
    assert not script or walker.small_targets() == []
    second = walker.page.locator(".days a").nth(1)
    walker.tap(second)
    walker.tap("10:30")
    walker.sees("已预约", "改时间")
    walker.look("appointment")
    walker.tap("改时间")
    walker.sees("原来的时间一直留着")
    Slot.objects.create(
        division_id="430121",
        kind="insurance",
        starts_at=Appointment.objects.get().starts_at + timedelta(minutes=30),
        taken=2,
    )
    walker.tap(walker.page.locator(".days a").nth(1))
    walker.tap("14:00")
    walker.sees("14:00")
    code = re.search(r"\d{3} \d{3} \d{3}", Message.objects.order_by("created_at")[0].text)
    assert code is not None
    Appointment.objects.update(starts_at=clock.now() - timedelta(minutes=1))  # the day has come
    walker.page.reload()
    walker.sees("我到大厅了")
    walker.look("appointment-now")
    terminal = visitor(size, script)
    terminal.go("/kiosk")
    terminal.tap("我有预约")
    terminal.look("kiosk-code")
    terminal.type("报到码", "123")
    terminal.tap("我到大厅了")
    terminal.look("kiosk-code-error")
    terminal.type("报到码", code[0])
    terminal.tap("我到大厅了")
    terminal.sees("A001")
    walker.tap("我到大厅了")
    walker.sees("刚才变了")
    walker.look("appointment-error")
    walker.go("/appointments")
    walker.sees("已报到，在排队")
    walker.look("appointments")


@BOTH
def test_cancelled_missed_and_taken(
    visitor: Open,
    size: tuple[int, int],
    script: bool,
    open_hall: Path,  # noqa: F811
) -> None:
    walker, who = visitor(size, script), person_of_the_register("flexible-1")
    let_in(walker, who)
    walker.go("/appointments/new/business")
    walker.tap(walker.page.locator(".days a").nth(1))
    day = walker.page.url.partition("day=")[2]
    commands.book(
        person_of_the_register("flexible-2").actor,
        "business",
        datetime.fromisoformat(f"{day}T10:00:00+08:00"),
    )
    walker.tap("10:00")
    walker.sees("这个时间已经约满")
    walker.look("slots-error")
    walker.tap("10:30")
    walker.tap("取消预约")
    walker.sees("已取消")
    walker.look("appointment-cancelled")
    commands.book(who.actor, "business", datetime.fromisoformat(f"{day}T10:30:00+08:00"))
    Appointment.objects.filter(state="booked").update(starts_at=clock.now() - timedelta(hours=1))
    assert commands.miss_all() == 2
    walker.go(f"/appointments/{Appointment.objects.filter(account_id=who.account_id, state='missed').get().public_id}")
    walker.sees("时间已过，没有人来")
    walker.look("appointment-missed")
    plan = open_hall / "hall.yaml"
    whole = plan.read_text("utf-8")
    plan.write_text(whole.replace("days_ahead: 14", "days_ahead: 0").replace("minutes: 30 ", "minutes: 240 "), "utf-8")
    Slot.objects.bulk_create(
        Slot(
            division_id="430121",
            kind="business",
            starts_at=clock.now().replace(hour=hour, minute=0, second=0, microsecond=0),
            taken=1,
        )
        for hour in range(0, 24, 4)
    )
    walker.go("/appointments/new/business")
    walker.sees("都约满了")
    walker.look("slots-none")
    plan.write_text(whole.partition("# Appointments by slot")[0], "utf-8")
    walker.go("/appointments")
    walker.sees("这里不能预约")
    walker.look("appointments-none")
    walker.go("/appointments/new/business")
    walker.sees("不能预约")
