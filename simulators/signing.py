"""Signed requests: who sent this, is it whole, and is it fresh?

Headers `Yichuang-Key` (key id), `Yichuang-Time` (unix seconds) and `Yichuang-Signature` (base64 of Ed25519 over
``time\\nMETHOD\\npath with query\\nSHA-256 of the body in hex``).
"""

import base64
import binascii
from collections.abc import Mapping

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from simulators.canonical import body_digest
from simulators.clock import unix
from simulators.errors import Refusal
from simulators.keys import Keyring, OwnKey

FRESH_SECONDS = 300


def _message(at: str, method: str, target: str, body: bytes) -> bytes:
    return f"{at}\n{method}\n{target}\n{body_digest(body)}".encode()


def sign(key: OwnKey, method: str, target: str, body: bytes, *, at: int | None = None) -> dict[str, str]:
    """The three headers of a request that is sent now (or at the unix second `at`)."""
    moment = str(int(unix()) if at is None else at)
    signature = key.private.sign(_message(moment, method, target, body))
    return {
        "Yichuang-Key": key.key_id,
        "Yichuang-Time": moment,
        "Yichuang-Signature": base64.b64encode(signature).decode(),
    }


def verify(keyring: Keyring, headers: Mapping[str, str], method: str, target: str, body: bytes) -> str:
    """The name of the system that signed this request; Refusal 401 for anything that is not proved."""
    known = keyring.find(headers.get("Yichuang-Key", ""))
    if known is None:
        raise Refusal(401, "unknown-key", "No trusted system has this key.")
    name, public = known
    moment = headers.get("Yichuang-Time", "")
    # isdecimal() also takes digits of other scripts; a header that reached us is Latin-1 and needs the stricter test.
    if not (moment.isascii() and moment.isdecimal() and len(moment) <= 12):
        raise Refusal(401, "bad-time", "Yichuang-Time is not a number of seconds.")
    if abs(unix() - int(moment)) > FRESH_SECONDS:
        raise Refusal(401, "stale-time", f"Yichuang-Time is more than {FRESH_SECONDS} s away from now.")
    try:
        signature = base64.b64decode(headers.get("Yichuang-Signature", ""), validate=True)
        Ed25519PublicKey.from_public_bytes(public).verify(signature, _message(moment, method, target, body))
    except (binascii.Error, ValueError, InvalidSignature):
        raise Refusal(401, "bad-signature", "The signature does not fit this request.") from None
    return name
