"""The embedded PostgreSQL: it starts, it is found again, and what happens to its processes is survived.

Making one takes longer than most that is done with it: tests that are not about that start and stop one that is kept.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from tests.project.places import gone, open_folder, until

from yichuang.project.errors import ClusterError
from yichuang.project.postgres import Cluster, default_url, place, server
from yichuang.project.postgres import cluster as module
from yichuang.project.run.supervisor import patience

START = """
import sys
from pathlib import Path
from yichuang.project.postgres import Cluster
print(Cluster(Path(sys.argv[1])).start(), flush=True)
sys.stdin.read()
"""


@pytest.fixture
def folder() -> Iterator[Path]:
    with open_folder() as made:
        yield made


@pytest.fixture
def new(folder: Path) -> Iterator[Cluster]:
    """One that has not been made yet."""
    cluster = Cluster(folder / "postgres")
    try:
        yield cluster
    finally:
        cluster.stop()


@pytest.fixture(scope="module")
def kept() -> Iterator[Path]:
    """The folder of one that has been made and is stopped; it waits for no disk."""
    with open_folder() as folder:
        cluster = Cluster(folder / "postgres")
        ask(cluster.start(), "select 1")
        cluster.stop()
        settings = cluster.directory / "data" / "postgresql.conf"
        settings.write_text(settings.read_text() + "fsync = off\n")
        yield cluster.directory


@pytest.fixture
def cluster(kept: Path, folder: Path) -> Iterator[Cluster]:
    """The kept one, stopped, as whoever comes to it anew; its log begins anew, too."""
    found = Cluster(kept, log=folder / "postgres.log")
    try:
        yield found
    finally:
        found.stop()


def ask(dsn: str, question: str, *before: str) -> object:
    """The one value that ``question`` gives, after the statements ``before``."""
    with psycopg.connect(dsn, autocommit=True) as connection:
        for statement in before:
            connection.execute(statement)
        row = connection.execute(question).fetchone()
    assert row is not None
    return row[0]


def starter(cluster: Cluster) -> subprocess.Popen[str]:
    """A process that starts the cluster, prints its address and stays until its input ends."""
    words = [sys.executable, "-c", START, str(cluster.directory)]
    return subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def end(process: subprocess.Popen[str]) -> None:
    process.kill()
    process.communicate()


def test_it_works(new: Cluster) -> None:
    before = new.dsn()
    assert before == default_url(new.directory.parent)
    assert not new.running()
    assert not new.made
    dsn = new.start()
    assert new.running()
    assert new.made
    assert dsn == before == default_url(new.directory.parent)
    assert ask(dsn, "select current_user || ' in ' || current_database()") == "yichuang in yichuang"
    assert ask(dsn, "show server_encoding") == "UTF8"
    assert ask(dsn, "show fsync") == "on"
    assert ask(dsn, "show listen_addresses") == ""
    assert ask(dsn, "select rolsuper from pg_roles where rolname = current_user") is False
    new.stop()
    assert not new.running()
    assert new.made


def test_only_one_that_has_run_before_is_said_to_repair_itself() -> None:
    assert "crash" not in patience(first=True)
    assert "crash" in patience(first=False)


def test_trigrams_know_chinese(cluster: Cluster) -> None:
    dsn = cluster.start()
    likeness = ask(dsn, "select similarity('灵活就业人员参保登记', '灵活就业参保')", "create extension pg_trgm")
    assert isinstance(likeness, float)
    assert likeness > 0.2


def test_data_outlive_a_restart(cluster: Cluster) -> None:
    ask(cluster.start(), "insert into words values ('窗') returning word", "create table words (word text)")
    cluster.stop()
    assert ask(cluster.start(), "select word from words") == "窗"


def test_it_joins_a_server_that_runs_and_leaves_it_running(cluster: Cluster) -> None:
    cluster.start()
    with Cluster(cluster.directory) as second:
        assert second.pid == cluster.pid
        assert not second.started_here
    assert cluster.running()


def test_two_at_once_make_one_server(new: Cluster) -> None:
    processes = [starter(new) for _ in range(3)]
    try:
        addresses = [process.stdout.readline().strip() for process in processes if process.stdout]
        servers = {ask(address, "select pg_postmaster_start_time()::text") for address in addresses}
        assert len(servers) == 1
    finally:
        for process in processes:
            end(process)


def test_the_server_ends_with_who_started_it(cluster: Cluster) -> None:
    process = starter(cluster)
    assert process.stdout
    process.stdout.readline()
    pid = cluster.pid
    assert pid
    end(process)  # kill -9
    until(lambda: gone(pid))
    until(lambda: not cluster.running())
    assert ask(cluster.start(), "select 1") == 1


def test_a_server_started_off_the_main_thread_lives_on(cluster: Cluster) -> None:
    thread = threading.Thread(target=cluster.start)
    thread.start()
    thread.join()
    assert ask(cluster.dsn(), "select 1") == 1


def test_kill_9_of_the_first_process(cluster: Cluster, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "SECONDS_FOR_ORPHANS", 0.5)
    dsn = cluster.start()
    ask(dsn, "insert into numbers values (7) returning n", "create table numbers (n int)")
    # A backend that is busy computing does not notice for long that its first process is gone.
    busy = psycopg.connect(dsn, autocommit=True)
    busy_pid = busy.info.backend_pid
    asking = threading.Thread(target=_swallow, args=(busy, "select count(*) from generate_series(1, 10000000000)"))
    asking.start()
    until(lambda: ask(dsn, f"select state = 'active' from pg_stat_activity where pid = {busy_pid}"))
    first = cluster.pid
    assert first
    os.kill(first, signal.SIGKILL)
    until(cluster.crashed)
    assert ask(cluster.start(), "select n from numbers") == 7
    assert gone(busy_pid)
    assert cluster.pid != first
    asking.join()
    busy.close()


def _swallow(connection: psycopg.Connection[tuple[object, ...]], question: str) -> None:
    with pytest.raises(psycopg.OperationalError):
        connection.execute(question)


def test_kill_9_of_a_backend(cluster: Cluster) -> None:
    dsn = cluster.start()
    victim = psycopg.connect(dsn)
    os.kill(victim.info.backend_pid, signal.SIGKILL)
    with pytest.raises(psycopg.OperationalError):
        victim.execute("select 1")
    victim.close()
    until(lambda: "reinitializing" in cluster.log.read_text())
    until(cluster.running)
    assert ask(dsn, "select 1") == 1


def test_a_stop_in_the_middle_of_recovery(cluster: Cluster) -> None:
    dsn = cluster.start()
    victim = psycopg.connect(dsn)
    os.kill(victim.info.backend_pid, signal.SIGKILL)
    until(lambda: "reinitializing" in cluster.log.read_text())
    cluster.stop()
    victim.close()
    assert "immediate shutdown" not in cluster.log.read_text()
    assert ask(cluster.start(), "select 1") == 1


def test_kill_9_while_the_cluster_is_made(folder: Path) -> None:
    cluster = Cluster(folder / "postgres")
    process = starter(cluster)
    until(lambda: (cluster.directory / "data.making").exists() or cluster.running())
    end(process)
    with cluster:
        assert ask(cluster.dsn(), "select 1") == 1
        assert not (cluster.directory / "data.making").exists()


@pytest.mark.parametrize("owner", ["root's", "the server's"])
def test_a_stranger_with_the_old_number_is_never_signalled(cluster: Cluster, owner: str) -> None:
    cluster.start()
    data = cluster.directory / "data"
    written = (data / "postmaster.pid").read_text()
    found = data.stat()
    cluster.stop()
    identity = {"user": found.st_uid, "group": found.st_gid} if owner == "the server's" and os.geteuid() == 0 else {}
    stranger = subprocess.Popen(["sleep", "600"], **identity)  # type: ignore[call-overload]
    try:
        lines = written.split("\n")
        lines[0] = str(stranger.pid)
        (data / "postmaster.pid").write_text("\n".join(lines))
        os.chown(data / "postmaster.pid", found.st_uid, found.st_gid)
        assert not cluster.running()
        cluster.stop()
        assert stranger.poll() is None
        assert ask(cluster.start(), "select 1") == 1
        assert cluster.pid != stranger.pid
        cluster.stop()
        assert stranger.poll() is None
    finally:
        stranger.kill()
        stranger.wait()


def test_another_cluster_with_the_old_number_is_never_signalled(folder: Path, cluster: Cluster) -> None:
    cluster.start()
    cluster.stop()
    with Cluster(folder / "other") as other:
        data = cluster.directory / "data"
        (data / "postmaster.pid").write_text((folder / "other" / "data" / "postmaster.pid").read_text())
        assert cluster.pid is None
        cluster.stop()
        assert other.running()
        cluster.start()
        assert cluster.pid != other.pid
        cluster.stop()
        assert other.running()


def test_a_server_started_by_hand_is_joined(cluster: Cluster) -> None:
    cluster.start()
    pid = cluster.pid
    assert pid
    words = [word for word in Path(f"/proc/{pid}/cmdline").read_text().split("\0") if word]
    cluster.stop()
    found = (cluster.directory / "data").stat()
    who = {"user": found.st_uid, "group": found.st_gid, "extra_groups": []} if os.geteuid() == 0 else {}
    by_hand = subprocess.Popen(words, stderr=subprocess.DEVNULL, cwd="/", **who)  # type: ignore[call-overload]
    until(cluster.running)
    cluster.start()
    assert cluster.pid == by_hand.pid
    assert not cluster.started_here
    cluster.stop()
    assert by_hand.wait(30) == 0


def test_a_long_path_gets_a_short_socket(folder: Path, kept: Path) -> None:
    far = folder / ("long" * 30) / "postgres"
    far.parent.mkdir()
    kept.rename(far)
    try:
        with Cluster(far) as cluster:
            assert ask(cluster.dsn(), "select 1") == 1
            assert str(folder) not in cluster.dsn()
    finally:
        far.rename(kept)


def test_a_path_with_blanks_and_quotes(folder: Path) -> None:
    with Cluster(folder / "政务 \"hall\", 'one'" / "postgres") as cluster:
        assert ask(cluster.dsn(), "select 1") == 1


def test_data_of_another_version_are_left_alone(cluster: Cluster) -> None:
    cluster.start()
    cluster.stop()
    version = cluster.directory / "data" / "PG_VERSION"
    made_by = version.read_text()
    version.write_text("14\n")
    try:
        with pytest.raises(ClusterError, match="was made by PostgreSQL 14"):
            cluster.start()
    finally:
        version.write_text(made_by)


def test_a_server_that_cannot_start_says_why(cluster: Cluster) -> None:
    cluster.start()
    cluster.stop()
    settings = cluster.directory / "data" / "postgresql.conf"
    before = settings.read_text()
    settings.write_text(before + "shared_buffers = 'much'\n")
    try:
        with pytest.raises(ClusterError, match=r"did not start: .*postgresql\.conf") as caught:
            cluster.start()
    finally:
        settings.write_text(before)
    assert str(cluster.log) in str(caught.value)


def test_forgetting_leaves_the_number_of_nobody_to_postgresql(folder: Path) -> None:
    nobody = subprocess.Popen(["true"])
    nobody.wait()
    (folder / "postmaster.pid").write_text(f"{nobody.pid}\n")
    server.forget_stale_pid(folder, folder)
    assert (folder / "postmaster.pid").exists()


def test_a_squatted_socket_folder_is_refused(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    squatted = folder / "squatted"
    squatted.mkdir(mode=0o777)
    squatted.chmod(0o777)
    monkeypatch.setattr(place, "socket_folder", lambda root: squatted)
    with pytest.raises(ClusterError, match="should be the database's own"):
        Cluster(folder / "postgres").start()
