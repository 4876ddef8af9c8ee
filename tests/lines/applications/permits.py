"""A licence (行政许可) made up for tests: the law's clock, one extension, and two procedures that stop it."""

from __future__ import annotations

from pathlib import Path

from tests.cast import Member
from tests.lines.applications.test_new_package import AT_DESK, TEXTS
from tests.walks.people import part_of
from yichuang.lines.applications import commands
from yichuang.platform.cases.models import Case, Task
from yichuang.project.commands import publish

CLOCK = """clock:
      statutory: 20 workdays
      pauses_on: [supplement]
      extension: {by: 10 workdays, law: [parade-rules/1]}
      special: {procedures: [hearing, expert-review], law: [parade-rules/2]}
      law: [parade-rules/1]"""


def publish_permit(folder: Path, clock: str = CLOCK) -> None:
    """Publish the parade of `test_new_package` as a licence with this clock."""
    made = folder / "parade"
    made.mkdir()
    for name, text in TEXTS.items():
        changed = text.replace("DEPARTMENT", AT_DESK).replace("kind: other-power", "kind: licence")
        changed = changed.replace("clock: {promised: 2 workdays, law: [parade-rules/1]}", clock)
        (made / name).write_text(changed.replace("one_at_a_time: true\n", ""), "utf-8")
    assert publish.main([str(made)]) == 0


def file_permit(member: Member) -> Task:
    """The part of a permit that ``member`` applies for now."""
    opened = commands.begin(member.actor, "parade")
    for fact, text in {"dragons": "9", "route": "东门到西门"}.items():
        opened = commands.answer(member.actor, opened, {fact: text})
    filed = commands.submit(member.actor, opened, opened.draft.version)
    return part_of(Case.objects.get(number=filed.number), AT_DESK)
