"""The units of systemd: what they say holds for where the installation lies, and systemd itself reads them."""

from __future__ import annotations

import re
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from tests.project.places import REPOSITORY

from yichuang.project.errors import RunError
from yichuang.project.service import main
from yichuang.project.service.notify import notify
from yichuang.project.service.units import Installed, units

HERE = Installed(Path(sys.executable), Path("/var/lib/yichuang"), 8100, "daemon", Path("/etc/yichuang/env"), True)


def written(folder: Path, *more: str) -> list[str]:
    """The names of the files that the command writes."""
    assert main(["units", "--to", str(folder), "--user", "daemon", "--port", "8100", *more]) == 0
    return sorted(path.name for path in folder.iterdir())


def test_the_command_writes_every_unit_that_another_names(tmp_path: Path) -> None:
    names = set(written(tmp_path / "units"))
    for path in (tmp_path / "units").iterdir():
        named = re.findall(r"yichuang[a-z-]*\.(?:service|socket|target|timer)", path.read_text())
        assert set(named) <= names, path.name
    assert f"ListenStream=127.0.0.1:{HERE.port}" in (tmp_path / "units" / "yichuang-web.socket").read_text()


def test_with_a_server_of_ones_own_none_is_brought(tmp_path: Path) -> None:
    written(tmp_path / "units", "--own-postgresql")
    assert not any("postgres" in path.name or "postgres" in path.read_text() for path in (tmp_path / "units").iterdir())


def test_root_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RunError, match="root"):
        main(["units", "--to", str(tmp_path), "--user", "root"])
    assert not list(tmp_path.iterdir())


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="no systemd-analyze on this machine")
def test_systemd_reads_them_and_finds_little_exposed(tmp_path: Path) -> None:
    """No line is unknown or misread; of 10 points of exposure at most 2 (0 is a process that may do nothing)."""
    written(tmp_path / "units")
    files = [str(path) for path in sorted((tmp_path / "units").iterdir())]
    done = subprocess.run(["systemd-analyze", "verify", "--man=no", *files], capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")
    for path in (tmp_path / "units").glob("*.service"):
        words = ["systemd-analyze", "security", "--offline=true", "--threshold=20", str(path)]
        done = subprocess.run(words, capture_output=True, text=True)
        assert done.returncode == 0, done.stdout


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="no systemd-analyze on this machine")
def test_a_line_that_is_misread_would_be_found(tmp_path: Path) -> None:
    written(tmp_path / "units")
    unit = tmp_path / "units" / "yichuang-web.service"
    unit.write_text(unit.read_text().replace("ProtectClock=yes", "ProtectClok=yes"))
    done = subprocess.run(["systemd-analyze", "verify", "--man=no", str(unit)], capture_output=True, text=True)
    assert "ProtectClok" in done.stderr


def test_signs_in_paths_stand_for_themselves() -> None:
    odd = Installed(Path('/opt/a "b" $c/100%/python'), Path("/srv/一 窗"), 8100, "daemon", Path("/etc/e 1%"), True)
    found = units(odd)
    assert 'ExecStart="/opt/a \\"b\\" $$c/100%%/python" -m' in found["yichuang-worker.service"]
    assert 'ReadWritePaths="/srv/一 窗"' in found["yichuang-web.service"]
    assert "EnvironmentFile=/etc/e 1%%\n" in found["yichuang-web.service"]


def test_what_is_kept_alive_is_what_run_keeps_alive() -> None:
    """The web of the unit serves the same application with as many processes as that of ``yichuang run``."""
    from yichuang.project.run.members import web

    line = next(each for each in units(HERE)["yichuang-web.service"].splitlines() if each.startswith("ExecStart="))
    assert " ".join(web(HERE.port).words[3:-1]) in line
    assert line.endswith(web(HERE.port).words[-1])
    assert str(REPOSITORY) in units(HERE)["yichuang-worker.service"]


def test_systemd_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listening:
        listening.bind(str(tmp_path / "notify"))
        listening.settimeout(5)
        monkeypatch.setenv("NOTIFY_SOCKET", str(tmp_path / "notify"))
        notify("READY=1")
        assert listening.recv(100) == b"READY=1"
    notify("WATCHDOG=1")  # nobody listens any more: no reason to end
    monkeypatch.delenv("NOTIFY_SOCKET")
    notify("WATCHDOG=1")
