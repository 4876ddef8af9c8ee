"""Every committed record becomes a leaf under a signed checkpoint, whatever the order of commits (TRUST 3)."""

from __future__ import annotations

import threading
from datetime import timedelta
from itertools import pairwise
from uuid import UUID

import psycopg
import pytest
from django.db import DatabaseError, connection, transaction

from tests.cast import Member, Town
from tests.faults.processes import database_url
from tests.platform.audit.rows import add_event, add_look
from tests.walks.people import file_case, part_of, system_of
from yichuang.core import clock
from yichuang.core.cipher import notes, trees
from yichuang.lines.applications import commands
from yichuang.platform.audit import proofs, sealing, sources
from yichuang.platform.audit.models import Checkpoint, Leaf, Node
from yichuang.platform.audit.sealing import Sealer
from yichuang.platform.audit.verifying import differences
from yichuang.platform.cases.models import Case, Event
from yichuang.platform.cases.sealed import digests

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(county: Town, resident: Member) -> Case:
    """A case with four events: filed, accepted, granted, the licence issued."""
    filed = file_case(resident)
    part = part_of(filed, "hrss")
    commands.accept(system_of(part), part.pk)
    commands.grant(system_of(part), part.pk)
    return filed


def root_of(checkpoint: Checkpoint) -> bytes:
    return bytes(checkpoint.root)


def test_it_works(case: Case) -> None:
    made = Sealer().run()
    assert made is not None
    assert made.size == Event.objects.count() == 4
    assert notes.is_signed(proofs.note_of(made), sealing.log_key())
    events = list(Event.objects.filter(case=case))
    reckoned = digests(made.suite, [each.pk for each in events])
    proved = proofs.inclusions([each.pk for each in events], made.size)
    for event in events:
        found, leaf = proved[event.pk], sources.leaf(made.suite, "event", event.pk, reckoned[event.pk])
        assert trees.included(made.suite, leaf, found.index, made.size, found.path, root_of(made))
    assert list(differences()) == []


def test_the_first_checkpoint_is_for_an_empty_tree(db: None) -> None:
    assert Sealer().run() is None, "nothing has grown"
    first = sealing.latest()
    assert first is not None
    assert (first.size, root_of(first)) == (0, trees.empty_root(first.suite))


def test_what_is_sealed_is_not_sealed_again(case: Case) -> None:
    sealer = Sealer()
    assert sealer.run() is not None
    assert sealer.run() is None
    assert Sealer().run() is None
    assert Leaf.objects.count() == 4


def test_each_checkpoint_begins_with_the_one_before(case: Case) -> None:
    sealer, made = Sealer(), []
    for _ in range(5):
        for _ in range(3):
            add_event(case)
        made.append(sealer.run())
    for old, new in pairwise(made):
        assert old is not None
        assert new is not None
        proof = proofs.consistency(old.size, new.size)
        assert trees.consistent(new.suite, old.size, root_of(old), new.size, root_of(new), proof)
    assert Node.objects.count() == trees.stored_count(19)


