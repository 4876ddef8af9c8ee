"""Entries about people and mandates are leaves of the tree as events are; a change of one is found (TRUST 3)."""

from __future__ import annotations

import pytest
from django.db import connection

from tests.cast import Member, Town
from yichuang.core.identifiers import new_id
from yichuang.platform.audit.models import Leaf
from yichuang.platform.audit.sealing import Sealer
from yichuang.platform.audit.verifying import differences
from yichuang.platform.people.models import Record
from yichuang.platform.people.record import record
from yichuang.project.commands import audit

pytestmark = pytest.mark.django_db


@pytest.fixture
def entry(county: Town, resident: Member) -> Record:
    """The second entry of a subject of three, sealed."""
    subject = new_id()
    made = [record("granted", "mandate", subject, resident.actor, {"number": place}) for place in range(3)]
    Sealer().run()
    return made[1]


def change(text: str, *values: object) -> None:
    """As a superuser, past the guard."""
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE people_record DISABLE TRIGGER USER")
        cursor.execute(text, values)
        assert cursor.rowcount == 1


def test_it_works(entry: Record, capsys: pytest.CaptureFixture[str]) -> None:
    assert Leaf.objects.filter(kind="record").count() == 3
    assert list(differences()) == []
    assert audit.main(["verify"]) == 0


@pytest.mark.parametrize(
    "column",
    [
        "verb = 'withdrawn'",
        "at = at + interval '1 microsecond'",
        "role = 'head'",
        "hash = set_byte(hash, 5, get_byte(hash, 5) # 1)",
        "payload_digest = set_byte(payload_digest, 5, get_byte(payload_digest, 5) # 1)",
        "subject_kind = 'organisation'",
    ],
)
def test_what_was_changed_is_named(entry: Record, column: str) -> None:
    change(f"UPDATE people_record SET {column} WHERE id = '{entry.pk}'")
    said = [str(each) for each in differences()]
    assert any(f"{entry.subject_id}: entry 2 is gone or contradicts itself" in each for each in said), said


def test_the_last_entry_that_was_deleted_is_missed(entry: Record, capsys: pytest.CaptureFixture[str]) -> None:
    """A chain that is cut at its end is whole in itself; the tree knows better."""
    last = Record.objects.get(subject_id=entry.subject_id, position=3)
    change("DELETE FROM people_record WHERE id = %s", last.pk)
    assert audit.main(["verify"]) == 1
    assert f"the entry {last.pk} is gone" in capsys.readouterr().out


def test_a_changed_content_is_named(entry: Record, capsys: pytest.CaptureFixture[str]) -> None:
    other = Record.objects.get(subject_id=entry.subject_id, position=1)
    change(
        "UPDATE people_record SET payload = (SELECT payload FROM people_record WHERE id = %s) WHERE id = %s",
        other.pk,
        entry.pk,
    )
    assert audit.main(["verify"]) == 1
    assert "the content of entry 2 was changed" in capsys.readouterr().out
