"""Issuing a paper: once, sealed, and read again only with its case's key."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from uuid import UUID

import pytest
from django.db import IntegrityError, connection, transaction

from tests.platform.notices.samples import data, text
from yichuang.core import clock
from yichuang.core.cipher import CipherError
from yichuang.core.identifiers import check_case_number, new_id
from yichuang.platform.notices import commands, queries
from yichuang.platform.notices.errors import BadData, UnknownKind
from yichuang.platform.notices.models import Notice
from yichuang.platform.vault.keys import holder

pytestmark = pytest.mark.django_db
DIVISION = "439900"


@pytest.fixture
def key() -> bytes:
    return holder().new_data_key()


def given(kind: str) -> dict[str, object]:
    """What a caller gives: number and time are the room's."""
    whole = data(kind)
    del whole["number"], whole["issued_at"]
    return whole


def issue(kind: str, key: bytes, case_id: UUID, task_id: UUID | None = None, sequence: int = 1) -> Notice:
    return commands.issue(
        kind, given(kind), case_id=case_id, data_key=key, division=DIVISION, task_id=task_id, sequence=sequence
    )


def test_it_works(key: bytes) -> None:
    case_id = new_id()
    with clock.frozen(datetime(2026, 11, 25, 17, 0, tzinfo=UTC)):
        notice = issue("receipt", key, case_id)
    assert re.fullmatch(r"R-4399002026112[56][0-9A-Z]{9}", notice.number)
    assert notice.number.startswith("R-43990020261126")  # it is past midnight in Beijing
    assert check_case_number(notice.number[2:]) == notice.number[2:]
    stored = queries.newest(case_id, "receipt")
    assert stored is not None
    printed = text(queries.pdf(stored, key, "zh-hans"))
    assert notice.number in printed
    assert "2026年11月26日01:00" in printed
    assert queries.pdf(stored, key, "en") == queries.pdf(stored, key, "en")


def test_nothing_of_it_can_be_read_in_the_table(key: bytes) -> None:
    notice = issue("letter", key, new_id())
    with connection.cursor() as cursor:
        cursor.execute("SELECT data, data_digest, number FROM notices_notice WHERE id = %s", [notice.pk])
        sealed, digest, _ = cursor.fetchone()
    for secret in ("欧阳", "439900199001010017", "居民医疗"):
        assert secret.encode() not in bytes(sealed)
    assert len(bytes(digest)) == 32


def test_the_same_paper_is_issued_once(key: bytes) -> None:
    case_id, task_id = new_id(), new_id()
    first = issue("supplement", key, case_id, task_id)
    assert issue("supplement", key, case_id, task_id).pk == first.pk
    assert issue("supplement", key, case_id, new_id()).pk != first.pk
    again = issue("supplement", key, case_id, task_id, sequence=2)
    assert again.number != first.number
    newest = queries.newest(case_id, "supplement", task_id)
    assert newest is not None
    assert newest.pk == again.pk
    assert len(queries.of_case(case_id)) == 3


@pytest.mark.parametrize("task_id", [None, UUID(int=7)])
def test_the_table_refuses_a_second(key: bytes, task_id: UUID | None) -> None:
    case_id = new_id()
    issue("letter", key, case_id, task_id)
    double = commands.draw_up(
        "letter", given("letter"), case_id=case_id, data_key=key, division=DIVISION, task_id=task_id
    )
    with pytest.raises(IntegrityError, match="notice_once"), transaction.atomic():
        double.save(force_insert=True)


def test_equal_papers_have_unequal_digests(key: bytes) -> None:
    """The digest may stand in an event: it must not tell what it stands for to one who guesses."""
    with clock.frozen(datetime(2026, 11, 25, tzinfo=UTC)):
        one, two = issue("receipt", key, new_id()), issue("receipt", key, new_id())
    assert bytes(one.data_digest) != bytes(two.data_digest)


def test_another_key_opens_nothing(key: bytes) -> None:
    notice = issue("receipt", key, new_id())
    with pytest.raises(CipherError):
        queries.content(notice, holder().new_data_key())


def test_data_put_in_the_place_of_others_are_found(key: bytes) -> None:
    one, two = issue("receipt", key, new_id()), issue("receipt", key, new_id())
    one.data = two.data
    with pytest.raises(BadData, match="not what was issued"):
        queries.content(one, key)


def test_bad_data_are_refused_when_issued_not_when_read(key: bytes) -> None:
    with pytest.raises(BadData, match="url"):
        commands.issue("receipt", given("receipt") | {"url": None}, case_id=new_id(), data_key=key, division=DIVISION)
    with pytest.raises(UnknownKind):
        commands.issue("summons", {}, case_id=new_id(), data_key=key, division=DIVISION)
    assert not Notice.objects.exists()


def test_numbers_are_never_the_same() -> None:
    at = clock.now()
    assert len({commands.new_number("letter", DIVISION, at) for _ in range(2000)}) == 2000
