"""How the sealing stands, for the operator: what waits, and whether the promise of every receipt is kept."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.cast import Member, Town
from tests.walks.people import file_case
from yichuang.core import clock
from yichuang.core.cipher import notes
from yichuang.platform.audit import witnesses
from yichuang.platform.audit.sealing import Sealer
from yichuang.platform.audit.standing import standing
from yichuang.project.commands import audit

pytestmark = pytest.mark.django_db


def test_it_works(county: Town, resident: Member, capsys: pytest.CaptureFixture[str]) -> None:
    assert audit.main(["status"]) == 0
    file_case(resident)
    assert (standing().newest, standing().waiting, standing().overdue) == (None, 1, 0)
    Sealer().run()
    found = standing()
    assert found.newest is not None
    assert (found.newest.size, found.waiting) == (1, 0)
    capsys.readouterr()
    assert audit.main(["status"]) == 0
    assert "Sealed records: 1," in capsys.readouterr().out


def test_a_promise_that_is_not_kept_is_said(county: Town, resident: Member, capsys: pytest.CaptureFixture[str]) -> None:
    file_case(resident)
    with clock.frozen(clock.now() + timedelta(seconds=61)):
        assert audit.main(["status"]) == 1
    assert "Waiting: 1, of them 1 longer than 60 seconds" in capsys.readouterr().out


def test_a_witness_that_never_signed_is_named(county: Town, capsys: pytest.CaptureFixture[str]) -> None:
    witnesses.trust(str(notes.VerifierKey.of_witness("audit.example", bytes(range(32)))))
    audit.main(["status"])
    assert "Witness audit.example: no signature yet." in capsys.readouterr().out
