"""A rated case is kept while its complaint is open; both end like any case, with or without a person and a package."""

from __future__ import annotations

import json
import zipfile
from datetime import timedelta
from pathlib import Path

import pytest

from tests.cast import Member
from tests.lines.ratings.conftest import MORNING, served
from tests.platform.retention.conftest import LATER, THEN, refused
from tests.walks.people import part_of
from yichuang.core import clock
from yichuang.core.access import Actor
from yichuang.lines.ratings import commands
from yichuang.lines.ratings.commands.rating import Said
from yichuang.lines.ratings.models import Complaint, Rating
from yichuang.platform.cases.models import Case
from yichuang.platform.messages.models import Message
from yichuang.platform.retention import deciding
from yichuang.platform.retention.ending import end_ordered
from yichuang.platform.retention.handing import hand_over
from yichuang.platform.retention.keepers import barred
from yichuang.platform.retention.models import Disposal, Item, Tombstone
from yichuang.platform.retention.sweeping import sweep

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
SLOW = Said(["took-too-long"], "等了两周")


def answered(complaint: Complaint, by: Member) -> None:
    """Called back and put right."""
    commands.call_back(by.actor, complaint.pk, "已联系。", True)
    commands.rectify(by.actor, complaint.pk, "已整改。")


def test_a_rated_case_and_its_complaint_end_one_after_the_other(
    resident: Member,
    clerk: Member,
    bureau_head: Member,
    head: Member,
    archivist: Member,
    other_archivist: Member,
    tmp_path: Path,
) -> None:
    case = refused(resident)
    with clock.frozen(THEN + 2 * DAY):
        commands.rate(resident.actor, case.public_id, 5, SLOW, part=part_of(case, "hrss").public_id)
    ticket = served(clerk)
    with clock.frozen(MORNING):
        commands.rate_visit(Actor(channel="qr"), ticket.public_id, 5, SLOW)
    assert barred("case", [case.pk], LATER, 30 * DAY) == {case.pk: "objected"}
    of_case, of_visit = (Complaint.objects.get(source=source) for source in ("rating", "visit"))
    with clock.frozen(THEN + 3 * DAY):
        answered(of_case, bureau_head)
    with clock.frozen(MORNING):
        answered(of_visit, head)
    Message.objects.update(state=Message.State.SENT)
    assert barred("case", [case.pk], LATER, 30 * DAY) == {}
    numbers = {each.task.case.number for each in (of_case, of_visit)}
    with clock.frozen(LATER):
        sweep()
        found = Disposal.objects.get(klass="case")
        assert Item.objects.filter(disposal=found).count() == 3
        hand_over(found.public_id, tmp_path)
        deciding.forward(archivist.actor, found.public_id, "档案馆收字12号")
        deciding.decide(other_archivist.actor, found.public_id, True, "无保存价值")
    Message.objects.update(state=Message.State.SENT)
    for number in numbers:
        with zipfile.ZipFile(tmp_path / f"{number}.zip") as archive:
            assert json.loads(archive.read("ratings.json"))["complaints"][0]["words"] == "等了两周"
    with clock.frozen(LATER + 31 * DAY):
        deciding.order(archivist.actor, found.public_id)
        end_ordered()
    assert not Case.objects.exists()
    assert not Complaint.objects.exists()
    assert not Rating.objects.exists()
    # What was said of a case of a service is filed under that service; of a visit, under its kind.
    assert sorted(Tombstone.objects.values_list("type", flat=True)) == ["complaint", "enrolment", "enrolment"]
