"""A signature speaks for one message and one key."""

import base64
import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yichuang.core.cipher import KeyFileError, Signer, key_id_of_public, read_public, verify


@pytest.fixture
def signer(tmp_path: Path) -> Signer:
    return Signer.create(tmp_path / "yichuang.key")


def test_it_works(signer: Signer, tmp_path: Path) -> None:
    again = Signer(tmp_path / "yichuang.key")
    assert verify(again.public_bytes, b"message", signer.sign(b"message"))
    assert again.key_id == signer.key_id == key_id_of_public(signer.public_bytes)
    assert len(signer.key_id) == 16


def test_the_file_is_base64_of_32_bytes_for_its_owner_alone(signer: Signer, tmp_path: Path) -> None:
    path = tmp_path / "yichuang.key"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert len(base64.b64decode(path.read_text().strip(), validate=True)) == 32


def test_the_public_file_is_read_as_it_is_written(signer: Signer) -> None:
    assert read_public(signer.public_text()) == signer.public_bytes


@pytest.mark.parametrize("text", ["", "AAAA", "***", "试例"])
def test_what_is_no_public_file_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"public key|base64|ASCII"):
        read_public(text)


def test_it_is_never_made_twice(signer: Signer, tmp_path: Path) -> None:
    with pytest.raises(FileExistsError):
        Signer.create(tmp_path / "yichuang.key")
    assert Signer(tmp_path / "yichuang.key").key_id == signer.key_id


def test_a_missing_or_open_or_damaged_file_is_said(signer: Signer, tmp_path: Path) -> None:
    with pytest.raises(KeyFileError, match="not there"):
        Signer(tmp_path / "another.key")
    path = tmp_path / "yichuang.key"
    path.chmod(0o644)
    with pytest.raises(KeyFileError, match="chmod"):
        Signer(path)
    path.chmod(0o600)
    path.write_text("AAAA\n")
    with pytest.raises(KeyFileError, match="damaged"):
        Signer(path)


def test_another_message_key_or_signature_is_refused(signer: Signer, tmp_path: Path) -> None:
    signature = signer.sign(b"message")
    other = Signer.create(tmp_path / "other.key")
    assert not verify(signer.public_bytes, b"massage", signature)
    assert not verify(other.public_bytes, b"message", signature)
    assert not verify(signer.public_bytes, b"message", bytes(64))


@given(st.binary(max_size=70), st.binary(max_size=70))
def test_malformed_keys_and_signatures_are_simply_false(public: bytes, signature: bytes) -> None:
    assert verify(public, b"message", signature) is False


def test_the_secret_is_not_shown(signer: Signer, tmp_path: Path) -> None:
    assert (tmp_path / "yichuang.key").read_text().strip() not in repr(signer)
