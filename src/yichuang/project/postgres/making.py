"""A data directory is made whole or not at all, and only where it can live."""

from __future__ import annotations

import shutil
import signal
import tempfile
from pathlib import Path

from yichuang.core.words import N_
from yichuang.project import processes
from yichuang.project.errors import ClusterError
from yichuang.project.postgres.binaries import Binaries
from yichuang.project.postgres.place import Place

SUPERUSER = "postgres"
#: Free space below which nothing is started: a new cluster takes 40 MB, its log of changes up to 64 MB at once.
LEAST_FREE_BYTES = 192 * 1024 * 1024


def check_space(here: Place) -> None:
    """Refuse to start on a disk that is nearly full: a server that cannot write its log stops in the middle."""
    free = shutil.disk_usage(here.root).free
    if free < LEAST_FREE_BYTES:
        raise ClusterError(
            "disk-full",
            N_(
                "The disk of %(folder)s has %(free)s MB left; the database needs %(needed)s MB to start. Free some "
                "space, or name a folder on another disk in YICHUANG_VAR."
            ),
            folder=here.root,
            free=free // 1024**2,
            needed=LEAST_FREE_BYTES // 1024**2,
        )


def check_version(here: Place, found: Binaries) -> None:
    """Data are opened by the major version that made them, and by no other."""
    made_by = (here.data / "PG_VERSION").read_text().strip()
    if made_by != str(found.major):
        raise ClusterError(
            "other-version",
            N_(
                "The database in %(folder)s was made by PostgreSQL %(made_by)s and this is %(major)s. Name the "
                "programs of PostgreSQL %(made_by)s in YICHUANG_POSTGRES_BIN, dump it, and restore it here."
            ),
            folder=here.data,
            made_by=made_by,
            major=found.major,
        )


def make(here: Place, found: Binaries, template: Path | None, lock: int) -> None:
    """Make the data directory, or copy the stopped ``template``, under another name, then rename it.

    The makers inherit ``lock``: when we are killed, nobody begins anew before the last of them has ended.
    """
    making = here.root / "data.making"
    if making.exists():
        shutil.rmtree(making)
    if template is not None:
        words = ["/bin/cp", "-a", "--reflink=auto", str(template), str(making)]
    else:
        provider = "builtin" if found.major >= 17 else "libc"
        words = [found.program("initdb"), "-D", str(making), "-U", SUPERUSER, "--auth=trust", "--no-instructions"]
        words += ["--encoding=UTF8", f"--locale-provider={provider}", "--locale=C.UTF-8"]
    # A copy keeps the owners of the template, which takes root where the server is not ours.
    who = None if template else here.identity
    with tempfile.TemporaryFile() as output:
        done = processes.launch(words, ends_with_us=signal.SIGKILL, identity=who, output=output, keep=(lock,)).wait()
        output.seek(0)
        said = output.read().decode(errors="replace")
    if done != 0:
        shutil.rmtree(making, ignore_errors=True)
        raise explained(said, here, Path("-"))
    making.rename(here.data)


def explained(said: str, here: Place, log: Path) -> ClusterError:
    """What PostgreSQL (or the system) said, as a sentence with what to do."""
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    telling = [line for line in lines if any(word in line for word in ("FATAL", "PANIC", "ERROR", "error:"))]
    first = (telling or lines or ["it said nothing"])[0]
    if "No space left on device" in said:
        return ClusterError(
            "disk-full",
            N_("The disk of %(folder)s is full. Free some space and start again; what was accepted is not lost."),
            folder=here.root,
        )
    if "ermission denied" in said:
        return ClusterError(
            "no-permission",
            N_(
                "The database's folder %(folder)s cannot be written (%(error)s). Give yourself the right to it, or "
                "name another folder in YICHUANG_VAR."
            ),
            folder=here.root,
            error=first,
        )
    return ClusterError(
        "not-started",
        N_("The database in %(folder)s did not start: %(error)s. Its log: %(log)s"),
        folder=here.root,
        error=first,
        log=log,
    )
