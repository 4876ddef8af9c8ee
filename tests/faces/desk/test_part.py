"""One part at the desk: exactly its items, every act with its reason, and one winner among several officers."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.test import Client

from tests.cast import Member
from tests.simulators.world import BY_KEY
from yichuang.lines.applications import commands, queries
from yichuang.platform.audit.models import Access
from yichuang.platform.cases.models import Case, Event, Task
from yichuang.platform.messages.commands import queue
from yichuang.platform.messages.models import Message

pytestmark = pytest.mark.django_db

SignedIn = Callable[[Member], Client]


def copied(text: str) -> dict[str, str]:
    """The fields to copy, in the order of the page."""
    return dict(re.findall(r'id="copy-(\w+)" value="([^"]*)" readonly', text))


def test_it_works(officer: Member, part: Task, path: str, signed_in: SignedIn) -> None:
    known = BY_KEY["flexible-1"]
    answer = signed_in(officer).get(path)
    text = answer.content.decode()
    # What the matter sends, whole, in the order of the department's own system: nothing more of the case.
    assert copied(text) == {
        "name": known["name"],
        "id_number": known["id_number"],
        "phone": known["phone"],
        "contribution_base": "4072",
    }
    assert list(copied(text)) == ["name", "id_number", "phone", "contribution_base"]
    assert "公安机关" in text
    assert "申请人填写" in text
    assert part.item_code in text
    assert "最迟" in text
    assert "no-store" in answer["Cache-Control"]


def test_each_opening_is_one_row_of_the_access_log(officer: Member, part: Task, path: str, signed_in: SignedIn) -> None:
    client = signed_in(officer)
    for opened in (1, 2):
        client.get(path)
        assert Access.objects.filter(subject_id=part.pk).count() == opened
    row = Access.objects.filter(subject_id=part.pk).latest("at")
    assert (row.account_id, row.role, row.verb, row.rule) == (
        officer.account_id,
        "officer",
        "view",
        "part-of-the-department",
    )
    assert row.person_id == part.case.person_id


def test_nobody_else_opens_it(
    other_officer: Member, clerk: Member, head: Member, resident: Member, path: str, signed_in: SignedIn
) -> None:
    for member, status in ((other_officer, 403), (clerk, 403), (head, 403), (resident, 404)):
        client = signed_in(member)
        assert client.get(path).status_code == status
        assert client.post(f"{path}/accept").status_code == status
        assert client.post(f"{path}/take").status_code == status
    assert Client().get(path)["Location"].startswith("/sign-in?next=")
    assert not Access.objects.exclude(rule="").exists()
    assert Task.objects.get(public_id=path.rsplit("/", 1)[1]).state == "open"


def test_a_part_or_act_that_is_not_there(officer: Member, path: str, signed_in: SignedIn) -> None:
    client = signed_in(officer)
    assert client.get("/desk/parts/aaaaaaaaaaaaaaaaaaaaaaaaaa").status_code == 404
    assert client.post("/desk/parts/aaaaaaaaaaaaaaaaaaaaaaaaaa/accept").status_code == 404
    for verb in ("withdraw", "frobnicate", "view"):
        assert client.post(f"{path}/{verb}").status_code == 404


def test_by_get_nothing_happens(officer: Member, part: Task, path: str, signed_in: SignedIn) -> None:
    client = signed_in(officer)
    for verb in ("take", "accept", "decline", "grant"):
        assert client.get(f"{path}/{verb}")["Location"] == path
    assert Task.objects.get(pk=part.pk).state == "open"


def test_from_open_to_granted(officer: Member, part: Task, path: str, signed_in: SignedIn) -> None:
    client = signed_in(officer)
    for verb, body in (
        ("take", {}),
        ("accept", {}),
        ("note-receipt", {"receipt_number": "RS-2026-1", "provincial_number": "4300-77"}),
        ("grant", {"receipt_number": "RS-2026-1", "reason": "已登记。"}),
    ):
        assert client.post(f"{path}/{verb}", body)["Location"] == path, verb
    task = Task.objects.get(pk=part.pk)
    assert (task.state, task.receipt_number, task.provincial_number) == ("granted", "RS-2026-1", "4300-77")
    text = client.get(path).content.decode()
    for words in ("准予，办结", "已登记。", "领取下一件", "人社经办一号"):
        assert words in text
    assert f"{path}/accept" not in text
    verbs = list(Event.objects.filter(task_id=part.pk).order_by("position").values_list("verb", flat=True))
    assert verbs == ["take", "accept", "receipt-noted", "grant", "licence-issued"]


def test_what_is_offered_is_what_the_table_allows(officer: Member, part: Task, path: str, signed_in: SignedIn) -> None:
    client = signed_in(officer)

    def offered() -> set[str]:
        return set(re.findall(rf'action="{path}/([a-z-]+)"', client.get(path).content.decode()))

    assert offered() == {"take", "accept", "supplement", "decline", "note-receipt"}
    commands.supplement(officer.actor, part.pk, ["户口簿"], "")
    assert offered() == {"resubmit", "decline", "terminate", "note-receipt"}
    commands.resubmit(officer.actor, part.pk, ["在这里"])
    assert offered() == {"accept", "decline", "note-receipt"}  # what is missing may be asked for once
    commands.accept(officer.actor, part.pk)
    assert offered() == {"grant", "refuse", "note-receipt"}
    commands.refuse(officer.actor, part.pk, "不符合条件。")
    assert offered() == {"note-receipt"}


def test_a_supplement_asks_for_all_that_was_ticked_and_written(
    officer: Member, resident: Member, case: Case, part: Task, path: str, signed_in: SignedIn
) -> None:
    body = {"item-phone": "1", "items": "户口簿首页\n\n银行卡号\n", "reason": "登记要用。", "item-nonsense": "1"}
    signed_in(officer).post(f"{path}/supplement", body)
    view = queries.case_view(resident.actor, case.public_id)
    told = next(one for one in view.parts if one.task.pk == part.pk)
    assert list(told.wanted) == ["请核对并说明：手机号", "户口簿首页", "银行卡号"]
    assert told.task.reason == "登记要用。"
    commands.resubmit(resident.actor, part.pk, ["号码没错", "见附页", "6217"])
    text = signed_in(officer).get(path).content.decode()
    for words in ("请核对并说明：手机号", "号码没错", "银行卡号", "6217"):
        assert words in text


WRONG = [
    ("supplement", {"items": " ", "reason": "原因留着"}, "supplement-items", "原因留着"),
    ("decline", {"reason": "  "}, "decline-reason", ""),
    ("decline", {"reason": "太长" * 50_001}, "decline-reason", "太长太长"),
    ("note-receipt", {"receipt_number": "", "provincial_number": "P-1"}, "note-receipt-receipt_number", "P-1"),
]


@pytest.mark.parametrize(("verb", "body", "field", "kept"), WRONG)
def test_what_is_wrong_is_said_on_top_and_beside_the_field(
    officer: Member, path: str, signed_in: SignedIn, verb: str, body: dict[str, str], field: str, kept: str
) -> None:
    answer = signed_in(officer).post(f"{path}/{verb}", body)
    text = answer.content.decode()
    assert answer.status_code == 422
    assert f'<a href="#{field}">' in text
    assert f'id="{field}-wrong"' in text
    assert f'id="{field}"' in text
    assert kept in text
    form = text.split(f'action="{path}/{verb}"')[0]
    assert verb == "note-receipt" or form.rsplit("<details", 1)[1].startswith(' class="more" open>')


def test_a_refusal_says_how_to_object(officer: Member, part: Task, path: str, signed_in: SignedIn) -> None:
    commands.accept(officer.actor, part.pk)
    client = signed_in(officer)
    assert "行政复议" in client.get(path).content.decode()
    assert client.post(f"{path}/refuse", {"reason": ""}).status_code == 422
    client.post(f"{path}/refuse", {"reason": "已在单位参保。"})
    text = client.get(path).content.decode()
    assert "已在单位参保。" in text
    assert "不予办理" in text


def test_a_press_that_came_too_late_reads_who_was_faster(
    officer: Member, colleague: Member, path: str, signed_in: SignedIn
) -> None:
    first, second = signed_in(officer), signed_in(colleague)
    assert first.post(f"{path}/accept").status_code == 303
    late = second.post(f"{path}/accept")
    assert late.status_code == 422
    assert "人社经办一号先办了：受理" in late.content.decode()
    kept = second.post(f"{path}/decline", {"reason": "想好了再写"})
    assert "人社经办一号先办了" in kept.content.decode()
    assert Event.objects.filter(verb="accept").count() == 1


def test_taking_what_a_colleague_took(officer: Member, colleague: Member, path: str, signed_in: SignedIn) -> None:
    signed_in(officer).post(f"{path}/take")
    late = signed_in(colleague).post(f"{path}/take")
    assert "人社经办一号先办了：领取" in late.content.decode()
    assert "人社经办一号正在办这一件" in late.content.decode()


def test_a_double_click_is_one_act(officer: Member, path: str, signed_in: SignedIn) -> None:
    client = signed_in(officer)
    assert [client.post(f"{path}/accept").status_code for _ in range(2)] == [303, 303]
    assert Event.objects.filter(verb="accept").count() == 1


def test_what_the_applicant_did_meanwhile_is_said(
    officer: Member, resident: Member, case: Case, path: str, signed_in: SignedIn
) -> None:
    commands.withdraw(resident.actor, case.pk)
    text = signed_in(officer).post(f"{path}/accept").content.decode()
    assert "申请人先办了：申请人撤回" in text


def test_a_part_in_the_own_system_is_decided_there(
    officer: Member, resident: Member, county: object, signed_in: SignedIn
) -> None:
    from tests.walks.people import deliver, file_case, part_of

    task = part_of(file_case(resident), "hrss")
    client, path = signed_in(officer), f"/desk/parts/{task.public_id}"
    assert "正在送往本部门的系统" in client.get(path).content.decode()
    deliver("hrss")
    text = client.get(path).content.decode()
    assert "本部门的系统已收到这一件" in text
    assert "仍然在这里办理" in text


def test_what_was_sent_after_the_session_had_ended_stands_in_its_form_again(
    officer: Member, path: str, signed_in: SignedIn
) -> None:
    from yichuang.platform.people.models import Account

    client = Client()
    away = client.post(f"{path}/decline", {"reason": "写了一半的理由"})
    assert away["Location"].startswith("/sign-in")
    client.force_login(Account.objects.get(pk=officer.account_id))
    text = client.get(f"{path}/decline").content.decode()
    assert "写了一半的理由" in text
    assert "请再提交一次" in text


@pytest.mark.parametrize(
    ("states", "unreached"),
    [(["failed"], True), (["delivered", "refused"], True), (["failed", "delivered"], False), (["sent"], False)],
)
def test_the_officer_is_told_where_no_text_reaches_the_applicant(
    officer: Member, part: Task, path: str, signed_in: SignedIn, states: list[str], unreached: bool
) -> None:
    """The last text about this case alone counts."""
    case = part.case
    for about, each in [*((case.pk, state) for state in states), (None, "failed")]:
        message = queue("19900000404", "您的事项有了新进展。", person_id=case.applicant_id, case_id=about)
        Message.objects.filter(pk=message.pk).update(state=each)
    client = signed_in(officer)
    assert ("没有送到申请人的手机" in client.get(path).content.decode()) == unreached
    assert client.get(f"/api/v1/tasks/{part.public_id}").json()["unreached"] == unreached
