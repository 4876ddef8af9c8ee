"""Hand-over files (移交): one archive for each record, or for all rows of a stream, with the SHA-256 of every part.

Plain, since the archive must read them when our keys are long gone (国令716 Art. 12): they go to a folder that the
operator names, readable by its owner alone, and are never kept in the state folder.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

from django.db import transaction

from yichuang.core import clock
from yichuang.core.access import Actor
from yichuang.core.words import N_
from yichuang.platform.files.errors import FileGone
from yichuang.platform.people.record import record
from yichuang.platform.retention.errors import NotNow
from yichuang.platform.retention.keepers import Keeper, Stream, keeper_of
from yichuang.platform.retention.letting_go import as_json
from yichuang.platform.retention.models import Disposal, Item
from yichuang.platform.retention.sweeping import note_finding, solve_finding

#: A file inside an archive bears this time; when the archive was made stands in its manifest alone.
NO_TIME = (1980, 1, 1, 0, 0, 0)
OPERATOR = Actor(role="system", channel="command")
NOT_PACKED = N_("%(number)s cannot be handed over: a file of it cannot be opened. Bring it back from the backup.")
#: Rows of a stream that are read at once.
ROWS = 2000


def hand_over(public: str, folder: Path) -> tuple[int, int]:
    """Write the hand-over files of a register into a folder; how many there are, and how many bytes.

    Safe to repeat: each file is written whole or not at all, and made anew. Raises Disposal.DoesNotExist, NotNow.
    """
    disposal = Disposal.objects.get(public_id=public)
    if disposal.state != Disposal.State.FOUND or disposal.then != "archive":
        raise NotNow
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    keeper = keeper_of(disposal.klass)
    count, size = _stream(disposal, keeper, folder) if isinstance(keeper, Stream) else _items(disposal, folder)
    with transaction.atomic():
        record("packed", "disposal", disposal.pk, OPERATOR, {"count": count, "bytes": size})
    return count, size


def _items(disposal: Disposal, folder: Path) -> tuple[int, int]:
    """A file for each record, and the list of them. One that cannot be packed is a finding, and the others go on."""
    keeper = keeper_of(disposal.klass)
    assert isinstance(keeper, Keeper)
    assert keeper.pack is not None  # what goes to the archive can be packed
    count = size = 0
    listed: list[dict[str, object]] = []
    for item in Item.objects.filter(disposal=disposal, state=Item.State.LISTED).order_by("id"):
        at = clock.now()
        try:
            content = package(item.number, keeper.pack(item.subject_id))
        except FileGone:
            note_finding(disposal.klass, NOT_PACKED, {"number": item.number}, item.subject_id)
            continue
        solve_finding(disposal.klass, NOT_PACKED, item.subject_id)
        digest = hashlib.sha256(content).digest()
        _write(folder / f"{item.number}.zip", content)
        Item.objects.filter(pk=item.pk).update(package_digest=digest, package_size=len(content), changed_at=at)
        listed.append({"number": item.number, "type": item.type, "sha256": digest.hex(), "bytes": len(content)})
        count, size = count + 1, size + len(content)
    said = {"register": disposal.public_id, "class": disposal.klass, "rule": disposal.rule, "files": listed}
    _write(folder / "register.json", as_json(said))
    return count, size


def package(number: str, found: Iterable[tuple[str, bytes]]) -> bytes:
    """The archive of one record: ``manifest.json`` names every other part with its SHA-256."""
    parts = dict(found)
    manifest = {
        "number": number,
        "made_at": clock.now().isoformat(),
        "parts": {
            name: {"sha256": hashlib.sha256(content).hexdigest(), "bytes": len(content)}
            for name, content in parts.items()
        },
    }
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in {"manifest.json": as_json(manifest), **parts}.items():
            archive.writestr(zipfile.ZipInfo(name, NO_TIME), content, zipfile.ZIP_DEFLATED)
    return made.getvalue()


def _stream(disposal: Disposal, keeper: Stream, folder: Path) -> tuple[int, int]:
    """One archive with a file of lines for each table, written as it is read: there may be millions of rows."""
    assert disposal.cut_at is not None
    path = folder / f"{disposal.klass}-{disposal.cut_at:%Y%m%d}.zip"
    own = path.with_name(f".{path.name}")
    parts: dict[str, dict[str, object]] = {}
    with open(os.open(own, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600), "w+b") as file:
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
            for model, rows in keeper.rows.items():
                name, digest, lines = f"{model}.jsonl", hashlib.sha256(), 0
                with archive.open(zipfile.ZipInfo(name, NO_TIME), "w", force_zip64=True) as part:
                    for line in _lines(rows(disposal.cut_at)):
                        digest.update(line)
                        part.write(line)
                        lines += 1
                parts[name] = {"sha256": digest.hexdigest(), "rows": lines}
            said = {"register": disposal.public_id, "before": disposal.cut_at, "rule": disposal.rule, "parts": parts}
            archive.writestr(zipfile.ZipInfo("manifest.json", NO_TIME), as_json(said), zipfile.ZIP_DEFLATED)
        file.flush()
        os.fsync(file.fileno())
        size = file.tell()
        file.seek(0)
        sealed = hashlib.file_digest(file, "sha256").digest()
    own.replace(path)
    Disposal.objects.filter(pk=disposal.pk).update(package_digest=sealed, package_size=size)
    return 1, size


def _lines(rows: Any) -> Iterator[bytes]:
    """Each row as a line of JSON, by id."""
    after = UUID(int=0)
    while found := list(rows.filter(pk__gt=after).order_by("pk").values()[:ROWS]):
        for row in found:
            yield json.dumps(row, ensure_ascii=False, sort_keys=True, default=str).encode() + b"\n"
        after = found[-1]["id"]


def _write(path: Path, content: bytes) -> None:
    """The file, whole or not at all, readable by its owner alone."""
    own = path.with_name(f".{path.name}")
    with open(os.open(own, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    own.replace(path)
