"""The drill of docs/how-to/back-up.md: a backup is made, work goes on, all is lost, it is put back (TRUST 9, 14)."""

from __future__ import annotations

import re
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
from tests.project.places import open_folder, until
from tests.project.running import Running, environment, free_base, granted, make_run, pasted

PRESSED = {"employment": "flexible", "add_medical": "true", "contribution_base": "4072"}

pytestmark = [pytest.mark.full, pytest.mark.fault]


@dataclass
class Filed:
    """A case as its applicant sees it once every department has granted its part."""

    number: str
    receipts: set[str]


def filed(running: Running, key: str) -> Filed:
    """One of the demo's people files, and is granted."""
    client = running.resident(key)
    case = running.file(client, PRESSED)
    until(lambda: granted(client, case), 60)
    until(lambda: "Waiting: 0," in running.command(".venv/bin/yichuang audit status").stdout, 90)  # all is sealed
    shown: dict[str, Any] = client.get(f"/cases/{case}")
    return Filed(shown["number"], {part["receipt_number"] for part in shown["parts"]})


def shell(words: str) -> None:
    """Run a command that must succeed."""
    subprocess.run(["sh", "-e", "-c", words], check=True)


def lose_and_put_back(var: Path, backup: Path) -> None:
    """The disk is new; what departments hold is theirs and was not on it."""
    for name in ("postgres", "files", "keys"):
        shell(f"rm -rf {var}/{name}; [ ! -e {backup}/{name} ] || cp -a {backup}/{name} {var}/{name}")


def test_a_backup_is_put_back() -> None:
    with open_folder() as folder:
        base, var, backup = free_base(), folder / "var", folder / "backup"
        with make_run(folder, base) as running:
            before = filed(running, "flexible-1")
        shell(f"cp -a {var} {backup}")
        with make_run(folder, base) as running:
            lost = filed(running, "flexible-2")
            note = httpx.get(f"http://127.0.0.1:{base}/api/v1/log/checkpoint", trust_env=False).text
        lose_and_put_back(var, backup)
        (folder / "kept").write_text(note, "utf-8")
        verified = pasted(f".venv/bin/yichuang audit verify --checkpoint {folder}/kept", environment(folder, base))
        shell(f"mv {var}/keys/yichuang.key {var}/keys/yichuang.pub {folder}")
        assert verified.returncode == 1
        lacks = re.search(
            r"of the (\d+) records of the checkpoint the tree lacks (\d+)$", verified.stdout, re.MULTILINE
        )
        assert lacks, verified.stdout
        assert 0 < int(lacks[2]) < int(lacks[1])
        with make_run(folder, base) as running:
            reconciled = running.command(".venv/bin/yichuang reconcile")
            assert reconciled.returncode == 1
            named = re.findall(
                r"^\S+ (\S+) \S+: they hold a part that was never sent from here$", reconciled.stdout, re.M
            )
            assert named == [lost.number] * len(lost.receipts), "what is lost is named, and nothing else"
            assert "2 differences" in reconciled.stdout
            after = filed(running, "flexible-3")
            assert len({before.number, lost.number, after.number}) == 3
            assert "0 breaks" in running.run(".venv/bin/yichuang audit verify")
            assert "2 differences" in running.command(".venv/bin/yichuang reconcile").stdout
