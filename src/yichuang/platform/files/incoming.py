"""Files on their way in: sealed before they touch the disk, under a key that lives in memory alone.

Django's own handlers would put what is large into /tmp as it is. Here a process that dies leaves nothing, and what it
leaves in a swap file or a disk's spare blocks opens for nobody.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import IO, Any, BinaryIO, cast

from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler
from django.http import HttpRequest

from yichuang.core.cipher import StreamSealer, open_stream
from yichuang.core.uploads import MOST_BYTES
from yichuang.platform.files import store
from yichuang.platform.vault.keys import holder

MOST_AT_ONCE = 64 * 1024 * 1024
"""How large a request with files may be, all of it together."""

_CONTEXT = b"files.incoming"


class Incoming(UploadedFile):
    """A file that has arrived: its size and SHA-256 as they were counted, its content as far as it was kept.

    One that is larger than ``MOST_BYTES`` is counted to its end and not kept beyond.
    """

    def __init__(self, name: str, key: bytes, sealed: BinaryIO, size: int, sha256: bytes, field: str) -> None:
        super().__init__(cast("IO[Any]", sealed), name, "application/octet-stream", size)
        self.field, self.sha256, self._key = field, sha256, key

    def content(self) -> bytes:
        """All of it, once; empty where it was larger than ``MOST_BYTES``."""
        return b"" if self.too_large else b"".join(self.chunks())

    @property
    def too_large(self) -> bool:
        """Whether it is larger than any file may be, and so was not kept."""
        return (self.size or 0) > MOST_BYTES

    def chunks(self, chunk_size: int | None = None) -> Iterator[bytes]:
        """The content, piece by piece."""
        sealed = cast("BinaryIO", self.file)
        sealed.seek(0)
        yield from open_stream(self._key, sealed, context=_CONTEXT)

    def read(self, size: int = -1) -> bytes:
        """The content from its beginning, at most ``size`` bytes of it."""
        found = b"".join(self.chunks())
        return found if size < 0 else found[:size]


def incoming(request: HttpRequest, field: str) -> list[Incoming]:
    """The files that came in one field of a form, in their order."""
    return [each for each in request.FILES.getlist(field) if isinstance(each, Incoming)]


class SealingHandler(FileUploadHandler):
    """Takes every file of every form of this installation (``FILE_UPLOAD_HANDLERS``)."""

    _sealed: BinaryIO

    def handle_raw_input(self, input_data: Any, META: Any, content_length: int, *more: Any, **others: Any) -> None:  # noqa: N803
        """Refuse a request that is larger than any may be before it is read."""
        if content_length > MOST_AT_ONCE:
            raise RequestDataTooBig(f"a request with files has at most {MOST_AT_ONCE} bytes")

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Begin one."""
        super().new_file(*args, **kwargs)
        keys = holder()
        self._key, self._digest, self._size = keys.new_data_key(), hashlib.sha256(), 0
        self._sealer = StreamSealer(self._key, suite=keys.suite, context=_CONTEXT)
        self._sealed = store.temporary()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Seal and write a portion; nothing is handed on to another handler."""
        self._digest.update(raw_data)
        self._size += len(raw_data)
        if self._size <= MOST_BYTES:
            self._sealed.write(self._sealer.update(raw_data))

    def file_complete(self, file_size: int) -> Incoming:
        """The file as the form's view has it."""
        self._sealed.write(self._sealer.finish())
        return Incoming(
            self.file_name or "",
            self._key,
            self._sealed,
            self._size,
            self._digest.digest(),
            self.field_name or "",
        )

    def upload_interrupted(self) -> None:
        """The connection ended: what came of it is gone."""
        self._sealed.close()
