"""Reads of ``files``: the content of one. Whether somebody may have it is decided by what it was handed in for."""

from __future__ import annotations

import logging

from yichuang.core.cipher import CipherError, open_stream
from yichuang.platform.files import store
from yichuang.platform.files.commands import CONTENT_CONTEXT, KEY_CONTEXT
from yichuang.platform.files.errors import FileGone
from yichuang.platform.files.models import File
from yichuang.platform.vault.keys import holder

log = logging.getLogger(__name__)


def content(file: File) -> bytes:
    """The plain content, proved to its last byte before any of it is given out. Raises FileGone."""
    try:
        key = holder().unwrap(bytes(file.wrapped_key), KEY_CONTEXT + file.pk.bytes)
        with store.read(file.address) as sealed:
            return b"".join(open_stream(key, sealed, context=CONTENT_CONTEXT + file.pk.bytes))
    except (CipherError, OSError) as error:
        log.error("file %s cannot be opened: %s", file.pk, type(error).__name__)
        raise FileGone from error
