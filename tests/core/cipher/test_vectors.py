"""Standard vectors: what is sealed, hashed and signed here is what the standards say."""

import base64
import hashlib
from pathlib import Path

import pytest

from yichuang.core.cipher import Signer, digest, verify
from yichuang.core.cipher.files import create_private
from yichuang.core.cipher.suites import suite_named

H = bytes.fromhex


def test_sm3() -> None:
    """GB/T 32905-2016, Annex A."""
    assert digest("sm", b"abc") == H("66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0")
    assert digest("sm", b"abcd" * 16) == H("debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732")


def test_sha256() -> None:
    """FIPS 180-2, Annex B.1."""
    assert digest("international", b"abc") == H("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")


def test_hmac_sha256() -> None:
    """RFC 4231, test case 2."""
    assert suite_named("international").keyed_digest(b"Jefe", b"what do ya want for nothing?") == H(
        "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
    )


@pytest.mark.parametrize("key", [b"Jefe", bytes(range(32)), bytes(64), b"k" * 100])
def test_hmac_sm3(key: bytes) -> None:
    """RFC 2104 by its definition, with blocks of 64 bytes."""
    block = (digest("sm", key) if len(key) > 64 else key).ljust(64, b"\0")
    inner = digest("sm", bytes(each ^ 0x36 for each in block) + b"data")
    outer = digest("sm", bytes(each ^ 0x5C for each in block) + inner)
    assert suite_named("sm").keyed_digest(key, b"data") == outer


def test_sm4_gcm() -> None:
    """RFC 8998, Annex A.1."""
    box = suite_named("sm").box(H("0123456789abcdeffedcba9876543210"))
    nonce, associated = H("00001234567800000000abcd"), H("feedfacedeadbeeffeedfacedeadbeefabaddad2")
    plain = H("aa" * 8 + "bb" * 8 + "cc" * 8 + "dd" * 8 + "ee" * 8 + "ff" * 8 + "ee" * 8 + "aa" * 8)
    sealed = H(
        "17f399f08c67d5ee19d0dc9969c4bb7d5fd46fd3756489069157b282bb200735"
        "d82710ca5c22f0ccfa7cbf93d496ac15a56834cbcf98c397b4024a2691233b8d"
        "83de3541e4c2b58177e065a9bf7b62ec"
    )
    assert box.seal(nonce, plain, associated) == sealed
    assert box.open(nonce, sealed, associated) == plain


def test_aes_256_gcm() -> None:
    """The GCM specification submitted to NIST, test case 16."""
    box = suite_named("international").box(H("feffe9928665731c6d6a8f9467308308" * 2))
    nonce, associated = H("cafebabefacedbaddecaf888"), H("feedfacedeadbeeffeedfacedeadbeefabaddad2")
    plain = H(
        "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
        "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39"
    )
    sealed = H(
        "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa"
        "8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662"
        "76fc6ece0f4e1768cddf8853bb2d551b"
    )
    assert box.seal(nonce, plain, associated) == sealed
    assert box.open(nonce, sealed, associated) == plain


def test_ed25519(tmp_path: Path) -> None:
    """RFC 8032, § 7.1, test 1."""
    secret = H("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60")
    create_private(tmp_path / "key", base64.b64encode(secret))
    signer = Signer(tmp_path / "key")
    signature = H(
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24"
        "655141438e7a100b"
    )
    assert signer.public_bytes == H("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a")
    assert signer.sign(b"") == signature
    assert verify(signer.public_bytes, b"", signature)
    assert signer.key_id == hashlib.sha256(signer.public_bytes).hexdigest()[:16]
