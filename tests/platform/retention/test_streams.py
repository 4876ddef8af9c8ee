"""Classes of many rows: sign-in, the log of who looked at what with its hand-over, and what lapses by itself."""

from __future__ import annotations

import hashlib
import json
import zipfile
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.contrib.sessions.models import Session
from django.db import connection

from tests.cast import Member
from tests.platform.retention.conftest import LATER, THEN, refused
from tests.walks.people import file_case
from yichuang.core import clock
from yichuang.core.access import Decision
from yichuang.core.words import Sentence
from yichuang.lines.applications.models import HandoverTry
from yichuang.platform.audit.commands import record_look
from yichuang.platform.audit.models import Access, Leaf
from yichuang.platform.audit.sealing import Sealer
from yichuang.platform.audit.verifying import differences
from yichuang.platform.cases.models import Case
from yichuang.platform.exchange.models import System
from yichuang.platform.people.models import Account, MatchAttempt, SignInCode
from yichuang.platform.retention import commands, deciding, ending
from yichuang.platform.retention.ending import end_ordered
from yichuang.platform.retention.errors import NotPacked, SecondPersonNeeded
from yichuang.platform.retention.handing import hand_over
from yichuang.platform.retention.jobs import lapse
from yichuang.platform.retention.models import Disposal
from yichuang.platform.retention.sweeping import sweep
from yichuang.platform.tokens.models import Assertion, Token, TokenRecord

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
GRACE_OVER = LATER + 31 * DAY


def looked(member: Member, case: Case, at: datetime) -> Access:
    """Somebody opened a case."""
    with clock.frozen(at):
        record_look(member.actor, "view", "case", case.pk, case.person_id, Decision(True, None, Sentence("")))
    found = Access.objects.order_by("-pk").first()
    assert found is not None
    return found


@pytest.fixture
def looks(old_case: Case, officer: Member) -> list[Access]:
    """Three looks of eleven years ago at a case that is concluded, and the record of a token; all of them sealed."""
    found = [looked(officer, old_case, THEN + timedelta(days=2, minutes=each)) for each in range(3)]
    with clock.frozen(THEN + 2 * DAY):
        TokenRecord.objects.create(at=clock.now(), system="hrss", verb="issued", scopes="read")
    Sealer().run()
    return found


def handed_over(folder: Path) -> Disposal:
    found = Disposal.objects.get(klass="access-log")
    hand_over(found.public_id, folder)
    found.refresh_from_db()
    return found


def ordered(disposal: Disposal, archivist: Member, head: Member) -> None:
    with clock.frozen(LATER):
        deciding.forward(archivist.actor, disposal.public_id, "档案馆收字13号")
        deciding.decide(head.actor, disposal.public_id, True, "无保存价值")
    with clock.frozen(GRACE_OVER):
        deciding.order(archivist.actor, disposal.public_id)


# -- who looked at what ------------------------------------------------------------------------------------------------


def test_looks_are_handed_over_and_decided_by_two(
    looks: list[Access], archivist: Member, head: Member, later: datetime, tmp_path: Path
) -> None:
    sweep()
    disposal = Disposal.objects.get(klass="access-log")
    assert (disposal.then, disposal.count) == ("archive", 4)
    with pytest.raises(NotPacked):
        deciding.forward(archivist.actor, disposal.public_id, "收据")
    disposal = handed_over(tmp_path / "archive")
    [path] = (tmp_path / "archive").iterdir()
    assert path.stat().st_mode & 0o777 == 0o600
    assert bytes(disposal.package_digest or b"") == hashlib.sha256(path.read_bytes()).digest()
    assert disposal.package_size == path.stat().st_size
    with zipfile.ZipFile(path) as archive:
        manifest = json.loads(archive.read("manifest.json"))
        content = archive.read("audit.Access.jsonl")
        assert {name: each["rows"] for name, each in manifest["parts"].items()} == {
            "audit.Access.jsonl": 3,
            "tokens.TokenRecord.jsonl": 1,
        }
    assert manifest["parts"]["audit.Access.jsonl"]["sha256"] == hashlib.sha256(content).hexdigest()
    assert [json.loads(each)["id"] for each in content.splitlines()] == [str(each.pk) for each in looks]
    deciding.forward(archivist.actor, disposal.public_id, "收据")
    with pytest.raises(SecondPersonNeeded):
        deciding.decide(archivist.actor, disposal.public_id, True, "可以")


