"""Key files: whole or absent, for their owner's eyes alone, and safe when several processes try at once."""

from __future__ import annotations

import fcntl
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from yichuang.core.cipher.errors import KeyFileError
from yichuang.core.words import N_

_MISSING = N_("The key file %(path)s is not there. Bring it back from the key backup; without it nothing can be read.")
_OPEN = N_("Others may read the key file %(path)s. Close it with: chmod 600 %(path)s")
_UNREADABLE = N_("The key file %(path)s cannot be read: %(why)s.")

OWNER_ONLY = 0o600


def read_private(path: Path) -> bytes:
    """The content of a key file. Raises KeyFileError 'missing', 'open', 'broken'."""
    try:
        with path.open("rb") as file:
            if os.fstat(file.fileno()).st_mode & 0o077:
                raise KeyFileError("open", _OPEN, path=str(path))
            return file.read()
    except FileNotFoundError:
        raise KeyFileError("missing", _MISSING, path=str(path)) from None
    except OSError as error:
        raise KeyFileError("broken", _UNREADABLE, path=str(path), why=error.strerror or "") from error


def create_private(path: Path, content: bytes) -> None:
    """Write a key file that was not there. Raises FileExistsError where it was: of several processes one wins."""
    written = _written_beside(path, content)
    try:
        os.link(written, path)  # unlike a rename, a link never replaces
    finally:
        os.unlink(written)
    sync_folder(path.parent)


def replace_private(path: Path, content: bytes) -> None:
    """Put new content in place of a key file: a reader finds the old or the new, whole."""
    os.replace(_written_beside(path, content), path)
    sync_folder(path.parent)


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold the key file for a change: one process at a time, let go when the process ends."""
    descriptor = os.open(path.with_name(f".{path.name}.lock"), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, OWNER_ONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def _written_beside(path: Path, content: bytes) -> str:
    """A file in the same folder with this content, on the disk, readable by its owner alone."""
    descriptor, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)  # made with mode 0600
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
    except BaseException:
        os.unlink(name)
        raise
    return name


def sync_folder(folder: Path) -> None:
    """Have the names in a folder on the disk."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
