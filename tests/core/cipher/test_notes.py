"""Notes as c2sp.org has them: what was signed is believed, one byte more or less is not."""

from __future__ import annotations

from pathlib import Path

import pytest

from yichuang.core.cipher import Signer, notes

ROOT = bytes(range(32))
CHECKPOINT = notes.Checkpoint("log/of/a-county", 7, ROOT, 1_764_000_000)


@pytest.fixture
def signer(tmp_path: Path) -> Signer:
    return Signer.create(tmp_path / "log.key")


@pytest.fixture
def witness(tmp_path: Path) -> Signer:
    return Signer.create(tmp_path / "witness.key")


def test_it_works(signer: Signer, witness: Signer) -> None:
    text, origin = str(CHECKPOINT), CHECKPOINT.origin
    seen = notes.cosigned(text, witness, "w.example", 1_764_000_009)
    whole = notes.note(text, notes.signed(text, signer, origin), seen)
    assert notes.is_signed(whole, notes.VerifierKey.of_log(origin, signer.public_bytes))
    key = notes.VerifierKey.of_witness("w.example", witness.public_bytes)
    assert notes.is_signed(whole, key)
    assert notes.time_of_cosignature(seen, key) == 1_764_000_009
    assert notes.Checkpoint.read(notes.taken_apart(whole)[0]) == CHECKPOINT


def test_the_text_is_as_the_field_has_it() -> None:
    root = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="
    assert str(CHECKPOINT) == f"log/of/a-county\n7\n{root}\ntime 1764000000\n"


def test_the_example_of_the_standard_holds() -> None:
    """The note and the key in c2sp.org/signed-note and golang.org/x/mod/sumdb/note, PeterNeumann."""
    key = notes.VerifierKey.read("PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW")
    said = (
        "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n\n"
        "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
    )
    assert notes.is_signed(said, key)
    assert not notes.is_signed(said.replace("answer", "Answer"), key)


def test_nothing_else_is_believed(signer: Signer, witness: Signer) -> None:
    text, origin = str(CHECKPOINT), CHECKPOINT.origin
    whole = notes.note(text, notes.signed(text, signer, origin))
    other = str(notes.Checkpoint(origin, 8, ROOT, CHECKPOINT.time))
    mine = notes.VerifierKey.of_log(origin, signer.public_bytes)
    assert not notes.is_signed(whole.replace(text, other), mine)
    assert not notes.is_signed(whole, notes.VerifierKey.of_log(origin, witness.public_bytes))
    assert not notes.is_signed(whole, notes.VerifierKey.of_log("another/name", signer.public_bytes))
    assert not notes.is_signed(whole, notes.VerifierKey.of_witness(origin, signer.public_bytes))


def test_a_cosignature_is_for_its_time(witness: Signer) -> None:
    text = str(CHECKPOINT)
    key = notes.VerifierKey.of_witness("w", witness.public_bytes)
    line = notes.cosigned(text, witness, "w", 5)
    raw = notes.signature_of(line, key)
    assert raw is not None
    later = notes._line(key, (6).to_bytes(8) + raw[8:])
    assert notes.is_signature(text, line, key)
    assert not notes.is_signature(text, later, key)
    with pytest.raises(notes.NoteError):
        notes.time_of_cosignature(line, notes.VerifierKey.of_witness("v", witness.public_bytes))


def test_keys_are_exchanged_as_lines(signer: Signer) -> None:
    key = notes.VerifierKey.of_log("log/of/a-county", signer.public_bytes)
    assert notes.VerifierKey.read(f"{key}\n") == key


@pytest.mark.parametrize(
    "text",
    [
        "",
        "name",
        "name+00000000+AQ==",
        "n+00+%%",
        "a b+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
        "PeterNeumann+c74f20a4+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
    ],
)
def test_what_is_no_key_is_refused(text: str) -> None:
    with pytest.raises(notes.NoteError):
        notes.VerifierKey.read(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "origin\n7\n",
        "origin\n07\nAAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\ntime 1\n",
        "origin\n-7\nAAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\ntime 1\n",
        "origin\n7\nAAEC\ntime 1\n",
        "origin\n7\n%%\ntime 1\n",
        "origin\n7\nAAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\n",
        "origin\n7\nAAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\ntime 1\nmore 2\n",
        "origin\n7\nAAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\ntime 1\nsuite rot13\n",
    ],
)
def test_what_is_no_checkpoint_is_refused(text: str) -> None:
    with pytest.raises(notes.NoteError):
        notes.Checkpoint.read(text)


@pytest.mark.parametrize(
    "whole", ["", "text\n", "text\n\n", "text\n\nno dash\n", "text\n\n— a b" + "x" * 70_000 + "\n"]
)
def test_what_is_no_note_is_refused(whole: str) -> None:
    with pytest.raises(notes.NoteError):
        notes.taken_apart(whole)


def test_another_suite_says_so() -> None:
    text = str(notes.Checkpoint("origin", 1, ROOT, 1, "sm"))
    assert text.endswith("\nsuite sm\n")
    assert notes.Checkpoint.read(text).suite == "sm"
