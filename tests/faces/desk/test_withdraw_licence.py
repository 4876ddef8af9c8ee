"""A licence is withdrawn on the page of the part that gave it: by its issuer, with a reason, once."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from tests.cast import Member
from tests.walks.people import file_case, part_of, system_of
from yichuang.lines.applications import commands
from yichuang.platform.cases.models import Case, Task
from yichuang.platform.licences.models import Licence

pytestmark = pytest.mark.django_db

SignedIn = Callable[[Member], Client]
WHY = "登记有误，应为灵活就业。"


@pytest.fixture
def case(county: object, resident: Member) -> Case:
    """A case of which the matter that gives a licence is granted, the other one not yet."""
    found = file_case(resident)
    part = part_of(found, "hrss")
    commands.accept(system_of(part), part.pk)
    commands.grant(system_of(part), part.pk, "已登记。")
    return found


def withdraw(client: Client, part: Task, **said: str) -> tuple[int, str]:
    """The answer to the form, where it leads to another page that page."""
    answer = client.post(f"/desk/parts/{part.public_id}/withdraw-licence", said, follow=True)
    return answer.status_code, answer.content.decode()


def test_it_works(case: Case, officer: Member, resident: Member, signed_in: SignedIn) -> None:
    part, licence = part_of(case, "hrss"), Licence.objects.get()
    status, page = withdraw(signed_in(officer), part, licence=licence.public_id, reason=WHY)
    assert status == 200
    assert "证照已撤销。持有人已得到通知" in page
    assert "现在撤销" not in page
    licence.refresh_from_db()
    assert (licence.reason, licence.withdrawn_by_id) == (WHY, officer.account_id)
    shown = signed_in(resident).get(f"/cases/{case.public_id}").content.decode()
    assert f"理由：{WHY}" in shown
    assert "不同意这个结果" in shown


def test_not_without_a_reason(case: Case, officer: Member, signed_in: SignedIn) -> None:
    licence = Licence.objects.get()
    status, page = withdraw(signed_in(officer), part_of(case, "hrss"), licence=licence.public_id, reason="  ")
    assert status == 422
    assert f'id="withdraw-licence-reason-{licence.public_id}"' in page
    assert f'href="#withdraw-licence-reason-{licence.public_id}"' in page
    assert not Licence.objects.exclude(withdrawn_at=None).exists()


def test_twice_it_is_withdrawn_once(case: Case, officer: Member, signed_in: SignedIn) -> None:
    part, licence = part_of(case, "hrss"), Licence.objects.get()
    client = signed_in(officer)
    withdraw(client, part, licence=licence.public_id, reason=WHY)
    status, page = withdraw(client, part, licence=licence.public_id, reason="又来一次。")
    assert status == 422
    assert "这份证照已经撤销。" in page
    licence.refresh_from_db()
    assert licence.reason == WHY


def test_another_department_and_another_part_withdraw_nothing(
    case: Case, officer: Member, other_officer: Member, signed_in: SignedIn
) -> None:
    licence = Licence.objects.get()
    said = {"licence": licence.public_id, "reason": WHY}
    assert withdraw(signed_in(other_officer), part_of(case, "hrss"), **said)[0] in (403, 404)
    assert withdraw(signed_in(other_officer), part_of(case, "medical"), **said)[0] == 404
    assert withdraw(signed_in(officer), part_of(case, "hrss"), licence="nothing", reason=WHY)[0] == 404
    assert not Licence.objects.exclude(withdrawn_at=None).exists()
