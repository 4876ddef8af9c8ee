"""``yichuang audit verify`` finds what a superuser changed behind the log's back; it names case and event (TRUST 3)."""

from __future__ import annotations

import pytest
from django.db import connection, transaction

from tests.cast import Member, Town
from tests.faults.conftest import campaign
from tests.walks.people import file_case, part_of, system_of
from yichuang.lines.applications import commands
from yichuang.platform.audit.sealing import Sealer
from yichuang.platform.audit.verifying import differences
from yichuang.platform.cases.models import Case, Event
from yichuang.platform.cases.queries import broken_links
from yichuang.project.commands import audit

pytestmark = pytest.mark.django_db

EVENT = "(SELECT id FROM cases_event WHERE case_id = %(case)s AND position = 2)"
PLANTED = {
    "verb": (f"UPDATE cases_event SET verb = 'grant' WHERE id = {EVENT}", "event 2 was changed"),
    "time": (f"UPDATE cases_event SET at = at + interval '1 second' WHERE id = {EVENT}", "event 2 was changed"),
    "actor": (f"UPDATE cases_event SET actor_id = gen_random_uuid() WHERE id = {EVENT}", "event 2 was changed"),
    "one byte of the hash": (
        f"UPDATE cases_event SET hash = set_byte(hash, 0, (get_byte(hash, 0) + 1) %% 256) WHERE id = {EVENT}",
        "event 2 was changed",
    ),
    "one byte of the payload": (
        "UPDATE cases_event SET payload = set_byte(payload, 20, (get_byte(payload, 20) + 1) %% 256)"
        f" WHERE id = {EVENT}",
        "the content of event 2 was changed",
    ),
    "gone": (f"DELETE FROM cases_event WHERE id = {EVENT}", "before number 3 is missing"),
    "the last one gone": (
        "DELETE FROM cases_event WHERE case_id = %(case)s AND position = 4",
        "the chain does not end where the case says",
    ),
}


@pytest.fixture
def case(county: Town, resident: Member) -> Case:
    """A case with four events: filed, accepted, granted, and the licence that this gave."""
    filed = file_case(resident)
    part = part_of(filed, "hrss")
    commands.accept(system_of(part), part.pk)
    commands.grant(system_of(part), part.pk)
    return filed


def test_what_was_not_touched_is_whole(case: Case, capsys: pytest.CaptureFixture[str]) -> None:
    assert audit.main(["verify"]) == 0
    assert case.number not in capsys.readouterr().out


@pytest.mark.parametrize("what", PLANTED)
def test_what_was_changed_is_found(case: Case, what: str, capsys: pytest.CaptureFixture[str]) -> None:
    change, words = PLANTED[what]
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE cases_event DISABLE TRIGGER USER")
        cursor.execute(change, {"case": case.pk})
        assert cursor.rowcount == 1
    assert audit.main(["verify"]) == 1
    printed = capsys.readouterr().out
    assert case.number in printed
    assert words in printed
    assert case.person.name not in printed


BYTES = ["payload", "salt", "payload_digest", "hash"]
WORDS = {
    "verb": "overlay(verb placing 'X' from 1 for 1)",
    "role": "overlay(role placing 'X' from 1 for 1)",
    "channel": "overlay(channel placing 'X' from 1 for 1)",
    "at": "at + interval '1 microsecond'",
    "actor_id": "overlay(actor_id::text placing 'f' from 1 for 1)::uuid",
    "task_id": "overlay(task_id::text placing 'f' from 1 for 1)::uuid",
    "dimensions": "overlay(dimensions::text placing 'X' from 3 for 1)::jsonb",
}


@pytest.mark.parametrize("position", [1, 2, 3])
def test_any_one_byte_of_any_event_is_found_and_says_which(case: Case, position: int) -> None:
    """Every byte of what is stored as bytes, one of each other column; of the bytes one in three in every run."""
    Sealer().run()
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE cases_event DISABLE TRIGGER USER")
    event, step = Event.objects.get(case=case, position=position), campaign(3, 1)
    changes = [
        (name, f"set_byte({name}, {place}, get_byte({name}, {place}) # {1 << place % 8})")
        for name in BYTES
        for place in range(position % step, len(getattr(event, name) or b""), step)
    ]
    changes += [(name, to) for name, to in WORDS.items() if getattr(event, name)]
    assert len(changes) > 85 // step
    named = (f"{case.number}: event {position} was changed", f"the content of event {position} was changed")
    for name, to in changes:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"UPDATE cases_event SET {name} = {to} WHERE id = %s", [event.pk])
            said = [str(each) for each in broken_links(case.pk)]
            assert any(each.endswith(named) for each in said), (name, to, said)
            if name not in ("payload", "salt"):  # what lies sealed under the case's key is no leaf's business
                sealed = [str(each) for each in differences()]
                assert any(f"{case.number}: event {position} is gone or contradicts" in each for each in sealed), name
            transaction.set_rollback(True)
