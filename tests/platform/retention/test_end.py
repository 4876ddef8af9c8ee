"""From register to end: hand-over, four eyes, announcement, grace, end; what is gone, and what still holds."""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.db import DatabaseError, IntegrityError, connection, transaction

from tests.cast import Member, Town
from tests.platform.retention.conftest import LATER, refused
from tests.simulators.world import BY_KEY, pension
from yichuang.core import clock
from yichuang.core.access import Actor, NotAllowed
from yichuang.platform.audit.sealing import Sealer
from yichuang.platform.audit.verifying import differences
from yichuang.platform.cases import reconcile
from yichuang.platform.cases.engine import lock, note
from yichuang.platform.cases.models import Case, ClockLine, Draft, Event, Task
from yichuang.platform.messages.models import Message
from yichuang.platform.messages.queries import told
from yichuang.platform.people.models import Record
from yichuang.platform.people.queries import broken_record
from yichuang.platform.retention import commands, deciding, queries
from yichuang.platform.retention.ending import end_ordered
from yichuang.platform.retention.errors import (
    NotNow,
    NotPacked,
    ReceiptNeeded,
    SecondPersonNeeded,
    TooEarly,
    WordsNeeded,
)
from yichuang.platform.retention.handing import hand_over
from yichuang.platform.retention.models import Disposal, Hold, Item, Tombstone
from yichuang.platform.retention.sweeping import sweep
from yichuang.platform.vault.fields import SealedTextField
from yichuang.project.commands import audit

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
GRACE_OVER = LATER + 31 * DAY


@pytest.fixture
def found(old_case: Case, later: datetime) -> Disposal:
    sweep()
    return Disposal.objects.get(klass="case")


@pytest.fixture
def packed(found: Disposal, tmp_path: Path) -> Disposal:
    hand_over(found.public_id, tmp_path / "archive")
    return found


@pytest.fixture
def announced(packed: Disposal, archivist: Member, other_archivist: Member) -> Disposal:
    deciding.forward(archivist.actor, packed.public_id, "档案馆收字12号")
    deciding.decide(other_archivist.actor, packed.public_id, True, "无保存价值")
    Message.objects.update(state=Message.State.SENT)
    packed.refresh_from_db()
    return packed


def ended(disposal: Disposal, archivist: Member) -> None:
    with clock.frozen(GRACE_OVER):
        deciding.order(archivist.actor, disposal.public_id)
        end_ordered()
    disposal.refresh_from_db()


# -- the hand-over file ----------------------------------------------------------------------------------------------


def test_the_file_holds_the_whole_case_and_each_part_fits_its_digest(
    old_case: Case, found: Disposal, tmp_path: Path
) -> None:
    Sealer().run()
    count, size = hand_over(found.public_id, tmp_path / "archive")
    path = tmp_path / "archive" / f"{old_case.number}.zip"
    assert (count, size) == (1, path.stat().st_size)
    assert path.stat().st_mode & 0o777 == 0o600
    item = Item.objects.get(disposal=found)
    assert bytes(item.package_digest or b"") == hashlib.sha256(path.read_bytes()).digest()
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    manifest = json.loads(parts.pop("manifest.json"))
    assert set(manifest["parts"]) == set(parts)
    for name, content in parts.items():
        assert manifest["parts"][name]["sha256"] == hashlib.sha256(content).hexdigest()
    case = json.loads(parts["case.json"])
    assert case["person"]["name"] == old_case.person.name
    assert case["facts"]["facts"]["employment"]["value"] == "flexible"
    events = json.loads(parts["events.json"])
    assert events[0]["verb"] == "filed"
    assert set(json.loads(parts["proofs.json"])["inclusions"]) == {each["id"] for each in events}
    papers = {name.split("/")[1].split("-")[0].split(".")[0] for name in parts if name.startswith("papers/")}
    assert {"receipt", "letter", "accepted"} <= papers
    assert all(parts[name].startswith(b"%PDF") for name in parts if name.startswith("papers/"))
    assert "applications.json" in parts


def test_nothing_is_proposed_that_was_not_handed_over(found: Disposal, archivist: Member) -> None:
    with pytest.raises(NotPacked):
        deciding.forward(archivist.actor, found.public_id, "收据")


# -- four eyes -------------------------------------------------------------------------------------------------------


def test_a_receipt_and_a_second_person_are_needed(
    packed: Disposal, archivist: Member, other_archivist: Member, head: Member
) -> None:
    with pytest.raises(ReceiptNeeded):
        deciding.forward(archivist.actor, packed.public_id, " ")
    with pytest.raises(NotAllowed):
        deciding.forward(head.actor, packed.public_id, "收据")
    with pytest.raises(NotNow):
        deciding.decide(other_archivist.actor, packed.public_id, True, "可以")
    deciding.forward(archivist.actor, packed.public_id, "收据")
    with pytest.raises(SecondPersonNeeded):
        deciding.decide(archivist.actor, packed.public_id, True, "可以")
    with pytest.raises(WordsNeeded):
        deciding.decide(head.actor, packed.public_id, True, "")
    deciding.decide(head.actor, packed.public_id, True, "可以")
    with pytest.raises(NotNow):
        deciding.decide(other_archivist.actor, packed.public_id, True, "可以")


