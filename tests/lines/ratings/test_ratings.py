"""好差评: given by choice, once, by nobody but whoever was concerned; silence is silence."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.core import signing
from django.db import connection
from django.test import Client

from tests.cast import Member
from tests.lines.ratings.conftest import department_of, served
from tests.walks.people import file_case, part_of
from yichuang.core.access import Actor, NotAllowed
from yichuang.lines.applications import queries as applications
from yichuang.lines.ratings import commands, queries
from yichuang.lines.ratings.commands.rating import Said
from yichuang.lines.ratings.errors import NotAPhone, NotARating, NotRatable, OldInvitation, RatingReasonMissing
from yichuang.lines.ratings.models import Complaint, Rating, VisitRating
from yichuang.lines.ratings.queries import tablet_of, waiting_at, window_of
from yichuang.platform.audit.models import Access
from yichuang.platform.cases.models import Case, Event
from yichuang.platform.messages.models import Message
from yichuang.platform.people.models import Record

pytestmark = pytest.mark.django_db

SLOW = Said(["took-too-long"], "等了两周")


def test_it_works(resident: Member, concluded: Case) -> None:
    given = commands.rate(resident.actor, concluded.public_id, 1)
    assert (given.grade, given.reasons, given.task) == (1, [], None)
    event = Event.objects.filter(case=concluded).latest("position")
    assert (event.verb, event.dimensions["grade"]) == ("rated", "1")
    assert not Complaint.objects.exists()


def test_the_whole_and_each_matter_once(resident: Member, officer: Member, concluded: Case) -> None:
    part = part_of(concluded, department_of(officer)).public_id
    commands.rate(resident.actor, concluded.public_id, 2)
    commands.rate(resident.actor, concluded.public_id, 3, part=part)
    for again in ("", part):
        with pytest.raises(NotRatable):
            commands.rate(resident.actor, concluded.public_id, 1, part=again)
    assert [each.rating.grade for each in queries.of_case(concluded.pk)] == [2, 3]


def test_not_before_every_part_has_its_outcome(resident: Member) -> None:
    case = file_case(resident)
    with pytest.raises(NotRatable):
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
        commands.rate(resident.actor, concluded.public_id, grade, Said(reasons))


def test_a_bad_one_says_why(resident: Member, concluded: Case) -> None:
    with pytest.raises(RatingReasonMissing):
        commands.rate(resident.actor, concluded.public_id, 5, Said(words="  "))
    assert commands.rate(resident.actor, concluded.public_id, 3, SLOW).reasons == []


def test_the_square_of_the_window_rates_its_case_and_nothing_else(concluded: Case, neighbour: Member) -> None:
    other = file_case(neighbour)
    actor, case = commands.invited(commands.invitation(concluded.public_id))
    assert case == concluded.public_id
    with pytest.raises(NotAllowed):
        commands.rate(actor, other.public_id, 1)
    with pytest.raises(NotAllowed):
        applications.case_view(actor, concluded.public_id)
    assert commands.rate(actor, case, 2).channel == "qr"


@pytest.mark.parametrize("token", ["", "x", "abc:def:ghi"])
def test_a_made_up_square_is_refused(county: object, token: str) -> None:
    with pytest.raises(OldInvitation):
        commands.invited(token)


def test_a_square_of_another_purpose_is_refused(concluded: Case) -> None:
    with pytest.raises(OldInvitation):
        commands.invited(signing.TimestampSigner(salt="else").sign(f"qr.{concluded.public_id}"))


def test_one_message_asks_once_and_its_address_rates(concluded: Case) -> None:
    before = Message.objects.count()
    assert (commands.ask(), commands.ask()) == (1, 0)
    [told] = Message.objects.order_by("-created_at")[:1]
    assert Message.objects.count() == before + 1
    token = str(told.text).rpartition("/rate/")[2].strip("。 ")
    assert commands.rate(*commands.invited(token), 2).channel == "sms"


def test_nobody_is_asked_who_has_rated(resident: Member, concluded: Case) -> None:
    commands.rate(resident.actor, concluded.public_id, 1)
    assert commands.ask() == 0


def test_a_visit_is_rated_once_by_whoever_holds_the_ticket(clerk: Member) -> None:
    ticket = served(clerk)
    given = commands.rate_visit(Actor(channel="qr"), ticket.public_id, 1)
    assert (given.window, given.service, given.clerk_id) == ("1", "other", clerk.account_id)
    with pytest.raises(NotRatable):
        commands.rate_visit(Actor(channel="qr"), ticket.public_id, 2)


def test_a_visit_that_is_not_over_is_not_rated(clerk: Member) -> None:
    ticket = served(clerk, done=False)
    with pytest.raises(NotRatable):
        commands.rate_visit(Actor(channel="qr"), ticket.public_id, 1)


def test_nobody_rates_themself(clerk: Member) -> None:
    ticket = served(clerk)
    with pytest.raises(NotAllowed):
        commands.rate_visit(clerk.actor, ticket.public_id, 1)
    assert not VisitRating.objects.exists()


def test_a_visit_names_nobody_whoever_had_signed_in(clerk: Member, resident: Member) -> None:
    ticket = served(clerk)
    commands.rate_visit(replace(resident.actor, channel="qr"), ticket.public_id, 5, SLOW)
    case = Complaint.objects.get().task.case
    assert (case.person_id, case.filed_by_id, case.applicant_id) == (None, None, None)
    actors = [*Event.objects.filter(case=case).values_list("actor_id", flat=True)]
    actors += Record.objects.filter(verb="rated", subject_id=ticket.pk).values_list("actor_id", flat=True)
    assert set(actors) == {None}
    assert not Access.objects.filter(account_id=resident.account_id, subject_kind="ticket").exists()


def test_a_number_to_be_called_on_must_be_one(clerk: Member) -> None:
    ticket = served(clerk)
    with pytest.raises(NotAPhone):
        commands.rate_visit(Actor(channel="qr"), ticket.public_id, 5, replace(SLOW, phone="12"))
    commands.rate_visit(Actor(channel="qr"), ticket.public_id, 5, replace(SLOW, phone="199 0000 0101"))
    assert Complaint.objects.get().phone == "19900000101"


def test_the_tablet_shows_the_last_visit_and_forgets_it(clerk: Member, morning: None, client: Client) -> None:
    ticket = served(clerk)
    assert window_of(tablet_of("1")) == "1"
    assert (waiting_at("1"), waiting_at("2")) == (ticket, None)
    with pytest.raises(OldInvitation):
        window_of("1")
    path = f"/rate/window/{tablet_of('1')}"
    client.post(path, {"ticket": "another", "grade": "1"})
    client.post(f"/rate/window/{tablet_of('2')}", {"ticket": ticket.public_id, "grade": "1"})
    assert not VisitRating.objects.exists()
    client.post(path, {"ticket": ticket.public_id, "grade": "1"})
    assert VisitRating.objects.get().channel == "tablet"
    assert waiting_at("1") is None


def test_the_page_of_the_tablet_keeps_nothing(clerk: Member, client: Client, morning: None) -> None:
    ticket, path = served(clerk), f"/rate/window/{tablet_of('1')}"
    page = client.get(path)
    assert page.headers["Cache-Control"] == "no-store"
    assert "非常满意" in page.content.decode()
    done = client.post(
        path, {"ticket": ticket.public_id, "grade": "5", "reason-took-too-long": "on", "words": "队排得太久"}
    )
    assert "谢谢" in done.content.decode()
    assert "队排得太久" not in done.content.decode()
    assert "非常满意" not in client.get(path).content.decode()
    assert client.get("/rate/window/nothing").status_code == 404


def test_what_the_person_wrote_is_sealed_on_disk(resident: Member, concluded: Case) -> None:
    commands.rate(resident.actor, concluded.public_id, 4, Said(words="窗口说不清楚"))
    with connection.cursor() as cursor:
        cursor.execute("select r.words::text || c.words::text from applications_rating r, ratings_complaint c")
        found = str(cursor.fetchone())
    assert "窗口" not in found
    assert Complaint.objects.get().words == "窗口说不清楚"


def test_pages(concluded: Case, client: Client) -> None:
    """By the square, without signing in: a good grade is one press, a bad one asks why first."""
    path = f"/rate/{commands.invitation(concluded.public_id)}"
    page = client.get(path).content.decode()
    assert "非常满意" in page
    assert "checked" not in page
    assert concluded.number not in page
    assert "哪里不好" in client.post(path, {"grade": "5"}).content.decode()
    assert client.post(path, {"grade": "5", "words": ""}).status_code == 422
    sent = {"grade": "5", "words": "", "reason-took-too-long": "on"}
    assert "谢谢" in client.post(path, sent).content.decode()
    assert "已经评价过" in client.post(path, {"grade": "1"}).content.decode()
    assert client.get("/rate/nothing").status_code == 404
