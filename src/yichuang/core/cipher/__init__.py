"""Who can read it, and was it changed?

Two suites, "international" and "sm" (国密), behind one interface: no algorithm has a name outside this room. A value is
sealed in an envelope that says which suite and which key it needs; data keys are wrapped by a key holder, here keys
in a file, later a token or a certified module. Hashes chain events; signatures speak for the installation.
"""

from yichuang.core.cipher.envelopes import key_id_of, seal, unseal
from yichuang.core.cipher.errors import CipherError, KeyFileError
from yichuang.core.cipher.holders import FileKeyHolder, KeyHolder
from yichuang.core.cipher.links import digest, fingerprint, link, salted_digest
from yichuang.core.cipher.signatures import Signer, key_id_of_public, read_public, verify
from yichuang.core.cipher.streams import StreamSealer, open_stream, seal_stream
from yichuang.core.cipher.suites import SUITES

__all__ = [
    "SUITES",
    "CipherError",
    "FileKeyHolder",
    "KeyFileError",
    "KeyHolder",
    "Signer",
    "StreamSealer",
    "digest",
    "fingerprint",
    "key_id_of",
    "key_id_of_public",
    "link",
    "open_stream",
    "read_public",
    "salted_digest",
    "seal",
    "seal_stream",
    "unseal",
    "verify",
]
