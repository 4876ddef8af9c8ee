"""The campaign of kills in small: it plays, goes on where it was, replays by its seed, and its comparison complains."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.faults.campaign import POINTS, Book, Campaign, Round
from tests.faults.client import Receipt, Receipts
from tests.faults.county import Site
from tests.faults.nursery import nursery_of
from tests.faults.processes import database_url
from tests.simulators.world import ROOT
from tests.walks.people import file_case
from yichuang.core.faults import POINTS as NAMED
from yichuang.platform.exchange.models import Delivery
from yichuang.project.testing import session_cluster

pytestmark = pytest.mark.fault


def played(at: Path, points: str, rounds: int) -> str:
    """What a campaign of seed 5 says."""
    words = [sys.executable, "-m", "tests.faults.campaign", "--seed", "5", "--rounds", str(rounds), "--points", points]
    # As in a shell of its own: with what a worker of this session has in its environment it would kill our server.
    env = {name: value for name, value in os.environ.items() if not name.startswith(("YICHUANG_", "PYTEST_"))}
    done = subprocess.run([*words, "--at", str(at)], cwd=ROOT, env=env, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.mark.full
def test_one_round_and_not_again(tmp_path: Path) -> None:
    points = "seal-appended,postmaster"
    said = played(tmp_path, points, 1)
    assert said.count("1 kills, ") == len(points.split(",")), said
    assert {line["wrong"] == [] for line in Book(tmp_path / "seed-5.jsonl").lines()} == {True}
    again = played(tmp_path, points, 1)
    assert "kills, " not in again, "what is done is not done again"
    assert "1 rounds" in again


def test_it_is_not_begun_on_the_server_of_other_tests(tmp_path: Path) -> None:
    words = [sys.executable, "-m", "tests.faults.campaign", "--rounds", "1", "--points", "postmaster"]
    env = {**os.environ, "PYTEST_XDIST_WORKER": "gw0"}
    done = subprocess.run(
        [*words, "--at", str(tmp_path)], cwd=ROOT, env=env, capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 1
    assert "not begun inside a session" in done.stderr


def test_a_round_is_drawn_by_its_seed_alone() -> None:
    rounds = [Round.drawn(5, point, number) for point in POINTS for number in range(50)]
    assert rounds == [Round.drawn(5, point, number) for point in POINTS for number in range(50)]
    assert rounds != [Round.drawn(6, point, number) for point in POINTS for number in range(50)]
    for each in rounds:
        assert each.passage <= 2 * each.filings


def test_every_named_point_is_played() -> None:
    """In the campaign, or, those of files that come in, in a test of their own that sends files."""
    elsewhere = set(NAMED) - set(POINTS)
    assert elsewhere == {"file-written", "file-kept"}
    text = (ROOT / "tests" / "faults" / "test_upload_kills.py").read_text("utf-8")
    assert {point for point in elsewhere if f'"{point}' not in text} == set()
    assert len(POINTS) >= 12


@pytest.mark.django_db(transaction=True)
def test_the_comparison_complains(site: Site, tmp_path: Path) -> None:
    receipts = Receipts(tmp_path / "receipts")
    before = {code: len(site.town[code].records()) for code in ("hrss", "medical")}
    campaign = Campaign(site, session_cluster(), receipts, tmp_path, nursery_of(database_url()))
    file_case(site.person("flexible-1"))
    found = campaign.drained()
    # The departments and the gateway of this session have been filed with by other tests; nothing else is wrong.
    assert [each for each in found if "which nobody sent" not in each and "no intention" not in each] == []
    gone = Delivery.objects.filter(lane="hrss").get()
    id = gone.pk
    gone.delete()
    assert f"hrss has {id}, which nobody sent" in campaign.complaints()
    receipts.keep(Receipt("key", "a-draft", "a-number", "a-case"))
    assert "a receipt was shown for a-draft, and there is no case" in campaign.complaints()
    assert {code: len(site.town[code].records()) for code in before} == {code: n + 1 for code, n in before.items()}