def test_looks_end_in_batches_and_the_tree_holds_without_them(
    looks: list[Access],
    old_case: Case,
    officer: Member,
    archivist: Member,
    head: Member,
    later: datetime,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    newer = looked(officer, old_case, LATER - DAY)
    Sealer().run()
    sweep()
    monkeypatch.setattr(ending, "ROWS", 2)
    ordered(handed_over(tmp_path), archivist, head)
    with clock.frozen(GRACE_OVER):
        assert [end_ordered() for _ in range(3)] == [2, 2, 0]
        assert list(Access.objects.values_list("pk", flat=True)) == [newer.pk]
        assert not TokenRecord.objects.exists()
        assert Disposal.objects.get(klass="access-log").state == "ended"
        Sealer().run()
        assert list(differences()) == []


def test_a_look_that_is_gone_without_an_order_is_found(
    looks: list[Access],
    old_case: Case,
    officer: Member,
    archivist: Member,
    head: Member,
    later: datetime,
    tmp_path: Path,
) -> None:
    newer = looked(officer, old_case, LATER - DAY)
    Sealer().run()
    Access.objects.filter(pk=looks[0].pk).delete()
    assert any(str(looks[0].pk) in str(each) for each in differences())
    sweep()
    ordered(handed_over(tmp_path), archivist, head)
    with clock.frozen(GRACE_OVER):
        end_ordered()
        Access.objects.filter(pk=newer.pk).delete()
        assert any(str(newer.pk) in str(each) for each in differences())


def test_the_kept_hash_of_a_look_that_ended_cannot_be_changed(
    looks: list[Access], archivist: Member, head: Member, later: datetime, tmp_path: Path
) -> None:
    sweep()
    ordered(handed_over(tmp_path), archivist, head)
    with clock.frozen(GRACE_OVER):
        end_ordered()
        first = Leaf.objects.get(entry_id=looks[0].pk).index
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE audit_node DISABLE TRIGGER USER")
            cursor.execute(
                "UPDATE audit_node SET hash = %s WHERE position = %s", [bytes(32), 2 * first - first.bit_count()]
            )
        assert any("not those of the checkpoint" in str(each) for each in differences())


def test_a_register_that_nobody_ordered_excuses_nothing(
    looks: list[Access], archivist: Member, later: datetime
) -> None:
    """Somebody with the database puts a register in by hand and takes looks away: there is no order on record."""
    sweep()
    Disposal.objects.filter(klass="access-log").update(
        state="ended",
        forwarded_by=archivist.account_id,
        decided_by=Account.objects.exclude(pk=archivist.account_id).values("pk")[:1],
        ordered_by=archivist.account_id,
        ends_on=LATER.date(),
    )
    Access.objects.filter(pk=looks[1].pk).delete()
    assert any(str(looks[1].pk) in str(each) for each in differences())


def test_looks_at_what_is_open_held_or_not_sealed_stay(
    resident: Member, neighbour: Member, officer: Member, archivist: Member, old_case: Case, later: datetime
) -> None:
    with clock.frozen(THEN):
        running = file_case(neighbour)
    looked(officer, running, THEN + 2 * DAY)
    held = looked(officer, old_case, THEN + 2 * DAY)
    other = refused(resident, THEN + 3 * DAY)
    sealed = looked(officer, other, THEN + 5 * DAY)
    Sealer().run()
    looked(officer, other, THEN + 5 * DAY)
    commands.hold(archivist.actor, old_case.number, "诉讼")
    sweep()
    assert Disposal.objects.get(klass="access-log").count == 1
    assert Access.objects.filter(pk__in=(held.pk, sealed.pk)).count() == 2


# -- sign-in -----------------------------------------------------------------------------------------------------------


def test_codes_and_tries_end_by_a_register_and_not_by_themselves(
    resident: Member, archivist: Member, later: datetime
) -> None:
    def once(at: datetime) -> None:
        with clock.frozen(at):
            now, account = clock.now(), resident.account_id
            SignInCode.objects.create(phone_blind=b"p", code_digest=b"c", created_at=now, expires_at=now)
            MatchAttempt.objects.create(account_id=account, at=now, matched=False)
            HandoverTry.objects.create(account_id=account, at=now)

    once(LATER - 185 * DAY)
    once(LATER - 182 * DAY)
    lapse()
    sweep()
    disposal = Disposal.objects.get(klass="sign-in")
    assert (disposal.then, disposal.count, SignInCode.objects.count()) == ("end", 3, 2)
    deciding.decide(archivist.actor, disposal.public_id, True, "到期")
    with clock.frozen(LATER + 8 * DAY):
        deciding.order(archivist.actor, disposal.public_id)
        assert end_ordered() == 3
    for model in (SignInCode, MatchAttempt, HandoverTry):
        assert model.objects.count() == 1, model


# -- what lapses -------------------------------------------------------------------------------------------------------


def test_sessions_and_tokens_lapse_without_a_register(county: object) -> None:
    now, hrss = clock.now(), System.objects.get(pk="hrss")
    for name, end in (("ended", now - timedelta(seconds=1)), ("open", now + timedelta(hours=1))):
        Session.objects.create(session_key=name, session_data="", expire_date=end)
        Assertion.objects.create(system=hrss, blind=name.encode(), expires_at=end)
    for name, minutes in (("ended", -11), ("just ended", -9), ("open", 1)):
        end = now + timedelta(minutes=minutes)
        Token.objects.create(system=hrss, blind=name.encode(), scopes=[], issued_at=now, expires_at=end)
    lapse()
    assert list(Session.objects.values_list("session_key", flat=True)) == ["open"]
    assert [bytes(each) for each in Assertion.objects.values_list("blind", flat=True)] == [b"open"]
    assert {bytes(each) for each in Token.objects.values_list("blind", flat=True)} == {b"just ended", b"open"}
    sweep()
    assert not Disposal.objects.filter(klass="session").exists()
