"""What somebody could open, they cannot once they act for nobody there: pages, PDF, files, exports and calls (TRUST 6).

What was made earlier is asked about again when it is fetched: the address of a PDF is no right to it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta

import pytest

from tests.cast import Member
from tests.house.requests import Answer, Asking, parameters
from yichuang.core import clock
from yichuang.faces.look.routes import table
from yichuang.platform.cases.models import Case
from yichuang.platform.exchange.models import System
from yichuang.platform.people.commands import withdraw_mandate
from yichuang.platform.people.models import Mandate, Post

pytestmark = pytest.mark.django_db

#: What an address is about, if it is about something of the resident's, the company's or the department's.
ABOUT = frozenset({"draft", "case", "part", "task", "batch", "objection", "licence"})
#: Addresses that belong to what somebody acts for, with nothing of it in them.
LISTS = {
    "agent": ("portal:cases", "portal:messages", "api:cases", "api:messages", "api:open-drafts"),
    "employer": ("portal:cases", "portal:messages", "portal:table", "api:cases", "api:mandates"),
    "officer": ("desk:inbox", "desk:export", "desk:objections", "api:tasks"),
    "program": ("api:tasks",),
}


def end_covering_mandate(resident: Member) -> None:
    """Whoever gave it ends it."""
    found = Mandate.objects.get(person_id=resident.person_id, services=["enrolment"])
    withdraw_mandate(resident.actor, found.public_id)


def end_company(resident: Member) -> None:
    """The register says that the company is no more."""
    mandate = Mandate.objects.exclude(organisation=None).get()
    assert mandate.organisation is not None
    mandate.organisation.active = False
    mandate.organisation.save()


def end_post(resident: Member) -> None:
    """The officer's last day was yesterday."""
    day = clock.today() - timedelta(days=1)
    Post.objects.filter(account__display="人社经办一号").update(from_day=day, to_day=day)


def end_connection(resident: Member) -> None:
    """The department's key is taken back: its signature is nobody's, its token ends with it."""
    System.objects.filter(code="hrss").update(public_key="")


def opened(asking: Asking, who: str) -> Mapping[str, Answer]:
    """What is given to ``who``, by its address."""
    found: dict[str, Answer] = {}
    for route, names in parameters():
        if "GET" not in table()[route].methods or not (ABOUT & set(names) or route in LISTS[who]):
            continue
        path = asking.path(route, names)
        answer = asking.ask(who, "GET", path)
        if answer.status == 200:
            found[path] = answer
    return found


@pytest.mark.parametrize(
    ("who", "stranger", "end", "fewest"),
    [
        ("agent", "neighbour", end_covering_mandate, 14),
        ("employer", "neighbour", end_company, 5),
        ("officer", "outsider", end_post, 8),
        ("program", "anonymous", end_connection, 3),
    ],
)
def test_what_was_open_is_as_for_a_stranger(
    who: str, stranger: str, end: Callable[[Member], None], fewest: int, asking: Asking, resident: Member
) -> None:
    before = opened(asking, who)
    assert len(before) >= fewest, sorted(before)
    number = Case.objects.get(public_id=asking.subjects["case"]).number.encode()
    end(resident)
    for path, answer in before.items():
        now = asking.ask(who, "GET", path)
        assert now.status in (302, 303, 401, 404, 409), (path, now.status)  # to where one says who one is, or away
        assert number not in now.body, path
        assert answer.body != now.body
    asking.clients[who].get("/cases")  # from here on for oneself
    for path in before:
        now, theirs = asking.ask(who, "GET", path), asking.ask(stranger, "GET", path)
        assert number not in now.body, path
        if any(value in path for value in map(asking.subjects.get, ABOUT) if value):
            assert (now.status, now.media) == (theirs.status, theirs.media), path
            assert now.body == theirs.body or now.status == 401, path
