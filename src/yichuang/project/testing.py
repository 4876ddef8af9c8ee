"""What a test session stands on: a state folder and a real PostgreSQL of its own.

Loaded by pytest before the settings are (``-p yichuang.project.testing``), so that no test can ever meet the data of
an installation. The cluster is a copy of a cached one that has been migrated already (keyed by the migrations), so a
session begins in a fraction of a second. With xdist the controller starts it; each worker has a database and a state
folder of its own, so that what one has put on the disk is no part of what another finds there.
``YICHUANG_TEST_DATABASE_URL`` puts the session on another server.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

from yichuang.project.catalogues import compile_all
from yichuang.project.postgres import Cluster, binaries

REPOSITORY = Path(__file__).resolve().parents[3]
CACHE = REPOSITORY / ".pytest_cache" / "postgres"
TEMPLATE = "yichuang_template"
PREFIX = "yichuang-test-"
KEPT_TEMPLATES = 4
#: Tests kill processes, not the machine: what the kernel has taken survives that, so a session need not wait for disks.
SETTINGS = {"fsync": "off", "max_connections": "200"}

_session_lock: int | None = None
_cluster: Cluster | None = None


def _open_session() -> None:
    """Give this session its state folder, and remove what sessions that were killed have left."""
    global _session_lock
    folder = Path(tempfile.mkdtemp(prefix=PREFIX, dir="/tmp"))
    folder.chmod(0o755)  # as root the server runs as another user, who must be able to enter
    _session_lock = os.open(folder / "session.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    fcntl.flock(_session_lock, fcntl.LOCK_EX)
    for old in folder.parent.glob(f"{PREFIX}*"):
        if old != folder:
            _remove_if_left(old)
    os.environ["YICHUANG_VAR"] = str(folder / "var")
    os.environ.pop("YICHUANG_DATABASE_URL", None)
    if elsewhere := os.environ.get("YICHUANG_TEST_DATABASE_URL"):
        os.environ["YICHUANG_DATABASE_URL"] = elsewhere


def _remove_if_left(folder: Path) -> None:
    try:
        lock = os.open(folder / "session.lock", os.O_RDWR)
    except OSError:
        return
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        shutil.rmtree(folder, ignore_errors=True)
    except BlockingIOError:
        return
    finally:
        os.close(lock)


def _join_session() -> None:
    """A worker of xdist: its own state folder in the session's, with the session's cluster in it."""
    whole = Path(os.environ["YICHUANG_VAR"])
    own = whole.parent / os.environ["PYTEST_XDIST_WORKER"]
    if whole.parent.name == own.name:
        return  # started by a worker: it has that one's
    (own / "var").mkdir(parents=True)
    own.chmod(0o755)
    (own / "var" / "postgres").symlink_to(whole / "postgres")
    os.environ["YICHUANG_VAR"] = str(own / "var")


if "PYTEST_XDIST_WORKER" in os.environ:
    _join_session()
else:
    _open_session()


def owns_session() -> bool:
    """Whether this process opened the session: its server is then its own, and nobody else's tests stand on it."""
    return _session_lock is not None


def session_cluster() -> Cluster:
    """The running cluster of this session, started when the first test asks for it."""
    global _cluster
    if _cluster is None:
        cluster = Cluster(Path(os.environ["YICHUANG_VAR"]) / "postgres", settings=SETTINGS)
        if cluster.running():  # a worker: the controller has started it
            _cluster = cluster
            return cluster
        with _template() as template:
            cluster.start(template=template)
        _cluster = cluster
    return _cluster


def template_database() -> str | None:
    """The migrated database of the session's cluster that test databases are copied from, if it could be made."""
    if os.environ.get("YICHUANG_TEST_DATABASE_URL"):
        return None
    with psycopg.connect(session_cluster().dsn("postgres")) as connection:
        found = connection.execute("select 1 from pg_database where datname = %s", [TEMPLATE]).fetchone()
    return TEMPLATE if found else None


def pytest_sessionstart(session: pytest.Session) -> None:
    """Compile the languages; with workers to come, start the server here, so that it lives as long as all of them."""
    if _session_lock is not None:
        compile_all()
    if getattr(session.config.option, "numprocesses", None) and not os.environ.get("YICHUANG_TEST_DATABASE_URL"):
        session_cluster()


def pytest_unconfigure() -> None:
    """Stop the server and remove the session's folder."""
    if _session_lock is None:
        return  # a worker
    if _cluster is not None:
        _cluster.stop()
    shutil.rmtree(Path(os.environ["YICHUANG_VAR"]).parent, ignore_errors=True)


@contextmanager
def _template() -> Iterator[Cluster]:
    """A stopped cluster with a migrated database, held against removal; made when the migrations have changed."""
    CACHE.mkdir(parents=True, exist_ok=True)
    found = binaries.find()
    folder = CACHE / f"{found.major}-{_digest_of_migrations()}"
    ready = folder / "ready"
    lock = os.open(CACHE / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        cluster = Cluster(folder, settings=SETTINGS)
        if not ready.exists():
            migrated = _make_template(cluster)
            if migrated:
                ready.touch()
            _remove_old()
        else:
            os.utime(folder)
        yield cluster
    finally:
        os.close(lock)


def _make_template(cluster: Cluster) -> bool:
    with cluster:
        with psycopg.connect(cluster.dsn(), autocommit=True) as connection:
            connection.execute(f"drop database if exists {TEMPLATE}")
            connection.execute(f"create database {TEMPLATE}")
        env = {**os.environ, "YICHUANG_DATABASE_URL": cluster.dsn(TEMPLATE)}
        env["DJANGO_SETTINGS_MODULE"] = "yichuang.project.settings"
        done = subprocess.run(
            [sys.executable, "-m", "django", "migrate", "--verbosity=0"], env=env, capture_output=True, cwd=REPOSITORY
        )
        if done.returncode != 0:  # each test database will be migrated by itself, and will say what is wrong
            with psycopg.connect(cluster.dsn(), autocommit=True) as connection:
                connection.execute(f"drop database {TEMPLATE}")
        return done.returncode == 0


def _remove_old() -> None:
    folders = sorted((path for path in CACHE.iterdir() if path.is_dir()), key=lambda path: path.stat().st_mtime)
    for old in folders[:-KEPT_TEMPLATES]:
        shutil.rmtree(old, ignore_errors=True)


def _digest_of_migrations() -> str:
    total = hashlib.sha256()
    for path in [REPOSITORY / "requirements.lock", *sorted(REPOSITORY.glob("src/**/migrations/*.py"))]:
        total.update(str(path.relative_to(REPOSITORY)).encode() + b"\0" + path.read_bytes() + b"\0")
    return total.hexdigest()[:16]
