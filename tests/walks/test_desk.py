"""The desk as officers and the head of the hall meet it: from the inbox to the letter, and every state of its pages."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from tests.cast import Member, Town, person_of_the_register, staff
from tests.faces.desk.conftest import colleague_of
from tests.walks.browser import DESK, PHONE, Walker
from tests.walks.conftest import Open
from tests.walks.people import deliver, file_case, let_in, part_of, system_of
from yichuang.core import clock
from yichuang.lines.applications import commands
from yichuang.platform.cases.models import Case, Task
from yichuang.platform.exchange.models import Delivery
from yichuang.platform.people.commands import set_reach
from yichuang.platform.people.models import Department, Person
from yichuang.platform.people.queries import forget_departments

pytestmark = [pytest.mark.walk, pytest.mark.django_db(transaction=True)]

NARROW = (320, 640)
SIZES = pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])


@pytest.fixture(autouse=True)
def at_the_desk(site: str) -> None:
    """No system of 人社局 may be spoken to."""
    set_reach("hrss", Department.Reach.DESK)
    forget_departments()


def at_work(visitor: Open, size: tuple[int, int], who: str = "人社经办一号", script: bool = True) -> Walker:
    """An official at their screen."""
    walker = visitor(size, script)
    let_in(walker, staff(who))
    return walker


def aged(part: Task, days: int) -> None:
    """The part is due so many days from now (past ones: ago)."""
    today = clock.today()
    Task.objects.filter(pk=part.pk).update(due_on=today + timedelta(days=days), amber_on=today + timedelta(days=2))


WAYS = [
    pytest.param(PHONE, False, id="phone-without-script"),
    pytest.param(DESK, True, id="desk"),
]


@pytest.mark.parametrize(("size", "script"), WAYS)
def test_it_works(visitor: Open, town: Town, size: tuple[int, int], script: bool) -> None:
    member = person_of_the_register("flexible-1")
    case = file_case(member)
    walker = at_work(visitor, size, script=script)
    walker.go("/")
    walker.page.get_by_role("navigation").get_by_role("link", name="工作台").click()
    walker.sees("本部门的办件", case.number)
    walker.look("desk-inbox")
    walker.count()
    walker.tap("我来办")
    walker.sees("这一件归您办了")
    walker.look("desk-part-open")
    ask_for_a_supplement(walker)
    commands.resubmit(member.actor, part_of(case, "hrss").pk, ["就是这个号码", "送餐员"])
    walker.page.reload()
    walker.sees("申请人补来的内容", "送餐员")
    walker.look("desk-part-supplemented")
    walker.tap("受理", exact=True)
    walker.sees("已受理")
    walker.look("desk-part-accepted")
    copy_into_the_other_system(walker)
    walker.tap("记下编号")
    walker.sees("编号已记下")
    walker.tap("准予并办结")
    walker.sees("已准予办结")
    walker.look("desk-part-granted")
    other = part_of(case, "medical")
    commands.accept(system_of(other), other.pk)
    commands.grant(system_of(other), other.pk)
    home = visitor(size, script)
    let_in(home, member)
    home.go(f"/cases/{case.public_id}")
    home.sees("全部办好了", "RS-2026-000123")
    link = home.page.get_by_role("link", name="办结通知书").first.get_attribute("href")
    assert home.context.request.get(f"{home.base}{link}").body()[:5] == b"%PDF-"


def ask_for_a_supplement(walker: Walker) -> None:
    """Everything that is missing, once; and first, by mistake, nothing."""
    walker.page.get_by_text("要求补正", exact=True).first.click()
    walker.page.get_by_label("原因").fill("登记要用。")
    walker.tap("发给申请人")
    walker.sees("请检查", "请写明缺什么")
    walker.look("desk-part-error")
    assert walker.page.get_by_label("原因").first.input_value() == "登记要用。"
    walker.page.get_by_label("请核对并说明：手机号").check()
    walker.type("其他要补的", "请写明现在的工作")
    walker.tap("发给申请人")
    walker.sees("已发给申请人", "等申请人补正", "请写明现在的工作")
    walker.look("desk-part-supplement")


def copy_into_the_other_system(walker: Walker) -> None:
    """Every item is there to be copied, with a script by one press; the other system's number comes back."""
    fields = walker.page.locator("input[readonly]")
    assert fields.count() == 4
    assert all(fields.nth(place).input_value() for place in range(4))
    if walker.script:
        walker.page.get_by_role("button", name="复制").first.click()
        walker.sees("已复制")
    else:
        assert walker.page.get_by_role("button", name="复制").count() == 0
    walker.page.get_by_label("本部门系统的编号").first.fill("RS-2026-000123")


