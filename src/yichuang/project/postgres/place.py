"""Where a cluster's files are, and as which user its server runs.

An ordinary user's server runs as that user, in the folder that was asked for. PostgreSQL refuses root, so root's runs
as an unprivileged user; where that user cannot reach the folder (a closed home above it), files and programs live
under ``/var/lib/yichuang`` instead. What was chosen first is written beside it and kept, so that a home that is opened
later never looks like an empty database.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import pwd
import shutil
import stat
import subprocess
from dataclasses import dataclass
from pathlib import Path

from yichuang.core.words import N_
from yichuang.project.errors import ClusterError
from yichuang.project.processes import Identity

HOUSE = Path("/var/lib/yichuang")
USER = "yichuang"
#: The kernel takes 107 bytes for the path of a socket; PostgreSQL names its own ``.s.PGSQL.5432``.
LONGEST_SOCKET_FOLDER = 107 - len("/.s.PGSQL.5432")
RECORD = "place.json"


@dataclass(frozen=True)
class Place:
    """``root`` holds ``data``, the lock and mostly the socket; ``identity`` is None where the server runs as us."""

    root: Path
    socket: Path
    identity: Identity | None

    @property
    def data(self) -> Path:
        """The data directory."""
        return self.root / "data"

    @property
    def lock(self) -> Path:
        """The lock that is held for as long as any process of the cluster lives."""
        return self.root / "lock"


def locate(directory: Path) -> Place:
    """Where the cluster of ``directory`` is or would be, without making anything."""
    root = _recorded_root(directory) or directory
    return Place(root, socket_folder(root), None)


def prepare(directory: Path) -> Place:
    """Make the folders of the cluster of ``directory`` and say where they are."""
    try:
        directory.mkdir(parents=True, exist_ok=True)
        if os.geteuid() != 0:
            return _as_ourselves(directory)
        return _as_somebody(directory)
    except OSError as error:
        raise ClusterError(
            "no-permission",
            N_(
                "The database's folder %(folder)s cannot be written (%(error)s). Give yourself the right to it, or "
                "name another folder in YICHUANG_VAR."
            ),
            folder=directory,
            error=error.strerror or error,
        ) from error


def _as_ourselves(directory: Path) -> Place:
    place = locate(directory)
    owner = _owner(place.data)
    if owner is not None and owner != os.geteuid():
        raise ClusterError(
            "other-owner",
            N_(
                "The database in %(folder)s belongs to the user %(owner)s. Run this as the user who made it (as root "
                "if root did), or name another folder in YICHUANG_VAR."
            ),
            folder=place.data,
            owner=_name(owner),
        )
    _own_folder(place.socket, os.geteuid(), os.getegid())
    return place


def _as_somebody(directory: Path) -> Place:
    recorded = _recorded_root(directory)
    identity = _owner_identity(recorded or directory) or unprivileged_user()
    root = recorded or _reachable_root(directory, identity)
    place = Place(root, socket_folder(root), identity)
    if recorded is None:
        making = directory / f"{RECORD}.{os.getpid()}"
        making.write_text(json.dumps({"root": "." if root == directory else str(root)}))
        making.rename(directory / RECORD)
    _own_folder(place.socket, identity.uid, identity.gid)
    return place


def _reachable_root(directory: Path, identity: Identity) -> Path:
    """``directory`` where that user can live in it, else a folder of its own under HOUSE."""
    try:
        os.chown(directory, identity.uid, identity.gid)
        directory.chmod(0o711)  # the record beside the data is read by root and by nobody else who matters
        if _may_enter(directory, identity):
            return directory
    except OSError:
        pass  # a file system that knows no other owners
    HOUSE.mkdir(mode=0o755, parents=True, exist_ok=True)
    root = HOUSE / "clusters" / hashlib.sha256(str(directory.resolve()).encode()).hexdigest()[:12]
    root.mkdir(mode=0o755, parents=True, exist_ok=True)
    for folder in (HOUSE, root.parent, root):
        folder.chmod(0o755)
    os.chown(root, identity.uid, identity.gid)
    return root


def socket_folder(root: Path) -> Path:
    """The folder of the socket: in ``root`` where its path is short and plain enough, else one in ``/tmp``.

    The kernel limits the length, and a client takes commas in the path of a socket for several servers.
    """
    inside = root / "socket"
    if len(os.fsencode(inside)) <= LONGEST_SOCKET_FOLDER and not set(str(inside)) & set(",\"'\\"):
        return inside
    return Path("/tmp") / f"yichuang-{hashlib.sha256(os.fsencode(root)).hexdigest()[:16]}"


def _own_folder(folder: Path, uid: int, gid: int) -> None:
    """Make ``folder`` for that user alone; one that is somebody else's is refused (anyone may write in /tmp).

    One that we ourselves made and have not given to that user yet (another start is about to, or was killed there) is
    given now.
    """
    with contextlib.suppress(FileExistsError):
        folder.mkdir(mode=0o700)
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid not in (uid, os.geteuid()) or found.st_mode & 0o077:
        raise ClusterError(
            "foreign-socket-folder",
            N_("The folder %(folder)s should be the database's own and is not. Remove it and start again."),
            folder=folder,
        )
    if found.st_uid != uid:
        os.chown(folder, uid, gid, follow_symlinks=False)


def unprivileged_user() -> Identity:
    """The user as whom root's server runs: ``yichuang``, made if possible, else ``postgres`` or ``nobody``."""
    maker = shutil.which("useradd", path="/usr/sbin:/sbin:/usr/bin:/bin")
    if maker and not _known(USER):
        options = ["--system", "--no-create-home", "--home-dir", "/nonexistent", "--shell", "/usr/sbin/nologin"]
        subprocess.run([maker, *options, USER], capture_output=True)
    for name in (USER, "postgres", "nobody"):
        if known := _known(name):
            return known
    raise ClusterError(
        "no-user",
        N_(
            "PostgreSQL does not run as root, and no unprivileged user could be made. Make one (useradd --system "
            "yichuang), or run this as an ordinary user."
        ),
    )


def _known(name: str) -> Identity | None:
    try:
        entry = pwd.getpwnam(name)
    except KeyError:
        return None
    return Identity(entry.pw_uid, entry.pw_gid, name)


def _name(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return str(uid)


def _owner(path: Path) -> int | None:
    try:
        return path.stat().st_uid
    except FileNotFoundError:
        return None


def _owner_identity(root: Path) -> Identity | None:
    """The user to whom an existing data directory belongs: the server goes on as that user."""
    try:
        found = (root / "data").stat()
    except FileNotFoundError:
        return None
    return Identity(found.st_uid, found.st_gid, _name(found.st_uid)) if found.st_uid else None


def _recorded_root(directory: Path) -> Path | None:
    try:
        return directory / str(json.loads((directory / RECORD).read_text())["root"])
    except FileNotFoundError:
        return None


def _may_enter(folder: Path, identity: Identity) -> bool:
    tried = subprocess.run(
        ["/bin/sh", "-c", 'cd -- "$1" 2>/dev/null && test -w .', "sh", str(folder)],
        capture_output=True,
        cwd="/",
        user=identity.uid,
        group=identity.gid,
        extra_groups=[],
    )
    return tried.returncode == 0
