"""Keys of rows and names in addresses: random, never counted, never used again."""

from __future__ import annotations

import base64
import os
from datetime import UTC, datetime, timedelta
from uuid import UUID

from yichuang.core import clock

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


def new_id() -> UUID:
    """A primary key: UUID version 7 (RFC 9562), so that rows made together lie together in an index.

    48 bits of milliseconds, 12 bits of the millisecond's fraction (method 3 of § 6.2), 62 random bits.
    """
    milliseconds, micro = divmod((clock.now() - _EPOCH) // _MICROSECOND, 1000)
    head = milliseconds << 16 | 0x7000 | micro * 4096 // 1000
    tail = int.from_bytes(os.urandom(8)) & 0x3FFF_FFFF_FFFF_FFFF | 0x8000_0000_0000_0000
    return UUID(int=head << 64 | tail)


def public_id() -> str:
    """A name for addresses that nobody can guess: 26 small letters and digits 2 to 7, 130 random bits."""
    return base64.b32encode(os.urandom(17))[:26].decode().lower()


def first_id(moment: datetime) -> UUID:
    """The smallest primary key that can be made at ``moment``: what was made before has a smaller one."""
    milliseconds, micro = divmod((moment - _EPOCH) // _MICROSECOND, 1000)
    return UUID(int=(milliseconds << 16 | 0x7000 | micro * 4096 // 1000) << 64)
