"""对账 prints 0 differences when both sides agree, and names each one that is planted (TRUST 1)."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from tests.cast import Member, Town, person_of_the_register
from tests.walks.people import deliver, file_case, part_of, system_of
from yichuang.core.cipher import seal
from yichuang.core.identifiers import new_id
from yichuang.lines.applications import commands
from yichuang.platform.cases.filing import FILED_TYPE
from yichuang.platform.cases.models import Case, Task
from yichuang.platform.cases.reconcile import differences, reconcile
from yichuang.platform.exchange.ledger import BODY_CONTEXT
from yichuang.platform.exchange.models import Delivery, Discrepancy
from yichuang.platform.vault.keys import holder
from yichuang.project import reconcile as command

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(county: Town, resident: Member) -> Case:
    """A case whose two parts their departments have declined (granted, the person would be enrolled from then on)."""
    filed = file_case(resident)
    deliver("hrss", "medical")
    for code in ("hrss", "medical"):
        part = part_of(filed, code)
        assert county[code].hand(f"/tasks/{part.public_id}/decline", {"reason": "条件不符。"}).status == 200
        commands.decline(system_of(part), part.pk, "条件不符。")
    filed.refresh_from_db()
    assert filed.state == "declined"
    return filed


def sent(case: Case, department: str) -> Delivery:
    """The filing as it left for a department."""
    return Delivery.objects.get(subject_id=part_of(case, department).pk, type=FILED_TYPE)


def never_written(case: Case, town: Town) -> None:
    """The part stands here, and no delivery was ever written for it."""
    filed = file_case(person_of_the_register("flexible-2"))
    Delivery.objects.filter(subject_id__in=filed.tasks.filter(lane="medical").values("pk")).delete()


def forgotten_there(case: Case, town: Town) -> None:
    town["medical"].ask("POST", f"/tasks/{part_of(case, 'medical').public_id}/forget", {})


def row_lost_here(case: Case, town: Town) -> None:
    sent(case, "medical").delete()


def other_items_here(case: Case, town: Town) -> None:
    delivery = sent(case, "medical")
    keys = holder()
    key = keys.unwrap(bytes(delivery.wrapped_key), BODY_CONTEXT)
    body = json.dumps({"data": {"facts": {"name": "别人"}}}).encode()
    changed = seal(key, body, suite=keys.suite, key_id=0, context=BODY_CONTEXT)
    Delivery.objects.filter(pk=delivery.pk).update(body=changed)


def other_outcome_here(case: Case, town: Town) -> None:
    Task.objects.filter(pk=part_of(case, "medical").pk).update(state="granted")


def other_receipt_here(case: Case, town: Town) -> None:
    Task.objects.filter(pk=part_of(case, "medical").pk).update(receipt_number="OTHER-1")


def never_told_of_a_withdrawal(case: Case, town: Town) -> None:
    """It acknowledged a withdrawal of which its record says nothing."""
    filing = sent(case, "medical")
    filing.pk, filing.type = new_id(), "cn.yichuang.task.withdrawn.v1"
    filing.save(force_insert=True)


def other_task_here(case: Case, town: Town) -> None:
    Task.objects.filter(pk=part_of(case, "medical").pk).update(public_id="somethingelse")


PLANTED: list[tuple[Callable[[Case, Town], None], set[str]]] = [
    (never_written, {"it was to leave for them, and nothing of it stands in the ledger"}),
    (forgotten_there, {"they do not hold it, although they acknowledged it"}),
    (
        row_lost_here,
        {
            "they hold a part that was never sent from here",
            "it was to leave for them, and nothing of it stands in the ledger",
        },
    ),
    (other_items_here, {"they hold other items than were sent"}),
    (other_outcome_here, {"it stands as declined there and as granted here"}),
    (other_receipt_here, {"their receipt number is another one"}),
    (
        never_told_of_a_withdrawal,
        {"they do not hold its supplement or withdrawal, although they acknowledged it"},
    ),
    (other_task_here, {"they hold it under another task or matter"}),
]


NONSENSE = ("page", "list", "empty", "wrong-types", "cut-off", "impossible-status", "false-receipt", "false-nobody")


def listed(case: Case) -> dict[str, str]:
    """What stands on the head's list about a case: when each was found, by kind."""
    found = Discrepancy.objects.filter(subject_id__in=case.tasks.values("pk")).order_by("id")
    return {each.kind: str(each.found_at) for each in found}


def test_what_is_found_stays_on_the_list_until_it_is_gone(case: Case, county: Town) -> None:
    reconcile()
    assert listed(case) == {}
    part = part_of(case, "medical")
    Task.objects.filter(pk=part.pk).update(receipt_number="OTHER-1")
    reconcile()
    before = listed(case)
    assert set(before) == {"receipt"}
    reconcile()
    assert listed(case) == before  # known since the first time
    Task.objects.filter(pk=part.pk).update(receipt_number=part.receipt_number)
    reconcile()
    assert listed(case) == {}


@pytest.mark.parametrize("lie", NONSENSE)
def test_nonsense_is_no_comparison(case: Case, county: Town, lie: str) -> None:
    """One that talks nonsense is named, and neither ends the others' comparison nor empties the list."""
    Task.objects.filter(pk=part_of(case, "hrss").pk).update(receipt_number="OTHER-1")
    Task.objects.filter(pk=part_of(case, "medical").pk).update(receipt_number="OTHER-2")
    reconcile()
    Discrepancy.objects.filter(system="medical").delete()
    county["hrss"].control(mode="lying", lie=lie)
    try:
        compared = reconcile()
        assert [each.code for each in compared.silent] == ["hrss"]
        assert set(Discrepancy.objects.filter(kind="receipt").values_list("system", flat=True)) == {"hrss", "medical"}
    finally:
        county["hrss"].control(mode="normal")


def test_both_sides_agree(case: Case) -> None:
    numbers = frozenset({case.number})
    assert differences(numbers) == []


@pytest.mark.parametrize(("plant", "words"), PLANTED, ids=[plant.__name__ for plant, _ in PLANTED])
def test_each_planted_difference_is_named(
    case: Case, county: Town, plant: Callable[[Case, Town], None], words: set[str]
) -> None:
    before = {(each.number, str(each.what)) for each in differences()}
    plant(case, county)
    found = [each for each in differences() if (each.number, str(each.what)) not in before]
    assert {str(each.what) for each in found} == words
    assert {each.system for each in found} == {"medical"}


def test_the_command_prints_it_and_nothing_personal(
    case: Case, county: Town, capsys: pytest.CaptureFixture[str]
) -> None:
    line = f"medical {case.number} flexible-medical"
    command.main([])
    assert line not in capsys.readouterr().out
    forgotten_there(case, county)
    assert command.main([]) == 1
    printed = capsys.readouterr().out
    assert line in printed
    assert case.person.name not in printed