def test_batches_make_the_same_tree(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(20):
        add_event(case)
    records = list(Event.objects.order_by("pk").values_list("pk", flat=True))
    monkeypatch.setattr(sealing, "BATCH", 7)
    made = Sealer().run()
    assert made is not None
    edge, reckoned = trees.Frontier(made.suite), digests(made.suite, records)
    for record in records:
        edge.add(sources.leaf(made.suite, "event", record, reckoned[record]))
    assert (made.size, root_of(made)) == (24, edge.root)


def test_a_long_backlog_is_signed_when_all_of_it_is_in(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(8):
        add_event(case)
    monkeypatch.setattr(sealing, "BATCH", 4)
    monkeypatch.setattr(sealing, "MOST", 2)
    sealer = Sealer()
    assert sealer.run() is None
    assert Leaf.objects.count() == 8
    made = sealer.run()
    assert made is not None
    assert made.size == 12


def test_looks_are_sealed_too(case: Case, officer: Member) -> None:
    look = add_look(officer)
    made = Sealer().run()
    assert made is not None
    assert Leaf.objects.get(entry_id=look.pk).kind == "access"
    with connection.cursor() as cursor:
        cursor.execute("UPDATE audit_access SET rule = 'another' WHERE id = %s", [look.pk])
    assert any("the look" in str(each) for each in differences())


def test_an_event_that_contradicts_itself_is_not_sealed(case: Case, caplog: pytest.LogCaptureFixture) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE cases_event DISABLE TRIGGER USER")
        cursor.execute("UPDATE cases_event SET verb = 'refuse' WHERE position = 3")
    made = Sealer().run()
    assert made is not None
    assert made.size == 3
    assert "contradicts itself: event" in caplog.text


@pytest.mark.parametrize("table", ["audit_leaf", "audit_node", "audit_checkpoint"])
@pytest.mark.parametrize("change", ["DELETE FROM {}", "UPDATE {} SET {}"])
def test_the_tree_is_only_added_to(case: Case, table: str, change: str) -> None:
    Sealer().run()
    column = {"audit_leaf": "kind = ''", "audit_node": "hash = ''", "audit_checkpoint": "time = 0"}[table]
    with pytest.raises(DatabaseError, match="only ever added to"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(change.format(table, column))


# -- several connections ---------------------------------------------------------------------------------------------


@pytest.fixture
def lasting_case(lasting_county: Town) -> Case:
    """A case that is committed."""
    from tests.cast import person_of_the_register

    return file_case(person_of_the_register("flexible-1"))


@pytest.mark.django_db(transaction=True)
def test_what_is_committed_later_under_an_earlier_id_is_found(lasting_case: Case) -> None:
    sealer = Sealer()
    sealer.run()
    with psycopg.connect(database_url()) as other:
        early = add_event(lasting_case, through=other)
        late = add_event(file_another(lasting_case))
        assert early < late
        made = sealer.run()
        assert made is not None
        assert sealed() >= {late}
        assert early not in sealed(), "it is not committed"
        other.commit()
    again = sealer.run()
    assert again is not None
    assert early in sealed()
    assert list(differences()) == []


@pytest.mark.django_db(transaction=True)
def test_a_run_looks_back_to_the_oldest_transaction_of_the_run_before(
    lasting_case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sealing, "OVERLAP", 0)
    sealer = Sealer()
    with psycopg.connect(database_url()) as other:
        other.execute("SELECT 1")  # its transaction begins
        early = add_event(lasting_case, through=other)
        with clock.frozen(clock.now() + timedelta(hours=1)):
            sealer.run()
        assert early not in sealed()
        other.commit()
    sealer.run()
    assert early in sealed(), "though the run before was an hour later by the clock"


@pytest.mark.django_db(transaction=True)
def test_what_was_committed_an_hour_late_is_found_by_looking_at_everything(lasting_case: Case) -> None:
    sealer = Sealer()
    sealer.run()
    with clock.frozen(clock.now().replace(year=2025)):
        old = add_event(lasting_case)
    add_event(file_another(lasting_case))
    sealer.run()
    assert old not in sealed()
    Sealer().run()  # another worker; this one does so once an hour
    assert old in sealed()


@pytest.mark.django_db(transaction=True)
def test_two_sealers_do_not_get_in_each_others_way(lasting_case: Case) -> None:
    for _ in range(30):
        add_event(lasting_case)
    wrong: list[BaseException] = []

    def seal() -> None:
        try:
            for _ in range(5):
                Sealer().run()
        except BaseException as error:
            wrong.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=seal) for _ in range(4)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert wrong == []
    Sealer().run()
    newest = sealing.latest()
    assert newest is not None
    assert newest.size == Leaf.objects.count() == Event.objects.count()
    assert list(differences()) == []


def sealed() -> set[UUID]:
    return set(Leaf.objects.values_list("entry_id", flat=True))


def file_another(case: Case) -> Case:
    """A second case of the same person, so that two transactions may add events at once."""
    from tests.cast import person_of_the_register

    return file_case(person_of_the_register("flexible-2"))
