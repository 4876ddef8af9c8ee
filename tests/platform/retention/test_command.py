"""``yichuang retention``: proposes, says how it stands, writes the files for the archive; ends nothing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from yichuang.platform.cases.models import Case
from yichuang.platform.retention.models import Disposal
from yichuang.project.commands import retention
from yichuang.project.errors import ProjectError, UsageError

pytestmark = pytest.mark.django_db


def test_it_proposes_and_says_what_it_found(
    old_case: Case, later: datetime, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert retention.main(["propose"]) == 0
    said = capsys.readouterr().out
    assert "case: 1" in said
    assert Case.objects.filter(pk=old_case.pk).exists()
    register = Disposal.objects.get(klass="case").public_id
    assert retention.main(["hand-over", register, str(tmp_path / "out")]) == 0
    assert sorted(each.name for each in (tmp_path / "out").iterdir()) == [f"{old_case.number}.zip", "register.json"]
    with pytest.raises(ProjectError):
        retention.main(["hand-over", "nothing-is-called-so", str(tmp_path)])
    with pytest.raises(UsageError):
        retention.main(["hand-over"])


def test_a_rule_that_fails_is_named_and_is_the_exit_status(
    old_case: Case,
    later: datetime,
    with_rules: Callable[[Callable[[dict[str, Any]], None]], None],
    capsys: pytest.CaptureFixture[str],
) -> None:
    with_rules(lambda classes: classes["case"].update(grace=0))
    assert retention.main(["propose"]) == 1
    assert "case" in capsys.readouterr().out
    with_rules(lambda classes: None)
    assert retention.main(["propose"]) == 0
