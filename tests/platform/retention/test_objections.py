"""Objections to register data that no filing carries, and tables that were never filed."""

from __future__ import annotations

import json
import zipfile
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from tests.cast import Member
from tests.lines.applications.conftest import employer
from tests.lines.applications.test_batches import row, taken
from tests.lines.applications.test_filing import finished
from tests.platform.retention.conftest import LATER, THEN
from tests.platform.retention.test_end import hits
from tests.platform.retention.test_people import listed, to_the_end
from yichuang.core import clock
from yichuang.core.access import Actor
from yichuang.lines.applications import commands
from yichuang.lines.applications.models import Batch, BatchRow, Objection
from yichuang.platform.cases.models import Case, Draft
from yichuang.platform.messages.models import Message
from yichuang.platform.messages.queries import told
from yichuang.platform.people.models import Mandate
from yichuang.platform.retention.models import Item
from yichuang.platform.retention.sweeping import sweep

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
STATED = "我去年就从那家单位离职了"


@pytest.fixture
def objection(resident: Member) -> Objection:
    """Answered eleven years ago; its draft was never filed."""
    with clock.frozen(THEN):
        made = commands.object_to(resident.actor, finished(resident), "pension_status", STATED)
    Objection.objects.filter(pk=made.pk).update(answered_at=THEN + DAY, answer="已更正")
    return Objection.objects.get(pk=made.pk)


def test_it_outlives_its_draft_goes_to_the_archive_and_ends(
    objection: Objection, resident: Member, archivist: Member, head: Member, later: datetime, tmp_path: Path
) -> None:
    sweep()
    assert (len(listed("draft")), listed("objection")) == (1, [])
    to_the_end("draft", archivist, head, tmp_path)
    assert not Draft.objects.exists()
    assert Objection.objects.get().draft_id is None
    after = LATER + 40 * DAY
    with clock.frozen(after):
        sweep()
    assert listed("objection") == [objection.pk]
    to_the_end("objection", archivist, head, tmp_path / "archive", after)
    with zipfile.ZipFile(tmp_path / "archive" / f"{objection.public_id}.zip") as archive:
        said = json.loads(archive.read("objection.json"))
    assert (said["stated"], said["answer"]) == (STATED, "已更正")
    assert not Objection.objects.exists()
    assert hits(STATED) == set()
    assert "异议" in told(resident.person_id)[0].text


def test_one_without_an_answer_is_never_ended(
    objection: Objection, archivist: Member, head: Member, later: datetime, tmp_path: Path
) -> None:
    Objection.objects.update(draft=None, answered_at=None)
    sweep()
    assert listed("objection") == []
    Objection.objects.update(answered_at=THEN)
    with clock.frozen(LATER + DAY):
        sweep()
    assert listed("objection") == [objection.pk]
    Objection.objects.update(answered_at=None)
    to_the_end("objection", archivist, head, tmp_path, LATER + DAY)
    assert Item.objects.get(disposal__klass="objection").why == "objected"


# -- tables ------------------------------------------------------------------------------------------------------------


def test_a_table_that_was_never_filed_ends_as_one(
    employer: Actor, archivist: Member, head: Member, tmp_path: Path
) -> None:
    batch = taken(employer, row(1), row(2))
    with clock.frozen(LATER):
        sweep()
    assert (listed("batch"), listed("draft")) == ([batch.pk], [])
    to_the_end("batch", archivist, head, tmp_path)
    assert Message.objects.filter(person_id=employer.organisation_id).count() == 1  # one, not one a row
    assert not Batch.objects.exists()
    assert not BatchRow.objects.exists()
    assert not Draft.objects.exists()


def test_of_a_table_that_stopped_only_what_was_not_filed_ends(
    employer: Actor, archivist: Member, head: Member, tmp_path: Path
) -> None:
    batch = commands.file_batch(employer, taken(employer, row(1), row(2)).pk)
    commands.go_on(batch, most=1)
    with clock.frozen(LATER):
        sweep()
    assert listed("batch") == []  # it is being filed
    Mandate.objects.filter(pk=batch.mandate_id).update(ended_at=clock.now())
    commands.file_batches()
    with clock.frozen(LATER + DAY):
        sweep()
    assert listed("batch") == [batch.pk]
    to_the_end("batch", archivist, head, tmp_path, LATER + DAY)
    assert BatchRow.objects.get().case == Case.objects.get()
    assert Draft.objects.count() == 1
    assert Batch.objects.filter(pk=batch.pk).exists()


__all__ = ["employer"]
