"""好差评: given by choice, once, by nobody but the applicant; a low grade is answered by a named person until a day."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.core import signing
from django.test import Client

from tests.cast import Member
from tests.walks.people import file_case, part_of, system_of
from yichuang.core.access import Actor, NotAllowed
from yichuang.lines.applications import commands, queries
from yichuang.lines.applications.errors import NotARating, OldInvitation, RatingReasonMissing
from yichuang.lines.applications.models import Rating
from yichuang.platform.cases.errors import NotPossible, ReasonMissing
from yichuang.platform.cases.models import Case, Event
from yichuang.platform.messages.models import Message
from yichuang.platform.people.models import Department

pytestmark = pytest.mark.django_db


@pytest.fixture
def concluded(resident: Member) -> Case:
    """A case of the resident's, every part granted."""
    case = file_case(resident)
    for code in ("hrss", "medical"):
        part = part_of(case, code)
        commands.accept(system_of(part), part.pk)
        commands.grant(system_of(part), part.pk, "已登记。")
    case.refresh_from_db()
    return case


def test_it_works(resident: Member, concluded: Case) -> None:
    given = commands.rate(resident.actor, concluded.public_id, 1)
    assert (given.grade, given.due_on, given.reasons) == (1, None, [])
    event = Event.objects.filter(case=concluded).latest("position")
    assert (event.verb, event.dimensions["grade"]) == ("rated", "1")


def test_a_low_grade_is_answered_by_a_named_person_until_its_day(
    resident: Member, officer: Member, concluded: Case
) -> None:
    part = part_of(concluded, officer_department(officer))
    given = commands.rate(
        resident.actor, concluded.public_id, 4, reasons=["slow"], words="等了两周", part=part.public_id
    )
    assert given.department_id == part.department_id
    assert given.due_on is not None
    (listed,) = queries.low_ratings(officer.actor).rows
    assert listed.pk == given.pk
    assert queries.low_ratings_open(officer.actor) == 1
    before = Message.objects.count()
    answered = commands.answer_rating(officer.actor, given.pk, "已改进流程。", True)
    assert answered.answered_by_id == officer.actor.account_id
    assert Message.objects.count() == before + 1
    assert queries.low_ratings(officer.actor).rows == []
    assert queries.rating_of(concluded.pk) == answered
    assert Event.objects.filter(case=concluded).latest("position").verb == "rating-answered"


def officer_department(officer: Member) -> str:
    return Department.objects.get(pk=officer.actor.department_id).code


def test_one_about_the_whole_goes_to_the_hall(resident: Member, officer: Member, head: Member, concluded: Case) -> None:
    commands.rate(resident.actor, concluded.public_id, 5, words="不满意")
    assert queries.low_ratings(officer.actor).rows == []
    assert len(queries.low_ratings(head.actor).rows) == 1


def test_it_is_given_once(resident: Member, concluded: Case) -> None:
    commands.rate(resident.actor, concluded.public_id, 2)
    with pytest.raises(NotPossible):
        commands.rate(resident.actor, concluded.public_id, 1)
    assert Rating.objects.get().grade == 2


def test_not_before_every_part_has_its_outcome(resident: Member) -> None:
    case = file_case(resident)
    with pytest.raises(NotPossible):
        commands.rate(resident.actor, case.public_id, 1)


def test_nobody_else_rates(
    resident: Member, neighbour: Member, clerk: Member, officer: Member, head: Member, outsider: Member, concluded: Case
) -> None:
    """Not the clerk at whose window the person stands, either: nobody rates for somebody else."""
    at_the_window = replace(clerk.actor, on_behalf_of=resident.person_id)
    for actor in (neighbour.actor, at_the_window, officer.actor, head.actor, outsider.actor, Actor()):
        with pytest.raises(NotAllowed):
            commands.rate(actor, concluded.public_id, 1)
    assert not Rating.objects.exists()


@pytest.mark.parametrize(("grade", "reasons"), [(0, []), (6, []), (4, ["because"])])
def test_what_is_no_rating(resident: Member, concluded: Case, grade: int, reasons: list[str]) -> None:
    with pytest.raises(NotARating):
        commands.rate(resident.actor, concluded.public_id, grade, reasons=reasons)


def test_a_low_grade_says_why(resident: Member, concluded: Case) -> None:
    with pytest.raises(RatingReasonMissing):
        commands.rate(resident.actor, concluded.public_id, 5, words="  ")


def test_only_its_department_answers_once_and_with_words(
    resident: Member, officer: Member, other_officer: Member, clerk: Member, concluded: Case
) -> None:
    part = part_of(concluded, officer_department(officer))
    given = commands.rate(resident.actor, concluded.public_id, 4, reasons=["unclear"], part=part.public_id)
    for actor in (other_officer.actor, clerk.actor, resident.actor, Actor()):
        with pytest.raises(NotAllowed):
            commands.answer_rating(actor, given.pk, "好的", True)
    with pytest.raises(ReasonMissing):
        commands.answer_rating(officer.actor, given.pk, " ", True)
    commands.answer_rating(officer.actor, given.pk, "经核实不属实。", False)
    with pytest.raises(NotPossible):
        commands.answer_rating(officer.actor, given.pk, "再答", True)


def test_a_good_grade_is_no_work(resident: Member, head: Member, concluded: Case) -> None:
    given = commands.rate(resident.actor, concluded.public_id, 3, reasons=["slow"])
    assert given.reasons == []
    with pytest.raises(NotPossible):
        commands.answer_rating(head.actor, given.pk, "谢谢", True)


def test_the_square_of_the_window_rates_its_case_and_nothing_else(concluded: Case, neighbour: Member) -> None:
    other = file_case(neighbour)
    actor, case = commands.invited(commands.invitation(concluded.public_id))
    assert case == concluded.public_id
    with pytest.raises(NotAllowed):
        commands.rate(actor, other.public_id, 1)
    with pytest.raises(NotAllowed):
        queries.case_view(actor, concluded.public_id)
    assert commands.rate(actor, case, 2).channel == "qr"


@pytest.mark.parametrize("token", ["", "x", "abc:def:ghi"])
def test_a_made_up_square_is_refused(county: object, token: str) -> None:
    with pytest.raises(OldInvitation):
        commands.invited(token)


def test_a_square_of_another_purpose_is_refused(concluded: Case) -> None:
    with pytest.raises(OldInvitation):
        commands.invited(signing.TimestampSigner(salt="else").sign(concluded.public_id))


def test_what_the_person_wrote_is_sealed_on_disk(resident: Member, concluded: Case) -> None:
    from django.db import connection

    commands.rate(resident.actor, concluded.public_id, 4, words="窗口说不清楚")
    with connection.cursor() as cursor:
        cursor.execute("select words::text from applications_rating")
        assert "窗口" not in str(cursor.fetchone())


def test_pages(concluded: Case, client: Client) -> None:
    """By the square, without signing in: a good grade is one press, a low one asks why first."""
    path = f"/rate/{commands.invitation(concluded.public_id)}"
    page = client.get(path).content.decode()
    assert "非常满意" in page
    assert concluded.number not in page
    low = client.post(path, {"grade": "5"}).content.decode()
    assert "哪里不好" in low
    assert client.post(path, {"grade": "5", "words": ""}).status_code == 422
    assert "谢谢" in client.post(path, {"grade": "5", "words": "", "reason-slow": "on"}).content.decode()
    assert "已经评价过" in client.post(path, {"grade": "1"}).content.decode()
    assert client.get("/rate/nothing").status_code == 404
