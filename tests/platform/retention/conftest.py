"""Cases that ended long ago, and the search that finds them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.conf import settings as django_settings

from tests.cast import Member, staff
from tests.walks.people import file_case, system_of
from yichuang.core import clock
from yichuang.lines.applications import commands
from yichuang.platform.cases.engine import transition
from yichuang.platform.cases.models import Case, Task
from yichuang.platform.exchange.models import Delivery
from yichuang.platform.messages.models import Message

#: When the cases of these tests were filed; eleven years later their ten years are over.
THEN = datetime(2026, 3, 2, 10, 0, tzinfo=clock.ZONE)
LATER = datetime(2037, 3, 3, 10, 0, tzinfo=clock.ZONE)


def refused(member: Member, at: datetime = THEN) -> Case:
    """A case of the member's of which every part was refused the day after, and everything has arrived."""
    with clock.frozen(at):
        case = file_case(member)
    with clock.frozen(at + timedelta(days=1)):
        for task in Task.objects.filter(case=case).select_related("department"):
            transition(task.pk, "accept", system_of(task))
            transition(task.pk, "refuse", system_of(task), reason="不符合条件")
        arrived(case)
    return Case.objects.get(pk=case.pk)


def arrived(case: Case) -> None:
    """Everything about the case has reached whom it was for."""
    tasks = Task.objects.filter(case=case).values("pk")
    Delivery.objects.filter(subject_id__in=tasks).update(state=Delivery.State.DELIVERED)
    Message.objects.filter(case_id=case.pk).update(state=Message.State.SENT)


@pytest.fixture
def old_case(resident: Member) -> Case:
    return refused(resident)


@pytest.fixture
def later() -> Iterator[datetime]:
    with clock.frozen(LATER):
        yield LATER


@pytest.fixture
def with_rules(tmp_path: Path, settings: Any) -> Callable[[Callable[[dict[str, Any]], None]], None]:
    """Change the classes of this installation for one test."""
    content = tmp_path / "content"
    content.mkdir()
    for each in Path(django_settings.CONTENT).iterdir():
        if each.name != "retention.yaml":
            (content / each.name).symlink_to(each)
    text = (Path(django_settings.CONTENT) / "retention.yaml").read_text("utf-8")

    def change(how: Callable[[dict[str, Any]], None]) -> None:
        said = yaml.safe_load(text)
        how(said["classes"])
        (content / "retention.yaml").write_text(yaml.safe_dump(said, allow_unicode=True), "utf-8")
        settings.CONTENT = content

    return change


@pytest.fixture
def draft_begun(neighbour: Member) -> Any:
    """A draft that was begun and never filed."""
    with clock.frozen(THEN):
        return commands.begin(neighbour.actor, "enrolment").draft


__all__ = ["LATER", "THEN", "arrived", "refused", "staff"]
