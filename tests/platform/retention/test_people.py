"""Mandates, proposals about people, accounts and people: the same way to their end, after whatever needs them."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from tests.cast import Member, signed_in, staff
from tests.platform.retention.conftest import LATER, THEN, arrived, refused
from tests.platform.retention.test_end import hits
from yichuang.core import clock
from yichuang.platform.audit.sealing import Sealer
from yichuang.platform.audit.verifying import differences
from yichuang.platform.messages.models import Message
from yichuang.platform.messages.queries import told
from yichuang.platform.people import commands as people
from yichuang.platform.people.models import Account, Approval, Mandate, MatchAttempt, Person, Record
from yichuang.platform.people.queries import acting_under, broken_record
from yichuang.platform.retention import deciding
from yichuang.platform.retention.ending import end_ordered
from yichuang.platform.retention.handing import hand_over
from yichuang.platform.retention.models import Disposal, Item, Sweep
from yichuang.platform.retention.sweeping import sweep

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
GRACE_OVER = LATER + 31 * DAY


def listed(klass: str) -> Sequence[object]:
    return list(Item.objects.filter(disposal__klass=klass, state="listed").values_list("subject_id", flat=True))


def kept(klass: str) -> dict[str, int]:
    found: dict[str, int] = Sweep.objects.get(pk=klass).kept
    return found


def to_the_end(klass: str, archivist: Member, head: Member, folder: Path, at: datetime = LATER) -> Disposal:
    """A register of the class goes its whole way; what was to be told has arrived meanwhile."""
    with clock.frozen(at):
        disposal = Disposal.objects.get(klass=klass, state="found")
        if disposal.then == "archive":
            hand_over(disposal.public_id, folder)
            deciding.forward(archivist.actor, disposal.public_id, "档案馆收字14号")
        decider = head if disposal.then == "archive" else archivist
        deciding.decide(decider.actor, disposal.public_id, True, "到期")
        Message.objects.update(state=Message.State.SENT)
    with clock.frozen(at + 31 * DAY):
        deciding.order(archivist.actor, disposal.public_id)
        end_ordered()
    disposal.refresh_from_db()
    return disposal


# -- mandates ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def mandate(resident: Member, helper: Member) -> Mandate:
    """One that the resident gave to the helper for ten days, eleven years ago."""
    with clock.frozen(THEN):
        person = Person.objects.get(pk=helper.person_id)
        last = clock.today() + timedelta(days=9)
        return people.grant(resident.actor, person.name, person.id_number, ["*"], None, last)


def test_a_mandate_that_is_over_goes_to_the_archive_and_ends(
    mandate: Mandate, resident: Member, helper: Member, archivist: Member, head: Member, later: datetime, tmp_path: Path
) -> None:
    sweep()
    assert listed("mandate") == [mandate.pk]
    assert to_the_end("mandate", archivist, head, tmp_path).state == "ended"
    assert not Mandate.objects.filter(pk=mandate.pk).exists()
    with zipfile.ZipFile(tmp_path / f"{mandate.public_id}.zip") as archive:
        said = json.loads(archive.read("mandate.json"))
        done = json.loads(archive.read("record.json"))
    assert said["agent"]["name"] == Person.objects.get(pk=helper.person_id).name
    assert [each["verb"] for each in done] == ["granted"]
    for who in (resident, helper):
        assert "委托" in told(who.person_id)[0].text
    assert not Record.objects.filter(subject_id=mandate.pk, payload__isnull=False).exists()
    assert broken_record(mandate.pk) == []


@pytest.mark.parametrize("why", ["in force", "a case"])
def test_a_mandate_stays_while_it_holds_or_a_case_of_it_is_kept(
    why: str, mandate: Mandate, resident: Member, helper: Member, later: datetime
) -> None:
    if why == "in force":
        Mandate.objects.filter(pk=mandate.pk).update(to_day=LATER.date() + 9 * DAY)
    else:
        with clock.frozen(THEN + DAY):
            held = acting_under(helper.person_id, mandate.public_id)
            assert held is not None
            refused(replace(helper, actor=held.actor(helper.actor)), THEN + DAY)
    sweep()
    assert listed("mandate") == []
    assert kept("mandate") == ({} if why == "in force" else {"used": 1})


# -- proposals ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def approval(resident: Member, clerk: Member) -> Approval:
    """Eleven years ago a second clerk refused what the first one proposed about the resident."""
    with clock.frozen(THEN):
        at_window = replace(clerk.actor, on_behalf_of=resident.person_id, level=2)
        person = Person.objects.get(pk=resident.person_id)
        made = people.propose_identity(at_window, "试例改名", person.id_number, "户口簿第一页")
        return people.decide(staff("窗口二号").actor, made.public_id, approve=False)


def test_a_decided_proposal_goes_to_the_archive_and_ends(
    approval: Approval, archivist: Member, head: Member, later: datetime, tmp_path: Path
) -> None:
    sweep()
    assert listed("approval") == [approval.pk]
    assert to_the_end("approval", archivist, head, tmp_path).state == "ended"
    assert not Approval.objects.exists()
    with zipfile.ZipFile(tmp_path / f"{approval.public_id}.zip") as archive:
        assert json.loads(archive.read("approval.json"))["reason"] == "户口簿第一页"
    assert hits("户口簿第一页", "试例改名") == set()
    assert broken_record(approval.pk) == []


def test_a_proposal_that_can_be_decided_is_never_ended(
    approval: Approval, archivist: Member, head: Member, later: datetime, tmp_path: Path
) -> None:
    Approval.objects.update(state="open", decided_by=None, decided_at=None)
    sweep()
    assert listed("approval") == [approval.pk]  # it expired long ago
    Approval.objects.update(expires_at=GRACE_OVER + DAY)
    to_the_end("approval", archivist, head, tmp_path)
    assert Item.objects.get(disposal__klass="approval").why == "open"


# -- accounts and people -----------------------------------------------------------------------------------------------


def test_an_account_that_nobody_uses_ends_and_then_its_person(
    resident: Member, archivist: Member, head: Member, later: datetime, tmp_path: Path
) -> None:
    person = Person.objects.get(pk=resident.person_id)
    MatchAttempt.objects.create(account_id=resident.account_id, at=clock.now(), matched=True)
    Sealer().run()
    sweep()
    assert listed("account") == [resident.account_id]
    assert (listed("person"), kept("person")) == ([], {"used": 1})
    to_the_end("account", archivist, head, tmp_path)
    assert not Account.objects.filter(pk=resident.account_id).exists()
    assert "账号" in told(resident.person_id)[0].text
    after = GRACE_OVER + DAY
    with clock.frozen(after):
        sweep()
    assert listed("person") == [person.pk]
    to_the_end("person", archivist, head, tmp_path, after)
    assert not Person.objects.filter(pk=person.pk).exists()
    assert hits(person.name, person.id_number, resident.phone) == set()
    with clock.frozen(after + 40 * DAY):
        Sealer().run()
        assert list(differences()) == []


def test_whoever_signs_in_within_the_grace_keeps_the_account(
    resident: Member, archivist: Member, head: Member, later: datetime, tmp_path: Path
) -> None:
    signed_in(resident)
    assert Account.objects.get(pk=resident.account_id).last_login is not None  # by the framework, on its own clock
    sweep()
    assert listed("account") == [resident.account_id]
    Account.objects.filter(pk=resident.account_id).update(last_login=LATER + 20 * DAY)
    to_the_end("account", archivist, head, tmp_path)
    assert Item.objects.get(disposal__klass="account").why == "changed"
    assert Account.objects.filter(pk=resident.account_id).exists()


def test_the_dead_are_not_written_to(
    resident: Member, archivist: Member, head: Member, later: datetime, tmp_path: Path
) -> None:
    Account.objects.filter(pk=resident.account_id).update(is_active=False)
    sweep()
    assert to_the_end("account", archivist, head, tmp_path).state == "ended"
    assert not Message.objects.exists()
    assert not Account.objects.filter(pk=resident.account_id).exists()


def test_whoever_has_a_case_a_draft_or_a_post_stays(resident: Member, draft_begun: object, later: datetime) -> None:
    with clock.frozen(LATER - 9 * DAY):
        arrived(refused(resident, LATER - 9 * DAY))
    sweep()
    assert listed("account") == listed("person") == []
    assert kept("account")["used"] == kept("person")["used"] == 2
    assert Account.objects.filter(holds_posts=True).count() > 2


def test_a_person_to_whom_a_message_is_on_its_way_stays(neighbour: Member, later: datetime) -> None:
    Account.objects.filter(pk=neighbour.account_id).delete()
    waiting = Message.objects.create(
        person_id=neighbour.person_id, to="1", text="字", created_at=THEN, next_at=THEN, state=Message.State.WAITING
    )
    sweep()
    assert (listed("person"), kept("person")) == ([], {"unread": 1})
    Message.objects.filter(pk=waiting.pk).update(state=Message.State.SENT)
    with clock.frozen(LATER + DAY):
        sweep()
    assert listed("person") == [neighbour.person_id]
