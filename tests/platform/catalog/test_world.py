"""Other departments, registers or divisions are kept only if every published version can still be read."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.cast import Town
from tests.core.packages.sample import CONTENT
from yichuang.core.identifiers import new_id
from yichuang.core.packages import WORLD_FILES, WorldError
from yichuang.platform.catalog.commands import keep_world
from yichuang.platform.catalog.models import PackageVersion, WorldFile
from yichuang.platform.catalog.queries import world


@pytest.fixture
def content(county: Town, tmp_path: Path) -> Path:
    """A copy of the files that packages may speak of."""
    for name in WORLD_FILES:
        shutil.copy(CONTENT / name, tmp_path / name)
    return tmp_path


def change(content: Path, name: str, before: str, after: str) -> None:
    text = (content / name).read_text("utf-8")
    assert before in text
    (content / name).write_text(text.replace(before, after), "utf-8")


def test_what_no_version_names_may_change(content: Path) -> None:
    with (content / "divisions.csv").open("a", encoding="utf-8") as lines:
        lines.write("439998,某区,,,\n")
    keep_world(content)
    assert "439998" in world().divisions


def test_what_a_version_names_cannot_go(content: Path) -> None:
    kept = dict(WorldFile.objects.values_list("name", "text"))
    with (content / "divisions.csv").open("a", encoding="utf-8") as lines:
        lines.write("439998,某区,,,\n")
    change(content, "registries.yaml", "\n      newborn_on:", "\n      born_on:")
    with pytest.raises(WorldError) as caught:
        keep_world(content)
    number = PackageVersion.objects.get(name="newborn", current=True).version
    (told,) = [str(one) for one in caught.value.findings]
    assert told.startswith(f"registries.yaml:0: Version {number} of “newborn” could no longer be read, and cases go")
    assert "births.newborn_on" in told
    assert dict(WorldFile.objects.values_list("name", "text")) == kept


def test_a_version_that_was_not_read_before_stops_no_change(content: Path) -> None:
    gone = PackageVersion.objects.get(name="newborn", current=True)
    gone.pk, gone.version, gone.current, gone.digest = new_id(), 98, False, "0"
    gone.files = {**gone.files, "package.yaml": "nonsense: 1"}
    gone.save(force_insert=True)
    with (content / "divisions.csv").open("a", encoding="utf-8") as lines:
        lines.write("439998,某区,,,\n")
    keep_world(content)
    assert "439998" in world().divisions
