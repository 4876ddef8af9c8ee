"""Sealed bytes on the disk: written whole and synced, found by the SHA-256 of what is written, removed.

Under ``settings.FILES``: ``AA/ADDRESS`` for each file, AA being the first two digits; ``writing/`` for those that are
not whole yet.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

from django.conf import settings

from yichuang.core.cipher.files import sync_folder

WRITING = "writing"


def _folder(name: str) -> Path:
    """A folder of the store, made when it is first needed, for its owner alone."""
    folder: Path = settings.FILES / name
    if not folder.is_dir():
        settings.FILES.mkdir(mode=0o700, parents=True, exist_ok=True)
        folder.mkdir(mode=0o700, exist_ok=True)
        sync_folder(settings.FILES)
    return folder


def path_of(address: str) -> Path:
    """Where the bytes with this address lie."""
    path: Path = settings.FILES / address[:2] / address
    return path


def write(portions: Iterable[bytes]) -> str:
    """Put sealed bytes on the disk and return their address. When it returns they survive the loss of power."""
    digest = hashlib.sha256()
    descriptor, name = tempfile.mkstemp(dir=_folder(WRITING))  # made with mode 0600
    try:
        with os.fdopen(descriptor, "wb") as file:
            for portion in portions:
                digest.update(portion)
                file.write(portion)
            file.flush()
            os.fsync(file.fileno())
        address = digest.hexdigest()
        folder = _folder(address[:2])
        os.replace(name, folder / address)
    except BaseException:
        os.unlink(name)
        raise
    sync_folder(folder)
    return address


def read(address: str) -> BinaryIO:
    """The sealed bytes, to be closed by the caller. Raises FileNotFoundError."""
    return path_of(address).open("rb")


def remove(address: str) -> None:
    """Remove the bytes; it is well if they are gone already."""
    path_of(address).unlink(missing_ok=True)


def temporary() -> BinaryIO:
    """A file without a name, on the same disk; it is gone when it is closed, or when the process dies."""
    return tempfile.TemporaryFile(dir=_folder(WRITING))


def older_than(seconds: float) -> Iterator[tuple[str, Path]]:
    """(address, path) of every file that has lain for so long, and ("", path) of every unfinished one."""
    before = time.time() - seconds
    if not settings.FILES.is_dir():
        return
    for folder in sorted(settings.FILES.iterdir()):
        for path in sorted(folder.iterdir()) if folder.is_dir() else ():
            try:
                old = path.stat().st_mtime < before
            except FileNotFoundError:
                continue
            if old:
                yield ("" if folder.name == WRITING else path.name), path
