"""A witness signs what only grows, over real HTTP; a forked log gets no second signature (TRUST 3)."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import Client
from pytest_django.live_server_helper import LiveServer
from tests.cast import Town, person_of_the_register
from tests.platform.audit.forging import chains_made_anew, guards_off, guards_on, run, tree_made_anew
from tests.platform.audit.rows import add_event
from tests.walks.people import file_case

from yichuang.core.cipher import notes, trees
from yichuang.platform.audit import sealing, witnesses
from yichuang.platform.audit.errors import BadCosignature
from yichuang.platform.audit.models import Checkpoint, Cosignature, Node
from yichuang.platform.audit.sealing import Sealer
from yichuang.platform.cases.models import Case
from yichuang.project.cli import main
from yichuang.project.witness import FORKED, SEEN, Forked, Unheard, Witness

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def case(lasting_county: Town) -> Iterator[Case]:
    """A case of four events, sealed; what a forger switched off is on again at the end."""
    filed = file_case(person_of_the_register("flexible-1"))
    for _ in range(3):
        add_event(filed)
    Sealer().run()
    yield filed
    guards_on()


@pytest.fixture
def witness(case: Case, live_server: LiveServer, tmp_path: Path) -> Witness:
    """A witness whom the installation trusts."""
    made = another(live_server, tmp_path / "witness")
    witnesses.trust(str(made.key))
    return made


def another(live_server: LiveServer, folder: Path, name: str = "audit.example") -> Witness:
    """A witness of this log with a folder of its own."""
    return Witness(folder, name, live_server.url, sealing.log_key())


def grow(case: Case, count: int = 3) -> None:
    """More events, sealed."""
    for _ in range(count):
        add_event(case)
    Sealer().run()


def signatures() -> list[int]:
    """The checkpoints that a witness signed."""
    return sorted(Cosignature.objects.values_list("checkpoint_id", flat=True))


def test_it_works(case: Case, witness: Witness) -> None:
    assert witness.look().size == 4
    grow(case)
    assert witness.look().size == 7
    assert signatures() == [4, 7]
    note = Client().get("/api/v1/log/checkpoint").content.decode()
    assert notes.is_signed(note, sealing.log_key())
    assert notes.is_signed(note, witness.key)


def test_the_same_again_is_signed_once(witness: Witness) -> None:
    witness.look()
    witness.look()
    assert signatures() == [4]


def test_it_goes_on_after_a_restart(case: Case, witness: Witness, live_server: LiveServer, tmp_path: Path) -> None:
    witness.look()
    grow(case)
    again = another(live_server, tmp_path / "witness")
    assert str(again.key) == str(witness.key)
    assert again.look().size == 7


def test_a_witness_that_is_not_trusted_gets_nothing_kept(case: Case, live_server: LiveServer, tmp_path: Path) -> None:
    stranger = another(live_server, tmp_path / "stranger", "stranger.example")
    with pytest.raises(Unheard, match="answered 422"):
        stranger.look()
    assert signatures() == []
    witnesses.trust(str(stranger.key))
    assert stranger.look().size == 4, "what it saw is signed when it is trusted"


def forge() -> None:
    """A superuser edits an event below the checkpoint, makes chains and tree anew, and the installation signs that."""
    guards_off()
    run("UPDATE cases_event SET role = 'clerk' WHERE position = 2")
    chains_made_anew(None)
    tree_made_anew()


def test_a_forked_log_of_the_same_size_is_refused(witness: Witness, tmp_path: Path) -> None:
    witness.look()
    forge()
    with pytest.raises(Forked, match="two histories"):
        witness.look()
    assert signatures() == [], "what was signed before went with the old tree; nothing new is there"
    held = [(tmp_path / "witness" / name).read_text("utf-8") for name in (SEEN, FORKED)]
    assert all(notes.is_signed(each, sealing.log_key()) for each in held), "the log's own signature, twice"
    first, second = (notes.Checkpoint.read(notes.taken_apart(each)[0]) for each in held)
    assert first.size == second.size
    assert first.root != second.root


def test_a_forked_log_that_went_on_growing_is_refused_for_ever(case: Case, witness: Witness) -> None:
    witness.look()
    forge()
    grow(case)
    for _ in range(2):
        with pytest.raises(Forked):
            witness.look()
        grow(case)
    assert signatures() == []


def test_a_log_that_was_cut_short_is_refused(case: Case, witness: Witness) -> None:
    witness.look()
    guards_off()
    run("DELETE FROM cases_event WHERE position > 2")
    chains_made_anew(None)
    tree_made_anew()
    assert Checkpoint.objects.order_by("-size").values_list("size", flat=True)[0] == 2
    with pytest.raises(Unheard):
        witness.look()  # it has no proof to give
    grow(case)
    with pytest.raises(Forked):
        witness.look()
    assert signatures() == []


def test_an_older_checkpoint_is_not_signed_and_no_fork(case: Case, witness: Witness) -> None:
    grow(case)
    witness.look()
    guards_off()
    run("DELETE FROM audit_cosignature")
    run("DELETE FROM audit_checkpoint WHERE size = 7")  # as a copy that is a little behind would answer
    with pytest.raises(Unheard, match="older checkpoint"):
        witness.look()
    assert signatures() == []
    Sealer().run()
    assert witness.look().size == 7


def test_a_log_whose_kept_hashes_were_changed_is_refused(case: Case, witness: Witness) -> None:
    witness.look()
    guards_off()
    Node.objects.filter(position=trees.stored_at(2, 0)).update(hash=bytes(32))
    grow(case)
    with pytest.raises(Forked):
        witness.look()
    assert signatures() == [4]


def test_a_checkpoint_of_somebody_else_is_not_signed(witness: Witness) -> None:
    guards_off()
    run("UPDATE audit_checkpoint SET line = replace(line, right(line, 6), 'AAAAAA')")
    with pytest.raises(Unheard, match="no checkpoint that this log signed"):
        witness.look()
    assert witness.seen() is None


def test_a_signature_of_nobody_or_under_nothing_is_not_kept(witness: Witness) -> None:
    witness.look()
    line = Cosignature.objects.get().line
    guards_off()
    Cosignature.objects.all().delete()
    for size, sent in ((0, line), (4, line[:-8] + "AAAAAAA="), (4, line.replace("audit", "other")), (4, "x")):
        with pytest.raises(BadCosignature):
            witnesses.cosign(size, sent)
    answer = Client().post(
        "/api/v1/log/cosignatures", json.dumps({"size": 99, "line": line}), content_type="application/json"
    )
    assert answer.status_code == 404
    assert signatures() == []


def test_as_a_command_it_needs_no_database_and_says_so(
    case: Case, live_server: LiveServer, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = [live_server.url, "--key", str(sealing.log_key()), "--name", "audit.example", "--folder"]
    command = [sys.executable, "-m", "yichuang.project.cli", "witness", *asked, str(tmp_path / "w"), "--once"]
    there = {**os.environ, "YICHUANG_DATABASE_URL": "", "YICHUANG_VAR": str(tmp_path), "YICHUANG_LANGUAGE": "en"}

    def ask() -> subprocess.CompletedProcess[str]:
        return subprocess.run(command, env=there, capture_output=True, text=True, timeout=60, check=False)

    first = ask()
    assert (first.returncode, "Is our key trusted there?" in first.stderr) == (1, True), first.stderr
    key = next(line for line in first.stdout.splitlines() if "Our key" in line).partition(": ")[2]
    assert main(["audit", "trust", key]) == 0
    second = ask()
    assert (second.returncode, "Signed: 4 records." in second.stdout) == (0, True), second.stderr
    assert signatures() == [4]
    forge()
    third = ask()
    assert (third.returncode, "THE LOG WAS FORKED" in third.stderr) == (3, True), third.stderr
    assert not (tmp_path / "postgres").exists()


@pytest.mark.parametrize(("key", "name"), [("no key", "a"), ("", "with blank")])
def test_bad_words_are_told(key: str, name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["witness", "http://127.0.0.1:9", "--key", key or str(sealing.log_key()), "--name", name]
    assert main([*words, "--folder", str(tmp_path), "--once"]) == 2
    assert capsys.readouterr().err


def test_a_log_that_is_silent_is_told(tmp_path: Path) -> None:
    alone = Witness(tmp_path, "a.example", "http://127.0.0.1:9", sealing.log_key())
    with pytest.raises(Unheard, match="does not answer"):
        alone.look()
