"""kill -9 of the sealer: every record becomes a leaf once, and each later checkpoint begins with each earlier one."""

from __future__ import annotations

import random
from itertools import pairwise
from pathlib import Path

import pytest

from tests.cast import Town, person_of_the_register
from tests.faults.conftest import campaign
from tests.faults.processes import killed_at, worker
from tests.platform.audit.rows import add_event
from tests.simulators.world import until
from tests.walks.people import file_case
from yichuang.core.cipher import notes, trees
from yichuang.platform.audit import proofs, sealing
from yichuang.platform.audit.models import Checkpoint, Leaf
from yichuang.platform.audit.verifying import differences
from yichuang.platform.cases.models import Case, Event

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.fault]

POINTS = ("seal-written", "seal-appended", "seal-signed")
TIMES, SEED = campaign(4, 100), 20261125


@pytest.fixture
def case(lasting_county: Town) -> Case:
    """A case that is committed, with its first event."""
    return file_case(person_of_the_register("flexible-1"))


def all_sealed(seen: list[Checkpoint]) -> None:
    """Every event is one leaf below a signed checkpoint; what was seen before is the beginning of it."""

    def covered() -> bool:
        newest, leaves = sealing.latest(), Leaf.objects.filter(kind="event")
        return newest is not None and leaves.filter(index__lt=newest.size).count() >= Event.objects.count()

    until(covered, "a checkpoint covers everything", sealing.WITHIN)
    assert Leaf.objects.filter(kind="event").count() == Event.objects.count()
    seen.extend(Checkpoint.objects.order_by("size"))
    assert all(notes.is_signed(proofs.note_of(each), sealing.log_key()) for each in seen)
    for old, new in pairwise(sorted(seen, key=lambda each: each.size)):
        proof = proofs.consistency(old.size, new.size)
        assert trees.consistent(new.suite, old.size, bytes(old.root), new.size, bytes(new.root), proof)
    assert list(differences()) == []


def test_a_filing_is_sealed_within_a_minute(case: Case, tmp_path: Path) -> None:
    with worker(tmp_path):
        all_sealed([])


@pytest.mark.parametrize("fault", [*POINTS, "seal-written:1:wait", "seal-signed:2"])
def test_killed_there_it_goes_on(case: Case, tmp_path: Path, fault: str) -> None:
    for _ in range(5):
        add_event(case)
    killed_at(tmp_path, fault)
    if fault.startswith("seal-written"):
        assert not Leaf.objects.exists(), "what was not committed is not there"
    if fault == "seal-appended":
        assert Leaf.objects.count() > getattr(sealing.latest(), "size", 0)
    seen = list(Checkpoint.objects.all())
    with worker(tmp_path):
        all_sealed(seen)


def test_killed_again_and_again_while_events_are_added(case: Case, tmp_path: Path) -> None:
    dice, seen = random.Random(SEED), []
    for number in range(TIMES):
        for _ in range(dice.randrange(1, 8)):
            add_event(case)
        folder = tmp_path / str(number)
        folder.mkdir()
        killed_at(folder, dice.choice(POINTS) + dice.choice(["", ":1:wait"]))
        seen += list(Checkpoint.objects.all())
        assert list(differences()) == [], f"seed {SEED}, kill {number}"
    with worker(tmp_path):
        all_sealed(seen)
