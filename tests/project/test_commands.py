"""Commands: what each says of itself, and what loading the demo county again leaves alone."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from tests.cast import Town

from yichuang.project import demo
from yichuang.project.cli import COMMANDS, main

HELP = """
import os, sys
from yichuang.project.cli import main
for name in sys.argv[1:]:
    try:
        status = main([name, "--help"])
    except SystemExit as end:
        status = end.code or 0
    here = os.path.exists(os.path.join(os.environ["YICHUANG_VAR"], "postgres"))
    print(f"-- {name}: {status}, a database: {here}")
"""


def test_help_starts_nothing(tmp_path: Path) -> None:
    """On a machine where nothing was ever started, help is there at once and leaves no database behind."""
    there = {**os.environ, "YICHUANG_VAR": str(tmp_path), "YICHUANG_DATABASE_URL": "", "YICHUANG_LANGUAGE": "zh"}
    names = [command.name for command in COMMANDS if command.database]
    asked = [sys.executable, "-c", HELP, *names]
    done = subprocess.run(asked, env=there, capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    pages = re.split(r"^-- (.*)$\n", done.stdout, flags=re.MULTILINE)
    assert pages[1::2] == [f"{name}: 0, a database: False" for name in names]
    for name, page in zip(names, pages[::2], strict=False):
        assert f"yichuang {name}" in page


def test_a_command_that_is_not_there_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["nonsense"]) == 2
    assert "nonsense" in capsys.readouterr().err


def test_every_line_of_the_page_of_help_is_chinese(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("YICHUANG_LANGUAGE", "zh_CN.UTF-8")
    assert main(["--help"]) == 0
    lines = [line for line in capsys.readouterr().out.splitlines() if line]
    assert [line for line in lines if not any("\u4e00" <= sign <= "\u9fff" for sign in line)] == []


def test_an_address_that_an_administrator_entered_stays(county: Town) -> None:
    from yichuang.platform.exchange.models import System

    keys = county["population"].var / "keys"
    entered = {"endpoint": "https://hrss.example", "public_key": "of-the-real-system", "timeout_ms": 5000}
    System.objects.filter(code="hrss").update(**entered)
    demo.load(9000, keys, say=lambda _: None)
    assert System.objects.filter(code="hrss").values(*entered).get() == entered
    assert System.objects.get(code="medical").endpoint.startswith("http://127.0.0.1:91")  # follows the port


def test_a_measurement_without_its_other_side_says_so(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """An installation has no queue of jobs to compare with: a sentence, no traceback, nothing begun."""
    monkeypatch.setitem(sys.modules, "procrastinate", None)
    assert main(["bench", "delivery"]) == 1
    assert "procrastinate" in capsys.readouterr().err
