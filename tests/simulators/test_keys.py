"""The key tool: makes what is absent, whole or not at all, and never changes what is there."""

from __future__ import annotations

import base64
import subprocess
import sys
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tests.simulators.world import ROOT


def tool(var: Path, *names: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "simulators.keys", "--var", str(var), *names]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=30)


def test_it_works(tmp_path: Path) -> None:
    done = tool(tmp_path, "yichuang", "hrss")
    assert (done.returncode, done.stdout, done.stderr) == (0, "yichuang made\nhrss made\n", "")
    for name in ("yichuang", "hrss"):
        private, public = tmp_path / "keys" / f"{name}.key", tmp_path / "keys" / f"{name}.pub"
        assert private.stat().st_mode & 0o777 == 0o600
        seed = base64.b64decode(private.read_text().strip(), validate=True)
        expected = Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes_raw()
        assert base64.b64decode(public.read_text().strip(), validate=True) == expected
    assert sorted(path.name for path in (tmp_path / "keys").iterdir()) == [
        "hrss.key",
        "hrss.pub",
        "yichuang.key",
        "yichuang.pub",
    ]


def test_what_is_there_stays(tmp_path: Path) -> None:
    tool(tmp_path, "hrss")
    before = (tmp_path / "keys" / "hrss.key").read_bytes()
    assert tool(tmp_path, "hrss").stdout == "hrss there\n"
    assert (tmp_path / "keys" / "hrss.key").read_bytes() == before


def test_a_lost_public_file_is_made_again(tmp_path: Path) -> None:
    tool(tmp_path, "hrss")
    public = tmp_path / "keys" / "hrss.pub"
    before = public.read_bytes()
    public.unlink()
    assert tool(tmp_path, "hrss").returncode == 0
    assert public.read_bytes() == before


def test_eight_at_once_agree(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "simulators.keys", "--var", str(tmp_path), "hrss"]
    racing = [subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) for _ in range(8)]
    said = [process.communicate(timeout=30)[0] for process in racing]
    assert [process.returncode for process in racing] == [0] * 8
    assert sorted(said) == ["hrss made\n"] + ["hrss there\n"] * 7
    assert len(list((tmp_path / "keys").iterdir())) == 2


def test_a_public_file_of_another_key_is_refused(tmp_path: Path) -> None:
    tool(tmp_path, "hrss", "medical")
    (tmp_path / "keys" / "hrss.pub").write_bytes((tmp_path / "keys" / "medical.pub").read_bytes())
    done = tool(tmp_path, "hrss")
    assert done.returncode == 2
    assert "does not belong to" in done.stderr


def test_names_stay_names(tmp_path: Path) -> None:
    for name in ("../outside", "Hrss", "", "a b"):
        done = tool(tmp_path, name)
        assert done.returncode == 2, name
        assert "is no name of a system" in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_broken_key_file_is_named(tmp_path: Path) -> None:
    tool(tmp_path, "hrss")
    for content in ("not base64!", base64.b64encode(b"short").decode()):
        (tmp_path / "keys" / "hrss.key").write_text(content)
        done = tool(tmp_path, "hrss")
        assert done.returncode == 2
        assert "hrss.key" in done.stderr
