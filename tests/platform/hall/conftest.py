"""A hall with clerks and nothing else: no stand-in systems, no people, a Monday morning."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest

from yichuang.core import clock
from yichuang.core.access import Actor
from yichuang.core.identifiers import public_id
from yichuang.platform.people.models import Account, Department, Division
from yichuang.platform.people.queries import phone_blind

MORNING = datetime(2026, 11, 30, 10, 0, tzinfo=clock.ZONE)
DIVISION = "430121"


def settle() -> list[Actor]:
    """Three clerks of the hall."""
    division, _ = Division.objects.get_or_create(code=DIVISION, defaults={"name": "长沙县"})
    names = {"zh-hans": "政务大厅", "en": "Hall"}
    hall, _ = Department.objects.get_or_create(code="hall", defaults={"names": names, "division": division})
    return [a_clerk(place, hall) for place in (1, 2, 3)]


def a_clerk(place: int, hall: Department) -> Actor:
    """A clerk of a hall, by number."""
    phone = f"1990000700{place}"
    account = Account.objects.create(
        phone=phone,
        phone_blind=phone_blind(phone),
        public_id=public_id(),
        display=f"窗口{place}号",
        holds_posts=True,
        created_at=clock.now(),
    )
    return Actor(
        account_id=account.pk, role="clerk", department_id=hall.pk, division=hall.division_id, channel="window"
    )


def a_resident(place: int) -> Actor:
    """Somebody who signed in with a phone, by number."""
    phone = f"1990000800{place}"
    account, _ = Account.objects.get_or_create(
        phone_blind=phone_blind(phone),
        defaults={"phone": phone, "public_id": public_id(), "created_at": clock.now()},
    )
    return Actor(account_id=account.pk, role="resident")


class Day:
    """The clock of a test, which goes on when it is told to."""

    def __init__(self) -> None:
        self.now = MORNING
        self._frozen = clock.frozen(self.now)

    def __enter__(self) -> Day:
        self._frozen.__enter__()
        return self

    def __exit__(self, *_: object) -> None:
        self._frozen.__exit__(None, None, None)

    def on(self, **later: int) -> None:
        """So much later."""
        self.to(self.now + timedelta(**later))

    def to(self, moment: datetime) -> None:
        """At that moment."""
        self._frozen.__exit__(None, None, None)
        self.now = moment
        self._frozen = clock.frozen(moment)
        self._frozen.__enter__()


@pytest.fixture
def day() -> Iterator[Day]:
    """A Monday, ten in the morning."""
    with Day() as found:
        yield found


@pytest.fixture
def clerks(db: None, day: Day) -> list[Actor]:
    """Three clerks, at no window yet."""
    return settle()
