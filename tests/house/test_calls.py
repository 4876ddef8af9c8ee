"""What a page does, a program can do, too, or it is written why not: no page and no verb is added without either."""

from __future__ import annotations

import pytest

from tests.house.calls import PAGES, TABLE, read, shared_by, verbs, verbs_of
from tests.house.requests import parameters
from yichuang.faces.look.routes import Route, table

#: Verbs of pages that no call has yet, by face. Whoever adds the call takes the verb out here.
OPEN: dict[str, set[str]] = {
    "portal": set(),
    "window": set(),
    "desk": set(),
    "studio": set(),
}


def pages() -> dict[str, Route]:
    """The routes that are pages, and what is pressed on them."""
    named = {name for name, _ in parameters()}
    return {name: route for name, route in table().items() if name in named and name.split(":")[0] in PAGES}


def wanting(rows: dict[str, object], routes: dict[str, Route]) -> set[str]:
    """Pages without a row."""
    return set(routes) - set(rows)


def test_every_page_has_its_calls_or_a_reason() -> None:
    rows = read(TABLE.read_text("utf-8"))
    assert wanting(dict(rows), pages()) == set(), "add a row to tests/house/calls.txt"
    assert set(rows) - set(pages()) == set()


def test_who_may_open_a_page_may_make_its_calls() -> None:
    """The same people, no surer known, by a method that does as much; with a remark, each by one of the calls."""
    declared = table()
    for page, held in read(TABLE.read_text("utf-8")).items():
        assert not [call for call in held.calls if not call.startswith("api:") or call not in declared], page
        if held.is_open:
            continue
        calls = [declared[call] for call in held.calls]
        everybody = frozenset().union(*(call.roles for call in calls))
        for name, call in zip(held.calls, calls, strict=True):
            assert declared[page].roles <= (everybody if held.words else call.roles), (page, name)
            if "resident" in declared[page].roles:
                assert call.level <= declared[page].level, (page, name)
        if "POST" in declared[page].methods and calls and not held.words:
            assert any("POST" in call.methods for call in calls), page


def test_every_verb_of_a_page_is_a_verb_of_the_interface() -> None:
    """Not the address alone: a button that is added to a page calls a command that some call of the interface has."""
    called = verbs("api")
    assert set(OPEN) == set(PAGES)
    for face in PAGES:
        used = verbs(face)
        assert len(used) > 5, face
        assert used - called == OPEN[face], f"{face} does what no call does"


def test_a_page_and_a_verb_without_a_call_are_found() -> None:
    rows = read(TABLE.read_text("utf-8"))
    assert wanting(dict(rows), {**pages(), "portal:secret-door": Route(frozenset())}) == {"portal:secret-door"}
    planted = (
        "from yichuang.platform.people import commands as people\n"
        "from yichuang.lines.applications.commands.looks import looked_at_file\n"
        "from yichuang.lines.applications.commands import looks\n"
        "def f():\n    people.vanish(looks.looked_at_part)\n"
    )
    assert shared_by(
        "from yichuang.faces.look import kept\nfrom yichuang.faces.look.supplements import take_files\n"
    ) == {
        "kept",
        "supplements",
    }
    assert set(verbs_of(planted)) == {
        "people.commands.vanish",
        "applications.commands.looked_at_file",
        "applications.commands.looked_at_part",
    }


@pytest.mark.parametrize(
    ("row", "says"), [("a:b api:c\na:b api:d", "twice"), ("a:b", "has no call"), ("a:b --", "why")]
)
def test_a_row_that_says_nothing_is_refused(row: str, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        read(row)
