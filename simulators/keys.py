"""Key files of the systems that talk with each other, and the tool that makes them.

``python -m simulators.keys --var DIR NAME…`` makes DIR/keys/NAME.key (base64 of the 32 bytes of an Ed25519 seed, mode
0600) and DIR/keys/NAME.pub (base64 of the 32 bytes of the public key), each only where it is absent. A public file
that does not belong to its private key is an error, never mended in silence: somebody has trusted it.
"""

import argparse
import base64
import binascii
import hashlib
import os
import re
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from simulators.errors import CannotStart

_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,62}")


@dataclass(frozen=True)
class OwnKey:
    """A private key with the id that goes into the `Yichuang-Key` header."""

    private: Ed25519PrivateKey
    key_id: str


def key_id(public: bytes) -> str:
    """The first 16 hexadecimal digits of SHA-256 of the 32 public bytes."""
    return hashlib.sha256(public).hexdigest()[:16]


def folder(var: Path) -> Path:
    """Where the key files lie."""
    return var / "keys"


def read_32(path: Path) -> bytes:
    """The 32 bytes of a key file; raises CannotStart when it holds anything else."""
    try:
        raw = base64.b64decode(path.read_text("ascii").strip(), validate=True)
    except FileNotFoundError:
        raise CannotStart(f"The key file {path} is missing; make it with: python -m simulators.keys") from None
    except (OSError, UnicodeDecodeError, binascii.Error) as error:
        raise CannotStart(f"The key file {path} cannot be read ({error}).") from error
    if len(raw) != 32:
        raise CannotStart(f"The key file {path} holds {len(raw)} bytes, not 32.")
    return raw


def own_key(var: Path, name: str) -> OwnKey:
    """The private key of `name`, made on first use."""
    ensure(var, name)
    private = Ed25519PrivateKey.from_private_bytes(read_32(folder(var) / f"{name}.key"))
    return OwnKey(private, key_id(private.public_key().public_bytes_raw()))


def ensure(var: Path, name: str) -> bool:
    """Make the key pair of `name` where it is absent; True when the private key is new.

    Safe when two processes try at once: the first hard link wins, and both go on with the winner's key.
    """
    if not _NAME.fullmatch(name):
        raise CannotStart(f"{name!r} is no name of a system: small letters, digits and hyphens only.")
    private_file, public_file = folder(var) / f"{name}.key", folder(var) / f"{name}.pub"
    try:
        folder(var).mkdir(mode=0o700, parents=True, exist_ok=True)
        made = _put(private_file, base64.b64encode(os.urandom(32)) + b"\n", 0o600)
        public = Ed25519PrivateKey.from_private_bytes(read_32(private_file)).public_key().public_bytes_raw()
        _put(public_file, base64.b64encode(public) + b"\n", 0o644)
    except OSError as error:
        raise CannotStart(f"Keys cannot be written to {folder(var)} ({error.strerror}).") from error
    if read_32(public_file) != public:
        raise CannotStart(f"{public_file} does not belong to {private_file}; remove the wrong one of the two.")
    return made


def _put(path: Path, content: bytes, mode: int) -> bool:
    """Write a file that appears whole or not at all, and never over another one; False when it was there."""
    if path.exists():
        return False
    descriptor, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    try:
        with os.fdopen(descriptor, "wb") as file:
            os.fchmod(descriptor, mode)
            file.write(content)
            file.flush()
            os.fsync(descriptor)
        try:
            os.link(name, path)
        except FileExistsError:
            return False
    finally:
        os.unlink(name)
    _sync_folder(path.parent)
    return True


def _sync_folder(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


class Keyring:
    """The public keys of those whom this system listens to, by key id.

    Files are read again when an unknown id turns up, so that a key that is exchanged needs no restart.
    """

    def __init__(self, var: Path, names: tuple[str, ...]) -> None:
        self._files = {name: folder(var) / f"{name}.pub" for name in names}
        self._seen: dict[str, tuple[int, int]] = {}
        self._by_id: dict[str, tuple[str, bytes]] = {}

    def find(self, wanted: str) -> tuple[str, bytes] | None:
        """Name and 32 public bytes of a key id, None when nobody here is trusted under it."""
        if wanted not in self._by_id:
            self._read()
        return self._by_id.get(wanted)

    def _read(self) -> None:
        marks = {name: _mark(path) for name, path in self._files.items()}
        if marks == self._seen:
            return
        found: dict[str, tuple[str, bytes]] = {}
        for name, path in self._files.items():
            if path.exists():
                public = read_32(path)
                found[key_id(public)] = (name, public)
        self._by_id, self._seen = found, marks


def _mark(path: Path) -> tuple[int, int]:
    try:
        status = path.stat()
    except OSError:
        return (0, 0)
    return (status.st_ino, status.st_mtime_ns)


def main(arguments: list[str] | None = None) -> int:
    """The command ``python -m simulators.keys``."""
    parser = argparse.ArgumentParser(prog="python -m simulators.keys", description="Make key pairs where absent.")
    parser.add_argument("--var", type=Path, required=True, metavar="DIR", help="the keys go to DIR/keys")
    parser.add_argument("names", nargs="+", metavar="NAME")
    chosen = parser.parse_args(arguments)
    try:
        for name in chosen.names:
            made = ensure(chosen.var, name)
            sys.stdout.write(f"{name} {'made' if made else 'there'}\n")
    except CannotStart as error:
        sys.stderr.write(f"{error}\n")
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
