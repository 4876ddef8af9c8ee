"""``hall.yaml``: what is wrong in it is said by line."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.conf import settings
from pytest_django import Settings

from yichuang.core.access import Actor
from yichuang.platform.hall import commands
from yichuang.platform.hall.errors import NoHall
from yichuang.platform.hall.layout import read
from yichuang.project.doctor import checks

TEXT = (Path(settings.CONTENT) / "hall.yaml").read_text("utf-8")


def test_the_county_s_hall_is_sound() -> None:
    plan, findings = read(TEXT)
    assert findings == []
    assert plan is not None
    assert [window.code for window in plan.windows] == ["1", "2", "3"]
    assert plan.serving("business") == ["1", "2"]


@pytest.mark.parametrize(
    ("before", "after", "code", "words"),
    [
        ("serves: [insurance, other]", "serves: [insurance, others]", "unknown", "no kind of matter “others”"),
        ("letter: B", "letter: A", "twice", "“A” stands here twice"),
        ('window: "2"', 'window: "1"', "twice", "“1” stands here twice"),
        ("kind: other, letter", "kind: 取件, letter", "value", "lower-case words"),
        ("letter: C", "letter: c", "value", "kinds.2.letter"),
        ("insurance, business, other]", "insurance, other]", "missing", "No window serves “business”"),
        ('until: "12:00"', 'until: "14:00"', "value", "one after the other"),
        ('from: "09:00"', 'from: "9 Uhr"', "value", "opening.0.from"),
        ("calls: 3 ", "calls: 0 ", "value", "queue.calls"),
        ("  early: 30", "  earlier: 30", "unknown-key", "queue.earlier"),
        ("en: Window 1", "de: Fenster 1", "language", "windows.0.title"),
        ("opening:", "opening: [", "yaml", "not readable"),
    ],
)
def test_what_is_wrong_is_said_by_line(before: str, after: str, code: str, words: str) -> None:
    spoilt = TEXT.replace(before, after)
    plan, findings = read(spoilt)
    assert plan is None
    found = next(each for each in findings if each.code == code)
    assert words in str(found.message)
    assert found.line > 0


@pytest.mark.django_db
def test_without_a_sound_file_no_ticket_is_drawn_and_the_doctor_says_why(settings: Settings, tmp_path: Path) -> None:
    settings.CONTENT = tmp_path
    assert list(checks.hall()) == []
    with pytest.raises(NoHall):
        commands.draw(Actor(), "insurance")
    (tmp_path / "hall.yaml").write_text(TEXT.replace("letter: B", "letter: A"), "utf-8")
    with pytest.raises(NoHall):
        commands.draw(Actor(), "insurance")
    assert [str(each) for each in checks.hall()] == ["hall.yaml, line 6: “A” stands here twice."]