@SIZES
def test_every_list(visitor: Open, size: tuple[int, int]) -> None:
    walker = at_work(visitor, size)
    walker.go("/desk/")
    walker.sees("没有等着受理的件")
    walker.look("desk-inbox-empty")
    officer, other = staff("人社经办一号"), colleague_of(staff("人社经办一号"))
    for key, days in (("flexible-1", -3), ("flexible-2", 0), ("flexible-3", 1), ("flexible-4", 9)):
        aged(part_of(file_case(person_of_the_register(key)), "hrss"), days)
    parts = list(Task.objects.filter(department__code="hrss").order_by("due_on"))
    commands.take(officer.actor, parts[0].pk)
    commands.take(other.actor, parts[1].pk)
    walker.go("/desk/")
    walker.sees("超期3天", "今天到期", "还有1个工作日", "人社经办二号", "您在办")
    walker.look("desk-inbox-colours")
    assert walker.small_targets() == []
    walker.tap("只看我的")
    walker.look("desk-inbox-mine")
    walker.page.get_by_label("办件编号").fill("43012120260101NONE")
    walker.tap("查找")
    walker.sees("本部门没有编号")
    walker.look("desk-inbox-not-found")
    commands.supplement(officer.actor, parts[2].pk, ["户口簿"], "")
    commands.decline(officer.actor, parts[3].pk, "不属于本部门。")
    for which in ("supplement", "ended", "accepted"):
        walker.go(f"/desk/?list={which}")
        walker.look(f"desk-inbox-{which}")


@SIZES
def test_every_way_a_part_can_go(visitor: Open, size: tuple[int, int]) -> None:
    officer, other = staff("人社经办一号"), colleague_of(staff("人社经办一号"))
    walker = at_work(visitor, size)
    parts = [part_of(file_case(person_of_the_register(f"flexible-{place}")), "hrss") for place in range(1, 6)]
    held, refused, ended, raced, gone = parts
    commands.take(other.actor, held.pk)
    walker.go(f"/desk/parts/{held.public_id}")
    walker.sees("人社经办二号正在办这一件")
    walker.look("desk-part-held-by-another")
    commands.accept(officer.actor, refused.pk)
    aged(refused, -2)
    walker.go(f"/desk/parts/{refused.public_id}")
    walker.sees("超期2天")
    walker.page.locator("summary", has_text="不予办理").click()
    walker.sees("会一并告诉申请人")
    walker.look("desk-part-refuse")
    walker.type("理由（申请人会看到）", "本局记录显示您已在单位参加养老保险。")
    walker.tap("不予办理，办结")
    walker.look("desk-part-refused")
    commands.supplement(officer.actor, ended.pk, ["户口簿", "现在的工作"], "")
    walker.go(f"/desk/parts/{ended.public_id}")
    walker.page.locator("summary", has_text="终止办理").click()
    walker.look("desk-part-terminate")
    walker.go(f"/desk/parts/{raced.public_id}")
    commands.accept(other.actor, raced.pk)
    walker.tap("受理", exact=True)
    walker.sees("人社经办二号先办了：受理")
    walker.look("desk-part-too-late")
    commands.withdraw(person_of_the_register("flexible-5").actor, gone.case_id)
    walker.go(f"/desk/parts/{gone.public_id}")
    walker.sees("申请人撤回")
    walker.look("desk-part-withdrawn")


@SIZES
def test_a_part_that_the_own_system_has(visitor: Open, size: tuple[int, int]) -> None:
    case = file_case(person_of_the_register("flexible-1"))
    walker = at_work(visitor, size, "医保经办一号")
    walker.go(f"/desk/parts/{part_of(case, 'medical').public_id}")
    walker.sees("正在送往本部门的系统")
    deliver("medical")
    walker.page.reload()
    walker.sees("本部门的系统已收到这一件")
    walker.look("desk-part-elsewhere")


def objected(member: Member) -> None:
    """The member says that the pension register is wrong about them."""
    opened = commands.begin(member.actor, "enrolment")
    commands.object_to(member.actor, opened, "pension_status", "我2025年就从单位离职了，有离职证明。")


