"""From the phone to the window and back again, nothing typed twice, at most three taps each way (X-06, UX 14)."""

from __future__ import annotations

import re

import pytest

from tests.cast import Town, person_of_the_register, staff
from tests.simulators.world import BY_KEY
from tests.walks.browser import DESK, PHONE, Walker
from tests.walks.conftest import Open
from tests.walks.people import code_on_phone, let_in
from yichuang.core.identifiers import new_handover_code
from yichuang.platform.cases.models import Case, Draft
from yichuang.platform.people.models import Account, Level

pytestmark = [pytest.mark.walk, pytest.mark.django_db(transaction=True)]

SCRIPT = pytest.mark.parametrize("script", [True, False], ids=["script", "without-script"])


def digits_on(walker: Walker) -> str:
    """The nine digits that the page shows."""
    found = re.sub(r"\D", "", walker.page.locator(".code").inner_text())
    assert len(found) == 9
    return found


def at_window(visitor: Open, size: tuple[int, int], script: bool) -> Walker:
    walker = visitor(size, script)
    let_in(walker, staff("窗口一号"))
    walker.go("/window/")
    return walker


@SCRIPT
def test_phone_window_phone(visitor: Open, town: Town, script: bool) -> None:
    phone = visitor(PHONE, script)
    let_in(phone, person_of_the_register("flexible-1"))
    phone.go("/services/enrolment/start")
    phone.tap("开始")
    phone.tap("灵活就业")
    phone.tap("到窗口接着办")
    phone.look("handover-phone-code")
    digits = digits_on(phone)
    phone.count()

    window = at_window(visitor, DESK, script)
    window.look("handover-window-home")
    window.count()
    window.type("续办码", digits)
    window.tap("打开申请")
    window.sees(BY_KEY["flexible-1"]["name"], "核对一下")
    assert (1 + window.taps <= 3, window.typed) == (True, len(digits))  # one tap gave the code; only the code is typed
    assert window.page.get_by_label("灵活就业", exact=True).is_checked()
    window.page.get_by_label("同时参加", exact=True).check()
    window.tap("保存并继续")
    window.look("handover-window-draft")

    phone.go(f"/drafts/{Draft.objects.get().public_id}")
    phone.sees("窗口也开着这份申请")
    phone.look("handover-two-on-it")

    window.tap("让来人回家接着办")
    window.look("handover-window-code")
    digits = digits_on(window)
    phone.go(f"/continue/{digits}")
    phone.look("handover-phone-go-on")
    phone.tap("接着办", exact=True)
    phone.sees("您想按哪一档缴养老保险")
    assert (1 + phone.taps <= 3, phone.typed) == (True, 0)  # the square holds the code
    phone.tap("最低档")
    phone.sees("核对后提交", "医保局")
    phone.tap("提交，办理")
    phone.sees("编号")
    assert Case.objects.count() == Draft.objects.count() == 1


@SCRIPT
def test_a_phone_that_no_register_has(visitor: Open, town: Town, script: bool) -> None:
    """The clerk saw the card: on a phone nobody knew, its code and one tap are enough."""
    window = at_window(visitor, PHONE, script)
    window.type("姓名", BY_KEY["flexible-6"]["name"])
    window.type("身份证号", BY_KEY["flexible-6"]["id_number"])
    window.tap("查找或登记")
    window.tap("开始办理 参保一件事")
    window.tap("让来人回家接着办")
    window.look("handover-window-code-narrow")
    digits = digits_on(window)

    phone = visitor(PHONE, script)
    phone.go(f"/continue/{digits}")
    number = BY_KEY["unknown-woman"]["phone"]
    phone.type("您的手机号", number)
    phone.tap("发送验证码")
    phone.type("6位验证码", code_on_phone(town, number))
    phone.tap("登录", exact=True)
    phone.tap("接着办", exact=True)
    phone.sees("您现在的工作情况是哪一种")
    account = Account.objects.get(person__isnull=False, holds_posts=False)
    assert account.level == Level.VERIFIED


def test_codes_that_lead_nowhere(visitor: Open, town: Town) -> None:
    window = at_window(visitor, DESK, script=False)
    window.type("续办码", "123")
    window.tap("打开申请")
    window.sees("续办码是9位数字")
    window.look("handover-window-wrong")
    phone = visitor(PHONE, script=False)
    let_in(phone, person_of_the_register("flexible-2"))
    phone.go("/continue")
    phone.type("续办码", digits := new_handover_code())
    phone.tap("接着办", exact=True)
    phone.sees("这个续办码不能用了")
    phone.look("handover-phone-wrong")
    assert phone.page.get_by_label("续办码").input_value() == digits
