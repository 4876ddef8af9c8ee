"""The README of one screen: the same commands in both languages, each of them real, and run by CI."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from yichuang.project.cli import COMMANDS

ROOT = Path(__file__).resolve().parents[2]
LANGUAGES = ("README.md", "README.zh-hans.md")


def text(name: str) -> str:
    return (ROOT / name).read_text("utf-8")


def blocks(name: str) -> list[str]:
    """The blocks of commands, in order."""
    return re.findall(r"^```sh\n(.*?)^```$", text(name), re.MULTILINE | re.DOTALL)


def named(name: str) -> set[str]:
    """What stands between backquotes: commands, settings."""
    return set(re.findall(r"(?<!`)`([^`\n]+)`(?!`)", text(name)))


def targets() -> set[str]:
    said = subprocess.run(["make", "-s", "help"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return set(re.findall(r"make ([a-z-]+)", said))


def test_both_languages_name_the_same_commands() -> None:
    english, chinese = LANGUAGES
    assert blocks(english) == blocks(chinese) != []
    assert named(english) == named(chinese) != set()


@pytest.mark.parametrize("name", LANGUAGES)
def test_it_is_one_screen(name: str) -> None:
    assert len(text(name).splitlines()) <= 30


def test_every_command_is_real() -> None:
    english = LANGUAGES[0]
    for line in [*"".join(blocks(english)).splitlines(), *named(english)]:
        match line.split():
            case ["make", target]:
                assert target in targets() | {"help"}, line
            case [".venv/bin/yichuang", command, *_]:
                assert command in {known.name for known in COMMANDS}, line
            case words:
                assert len(words) == 1, line


def test_ci_runs_what_the_readme_tells() -> None:
    script = (ROOT / ".ci" / "run").read_text("utf-8")
    commands = [line for line in script.splitlines()[1:] if line and not line.startswith(("#", "set", "cd", "export"))]
    assert [command.removeprefix("exec ") for command in commands] == blocks(LANGUAGES[0])[0].splitlines()[1:]
