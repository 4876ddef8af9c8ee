"""Signed notes, checkpoints and cosignatures as C2SP has them, so that tools of the field read what we publish.

A note is a text that ends with a line feed, an empty line, and a line for each signature: an em dash, the signer's
name, and base64 of four bytes of key hash and the signature (c2sp.org/signed-note). A checkpoint's text is origin,
size, base64 of the root, and lines of our own: the time in Unix seconds, and the suite where it is another than
usual (c2sp.org/tlog-checkpoint). A witness signs the text together with its own time (c2sp.org/tlog-cosignature).
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from dataclasses import dataclass

from yichuang.core.cipher.signatures import Signer, verify
from yichuang.core.cipher.suites import DIGEST_SIZE, SUITES

USUAL = "international"
_NOTE, _COSIGNATURE = 1, 4
_DASH = "— "
#: Nothing that is read here is longer; what a stranger sends is not looked at beyond it.
LONGEST = 64 * 1024


class NoteError(Exception):
    """A text that is no note, no checkpoint or no key. Says what is missing, never the text."""


@dataclass(frozen=True)
class VerifierKey:
    """Whose signatures are believed: a name without blanks or plus, 32 bytes of public key, which kind it signs."""

    name: str
    public_bytes: bytes
    kind: int = _NOTE

    @property
    def hash(self) -> bytes:
        """The four bytes by which a signature line names the key."""
        return hashlib.sha256(f"{self.name}\n".encode() + bytes((self.kind,)) + self.public_bytes).digest()[:4]

    def __str__(self) -> str:
        """As keys are exchanged: name, hash, and base64 of kind and key, with plus signs between."""
        material = base64.b64encode(bytes((self.kind,)) + self.public_bytes).decode()
        return f"{self.name}+{self.hash.hex()}+{material}"

    @classmethod
    def read(cls, text: str) -> VerifierKey:
        """The key in a line. Raises NoteError."""
        name, _, rest = text.strip().partition("+")
        named, _, material = rest.partition("+")
        raw = _bytes(material)
        if not is_name(name) or len(raw) != 33 or raw[0] not in (_NOTE, _COSIGNATURE):
            raise NoteError("this is no key: name+hash+base64")
        key = cls(name, raw[1:], raw[0])
        if key.hash.hex() != named:
            raise NoteError("the key and its hash do not belong together")
        return key

    @classmethod
    def of_log(cls, name: str, public_bytes: bytes) -> VerifierKey:
        """The key of a log."""
        return cls(name, public_bytes, _NOTE)

    @classmethod
    def of_witness(cls, name: str, public_bytes: bytes) -> VerifierKey:
        """The key of a witness."""
        return cls(name, public_bytes, _COSIGNATURE)


def is_name(text: str) -> bool:
    """Whether a signer may be called so: something without blanks and without plus."""
    return 0 < len(text) <= 200 and text.isprintable() and not any(each.isspace() or each == "+" for each in text)


@dataclass(frozen=True)
class Checkpoint:
    """What a log says of itself: its origin, how many leaves it has (``size``), their root, when (Unix seconds)."""

    origin: str
    size: int
    root: bytes
    time: int
    suite: str = USUAL

    def __str__(self) -> str:
        """The text that is signed."""
        lines = [self.origin, str(self.size), base64.b64encode(self.root).decode(), f"time {self.time}"]
        return "".join(f"{line}\n" for line in lines + ([f"suite {self.suite}"] if self.suite != USUAL else []))

    @classmethod
    def read(cls, text: str) -> Checkpoint:
        """The checkpoint in a note's text. Raises NoteError."""
        lines = text.split("\n")
        if len(lines) < 5 or lines[-1] or not is_name(lines[0]):
            raise NoteError("a checkpoint has an origin, a size, a root and a time, a line each")
        own = dict(line.partition(" ")[::2] for line in lines[3:-1])
        found = cls(
            lines[0], _number(lines[1]), _bytes(lines[2]), _number(own.get("time", "")), own.get("suite", USUAL)
        )
        if len(found.root) != DIGEST_SIZE or found.suite not in SUITES or str(found) != text:
            raise NoteError("this is no checkpoint that we know how to read")
        return found


def signed(text: str, signer: Signer, name: str) -> str:
    """The signature line of a log for a note's text."""
    return _line(VerifierKey.of_log(name, signer.public_bytes), signer.sign(text.encode()))


def cosigned(text: str, signer: Signer, name: str, time: int) -> str:
    """The signature line of a witness who saw the checkpoint at ``time`` (Unix seconds)."""
    key = VerifierKey.of_witness(name, signer.public_bytes)
    return _line(key, time.to_bytes(8) + signer.sign(_seen(text, time)))


def note(text: str, *lines: str) -> str:
    """The whole note."""
    return text + "\n" + "".join(f"{line}\n" for line in lines)


def taken_apart(whole: str) -> tuple[str, list[str]]:
    """A note's text and its signature lines. Raises NoteError."""
    text, gap, rest = whole.rpartition("\n\n")
    lines = rest.split("\n")[:-1]
    if not gap or not lines or not all(line.startswith(_DASH) for line in lines) or len(whole) > LONGEST:
        raise NoteError("a note is a text, an empty line, and lines of signatures")
    return text + "\n", lines


def signature_of(line: str, key: VerifierKey) -> bytes | None:
    """What ``key`` would have signed in this line, not yet checked; None where the line is somebody else's."""
    name, _, encoded = line.removeprefix(_DASH).partition(" ")
    try:
        raw = _bytes(encoded)
    except NoteError:
        return None
    return raw[4:] if line.startswith(_DASH) and name == key.name and raw[:4] == key.hash else None


def is_signed(whole: str, key: VerifierKey) -> bool:
    """Whether the holder of ``key`` signed the note (a witness: at the time that its line says)."""
    text, lines = taken_apart(whole)
    return any(is_signature(text, line, key) for line in lines)


def is_signature(text: str, line: str, key: VerifierKey) -> bool:
    """Whether a line is the key's signature of a note's text."""
    signature = signature_of(line, key)
    if signature is None:
        return False
    if key.kind == _NOTE:
        return verify(key.public_bytes, text.encode(), signature)
    return verify(key.public_bytes, _seen(text, int.from_bytes(signature[:8])), signature[8:])


def time_of_cosignature(line: str, key: VerifierKey) -> int:
    """When a witness says that it saw the checkpoint (Unix seconds). Raises NoteError for another's line."""
    signature = signature_of(line, key)
    if signature is None or len(signature) < 8:
        raise NoteError("this line is not by that witness")
    return int.from_bytes(signature[:8])


def _seen(text: str, time: int) -> bytes:
    return f"cosignature/v1\ntime {time}\n{text}".encode()


def _line(key: VerifierKey, signature: bytes) -> str:
    return f"{_DASH}{key.name} {base64.b64encode(key.hash + signature).decode()}"


def _bytes(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise NoteError("this is not base64") from None


def _number(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) <= 18 and str(int(text)) == text):
        raise NoteError("this is no number")
    return int(text)
