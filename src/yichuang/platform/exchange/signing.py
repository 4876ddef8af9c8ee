"""Signed requests in both directions: who sent it, when, and that nothing was changed on the way.

Headers ``Yichuang-Key``, ``Yichuang-Time`` and ``Yichuang-Signature``; what is signed is time, method, path with
query, and the SHA-256 of the body, a line each. A request older than five minutes is refused.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Mapping

from yichuang.core import clock
from yichuang.core.cipher import verify
from yichuang.platform.exchange.errors import BadSignature
from yichuang.platform.vault.keys import signer

TOLERANCE_SECONDS = 300


def message(time: str, method: str, path: str, body: bytes) -> bytes:
    """What is signed for a request."""
    return f"{time}\n{method}\n{path}\n{hashlib.sha256(body).hexdigest()}".encode()


def signed_headers(method: str, path: str, body: bytes) -> dict[str, str]:
    """The three headers for a request of ours."""
    time = str(int(clock.now().timestamp()))
    own = signer()
    return {
        "Yichuang-Key": own.key_id,
        "Yichuang-Time": time,
        "Yichuang-Signature": base64.b64encode(own.sign(message(time, method, path, body))).decode(),
    }


def check_signature(public_key: str, method: str, path: str, body: bytes, headers: Mapping[str, str]) -> None:
    """Raise BadSignature unless ``headers`` carry a signature by ``public_key`` (base64) over this request, in time."""
    time = headers.get("Yichuang-Time", "")
    if not time.isascii() or not time.isdigit() or len(time) > 12:
        raise BadSignature("no time")
    if abs(clock.now().timestamp() - int(time)) > TOLERANCE_SECONDS:
        raise BadSignature("too old")
    try:
        signature = base64.b64decode(headers.get("Yichuang-Signature", ""), validate=True)
        public = base64.b64decode(public_key, validate=True)
    except (binascii.Error, ValueError):
        raise BadSignature("not base64") from None
    if not verify(public, message(time, method, path, body), signature):
        raise BadSignature("does not match")
