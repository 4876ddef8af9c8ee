"""Arrows point down a floor, and a line never reaches into another (``[tool.importlinter]`` in pyproject.toml)."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    """Run the import linter as ``make check`` does."""
    code = "from importlinter.cli import lint_imports_command; lint_imports_command()"
    return subprocess.run([sys.executable, "-c", code, "--no-cache"], cwd=folder, capture_output=True, text=True)


def test_floors_hold() -> None:
    done = lint(ROOT)
    assert done.returncode == 0, done.stdout


def test_simulators_import_nothing_of_the_product() -> None:
    for path in (ROOT / "simulators").rglob("*.py"):
        assert "yichuang." not in path.read_text("utf-8").replace("cn.yichuang.", ""), path
