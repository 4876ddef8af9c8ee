"""The page of the proof in each of its states, and the file that a person keeps (UX 10)."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.db import connection

from tests.cast import Member, Town, person_of_the_register
from tests.walks.browser import DESK, PHONE
from tests.walks.conftest import Open
from tests.walks.people import file_case, let_in
from yichuang.core import clock
from yichuang.platform.audit.sealing import Sealer
from yichuang.platform.cases.models import Case

pytestmark = [pytest.mark.walk, pytest.mark.django_db(transaction=True)]

BOTH = pytest.mark.parametrize(("size", "script"), [(PHONE, True), (DESK, False)], ids=["phone", "desk-without-script"])


def filed(at: timedelta = timedelta()) -> tuple[Member, Case]:
    """A resident and their case, filed so long ago."""
    member = person_of_the_register("flexible-1")
    with clock.frozen(clock.now() - at):
        return member, file_case(member)


@BOTH
def test_sealed_and_downloaded(visitor: Open, lasting_county: Town, size: tuple[int, int], script: bool) -> None:
    walker, (member, case) = visitor(size, script), filed()
    Sealer().run()
    let_in(walker, member)
    walker.go(f"/cases/{case.public_id}")
    walker.look("case-with-proof")
    walker.tap("存证：看有没有被改过")
    walker.sees("已存证，谁也不能偷偷改", case.number, "没有人改过")
    walker.look("proof")
    with walker.page.expect_download() as download:
        walker.tap("下载存证文件")
    assert json.loads(download.value.path().read_text("utf-8"))["number"] == case.number
    walker.page.get_by_text("别人怎么验证").click()
    walker.page.get_by_text("给懂技术的人").click()
    walker.look("proof-opened")


@BOTH
def test_not_sealed_yet(visitor: Open, lasting_county: Town, size: tuple[int, int], script: bool) -> None:
    walker, (member, case) = visitor(size, script), filed()
    let_in(walker, member)
    walker.go(f"/cases/{case.public_id}/proof")
    walker.sees("正在存证")
    walker.look("proof-promised")
    Sealer().run()
    walker.tap("再看一下")
    walker.sees("已存证")


@BOTH
def test_late(visitor: Open, lasting_county: Town, size: tuple[int, int], script: bool) -> None:
    walker, (member, case) = visitor(size, script), filed(timedelta(minutes=5))
    let_in(walker, member)
    walker.go(f"/cases/{case.public_id}/proof")
    walker.sees("存证还没有完成")
    walker.look("proof-late")


@BOTH
def test_changed(visitor: Open, lasting_county: Town, size: tuple[int, int], script: bool) -> None:
    walker, (member, case) = visitor(size, script), filed()
    Sealer().run()
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE cases_event DISABLE TRIGGER USER")
        cursor.execute("UPDATE cases_event SET role = 'clerk' WHERE case_id = %s", [case.pk])
        cursor.execute("ALTER TABLE cases_event ENABLE TRIGGER USER")
    let_in(walker, member)
    walker.go(f"/cases/{case.public_id}/proof")
    walker.sees("记录和当初不一样", "12345")
    walker.look("proof-changed")
