"""Every journey of a resident is walked with JavaScript off, too, by the same test code (UX 6)."""

from __future__ import annotations

import ast
import re
from pathlib import Path

from tests.walks.browser import OF_STAFF

WALKS = Path(__file__).resolve().parents[1] / "walks"
#: What a script alone can do or show, and pages that are walked without one elsewhere.
WHY_NOT = {
    "test_what_was_typed_is_there_again_however_one_left": "keeping what is not sent needs a script",
    "test_what_is_too_large_is_said_before_it_is_sent": "a script alone can measure before sending",
    "test_what_is_light_is_sent_as_it_is": "a script alone makes a photograph smaller",
    "test_waiting_and_no_network": "a script alone says that a press is on its way",
    "test_nothing_scrolls_sideways_and_all_can_be_met_with_a_finger": "sizes are measured by a script of the test's",
    "test_what_opens_by_itself_alone": "sizes are measured by a script of the test's",
    "test_every_view_of_somebody_at_home_is_measured": "it reads the list of views",
    "test_pages_are_light_and_ask_nobody_else": "with the script, the heavier way",
    "test_the_whole_way_by_keyboard": "the focus is read by a script of the test's",
    "test_the_same_day_and_minute_in_every_zone": "only a script could get a zone wrong",
    "test_at_the_window_a_list_stands_among_the_other_questions": "a clerk's page",
    "test_a_form_that_leaves_one_in_doubt_is_found": "the walker itself is tried, on a page that a script changes",
    "test_somebody_elses_is_not_there": "what the server refuses does not hang on scripts",
}
#: How a page prints does not hang on scripts; it is measured by scripts of the test's.
PAPER = "test_paper.py"


def walked(text: str) -> dict[str, bool]:
    """Each walk of a file, and whether it is taken both with and without a script."""
    tree = ast.parse(text)
    both = {
        target.id
        for node in tree.body
        if isinstance(node, ast.Assign) and "False" in ast.unparse(node.value) and "True" in ast.unparse(node.value)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    found = {}
    for node in tree.body:
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
            marks = [ast.unparse(each) for each in node.decorator_list]
            named = any(mark in both or any(f", {name})" in mark for name in both) for mark in marks)
            spelt = any("True" in mark and "False" in mark for mark in marks)
            off = re.search(r"script=False|visitor\([^()]*False\)", ast.unparse(node)) is not None
            found[node.name] = named or spelt or off
    return found


def only_with_script() -> set[str]:
    """Walks of residents that are never taken without a script; officials' pages may rely on one."""
    return {
        name
        for path in sorted(WALKS.glob("test_*.py"))
        if path.name not in OF_STAFF | {PAPER}
        for name, both in walked(path.read_text("utf-8")).items()
        if not both
    }


def test_every_walk_of_a_resident_is_taken_without_a_script_or_says_why_not() -> None:
    assert only_with_script() - set(WHY_NOT) == set()


def test_no_reason_is_left_over() -> None:
    every = {name for path in WALKS.glob("test_*.py") for name in walked(path.read_text("utf-8"))}
    assert set(WHY_NOT) - every == set()


def test_a_walk_with_script_alone_would_be_found() -> None:
    text = 'BOTH = mark(("s", "script"), [(1, True), (2, False)])\n@BOTH\ndef test_a(): ...\n\ndef test_b(): ...\n'
    text += "\ndef test_c(): visitor(PHONE, False)\n"
    assert walked(text) == {"test_a": True, "test_b": False, "test_c": True}


#: Walks of the content (`yichuang walk NAME`) that take minutes: they are taken in `make test-full`, there.
IN_FULL = {"hall": "tests/project/test_walk_hall.py"}


def test_a_walk_that_takes_minutes_is_taken_in_full() -> None:
    root = WALKS.parents[1]
    long = {
        path.stem for path in (root / "content" / "hunan" / "walks").glob("*.yaml") if "\nmorning:" in path.read_text()
    }
    assert long == set(IN_FULL)
    for name, place in IN_FULL.items():
        assert re.search(rf"@pytest.mark.full\ndef .*yichuang walk {name}\b", (root / place).read_text(), re.DOTALL)
