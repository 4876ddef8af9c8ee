"""The head of the hall is told when receipts' promise of a minute is not kept (TRUST 3)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from tests.cast import Member, Town, person_of_the_register
from tests.walks.people import file_case
from yichuang.core import clock
from yichuang.platform.audit.sealing import Sealer
from yichuang.platform.audit.standing import behind

pytestmark = pytest.mark.django_db


def test_the_head_is_told_that_nothing_is_sealed(
    county: Town, resident: Member, head: Member, signed_in: Callable[[Member], Client]
) -> None:
    file_case(resident)
    assert behind() is None, "a minute has not passed"
    Sealer().run()
    later = clock.now() + timedelta(seconds=700)
    with clock.frozen(later):
        assert behind() is None, "all is sealed"
        file_case(person_of_the_register("flexible-2"))
    with clock.frozen(later + timedelta(seconds=61)):
        assert behind() == later
        assert "存证停了" in signed_in(head).get("/desk/hall").content.decode()
        Sealer().run()
        assert behind() is None
        assert "存证停了" not in signed_in(head).get("/desk/hall").content.decode()
