"""Retention for programs: from a register to its end by two people, what is kept and held, and who is refused."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.cast import Member
from tests.faces.api.staff import V1, Calls, elsewhere
from tests.platform.retention.conftest import LATER, later, old_case
from yichuang.core import clock
from yichuang.platform.cases.models import Case
from yichuang.platform.messages.models import Message
from yichuang.platform.people.models import Record
from yichuang.platform.retention import queries
from yichuang.platform.retention.handing import hand_over
from yichuang.platform.retention.models import Disposal, Hold, Item
from yichuang.platform.retention.sweeping import sweep

pytestmark = pytest.mark.django_db

__all__ = ["later", "old_case"]  # fixtures
NOTHING = "00000000-0000-0000-0000-000000000000"
RECEIPT, WORDS = {"receipt": "收字12号"}, {"words": "期满，无续存价值"}


@pytest.fixture
def found(old_case: Case, later: datetime) -> Disposal:
    """A register with one case on it."""
    sweep()
    return Disposal.objects.get(klass="case")


def done(disposal: Disposal) -> list[str]:
    """What stands in the register's record."""
    return list(Record.objects.filter(subject_id=disposal.pk).order_by("position").values_list("verb", flat=True))


def test_from_register_to_end_by_two_people(
    found: Disposal, archivist: Member, other_archivist: Member, tmp_path: Path
) -> None:
    first, second, path = Calls.of(archivist), Calls.of(other_archivist), f"/retention/registers/{found.public_id}"
    shown = first.get(path)
    assert [each["id"] for each in shown["items"]] == [str(each.pk) for each in queries.items(found).rows]
    assert shown["standing"] == queries.standing_of(found)
    assert (shown["period"]["years"], shown["may"]) == (10, ["forward", "keep"])
    assert first.refused(f"{path}/forward", RECEIPT)[:2] == (409, "not-packed")
    hand_over(found.public_id, tmp_path)
    assert first.refused(f"{path}/forward", {"receipt": " "}) == (422, "receipt-needed", "receipt")
    proposed = first.post(f"{path}/forward", RECEIPT)
    assert (proposed["state"], proposed["may"], proposed["forwarded"]["by"]) == ("forwarded", ["keep"], "档案员一号")
    decision = {"approve": True, **WORDS}
    assert first.refused(f"{path}/decide", decision)[:2] == (422, "second-person")
    assert second.get(path)["may"] == ["decide", "keep"]
    assert second.refused(f"{path}/decide", {"approve": True, "words": " "}) == (422, "words-needed", "words")
    approved = second.post(f"{path}/decide", decision)
    assert (approved["state"], approved["words"], approved["decided"]["by"]) == (
        "warned",
        WORDS["words"],
        "档案员二号",
    )
    assert second.refused(f"{path}/decide", decision)[:2] == (409, "not-now")
    assert first.refused(f"{path}/carry-out")[:2] == (409, "too-early")
    Message.objects.update(state=Message.State.SENT)
    with clock.frozen(LATER + timedelta(days=31)):
        assert "carry-out" in first.get(path)["may"]
        assert first.post(f"{path}/carry-out")["state"] == "ending"
    assert done(found) == ["found", "packed", "forwarded", "approved", "ordered"]


