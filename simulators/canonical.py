"""Canonical JSON and its digest: one text for one value, so that both sides compare the same bytes."""

import hashlib
import json
from typing import Any


def canonical(value: Any) -> bytes:
    """The one UTF-8 text of a JSON value: keys sorted, no spaces, characters as themselves."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode()


def digest(value: Any) -> str:
    """SHA-256 of the canonical JSON, 64 hexadecimal digits."""
    return hashlib.sha256(canonical(value)).hexdigest()


def body_digest(body: bytes) -> str:
    """SHA-256 of bytes as they came, 64 hexadecimal digits."""
    return hashlib.sha256(body).hexdigest()
