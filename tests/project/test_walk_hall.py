"""``yichuang walk hall``: a whole morning by HTTP (A-03, A-04), and that its plan leaves nothing out.

The walk itself takes a minute or two, so it is for ``make test-full``; what would make it fail is told here at once.
"""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import yaml
from tests.core.packages.sample import CONTENT, hunan
from tests.project.places import open_folder
from tests.project.running import free_base, make_run

from yichuang.core import clock
from yichuang.core.packages import Package, load
from yichuang.platform.cases import kinds
from yichuang.project.errors import WalkError
from yichuang.project.walking.reached import NOTICES, STATES, STEPS_OF, UNREACHED, Reached, every
from yichuang.project.walking.visitors import DRAWS, forward

PLAN: dict[str, Any] = yaml.safe_load((CONTENT / "walks" / "hall.yaml").read_text("utf-8"))
#: What comes of something else than a verb that the plan names: every visit and case, the hall's closing, and the last
#: of the papers that were owed.
OF_ITSELF = {"call", "call-again", "begin", "finish", "skip", "lapse", "papers-complete"}


def packages() -> list[Package]:
    """Every package of the content, as it would be published."""
    return [load(path.parent, hunan()) for path in sorted(CONTENT.glob("*/package.yaml"))]


def planned() -> set[str]:
    """Every step that the plan names."""
    found = set(PLAN["usual"]) | OF_ITSELF | {verb for each in PLAN["bookings"] for verb in each["does"]}
    come = {"late": "come-back", "gives-back": "withdraw"}
    for each in PLAN["visitors"]:
        for when in ("acts", "later"):
            found |= {verb for verbs in each.get(when, {}).values() for verb in verbs}
        found |= set(each.get("complaint", ())) | ({"transfer"} if each.get("transfer") else set())
        found |= {come[each["comes"]]} if each.get("comes") in come else set()
    return found


def test_forty_come_in_the_morning() -> None:
    booked = sum("arrive" in each["does"] for each in PLAN["bookings"])
    assert sum(each["count"] for each in PLAN["visitors"] if not each.get("closed")) + booked == 40
    assert len(PLAN["morning"]["windows"]) == 3
    assert {each["draws"] for each in PLAN["visitors"]} == set(DRAWS)
    assert any(len(each.get("brings", ())) > 1 for each in PLAN["visitors"])  # one visit, several matters


def test_every_step_of_the_tables_is_planned_or_has_its_reason() -> None:
    steps = {name for sort, _, name in every() if sort == STEPS_OF}
    assert steps - planned() == {name for sort, _, name in UNREACHED if sort == STEPS_OF}


def test_reasons_are_of_what_there_is() -> None:
    assert set(UNREACHED) - every() == set()


def test_no_reason_is_left_over_once_a_service_makes_it_possible() -> None:
    """A licence that is published tomorrow has to be walked, too: its reason holds no longer, by itself."""
    held = packages()
    assert [thing for thing, (_, possible) in UNREACHED.items() if possible(held)] == []
    assert len(UNREACHED) == 6


def test_every_step_has_its_words_where_the_table_demands_them() -> None:
    asked = {each.verb for kind in kinds.registered() for each in kind.transitions if each.reason}
    silent = {"extend"}  # it is granted with the words of whoever asked
    assert (asked & planned()) - silent - set(PLAN["words"]) == set()


def test_what_was_not_reached_is_named() -> None:
    reached = Reached()
    reached.saw("application", "accept", "accepted")
    reached.saw_paper("letter")
    missing = reached.missing(packages())
    assert (STATES, "application", "granted") in missing
    assert (NOTICES, "paper", "receipt") in missing
    assert (STATES, "application", "accepted") not in missing
    assert set(missing) & set(UNREACHED) == set()
    assert reached.count(NOTICES) == (1, len({name for sort, _, name in every() if sort == NOTICES}))


def test_elsewhere_than_in_a_demo_no_clock_is_put_forward() -> None:
    assert clock.followed() is None
    with pytest.raises(WalkError, match="only a demo allows"):
        forward(clock.now())


@pytest.mark.full
def test_a_whole_morning() -> None:
    with open_folder() as folder, make_run(folder, free_base()) as running:
        told = running.run(".venv/bin/yichuang walk hall --patience 180")
        assert "40 visitors" in told
        for sort in ("states reached", "steps made", "notices issued"):
            count, whole = map(int, re.search(rf"{sort}: (\d+) of (\d+)", told).groups())  # type: ignore[union-attr]
            excused = Counter(each for each, _, _ in UNREACHED)
            kind = {"states reached": STATES, "steps made": STEPS_OF, "notices issued": NOTICES}[sort]
            assert count == whole - excused[kind], told
        assert "0 differences" in told
        assert " 0 breaks" in told
        assert Path(folder / "var" / "demo-clock").exists()
