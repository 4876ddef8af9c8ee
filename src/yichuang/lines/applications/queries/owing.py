"""What may be owed (容缺受理), by when, and what is: at the window before filing, at the desk, on the case's page."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from yichuang.core import clock
from yichuang.core.cipher import unseal
from yichuang.core.packages import Material, Matter
from yichuang.lines.applications import owing
from yichuang.lines.applications.errors import NotOwable
from yichuang.lines.applications.owing import Days
from yichuang.lines.applications.queries.cases import guide_of, published_of
from yichuang.lines.applications.queries.drafts import Opened
from yichuang.platform.cases import clocks
from yichuang.platform.cases.filing import FACTS_CONTEXT, KEY_CONTEXT
from yichuang.platform.cases.models import Task
from yichuang.platform.vault.keys import holder

# --- before filing, at the window ------------------------------------------------------------------------------------


def owable_now(opened: Opened) -> list[Material]:
    """The papers that are missing of a draft and may follow later."""
    return [one for one in opened.missing if one.owed is not None] if opened.fileable else []


def window_days(opened: Opened, materials: Collection[str]) -> Days:
    """By when these papers of a draft may follow: one day for all parts that wait for them. Raises NotOwable."""
    package, today = opened.published.package, clock.today()
    matters = [*opened.guide.matters, *(one.matter for one in opened.guide.undecided)]
    waiting = [each for each in matters if any(one.code in materials for one in package.materials_of(each.code))]
    if not waiting:
        raise NotOwable
    each = [owing.days(package, matter, _would_be_due(opened, matter, today), today, today) for matter in waiting]
    return owing.shared(each)


def _would_be_due(opened: Opened, matter: Matter, today: date) -> date | None:
    package = opened.published.package
    times = (
        (clocks.STATUTORY, package.statutory(matter.clock, today)),
        (clocks.PROMISED, package.promised(matter.clock, today)),
    )
    return clocks.start([(name, time, "") for name, time in times if time], today).due_on


# --- at the desk -----------------------------------------------------------------------------------------------------


def may_be_owed(task: Task, filed: Mapping[str, Any] | None = None) -> list[Material]:
    """The papers of a part that may follow later: of what was filed nothing proves them. No query with ``filed``."""
    package = published_of(task.case).package
    if not any(one.owed for one in package.materials_of(task.matter)):
        return []
    facts = filed if filed is not None else _facts(task)
    return owing.owable(package, package.matters[task.matter], guide_of(task.case, package, facts).wanted())


def _facts(task: Task) -> Mapping[str, Any]:
    key = holder().unwrap(bytes(task.case.wrapped_key), KEY_CONTEXT)
    facts: Mapping[str, Any] = json.loads(unseal(key, bytes(task.case.facts), context=FACTS_CONTEXT))["facts"]
    return facts


def part_days(task: Task) -> Days:
    """By when papers of a part may follow that are owed from today on. Raises NotOwable."""
    package = published_of(task.case).package
    legal = max(task.case.legal_date, package.in_force)
    return owing.days(package, package.matters[task.matter], task.due_on, legal)
