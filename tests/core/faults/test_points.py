"""A fault is a real SIGKILL at a named point, written down before it happens."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from yichuang.core.faults import POINTS, Fault, point

SOURCE = Path(__file__).resolve().parents[3] / "src"


def run(code: str, **environment: str) -> subprocess.Popen[bytes]:
    """A process with a fault armed."""
    words = [sys.executable, "-c", f"from yichuang.core.faults import point\n{code}"]
    return subprocess.Popen(words, env={**os.environ, **environment}, stderr=subprocess.PIPE, stdout=subprocess.PIPE)


def test_it_works(tmp_path: Path) -> None:
    log = tmp_path / "reached"
    process = run(
        "point('filing-after'); print('alive', flush=True)", YICHUANG_FAULT="filing-after", YICHUANG_FAULT_LOG=str(log)
    )
    said, complained = process.communicate(timeout=30)
    assert process.returncode == -signal.SIGKILL
    assert (said, complained) == (b"", b"fault point reached: filing-after\n")
    assert log.read_bytes() == complained


def test_the_how_manieth_time() -> None:
    code = "for n in range(1, 4): point('delivery-sent'); print(n, flush=True)"
    said, _ = run(code, YICHUANG_FAULT="delivery-sent:3").communicate(timeout=30)
    assert said == b"1\n2\n"


def test_it_waits_to_be_killed() -> None:
    process = run("point('delivery-sent')", YICHUANG_FAULT="delivery-sent:1:wait")
    assert process.stderr
    assert process.stderr.readline() == b"fault point reached: delivery-sent\n"
    assert process.poll() is None
    process.kill()
    process.communicate(timeout=30)


def test_other_points_are_passed() -> None:
    said, _ = run("point('filing-before'); print('alive')", YICHUANG_FAULT="filing-after").communicate(timeout=30)
    assert said == b"alive\n"


def test_without_a_fault_nothing_happens() -> None:
    for name in POINTS:
        point(name)


@pytest.mark.parametrize("wanted", ["", "nowhere", "filing-after:x", "filing-after:1:later", "filing-after:1:wait:2"])
def test_what_cannot_be_armed(wanted: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        Fault(wanted, None)


def test_every_point_in_the_code_is_listed_and_every_listed_one_is_in_the_code() -> None:
    found: set[str] = set()
    for path in SOURCE.rglob("*.py"):
        text = path.read_text("utf-8")
        found |= set(re.findall(r"\bpoint\(\"([a-z-]+)\"\)", text)) - (
            {"delivery-sent"} if "faults" in str(path) else set()
        )
        for verb in re.findall(r"\bpoint\(f\"\{self\.ledger\.noun\}-([a-z]+)\"\)", text):
            found |= {f"{noun}-{verb}" for noun in ("delivery", "message")}
    assert found == set(POINTS)


def test_one_after_another(tmp_path: Path) -> None:
    """Each process dies where the next line says; the one after the last line lives."""
    words, log = tmp_path / "words", tmp_path / "reached"
    words.write_text("filing-after:2\nfiling-before\n")
    code = "for n in range(3): point('filing-before'); point('filing-after'); print(n, flush=True)"
    said = []
    for _ in range(3):
        process = run(code, YICHUANG_FAULT=f"@{words}", YICHUANG_FAULT_LOG=str(log))
        said.append(process.communicate(timeout=30)[0].decode().split())
    assert said == [["0"], [], ["0", "1", "2"]]
