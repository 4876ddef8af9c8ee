"""A case that was destroyed after its period is told to whoever has its old id, by the interface as by its page."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

import pytest
from django.test import Client

from tests.cast import Member, Town
from yichuang.core import clock
from yichuang.core.identifiers import public_id
from yichuang.platform.people.models import Division
from yichuang.platform.retention.models import Disposal, Tombstone

pytestmark = pytest.mark.django_db

V1 = "/api/v1"


@pytest.fixture
def stone(county: Town) -> Tombstone:
    """What remains of a case."""
    division = Division.objects.filter(department__isnull=False).first()
    assert division is not None
    rule = {"since": "2026-01-01", "years": 10, "days": 0, "source": "a law", "verified": True, "grace": 30}
    disposal = Disposal.objects.create(
        public_id=public_id(), klass="case", then="archive", division=division, rule=rule, found_at=clock.now()
    )
    return Tombstone.objects.create(
        case_id=disposal.pk,
        public_id=public_id(),
        number="YCDESTROYED",
        type="enrolment",
        division=division,
        filed_on=clock.today(),
        concluded_on=clock.today(),
        ended_at=clock.now(),
        disposal=disposal,
        package_digest=hashlib.sha256(b"a").digest(),
        chain_length=1,
        chain_head=hashlib.sha256(b"b").digest(),
    )


def test_every_call_of_it_says_what_remains(
    stone: Tombstone, resident: Member, signed_in: Callable[[Member], Client]
) -> None:
    client = signed_in(resident)
    for call in ("", "/proof", "/papers", "/receipt.pdf", "/letter.pdf", "/rating"):
        answer = client.get(f"{V1}/cases/{stone.public_id}{call}")
        assert answer.status_code == 410, call
        told = answer.json()
        assert (told["code"], told["number"], told["source"]) == ("ended", stone.number, "a law")
    page = client.get(f"/cases/{stone.public_id}")
    assert page.status_code == 410
    assert told["service"] in page.content.decode()
    assert told["period"] in page.content.decode()
    assert client.post(f"{V1}/cases/{stone.public_id}/withdraw").status_code == 410
    assert client.get(f"{V1}/cases/{'0' * 26}").status_code == 404
    assert Client().get(f"{V1}/cases/{stone.public_id}").status_code == 401