def test_kept_held_lifted_and_called_off(found: Disposal, archivist: Member, other_archivist: Member) -> None:
    calls, path = Calls.of(archivist), f"/retention/registers/{found.public_id}"
    [row] = [each for each in calls.pages("/retention/registers", "registers") if each["class_code"] == "case"]
    assert (row["id"], row["count"], row["then"]) == (found.public_id, 1, "archive")
    item = str(Item.objects.get(disposal=found).pk)
    number = Item.objects.get(disposal=found).number
    assert calls.refused(f"{path}/keep", {"item": item, "words": ""}) == (422, "words-needed", "words")
    assert calls.refused(f"{path}/keep", {"item": NOTHING, **WORDS})[0] == 404
    assert calls.refused(f"{path}/keep", {"item": "x", **WORDS}) == (422, "bad-input", "item")
    held = calls.post("/retention/holds", {"number": number.lower(), "words": "行政诉讼未结"}, 201)
    assert calls.pages("/retention/holds", "holds") == [held]
    assert [held["id"]] == [each.public_id for each in queries.holds(archivist.actor).rows]
    assert calls.refused("/retention/holds", {"number": number, **WORDS}) == (409, "held-already", "number")
    assert calls.get(path)["items"][0]["why"] == "held"  # a register lets go of what is held
    assert calls.refused(f"{path}/keep", {"item": item, **WORDS})[:2] == (409, "not-now")
    assert calls.post(f"/retention/holds/{held['id']}/lift")["lifted_at"]
    assert calls.refused(f"/retention/holds/{held['id']}/lift")[:2] == (409, "not-now")
    assert calls.get("/retention/holds") == {"holds": [], "next": None}
    assert calls.refused(f"{path}/forward", RECEIPT)[:2] == (409, "register-empty")
    assert list(Record.objects.filter(subject_kind="hold").order_by("at").values_list("verb", flat=True)) == [
        "placed",
        "lifted",
    ]

    Item.objects.filter(disposal=found).update(state=Item.State.LISTED, why="")
    kept = calls.post(f"{path}/keep", {"item": item, "words": "史志办要用"})
    assert (kept["items"][0]["state"], kept["items"][0]["words"]) == ("kept", "史志办要用")
    Disposal.objects.filter(pk=found.pk).update(state=Disposal.State.WARNED)
    assert calls.refused(f"{path}/call-off", {"words": " "}) == (422, "words-needed", "words")
    assert calls.post(f"{path}/call-off", WORDS)["state"] == "called-off"
    assert done(found) == ["found", "kept", "kept", "called-off"]
    searched = calls.get("/retention/searches")
    assert [each["class_code"] for each in searched["searches"]] == [
        each.klass for each in queries.sweeps(archivist.actor)
    ]
    assert searched["findings"] == []


NO_HOLDS: tuple[tuple[dict[str, Any], tuple[int, str]], ...] = (
    ({"number": "12", "words": "因为"}, (422, "number")),
    ({"number": "4301212026010100000000X", "words": "因为"}, (422, "number")),
    ({"number": "", "words": "因为"}, (422, "number")),
    ({"words": "因为"}, (422, "number")),
    ({"number": "12", "words": ""}, (422, "words")),
    ({"number": "12", "words": "因" * 501}, (422, "words")),
    ({"number": "12", "words": "因为", "until": "2030-01-01"}, (422, "until")),
)


def test_what_is_no_hold(archivist: Member) -> None:
    calls = Calls.of(archivist)
    for body, refusal in NO_HOLDS:
        status, _, field = calls.refused("/retention/holds", body)
        assert (status, field) == refusal, body
    assert not Hold.objects.exists()


def test_the_head_decides_and_prepares_nothing(
    found: Disposal, head: Member, officer: Member, resident: Member
) -> None:
    calls, path = Calls.of(head), f"/retention/registers/{found.public_id}"
    item = str(Item.objects.get(disposal=found).pk)
    assert [each["id"] for each in calls.pages("/retention/registers", "registers")] == [
        each.public_id for each in queries.registers(head.actor).rows
    ]
    assert calls.get(path)["may"] == []
    for step, body in (
        ("keep", {"item": item, **WORDS}),
        ("forward", RECEIPT),
        ("call-off", WORDS),
        ("carry-out", {}),
    ):
        assert calls.refused(f"{path}/{step}", body)[:2] == (403, "not-allowed"), step
    assert calls.refused("/retention/holds", {"number": "1", **WORDS})[0] == 403
    for member, status in ((officer, 403), (resident, 404)):
        other = Calls.of(member)
        assert other.http.get(f"{V1}{path}").status_code == status
        assert other.refused(f"{path}/decide", {"approve": True, **WORDS})[0] == status
    assert Calls.of(head).http.get(f"{V1}/retention/registers/absent").status_code == 404
    assert done(found) == ["found"]


def test_another_divisions_register_is_refused(found: Disposal, archivist: Member) -> None:
    Disposal.objects.filter(pk=found.pk).update(division=elsewhere())
    calls, path = Calls.of(archivist), f"/retention/registers/{found.public_id}"
    assert found.public_id not in [each["id"] for each in calls.pages("/retention/registers", "registers")]
    assert calls.http.get(f"{V1}{path}").status_code == 403
    assert calls.refused(f"{path}/forward", RECEIPT)[:2] == (403, "not-allowed")
