"""Signatures of the installation and of the systems it speaks with: Ed25519 (RFC 8032), 64 bytes."""

from __future__ import annotations

import base64
import binascii
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from yichuang.core.cipher.errors import KeyFileError
from yichuang.core.cipher.files import create_private, read_private
from yichuang.core.cipher.links import fingerprint
from yichuang.core.words import N_

_BROKEN = N_("The signing key %(path)s is damaged. Bring it back from the key backup.")

_SIZE = 32


class Signer:
    """A private key in a file of mode 0600: base64 of its 32 bytes and a line feed."""

    def __init__(self, path: Path) -> None:
        """Read the file. Raises KeyFileError 'missing', 'open', 'broken'."""
        try:
            secret = base64.b64decode(read_private(path).strip(), validate=True)
            self._private = Ed25519PrivateKey.from_private_bytes(secret)
        except ValueError as error:
            raise KeyFileError("broken", _BROKEN, path=str(path)) from error
        #: The 32 bytes that others need to check a signature.
        self.public_bytes = self._private.public_key().public_bytes_raw()
        #: By which others find the public key: 16 hexadecimal digits.
        self.key_id = key_id_of_public(self.public_bytes)

    @classmethod
    def create(cls, path: Path) -> Signer:
        """Make the file with a fresh key. Raises FileExistsError where it is already there."""
        create_private(path, base64.b64encode(Ed25519PrivateKey.generate().private_bytes_raw()) + b"\n")
        return cls(path)

    def __repr__(self) -> str:
        return f"Signer(key_id={self.key_id!r})"

    def public_text(self) -> str:
        """The content of a public key file: base64 of the 32 bytes and a line feed."""
        return base64.b64encode(self.public_bytes).decode() + "\n"

    def sign(self, message: bytes) -> bytes:
        """The signature, 64 bytes."""
        return self._private.sign(message)


def verify(public_bytes: bytes, message: bytes, signature: bytes) -> bool:
    """Whether the holder of the key signed this very message. A malformed key or signature is simply False."""
    try:
        Ed25519PublicKey.from_public_bytes(public_bytes).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


def key_id_of_public(public_bytes: bytes) -> str:
    """The first 16 digits of the fingerprint of a public key."""
    return fingerprint(public_bytes)[:16]


def read_public(text: str) -> bytes:
    """The 32 bytes in a public key file. Raises ValueError for anything else."""
    try:
        public = base64.b64decode(text.strip(), validate=True)
    except binascii.Error as error:
        raise ValueError("a public key file is base64") from error
    if len(public) != _SIZE:
        raise ValueError(f"a public key has {_SIZE} bytes, not {len(public)}")
    return public
