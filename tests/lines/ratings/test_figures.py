"""Published figures: with what they are a share of, small numbers withheld, appeals apart, silence as silence."""

from __future__ import annotations

import pytest

from tests.cast import Member
from tests.lines.ratings.conftest import served
from yichuang.core.access import Actor
from yichuang.lines.ratings import commands, queries
from yichuang.lines.ratings.commands.rating import Said
from yichuang.lines.ratings.models import Complaint, VisitRating
from yichuang.lines.ratings.queries.figures import Counted, _withheld

pytestmark = pytest.mark.django_db

QR = Actor(channel="qr")


def at(window: str) -> Counted:
    """The line of a window."""
    return next(each for each in queries.figures().windows if each.code == window)


def rated(clerk: Member, *grades: int) -> None:
    for grade in grades:
        ticket = served(clerk)
        commands.rate_visit(QR, ticket.public_id, grade, Said(["took-too-long"]) if grade > 3 else None)


def test_silence_is_in_the_denominator_alone(clerk: Member, morning: None) -> None:
    rated(clerk, 1, 2, 3, 1, 2, 1)
    for _ in range(3):
        served(clerk)
    line = at("1")
    assert (line.all, line.rated, line.low, line.per_mille) == (9, 6, 0, 1000)


def test_small_numbers_are_withheld(clerk: Member, morning: None) -> None:
    rated(clerk, 1, 1, 1, 1)
    line = at("1")
    assert (line.all, line.rated, line.low, line.per_mille) == (None, None, None, None)
    rated(clerk, 1, 5)
    line = at("1")
    assert (line.all, line.rated, line.low, line.per_mille) == (6, 6, None, None)


def test_what_an_appeal_set_aside_is_counted_apart_and_stays(clerk: Member, morning: None) -> None:
    rated(clerk, *[1] * 5, *[5] * 5)
    VisitRating.objects.filter(grade=5).update(set_aside_at=Complaint.objects.latest("pk").task.filed_at)
    line = at("1")
    assert (line.all, line.rated, line.low, line.set_aside) == (10, 5, 0, 5)
    assert VisitRating.objects.count() == 10


@pytest.mark.parametrize(
    ("numbers", "told"),
    [
        ({"a": 0, "b": 9}, {"a": 0, "b": 9}),
        ({"a": 3, "b": 9, "c": 7}, {"a": None, "b": 9, "c": None}),
        ({"a": 3, "b": 2, "c": 7}, {"a": None, "b": None, "c": 7}),
        ({"a": 3}, {"a": None}),
    ],
)
def test_one_withheld_number_is_not_betrayed_by_a_sum(numbers: dict[str, int], told: dict[str, int | None]) -> None:
    assert _withheld(numbers, 5) == told
