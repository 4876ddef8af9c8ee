"""The hall's page while nothing is sealed (UX 10)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.cast import Member, Town, person_of_the_register
from tests.walks.browser import DESK, PHONE
from tests.walks.conftest import Open
from tests.walks.people import file_case, let_in
from yichuang.core import clock

pytestmark = [pytest.mark.walk, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_the_head_sees_that_nothing_is_sealed(
    visitor: Open, lasting_county: Town, head: Member, size: tuple[int, int]
) -> None:
    with clock.frozen(clock.now() - timedelta(minutes=5)):
        file_case(person_of_the_register("flexible-1"))
    walker = visitor(size)
    let_in(walker, head)
    walker.go("/desk/hall")
    walker.sees("存证停了", "请通知运维人员")
    walker.look("hall-unsealed")