def test_the_database_demands_four_eyes_too(packed: Disposal, archivist: Member) -> None:
    deciding.forward(archivist.actor, packed.public_id, "收据")
    with pytest.raises(IntegrityError), transaction.atomic():
        Disposal.objects.filter(pk=packed.pk).update(decided_by_id=archivist.account_id)


def test_refused_is_kept(packed: Disposal, archivist: Member, other_archivist: Member, old_case: Case) -> None:
    deciding.forward(archivist.actor, packed.public_id, "收据")
    deciding.decide(other_archivist.actor, packed.public_id, False, "有历史价值")
    item = Item.objects.get(disposal=packed)
    assert (item.state, item.why) == ("kept", "person")
    assert not Event.objects.filter(case=old_case, verb="end-announced").exists()


# -- announcement and grace ------------------------------------------------------------------------------------------


def test_the_applicant_is_told_with_the_day(announced: Disposal, old_case: Case) -> None:
    assert announced.state == "warned"
    assert announced.ends_on == LATER.date() + 30 * DAY
    assert old_case.number in told(old_case.applicant_id)[0].text
    assert "2037-04-02" in told(old_case.applicant_id)[0].text
    assert Event.objects.filter(case=old_case).order_by("-position")[0].verb == "end-announced"


def test_nothing_ends_within_the_grace_nor_without_an_order(
    announced: Disposal, archivist: Member, old_case: Case
) -> None:
    with clock.frozen(LATER + 30 * DAY), pytest.raises(TooEarly):
        deciding.order(archivist.actor, announced.public_id)
    with clock.frozen(LATER + 4000 * DAY):
        assert end_ordered() == 0
    assert Case.objects.filter(pk=old_case.pk).exists()


def test_it_is_called_off_within_the_grace(announced: Disposal, archivist: Member, old_case: Case) -> None:
    with pytest.raises(WordsNeeded):
        deciding.call_off(archivist.actor, announced.public_id, "")
    deciding.call_off(archivist.actor, announced.public_id, "本人要求保留")
    assert Item.objects.get(disposal=announced).state == "kept"
    assert Event.objects.filter(case=old_case).order_by("-position")[0].verb == "end-called-off"
    with clock.frozen(GRACE_OVER), pytest.raises(NotNow):
        deciding.order(archivist.actor, announced.public_id)


@pytest.mark.parametrize("what", ["held", "changed", "unread"])
def test_what_came_in_the_grace_keeps_it(what: str, announced: Disposal, archivist: Member, old_case: Case) -> None:
    with clock.frozen(LATER + 20 * DAY):
        if what == "held":
            commands.hold(archivist.actor, old_case.number, "诉讼")
        elif what == "changed":
            note(lock(old_case.pk), "payment-known", Actor(role="system", channel="tax"))
        else:
            Message.objects.filter(case_id=old_case.pk).update(state=Message.State.WAITING)
    ended(announced, archivist)
    item = Item.objects.get(disposal=announced)
    assert (item.state, item.why) == ("kept", what)
    assert Case.objects.filter(pk=old_case.pk).exists()
    assert announced.state == "ended"


def test_what_came_after_the_hand_over_keeps_it_however_long_ago(
    packed: Disposal, archivist: Member, head: Member, old_case: Case
) -> None:
    with clock.frozen(LATER + 10 * DAY):
        note(lock(old_case.pk), "payment-known", Actor(role="system", channel="tax"))
    with clock.frozen(LATER + 60 * DAY):
        deciding.forward(archivist.actor, packed.public_id, "收据")
        deciding.decide(head.actor, packed.public_id, True, "可以")
        Message.objects.update(state=Message.State.SENT)
    with clock.frozen(LATER + 100 * DAY):
        deciding.order(archivist.actor, packed.public_id)
        assert end_ordered() == 0
    assert Item.objects.get(disposal=packed).why == "changed"
    assert Case.objects.filter(pk=old_case.pk).exists()


# -- the end ---------------------------------------------------------------------------------------------------------


def everywhere() -> Iterator[tuple[str, str]]:
    """(table, everything in it as text): every column of every table, what is sealed in clear as far as it opens."""
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT row_to_json(one)::text FROM "{table}" AS one')
            yield table, "\n".join(row[0] for row in cursor.fetchall())
    for model in apps.get_models():
        sealed = [each.name for each in model._meta.concrete_fields if isinstance(each, SealedTextField)]
        for row in model._default_manager.values_list(*sealed) if sealed else ():
            yield model._meta.db_table, "\n".join(str(each) for each in row)


