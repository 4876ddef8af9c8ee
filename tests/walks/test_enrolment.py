"""The main job, at home on a phone: one person files once, and every department has it (A-06, A-09, A-13, A-14)."""

from __future__ import annotations

import pytest

from tests.cast import Town
from tests.walks.browser import DESK, PHONE
from tests.walks.conftest import Open
from tests.walks.people import sign_in

pytestmark = [pytest.mark.walk, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
def test_it_works(visitor: Open, town: Town, size: tuple[int, int], script: bool) -> None:
    walker = visitor(size, script)
    walker.go("/")
    walker.look("home")
    walker.tap("参保一件事")
    walker.look("service")
    walker.tap("登录并开始")
    sign_in(walker, town, "flexible-1", look=True)
    walker.look("start")
    walker.count()
    walker.tap("开始办理")
    walker.look("question-options")
    walker.tap("灵活就业")
    walker.look("question-boolean")
    walker.tap("同时参加")
    walker.look("question-amount")
    walker.tap("最低档")
    walker.look("check")
    walker.tap("提交")
    walker.look("case-filed")
    assert walker.taps <= 8
    assert walker.typed == 0
    assert walker.pages <= 5
