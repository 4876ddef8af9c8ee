"""容缺受理 (issue 6 §2, ASKS "papers-owed card"): taken on with papers owed, held until all is there, never silent."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.cast import Member, Town, signed_in, staff
from tests.lines.applications.owing import FILED, PAPER, answered, at_the_window, elder, filed_owing, photo
from tests.uploads import jpeg
from tests.walks.people import file_case, papers_handed_in, part_of
from yichuang.core import clock
from yichuang.core.access import NotAllowed
from yichuang.core.words import Said
from yichuang.lines.applications import commands, queries
from yichuang.lines.applications.commands import ToFollow, owed_days
from yichuang.lines.applications.errors import (
    MaterialMissing,
    NothingOwed,
    NotOwable,
    NotOwedYet,
    OwedDay,
    PapersOwed,
    PromiseMissing,
)
from yichuang.lines.applications.models import Owing
from yichuang.platform.cases.models import Case, ClockLine, Event, Task
from yichuang.platform.cases.queries import broken_links
from yichuang.platform.messages.models import Message
from yichuang.platform.notices.models import Notice

#: Five working days after 30 November; twenty after it, less two; ten.
USUAL, LAST, DUE = date(2026, 12, 7), date(2026, 12, 14), date(2026, 12, 28)


@pytest.fixture
def person(county: Town) -> Member:
    return elder()


@pytest.fixture
def desk(county: Town) -> Member:
    return staff("民政经办一号")


@pytest.fixture
def above(county: Town) -> Member:
    return staff("大厅负责人")


@pytest.fixture
def owed(county: Town, clerk: Member, person: Member) -> Task:
    """A part that the clerk took on without the paper, on the day it was filed."""
    with clock.frozen(FILED):
        return filed_owing(at_the_window(clerk, person), county)


def later(days: int) -> datetime:
    return FILED + timedelta(days=days)


def told(case: Case) -> list[str]:
    return [str(each.text) for each in Message.objects.filter(case_id=case.pk).order_by("created_at", "pk")]


def verbs(case: Case) -> list[str]:
    return list(Event.objects.filter(case=case).order_by("position").values_list("verb", flat=True))


def handed_in(client: Client, case: Case) -> None:
    """The paper is photographed on the phone and handed in."""
    page = f"/cases/{case.public_id}/owed/{PAPER}"
    assert client.post(page, {"files": photo(), "go": "1"}).status_code == 303


# --- at the window ---------------------------------------------------------------------------------------------------


def test_the_window_takes_it_on_and_the_person_has_card_notice_and_message(
    owed: Task, person: Member, clerk: Member
) -> None:
    assert (owed.state, owed.owed_until, owed.due_on) == ("accepted", USUAL, DUE), "the clock runs on"
    one = Owing.objects.get(task=owed)
    assert (one.state, one.due_on, one.promised_by_id) == ("owed", USUAL, clerk.account_id)
    assert verbs(owed.case) == ["filed", "promise"]
    assert any("2026年12月7日" in text and owed.case.public_id in text for text in told(owed.case))
    with clock.frozen(FILED):
        [paper] = Notice.objects.filter(task_id=owed.pk)
        assert (paper.kind, paper.number[:2]) == ("owed", "Q-")
        assert queries.paper_pdf(person.actor, owed.case.public_id, paper.number, "zh-hans").startswith(b"%PDF")
        page = signed_in(person).get(f"/cases/{owed.case.public_id}").content.decode()
    assert "2026年12月7日" in page
    assert f"/cases/{owed.case.public_id}/owed/{PAPER}" in page
    assert "容缺受理告知单" in page
    assert not broken_links(owed.case_id)


def test_no_result_before_it_is_complete_whoever_asks(owed: Task, desk: Member) -> None:
    with clock.frozen(later(1)):
        for step in (
            lambda: commands.grant(desk.actor, owed.pk),
            lambda: commands.refuse(desk.actor, owed.pk, "不符合。"),
        ):
            with pytest.raises(PapersOwed, match="7 December 2026"):
                step()
        with pytest.raises(NotOwedYet):
            commands.terminate(desk.actor, owed.pk, "没有补。")
        assert not queries.part_sheet(desk.actor, owed.public_id).verbs & {"grant", "refuse", "terminate"}
        answer = signed_in(desk).post(f"/api/v1/tasks/{owed.public_id}/grant", {}, content_type="application/json")
        assert (answer.status_code, answer.json()["code"]) == (409, "papers-owed")
    owed.refresh_from_db()
    assert owed.state == "accepted"


def test_handed_in_on_the_phone_the_card_goes_and_all_are_told(owed: Task, person: Member, desk: Member) -> None:
    with clock.frozen(later(1)):
        commands.take(desk.actor, owed.pk)
        client = signed_in(person)
        handed_in(client, owed.case)
        owed.refresh_from_db()
        assert (owed.state, owed.owed_until) == ("accepted", None)
        assert verbs(owed.case)[-2:] == ["paper-handed-in", "papers-complete"]
        page = client.get(f"/cases/{owed.case.public_id}").content.decode()
        assert 'id="owed"' not in page
        sheet = queries.part_sheet(desk.actor, owed.public_id)
        assert [each.material for each in sheet.files] == [PAPER]
        assert "grant" in sheet.verbs
        assert sum("齐了" in str(each.text) for each in Message.objects.all()) == 2, "the applicant and the officer"
        commands.grant(desk.actor, owed.pk)
    assert not broken_links(owed.case_id)


def test_scanned_at_the_window(owed: Task, clerk: Member, person: Member, county: Town) -> None:
    with clock.frozen(later(1)):
        client = signed_in(clerk)
        client.post("/window/", {"name": person_name(person), "id_number": person_number(person)})
        url = f"/window/cases/{owed.case.public_id}"
        assert 'id="owed"' in client.get(url).content.decode()
        answer = client.post(f"{url}/owed/{PAPER}", {f"owed-{PAPER}": photo(), "go": "1"})
        assert answer.status_code == 303, answer.content.decode()[:400]
    owed.refresh_from_db()
    assert owed.owed_until is None


def person_name(member: Member) -> str:
    from yichuang.platform.people.models import Person

    return str(Person.objects.get(pk=member.person_id).name)


def person_number(member: Member) -> str:
    from yichuang.platform.people.models import Person

    return str(Person.objects.get(pk=member.person_id).id_number)


def test_came_on_paper_to_the_desk(owed: Task, desk: Member) -> None:
    with clock.frozen(later(1)):
        with pytest.raises(NotOwable):
            commands.receive_owed(desk.actor, owed.pk, [])
        with pytest.raises(NothingOwed):
            commands.receive_owed(desk.actor, owed.pk, ["identity-document"])
        commands.receive_owed(desk.actor, owed.pk, [PAPER])
    owed.refresh_from_db()
    assert owed.owed_until is None
    assert Owing.objects.get(task=owed).papers.get().on_paper


@pytest.mark.parametrize("until", [date(2026, 11, 30), LAST + timedelta(days=1)])
def test_the_day_lies_within_its_bounds(county: Town, clerk: Member, person: Member, until: date) -> None:
    with clock.frozen(FILED):
        opened = answered(at_the_window(clerk, person), county)
        days = queries.window_days(opened, [PAPER])
        assert (days.first, days.usual, days.last) == (date(2026, 12, 1), USUAL, LAST)
        with pytest.raises(OwedDay):
            commands.submit(
                at_the_window(clerk, person),
                opened,
                opened.draft.version,
                follow=ToFollow(frozenset({PAPER}), until, True),
            )
    assert not Case.objects.filter(applicant_id=person.person_id).exists(), "nothing is written"


def test_nothing_without_the_promise_nor_by_whoever_may_not(county: Town, clerk: Member, person: Member) -> None:
    with clock.frozen(FILED):
        at = at_the_window(clerk, person)
        opened = answered(at, county)
        version, follow = opened.draft.version, ToFollow(frozenset({PAPER}))
        with pytest.raises(PromiseMissing):
            commands.submit(at, opened, version, follow=follow)
        with pytest.raises(MaterialMissing):
            commands.submit(at, opened, version)
        with pytest.raises(NotOwable):
            commands.submit(at, opened, version, follow=ToFollow(frozenset({PAPER, "identity-document"}), None, True))
        with pytest.raises(NotAllowed):
            commands.submit(person.actor, opened, version, follow=replace(follow, promised=True))
        stranger = replace(clerk.actor, on_behalf_of=clerk.account_id)
        with pytest.raises(NotAllowed):
            commands.submit(stranger, opened, version, follow=replace(follow, promised=True))


def test_pressed_twice_it_is_taken_on_once(county: Town, clerk: Member, person: Member) -> None:
    with clock.frozen(FILED):
        at = at_the_window(clerk, person)
        opened = answered(at, county)
        follow = ToFollow(frozenset({PAPER}), None, True)
        first = commands.submit(at, opened, opened.draft.version, follow=follow)
        again = commands.submit(at, queries.open_draft(at, opened.draft.public_id), opened.draft.version, follow=follow)
    assert (first.number, first.new, again.new) == (again.number, True, False)
    assert Owing.objects.count() == 1


# --- at the desk -----------------------------------------------------------------------------------------------------


@pytest.fixture
def filed(county: Town, person: Member) -> Task:
    """A part whose paper was handed in and cannot be read."""
    with clock.frozen(FILED):
        opened = papers_handed_in(person, answered(person.actor, county))
        done = commands.submit(person.actor, opened, opened.draft.version)
        return part_of(Case.objects.get(number=done.number), "civil-affairs")


def test_the_officer_offers_and_a_tap_takes_it_on(filed: Task, desk: Member, person: Member, resident: Member) -> None:
    with clock.frozen(FILED):
        commands.offer_owing(desk.actor, filed.pk, [PAPER], LAST)
        filed.refresh_from_db()
        assert (filed.state, filed.owed_until) == ("open", None), "an offer takes nothing on"
        client, url = signed_in(person), f"/cases/{filed.case.public_id}"
        assert "以后补" in client.get(url).content.decode()
        with pytest.raises(NotAllowed):
            commands.promise(resident.actor, filed.pk)
        assert client.post(f"{url}/parts/{filed.public_id}/offered", {"answer": "yes"}).status_code == 303
        filed.refresh_from_db()
        assert (filed.state, filed.owed_until) == ("accepted", LAST)
        assert Notice.objects.filter(task_id=filed.pk, kind="owed").count() == 1
        with pytest.raises(NothingOwed):
            commands.promise(person.actor, filed.pk)
        handed_in(client, filed.case)
    filed.refresh_from_db()
    assert filed.owed_until is None
    assert not broken_links(filed.case_id)


def test_the_applicant_may_say_no_and_is_asked_to_supplement(filed: Task, desk: Member, person: Member) -> None:
    with clock.frozen(FILED):
        commands.offer_owing(desk.actor, filed.pk, [PAPER])
        commands.offer_owing(desk.actor, filed.pk, [PAPER], LAST)
        assert [one.due_on for one in queries.part_sheet(desk.actor, filed.public_id).owed] == [LAST], "the last one"
        commands.decline_owing(person.actor, filed.pk)
        assert not queries.part_sheet(desk.actor, filed.public_id).owed
        commands.offer_owing(desk.actor, filed.pk, [PAPER])
        commands.supplement(desk.actor, filed.pk, ["低保证"], "")
        with pytest.raises(NothingOwed):
            commands.promise(person.actor, filed.pk)
        commands.resubmit(person.actor, filed.pk, ["在这里"])
        assert not queries.case_view(person.actor, filed.case.public_id).owed, "what was offered before is gone"
    assert set(Owing.objects.values_list("state", flat=True)) == {"dropped"}


def test_what_may_not_follow_is_not_offered(filed: Task, desk: Member) -> None:
    with clock.frozen(FILED), pytest.raises(NotOwable):
        commands.offer_owing(desk.actor, filed.pk, ["identity-document"])
    with clock.frozen(FILED), pytest.raises(NotOwable):
        commands.offer_owing(desk.actor, filed.pk, [])
    with clock.frozen(later(28)), pytest.raises(Said):
        commands.offer_owing(desk.actor, filed.pk, [PAPER])
    filed.refresh_from_db()
    assert verbs(filed.case) == ["filed"], "what was refused left no trace"


# --- the day ---------------------------------------------------------------------------------------------------------


def test_reminded_once_a_mark_then_lapsed_once_then_one_person_up(
    owed: Task, person: Member, desk: Member, above: Member
) -> None:
    def run(day: int) -> tuple[int, int, int]:
        with clock.frozen(later(day)):
            done = owed_days.remind(), owed_days.lapse(), owed_days.raise_lapsed()
            assert (owed_days.remind(), owed_days.lapse(), owed_days.raise_lapsed()) == (0, 0, 0), "once"
            return done

    assert run(1) == (0, 0, 0)
    assert run(2) == (1, 0, 0), "three working days left"
    assert run(4) == (1, 0, 0), "one left"
    assert run(7) == (0, 0, 0), "the last day itself"
    assert run(8) == (0, 1, 0)
    with clock.frozen(later(8)):
        owed.refresh_from_db()
        assert (owed.state, owed.raised_to_id) == ("accepted", None)
        assert "请马上补交" in told(owed.case)[-1]
        assert "terminate" in queries.part_sheet(desk.actor, owed.public_id).verbs
    assert run(9) == (0, 0, 0), "the officer has a working day"
    assert run(10) == (0, 0, 1)
    owed.refresh_from_db()
    assert owed.raised_to_id == above.account_id
    with clock.frozen(later(10)):
        [line] = [one for one in queries.inbox(desk.actor, "accepted").rows if one.pk == owed.pk]
        assert line.raised_to is not None
        assert (line.owed_until, line.raised_to.display) == (USUAL, "大厅负责人")
        commands.terminate(desk.actor, owed.pk, "材料没有补来。")
    owed.refresh_from_db()
    assert (owed.state, owed.owed_until) == ("terminated", None)
    assert Owing.objects.get(task=owed).state == "dropped"
    assert [verb for verb in verbs(owed.case) if verb.startswith("owed")] == [
        "owed-reminded",
        "owed-reminded",
        "owed-lapsed",
    ]
    assert not broken_links(owed.case_id)


def test_late_it_is_still_taken(owed: Task, person: Member) -> None:
    with clock.frozen(later(9)):
        assert owed_days.lapse() == 1
        client = signed_in(person)
        assert 'id="owed"' in client.get(f"/cases/{owed.case.public_id}").content.decode()
        handed_in(client, owed.case)
        assert owed_days.raise_lapsed() == 0
    owed.refresh_from_db()
    assert (owed.state, owed.owed_until) == ("accepted", None)


def test_withdrawn_nothing_is_owed(owed: Task, person: Member) -> None:
    with clock.frozen(later(1)):
        commands.withdraw(person.actor, owed.case_id)
        with pytest.raises(NothingOwed):
            commands.hand_in(person.actor, owed.case_id, PAPER)
        assert (owed_days.remind(), owed_days.lapse()) == (0, 0)


def test_what_cannot_be_read_is_said_and_nothing_is_handed_in(owed: Task, person: Member) -> None:
    with clock.frozen(later(1)):
        client, url = signed_in(person), f"/cases/{owed.case.public_id}/owed/{PAPER}"
        empty = client.post(url, {"go": "1"})
        assert empty.status_code == 422
        bad = client.post(url, {"files": SimpleUploadedFile("x.jpg", b"nothing", "image/jpeg"), "go": "1"})
        assert bad.status_code == 422
        assert client.post(url, {"files": photo(), "more": "1"}).status_code == 303
        shown = client.get(url).content.decode()
        assert "低保证" in shown
        file = queries.chosen_owed(owed.case_id)[PAPER][0].public_id
        client.post(url, {"remove": file})
        assert not queries.chosen_owed(owed.case_id)
    owed.refresh_from_db()
    assert owed.owed_until == USUAL


# --- the interface ---------------------------------------------------------------------------------------------------


def test_the_same_by_the_interface(filed: Task, desk: Member, person: Member) -> None:
    with clock.frozen(FILED):
        officer, phone = signed_in(desk), signed_in(person)
        task, case = f"/api/v1/tasks/{filed.public_id}", f"/api/v1/cases/{filed.case.public_id}"
        sheet = officer.get(task).json()
        assert (sheet["owable"], sheet["owed_last"]) == ([PAPER], str(LAST))
        offer = {"materials": [PAPER], "until": str(LAST)}
        assert officer.post(f"{task}/offer-owing", offer, content_type="application/json").status_code == 200
        done = phone.post(f"{case}/parts/{filed.public_id}/promise").json()
        assert [(one["state"], one["until"], one["left"]) for one in done["owed"]] == [("owed", str(LAST), 10)]
        page = SimpleUploadedFile("一页.jpg", jpeg(), content_type="image/jpeg")
        assert len(phone.post(f"{case}/owed/{PAPER}/files", {"files": page}).json()) == 1
        assert phone.post(f"{case}/owed/{PAPER}/hand-in").json()["owed"] == []
        assert phone.post(f"{case}/owed/{PAPER}/hand-in").status_code == 422
        assert officer.get("/api/v1/tasks?list=accepted").json()["tasks"][0]["owed_until"] is None


def test_a_clock_that_the_matter_lets_stand_still(owed: Task, person: Member) -> None:
    assert not ClockLine.objects.filter(task=owed, verb="pause").exists(), "here it runs on"


def test_lists_ask_nothing_more_and_a_case_that_owes_nothing_neither(
    owed: Task, desk: Member, person: Member, resident: Member
) -> None:
    with clock.frozen(later(1)):
        queries.inbox(desk.actor, "accepted")
        with CaptureQueriesContext(connection) as owing:
            assert [row.owed_until for row in queries.inbox(desk.actor, "accepted").rows] == [USUAL]
        Task.objects.filter(pk=owed.pk).update(owed_until=None)
        with CaptureQueriesContext(connection) as asked:
            queries.inbox(desk.actor, "accepted")
        assert len(owing) == len(asked)
        Task.objects.filter(pk=owed.pk).update(owed_until=USUAL)
        with CaptureQueriesContext(connection) as asked:
            queries.case_view(person.actor, owed.case.public_id)
        assert sum("applications_owedpaper" in each["sql"] for each in asked) == 1
        other = file_case(resident)
        with CaptureQueriesContext(connection) as asked:
            queries.case_view(resident.actor, other.public_id)
        assert not any("applications_ow" in each["sql"] for each in asked)
