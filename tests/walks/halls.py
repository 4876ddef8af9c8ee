"""A hall that is open whenever a walk is taken: the county's, but for its hours."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytest_django import Settings

from tests.cast import staff
from yichuang.core.access import Actor
from yichuang.faces.portal.views import tickets
from yichuang.faces.window.views import queue
from yichuang.platform.hall import commands


@pytest.fixture
def open_hall(settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The county's content with a hall that never closes; its pages ask each second, so that no walk waits."""
    monkeypatch.setattr(tickets, "TICKET", 1)
    monkeypatch.setattr(queue, "EVERY", 1)
    before, folder = Path(settings.CONTENT), tmp_path / "content"
    folder.mkdir()
    for each in before.iterdir():
        (folder / each.name).symlink_to(each)
    text = (before / "hall.yaml").read_text("utf-8")
    (folder / "hall.yaml").unlink()
    opening = '  - {from: "09:00", until: "12:00"}\n  - {from: "13:30", until: "17:00"}\n'
    assert opening in text
    text = text.replace(opening, '  - {from: "00:00", until: "24:00"}\n').replace(
        "opening:", "open_on: every-day\nopening:"
    )
    (folder / "hall.yaml").write_text(text, "utf-8")
    settings.CONTENT = folder
    return folder


def sits(name: str, window: str) -> Actor:
    """A clerk by their name, who sits down."""
    actor = staff(name).actor
    commands.open_shift(actor, window)
    return actor
