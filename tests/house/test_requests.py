"""Every address × method × actor has one answer, and it stands in a table that people read (TRUST 6).

What the answers may be at all is said here, apart from the table: a stranger's is never a page.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product

import pytest

from tests.cast import Member
from tests.house.answers import path_of, wrong
from tests.house.requests import ACTORS, METHODS, TABLE, Asking, parameters, read, written
from yichuang.faces.look.routes import table
from yichuang.platform.cases.models import Case
from yichuang.platform.people.models import Person

pytestmark = pytest.mark.django_db

#: Who has to do with the resident's draft, case and objection, and whose department has the part.
RELATED = {
    "draft": {"resident", "clerk-with", "agent"},
    "case": {"resident", "clerk-with", "agent"},
    "part": {"officer", "department-head"},
    "task": {"officer", "department-head", "program"},
    "objection": {"officer"},
    "rating": {"officer"},
    "licence": {"clerk-with", "officer"},  # the resident is at level 1
    "batch": {"employer"},  # the company's alone
    "delivery": {"head"},
    "disposal": {"archivist", "head"},
    "hold": {"archivist"},
    "revision": {"author", "head"},
    "mandate": {"resident", "agent-elsewhere"},  # who gave it, and who holds it
    "approval": {"head", "clerk", "clerk-with", "clerk-other"},  # the clerk proposed it, and does not decide it
}
#: Who has nothing to do with the resident's case at all: no list, no message and no hint of theirs has its number.
STRANGERS = frozenset(
    {"anonymous", "outsider", "neighbour", "clerk", "clerk-other", "administrator", "agent-elsewhere", "employer"}
)
#: In an address these lead to the case for whoever holds them, or repeat its id.
MARKED = frozenset({"case", "token", "number", "square"})
#: To sign-in or to be matched, not here, not for your post, not found, not by this method; 303: back to where one
#: comes from, with nothing.
REFUSALS = {302, 303, 401, 403, 404, 405}


@dataclass(frozen=True)
class Given:
    """What everybody was answered, and whether that changed or showed what is the resident's."""

    statuses: Mapping[tuple[str, str], Mapping[str, int]]
    #: Of those who have nothing to do with it: (route, method, actor) who changed something, and who saw something.
    changed: Sequence[tuple[str, str, str]]
    seen: Sequence[tuple[str, str, str]]
    #: What the description of the interface does not have of its answers.
    undescribed: Sequence[tuple[str, str, str]]


def related_to(route: str, names: Sequence[str]) -> set[str] | None:
    """Who has to do with what stands in the address; None where it is nobody's, or open to whoever holds it."""
    subject = next((name for name in names if name in RELATED), None)
    if subject is None:
        return None
    # At the desk and in its calls a part is the department's; at portal and window it is the applicant's.
    return RELATED["case"] if "case" in names else RELATED[subject]


@pytest.fixture(scope="module")
def asked_once() -> list[Given]:
    """Where the answers are kept once everybody has been asked, for all tests of this file."""
    return []


@pytest.fixture
def given(asked_once: list[Given], request: pytest.FixtureRequest) -> Given:
    """Every address × method × actor, asked once."""
    if not asked_once:
        resident: Member = request.getfixturevalue("resident")
        asked_once.append(everybody_asked(request.getfixturevalue("asking"), resident))
    return asked_once[0]


def everybody_asked(asking: Asking, resident: Member) -> Given:
    person = Person.objects.get(pk=resident.person_id)
    theirs, before = (person.name.encode(), person.id_number.encode()), asking.state()
    case = Case.objects.get(public_id=asking.subjects["case"])
    called = (case.number.encode(), case.public_id.encode())
    found: dict[tuple[str, str], dict[str, int]] = {}
    changed, seen, undescribed = [], [], []
    for (route, names), method in product(sorted(parameters()), METHODS):
        if method not in table()[route].methods:
            continue
        path, related = asking.path(route, names), related_to(route, names)
        row = found[route, method] = {}
        for actor in ACTORS:
            stranger = related is not None and actor not in related
            answer = asking.ask(actor, method, path, watched=stranger)
            row[actor] = answer.status
            if route.startswith("api:") and (
                what := wrong(path_of(route), method, answer.status, answer.media, answer.body)
            ):
                undescribed.append((route, actor, what))
            if stranger and answer.after != before:
                changed.append((route, method, actor))
            if stranger and any(word in answer.body for word in theirs):
                seen.append((route, method, actor))
            if not MARKED & set(names) and actor in STRANGERS and any(word in answer.body for word in called):
                seen.append((route, method, actor))
    return Given(found, changed, seen, undescribed)


def test_every_address_answers_everybody_as_the_table_says(given: Given) -> None:
    """Red for a route, a method or an answer that is not in the table.

    After a change that you mean, ``YICHUANG_WRITE_TABLE=1`` writes the table anew: read what it changed.
    """
    if os.environ.get("YICHUANG_WRITE_TABLE"):
        TABLE.write_text(HEAD + written(given.statuses), "utf-8")
    assert given.statuses == read(TABLE.read_text("utf-8"))
    assert [row for row, answers in given.statuses.items() if max(answers.values()) >= 500] == []


def test_the_interface_answers_what_its_description_has(given: Given) -> None:
    """Status, media type and every member, for everybody at every call."""
    assert given.undescribed == []


def test_no_address_answers_a_method_that_it_did_not_declare(asking: Asking) -> None:
    for (route, names), method in product(sorted(parameters()), METHODS):
        if method in table()[route].methods:
            continue
        for actor in ("anonymous", "resident"):
            status = asking.ask(actor, method, asking.path(route, names)).status
            assert status == 405, (route, method, actor, status)


def test_who_has_nothing_to_do_with_it_gets_nothing_of_it(given: Given) -> None:
    names_of, judged = dict(parameters()), 0
    for (route, method), answers in given.statuses.items():
        related = related_to(route, names_of[route])
        if related is None:
            continue
        for actor in set(ACTORS) - related:
            judged += 1
            assert answers[actor] in REFUSALS, (route, method, actor, answers[actor])
    assert judged > 500
    assert given.changed == []
    assert given.seen == []


def test_hidden_and_absent_are_the_same_to_the_last_byte(asking: Asking) -> None:
    """What is another's and what does not exist: the same status and the same bytes, so that nobody can tell."""
    for route, names in sorted(parameters()):
        subject = next((name for name in names if name in RELATED), None)
        if subject not in ("draft", "case") or "GET" not in table()[route].methods:
            continue
        hidden, absent = asking.path(route, names), asking.path(route, names, **{subject: "0" * 24})
        for actor in ("neighbour", "outsider", "anonymous"):
            first, second = asking.ask(actor, "GET", hidden), asking.ask(actor, "GET", absent)
            assert first.status == second.status, (route, actor)
            assert first.body.replace(hidden.encode(), b"") == second.body.replace(absent.encode(), b""), (route, actor)


def test_an_undeclared_address_and_a_double_row_are_found() -> None:
    with pytest.raises(ValueError, match="stands twice"):
        read("a GET " + "200 " * len(ACTORS) + "\na GET " + "200 " * len(ACTORS))
    with pytest.raises(ValueError, match="a route, a method and"):
        read("a GET 200")


HEAD = (
    "# What every address answers, by method and by who asks. Made by test_requests.py with YICHUANG_WRITE_TABLE=1.\n"
    "# The draft, the case and the objection are the resident's; the part is that of the officer's department.\n"
    f"# {'route':<24}{'':<5}{' '.join(ACTORS)}\n"
)