@SIZES
def test_objections(visitor: Open, size: tuple[int, int]) -> None:
    walker = at_work(visitor, size)
    walker.go("/desk/objections")
    walker.sees("现在没有人提出异议")
    walker.look("desk-objections-empty")
    objected(person_of_the_register("held-both"))
    walker.go("/desk/")
    walker.look("desk-inbox-with-objection")
    walker.tap("有人对本部门登记的信息提出异议")
    walker.look("desk-objections")
    walker.page.locator("tbody a").first.click()
    walker.sees("我2025年就从单位离职了")
    walker.look("desk-objection")
    walker.tap("发出答复")
    walker.sees("请检查")
    walker.look("desk-objection-error")
    walker.type("查到什么", "已核实，您的参保状态已更正，明天生效。")
    walker.tap("发出答复")
    walker.sees("答复已记下", "现在没有人提出异议")
    walker.look("desk-objection-answered")


@SIZES
def test_the_hall(visitor: Open, town: Town, size: tuple[int, int]) -> None:
    walker = at_work(visitor, size, "大厅负责人")
    walker.go("/desk/")
    walker.sees("没有卡住的，也没有超期的")
    walker.look("desk-hall-empty")
    cases = [file_case(person_of_the_register(f"flexible-{place}")) for place in range(1, 5)]
    commands.take(staff("人社经办一号").actor, part_of(cases[0], "hrss").pk)
    for case, days in zip(cases, (-6, -1, 1, 9), strict=True):
        aged(part_of(case, "hrss"), days)
    stuck(town, cases)
    Person.objects.filter(pk=cases[3].person_id).update(deceased_on="2026-11-20")
    walker.go("/desk/hall")
    walker.sees("超期6天", "卡在别的系统", "医保局", "再发一次", "申请人已去世")
    walker.look("desk-hall")
    assert walker.small_targets() == []
    walker.tap("再发一次")
    walker.sees("已送到")
    walker.look("desk-hall-sent-again")
    text = walker.page.locator("main").inner_text()
    for member in (person_of_the_register(f"flexible-{place}") for place in range(1, 5)):
        assert member.phone not in text


def stuck(town: Town, cases: list[Case]) -> None:
    """医保局's system is down for the first, and refused the second for good."""
    town["medical"].control(mode="down")
    try:
        deliver("medical")
    finally:
        town["medical"].control(mode="normal")
    refused = Delivery.objects.get(subject_id=part_of(cases[1], "medical").pk)
    Delivery.objects.filter(pk=refused.pk).update(state="refused", last_error="status 422: missing phone")
    Delivery.objects.filter(subject_id=part_of(cases[0], "medical").pk).update(
        created_at=clock.now() - timedelta(hours=5), attempts=61
    )


def test_nothing_scrolls_sideways_and_every_target_is_large(visitor: Open, town: Town) -> None:
    cases = [file_case(person_of_the_register(key)) for key in ("flexible-1", "name-dot")]
    aged(part_of(cases[0], "hrss"), -2)
    stuck(town, cases)
    objected(person_of_the_register("held-both"))
    officer, head = at_work(visitor, NARROW), at_work(visitor, NARROW, "大厅负责人")
    sheet = f"/desk/parts/{part_of(cases[1], 'hrss').public_id}"
    for walker, path in ((officer, "/desk/"), (officer, sheet), (officer, "/desk/objections"), (head, "/desk/hall")):
        for size, text in ((NARROW, 100), (PHONE, 200), (DESK, 200)):
            walker.page.set_viewport_size({"width": size[0], "height": size[1]})
            walker.go(path)
            walker.page.evaluate(f"document.documentElement.style.fontSize = '{text}%'")
            walker.page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")
            walker.fits()
            if size == NARROW:
                walker.picture(f"narrow-{path.strip('/').split('/')[1] if path != '/desk/' else 'inbox'}")
                assert walker.small_targets() == []


@SIZES
def test_in_english(visitor: Open, town: Town, size: tuple[int, int]) -> None:
    case = file_case(person_of_the_register("flexible-1"))
    stuck(town, [case, file_case(person_of_the_register("flexible-2"))])
    pages: list[tuple[str, Callable[[], str]]] = [
        ("人社经办一号", lambda: "/desk/"),
        ("人社经办一号", lambda: f"/desk/parts/{part_of(case, 'hrss').public_id}"),
        ("大厅负责人", lambda: "/desk/hall"),
    ]
    for who, path in pages:
        walker = at_work(visitor, size, who)
        walker.go(path())
        walker.page.get_by_role("button", name="English").click()
        walker.look(f"en-desk-{path().split('/')[2] or 'inbox'}")
