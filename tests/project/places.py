"""Folders, users and polling for tests of real processes."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from yichuang.project.postgres import place

T = TypeVar("T")
REPOSITORY = Path(__file__).resolve().parents[2]


def until(question: Callable[[], T], seconds: float = 30.0) -> T:
    """The first true answer to ``question``; fails when there is none before the deadline."""
    end = time.monotonic() + seconds
    while not (answer := question()):
        assert time.monotonic() < end, f"still {answer!r} after {seconds} s"
        time.sleep(0.02)
    return answer


@contextmanager
def open_folder() -> Iterator[Path]:
    """A folder that every user of the machine may enter (pytest's own are closed, and root's server is no root)."""
    folder = Path(tempfile.mkdtemp(prefix="place-", dir=Path(os.environ["YICHUANG_VAR"]).parent))
    folder.chmod(0o755)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def gone(pid: int) -> bool:
    """Whether no process of that number is at work (one that has ended and was not yet reaped is not)."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except OSError:
        return True


def python_of_all() -> str | None:
    """A Python of this version that an ordinary user of this machine may run, None where there is none."""
    who = place.unprivileged_user()
    for candidate in (sys.executable, f"/usr/bin/python3.{sys.version_info.minor}", "/usr/bin/python3"):
        try:
            tried = subprocess.run(
                [candidate, "-c", "import sys; print(*sys.version_info[:2])"],
                capture_output=True,
                text=True,
                user=who.uid,
                group=who.gid,
                extra_groups=[],
                cwd="/",
            )
        except OSError:
            continue
        if tried.stdout.split() == [str(part) for part in sys.version_info[:2]]:
            return candidate
    return None


def as_ordinary_user(code: str, *words: str, env: Mapping[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    """Run ``code`` in Python as somebody who is not root (as ourselves where we are not)."""
    paths = [str(REPOSITORY / "src"), *(path for path in sys.path if path.endswith("site-packages"))]
    given = {**os.environ, "PYTHONPATH": os.pathsep.join(paths), **(env or {})}
    if os.geteuid() != 0:
        return subprocess.run([sys.executable, "-c", code, *words], capture_output=True, text=True, env=given, cwd="/")
    who, python = place.unprivileged_user(), python_of_all()
    assert python, "no Python that an ordinary user may run: install Debian's"
    return subprocess.run(
        [python, "-c", code, *words],
        capture_output=True,
        text=True,
        env={**given, "HOME": "/nonexistent"},
        cwd="/",
        user=who.uid,
        group=who.gid,
        extra_groups=[],
    )