def hits(*values: str) -> set[tuple[str, str]]:
    """Where a value stands: plainly, or in hexadecimal of UTF-8 or GBK."""
    wanted = {
        spelling: value for value in values for spelling in (value, value.encode().hex(), value.encode("gb18030").hex())
    }
    rows = {(table, wanted[each]) for table, text in everywhere() for each in wanted if each in text}
    files = {
        (str(path), value)
        for path in Path(settings.VAR).rglob("*")
        if path.is_file() and "postgres" not in path.parts
        for value in values
        if value.encode() in path.read_bytes()
    }
    return rows | files


def test_of_a_person_who_is_planted_in_a_case_nothing_is_left(
    announced: Disposal, archivist: Member, old_case: Case
) -> None:
    tasks = [str(each) for each in Task.objects.filter(case=old_case).values_list("pk", flat=True)]
    papers = [str(each) for each in old_case.tasks.values_list("public_id", flat=True)]
    with connection.cursor() as cursor:
        cursor.execute("SELECT encode(wrapped_key, 'hex'), encode(facts, 'hex') FROM cases_case")
        [(key, facts)] = cursor.fetchall()
    planted = "不符合条件"  # what the department said of this person, sealed in the part and in the event
    assert ("cases_task", planted) in hits(planted)
    assert {table for table, _ in hits(key)} == {"cases_case", "cases_draft"}
    ended(announced, archivist)
    assert announced.state == "ended"
    assert hits(planted, key, facts, *papers) == set()
    # The random ids of its parts stand in the headers of events and in looks, and lead nowhere.
    assert {table for table, _ in hits(*tasks)} <= {"cases_event", "audit_access"}
    for table in ("cases_task", "cases_clockline", "notices_notice", "exchange_delivery", "cases_intent"):
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT count(*) FROM {table}")
            assert cursor.fetchone() == (0,), table
    assert not Message.objects.filter(case_id=old_case.pk).exists()
    assert not Draft.objects.filter(filed_case_id=old_case.pk).exists()
    assert not Event.objects.filter(case_id=old_case.pk, payload__isnull=False).exists()
    # The number stands where it must: on the tombstone, on the register, and in the record of what was done.
    assert {table for table, _ in hits(old_case.number)} <= {
        "retention_tombstone",
        "retention_item",
        "people_record",
    }


def test_chains_and_tree_hold_and_the_end_is_in_them(
    announced: Disposal, archivist: Member, old_case: Case, neighbour: Member, capsys: pytest.CaptureFixture[str]
) -> None:
    refused(neighbour, LATER - 40 * DAY)
    Sealer().run()
    ended(announced, archivist)
    last = Event.objects.filter(case_id=old_case.pk).order_by("-position")[0]
    assert (last.verb, last.actor_id) == ("ended", archivist.account_id)
    with clock.frozen(GRACE_OVER + timedelta(minutes=5)):
        Sealer().run()
        assert list(differences()) == []
        assert list(queries.broken_ended()) == []
        assert audit.main(["verify"]) == 0, capsys.readouterr().out
    verbs = Record.objects.filter(subject_id=announced.pk).order_by("position").values_list("verb", flat=True)
    assert list(verbs) == ["found", "packed", "forwarded", "approved", "ordered", "ended"]
    assert broken_record(announced.pk) == []


def test_an_event_of_an_ended_case_that_is_changed_is_found(
    announced: Disposal, archivist: Member, old_case: Case
) -> None:
    ended(announced, archivist)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE cases_event DISABLE TRIGGER USER")
        cursor.execute("UPDATE cases_event SET verb = 'grant' WHERE case_id = %s AND position = 2", [old_case.pk])
    assert any("event 2 was changed" in str(each) for each in queries.broken_ended())


def test_a_tombstone_says_what_it_was_and_stays(announced: Disposal, archivist: Member, old_case: Case) -> None:
    ended(announced, archivist)
    nobody = Actor()
    stone = queries.tombstone(nobody, number=old_case.number)
    assert stone is not None
    assert stone == queries.tombstone(nobody, public=old_case.public_id)
    assert (stone.type, stone.filed_on.isoformat(), stone.concluded_on.isoformat()) == (
        "enrolment",
        "2026-03-02",
        "2026-03-03",
    )
    assert stone.disposal.rule["years"] == 10
    assert stone.disposal.decided_by is not None
    for statement in ("DELETE FROM retention_tombstone", "UPDATE retention_tombstone SET number = 'x'"):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


def test_what_a_department_still_holds_of_it_is_no_difference(
    announced: Disposal, archivist: Member, old_case: Case, county: Town
) -> None:
    """Departments keep their own records by their own periods: the nightly comparison does not complain for ever."""
    event = pension(BY_KEY["flexible-1"], "http://127.0.0.1:1/")
    event["data"]["case_number"], event["subject"] = old_case.number, f"{old_case.number}/flexible-pension"
    assert county["hrss"].file(event).status == 202

    def never_sent() -> int:
        with clock.frozen(datetime.now(clock.ZONE)):  # the stand-ins live today
            found = reconcile.differences(frozenset({old_case.number}))
        return sum(each.kind == reconcile.Kind.NEVER_SENT for each in found)

    assert never_sent() == 1
    ended(announced, archivist)
    assert never_sent() == 0


def test_its_number_is_never_given_again(
    announced: Disposal, archivist: Member, old_case: Case, neighbour: Member
) -> None:
    """The database refuses it in the words by which the filing knows to draw another one."""
    ended(announced, archivist)
    case = refused(neighbour, GRACE_OVER)
    columns = ", ".join(
        each.column
        for each in Case._meta.concrete_fields
        if each.column not in ("id", "public_id", "number", "applicant_id")
    )
    copied = f"INSERT INTO cases_case (id, public_id, number, {columns}) SELECT %s, %s, %s, {columns} FROM cases_case"
    with pytest.raises(IntegrityError, match="cases_case_number"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(copied, [old_case.pk, old_case.public_id, old_case.number])
    with connection.cursor() as cursor:
        another = case.number[:-1] + ("Y" if case.number.endswith("X") else "X")
        cursor.execute(copied, [old_case.pk, "another", another])


@pytest.mark.parametrize("table", ["cases_clockline", "cases_event", "cases_case"])
def test_a_case_goes_by_no_other_way(table: str, old_case: Case, announced: Disposal) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        with pytest.raises(DatabaseError), transaction.atomic():
            cursor.execute(f"DELETE FROM {table}")
    assert ClockLine.objects.exists()


def test_cut_off_between_items_the_rest_follows(
    resident: Member, archivist: Member, head: Member, tmp_path: Path
) -> None:
    for number in range(3):
        refused(resident, LATER - timedelta(days=4000 + number))
    with clock.frozen(LATER):
        sweep()
        disposal = Disposal.objects.get(klass="case")
        hand_over(disposal.public_id, tmp_path)
        deciding.forward(archivist.actor, disposal.public_id, "收据")
        deciding.decide(head.actor, disposal.public_id, True, "可以")
    Message.objects.update(state=Message.State.SENT)
    with clock.frozen(GRACE_OVER):
        deciding.order(archivist.actor, disposal.public_id)
        assert [end_ordered(most=2), end_ordered(most=2), end_ordered(most=2)] == [2, 1, 0]
    assert Tombstone.objects.count() == 3
    assert Disposal.objects.get(pk=disposal.pk).state == "ended"


# -- drafts and streams ----------------------------------------------------------------------------------------------


def test_a_draft_ends_after_its_announcement_and_a_touched_one_stays(
    draft_begun: Draft, archivist: Member, later: datetime
) -> None:
    sweep()
    disposal = Disposal.objects.get(klass="draft")
    deciding.decide(archivist.actor, disposal.public_id, True, "从未提交")
    assert "草稿" in told(draft_begun.applicant_id)[0].text
    Draft.objects.filter(pk=draft_begun.pk).update(updated_at=LATER + 10 * DAY)
    with clock.frozen(LATER + 15 * DAY):
        deciding.order(archivist.actor, disposal.public_id)
        end_ordered()
    assert Item.objects.get(disposal=disposal).why == "changed"
    with clock.frozen(LATER + 400 * DAY):
        sweep()
        again = Disposal.objects.filter(klass="draft", state="found").get()
        deciding.decide(archivist.actor, again.public_id, True, "从未提交")
    with clock.frozen(LATER + 415 * DAY):
        deciding.order(archivist.actor, again.public_id)
        assert end_ordered() == 1
    assert not Draft.objects.filter(pk=draft_begun.pk).exists()


def test_messages_end_up_to_their_moment_but_for_a_held_case(
    old_case: Case, archivist: Member, later: datetime
) -> None:
    sweep()
    disposal = Disposal.objects.get(klass="message")
    deciding.decide(archivist.actor, disposal.public_id, True, "到期")
    commands.hold(archivist.actor, old_case.number, "诉讼")
    about = Message.objects.filter(case_id=old_case.pk).count()
    assert about > 0
    with clock.frozen(LATER + 15 * DAY):
        deciding.order(archivist.actor, disposal.public_id)
        end_ordered()
    assert Message.objects.count() == about
    assert Disposal.objects.get(pk=disposal.pk).state == "ended"
    assert Hold.objects.count() == 1
