"""What the population register says: a parent's children, another name or number, death; and when it is silent."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from tests.cast import Member, Town, person_of_the_register
from tests.lines.applications.test_filing import finished
from tests.simulators.world import BY_KEY
from yichuang.core import clock
from yichuang.core.identifiers import make_id_number
from yichuang.faces.look.mandates import children
from yichuang.lines.applications import commands, queries
from yichuang.platform.cases.models import Case, Event
from yichuang.platform.cases.queries import broken_links
from yichuang.platform.exchange import civil
from yichuang.platform.exchange.errors import RegisterDown
from yichuang.platform.people import commands as people
from yichuang.platform.people import queries as known
from yichuang.platform.people.commands.guardians import of_age_on
from yichuang.platform.people.errors import AccountClosed, Deceased, NoChild, NotUnderAge
from yichuang.platform.people.models import Account, FormerIdentity, Mandate, Person, Record

CHILD = BY_KEY["fifteen"]


@contextmanager
def said(county: Town, key: str, **changes: Any) -> Iterator[None]:
    """The population register says something else of a person for the length of a block."""
    person = BY_KEY[key]
    register = county["population"]
    number = person["id_number"]
    assert register.hand("/civil/changes", {"id_number": number, **changes}).status == 200
    try:
        yield
    finally:
        back = {"id_number": changes.get("new_number", number), "name": person["name"], "new_number": number}
        back |= {"deceased_on": None} if "deceased_on" in changes else {}
        back |= {"children": []} if "children" in changes else {}
        assert register.hand("/civil/changes", back).status == 200


def ask_again(member: Member) -> Person:
    """What was known of the member is a day old, and the register is asked anew."""
    Person.objects.filter(pk=member.person_id).update(asked_at=clock.now() - timedelta(days=2))
    return civil.brought_up_to_date(member.actor, Person.objects.get(pk=member.person_id))


# -- children ----------------------------------------------------------------------------------------------------------


def test_a_parent_acts_for_the_child_that_the_register_names(neighbour: Member) -> None:
    [mandate] = children(neighbour.actor)
    child = mandate.person
    assert child is not None
    assert (child.name, child.id_number) == (CHILD["name"], CHILD["id_number"])
    assert (mandate.basis, mandate.to_day) == ("guardian", date(2029, 6, 29))
    held = known.acting_under(neighbour.person_id, mandate.public_id)
    assert held is not None
    actor = held.actor(neighbour.actor)
    opened = commands.begin(actor, "enrolment")
    assert opened.draft.person_id == child.pk
    assert opened.content.facts["birth_date"]["value"] == "2011-06-30"
    assert opened.phone == neighbour.phone
    assert [each.public_id for each in queries.open_drafts(actor)] == [opened.draft.public_id]
    assert queries.open_drafts(neighbour.actor) == []
    assert children(neighbour.actor) == [mandate]


def test_it_ends_on_the_day_before_the_child_is_an_adult(neighbour: Member) -> None:
    [mandate] = children(neighbour.actor)
    yesterday = clock.today() - timedelta(days=1)
    Mandate.objects.filter(pk=mandate.pk).update(from_day=yesterday, to_day=yesterday)
    assert known.acting_under(neighbour.person_id, mandate.public_id) is None


@pytest.mark.parametrize(
    ("birth", "adult"),
    [
        (date(2010, 3, 7), date(2028, 3, 7)),
        (date(2008, 2, 29), date(2026, 2, 28)),
        (date(2010, 12, 31), date(2028, 12, 31)),
    ],
)
def test_when_somebody_is_an_adult(birth: date, adult: date) -> None:
    assert of_age_on(birth) == adult


def test_who_has_no_child_acts_for_none(resident: Member) -> None:
    with pytest.raises(NoChild):
        children(resident.actor)


def test_an_adult_child_acts_for_themself(resident: Member, county: Town) -> None:
    adult = {"name": BY_KEY["flexible-3"]["name"], "id_number": BY_KEY["flexible-3"]["id_number"]}
    with said(county, "flexible-1", children=[adult]), pytest.raises(NoChild):
        children(resident.actor)


def test_a_child_that_the_register_names_no_more_is_acted_for_no_more(resident: Member, county: Town) -> None:
    child = {"name": CHILD["name"], "id_number": CHILD["id_number"]}
    with said(county, "flexible-1", children=[child]):
        [mandate] = children(resident.actor)
    with pytest.raises(NoChild):
        children(resident.actor)
    assert known.acting_under(resident.person_id, mandate.public_id) is None


def test_a_guardian_with_a_paper_at_the_window(helper: Member, clerk: Member) -> None:
    at_window = replace(clerk.actor, on_behalf_of=helper.person_id, level=2)
    adult = BY_KEY["flexible-4"]
    with pytest.raises(NotUnderAge):
        people.note_guardian(at_window, adult["name"], adult["id_number"], "户口簿")
    made = people.note_guardian(at_window, CHILD["name"], CHILD["id_number"], "户口簿第3页")
    assert known.acting_under(helper.person_id, made.public_id) is not None


def test_a_register_that_is_down_names_nobody(neighbour: Member, county: Town) -> None:
    county["population"].control(mode="down")
    try:
        with pytest.raises(RegisterDown):
            children(neighbour.actor)
    finally:
        county["population"].control(mode="normal")


# -- death -------------------------------------------------------------------------------------------------------------


def test_nothing_new_is_filed_in_the_name_of_the_dead(resident: Member, officer: Member, county: Town) -> None:
    opened = finished(resident)
    case = Case.objects.get(public_id=commands.submit(resident.actor, opened, opened.draft.version).public_id)
    draft = finished(resident)
    with said(county, "flexible-1", deceased_on="2026-11-20"):
        assert ask_again(resident).deceased_on == date(2026, 11, 20)
    with pytest.raises(Deceased):
        commands.submit(resident.actor, queries.open_draft(resident.actor, draft.draft.public_id), draft.draft.version)
    draft.draft.delete()  # so that a new one would be begun
    with pytest.raises(Deceased):
        commands.begin(resident.actor, "enrolment")
    assert not Account.objects.get(pk=resident.account_id).is_active
    assert Event.objects.filter(case=case, verb="applicant-died").count() == 1
    assert broken_links(case.pk) == []
    assert officer.actor.department_id is not None
    task = case.tasks.get(department_id=officer.actor.department_id)
    sheet = queries.part_sheet(officer.actor, task.public_id)
    assert sheet.part.task.case.person.deceased_on == date(2026, 11, 20)
    assert "applicant-died" in [each.verb for each in sheet.events]


def test_the_account_says_so(resident: Member, county: Town) -> None:
    with said(county, "flexible-1", deceased_on="2026-11-20"):
        ask_again(resident)
    _, code = people.issue_code(resident.phone)
    with pytest.raises(AccountClosed):
        people.sign_in(resident.phone, code)


def test_mandates_end_with_their_people(resident: Member, helper: Member, county: Town) -> None:
    person = Person.objects.get(pk=helper.person_id)
    people.grant(resident.actor, person.name, person.id_number, ["*"], None, clock.today() + timedelta(days=9))
    with said(county, "flexible-1", deceased_on="2026-11-20"):
        ask_again(resident)
    assert known.mandates_held(helper.person_id) == []


def test_a_mistake_of_the_register_is_taken_back(resident: Member, county: Town) -> None:
    with said(county, "flexible-1", deceased_on="2026-11-20"):
        ask_again(resident)
    assert ask_again(resident).deceased_on is None
    assert Account.objects.get(pk=resident.account_id).is_active
    verbs = Record.objects.filter(subject_id=resident.person_id).order_by("position").values_list("verb", flat=True)
    assert list(verbs) == ["deceased", "alive"]
    assert known.broken_record(resident.person_id) == []


# -- another name, another number ------------------------------------------------------------------------------------


def test_another_name_and_number_are_taken_over_and_the_old_ones_kept(resident: Member, county: Town) -> None:
    old = BY_KEY["flexible-1"]
    new = make_id_number("439900", date(1990, 3, 7), 77)
    with said(county, "flexible-1", name="试例新名", new_number=new):
        person = ask_again(resident)
        assert (person.name, person.id_number) == ("试例新名", new)
        assert known.person_by_number(old["id_number"]) == known.person_by_number(new) == person
        found = civil.note_by_number(resident.actor, old["id_number"])
        assert found is not None
        assert found.id_number == new
    former = {each.kind: each.value for each in FormerIdentity.objects.filter(person=person)}
    assert former == {"name": old["name"], "id_number": old["id_number"]}
    assert Record.objects.filter(subject_id=person.pk, verb="identity-changed").count() == 1


def test_a_card_with_the_new_number_finds_who_was_known_by_the_old_one(
    resident: Member, clerk: Member, county: Town
) -> None:
    new = make_id_number("439900", date(1990, 3, 7), 79)
    with said(county, "flexible-1", new_number=new):
        civil.note_by_number(clerk.actor, new)
        assert people.ensure_person(BY_KEY["flexible-1"]["name"], new).pk == resident.person_id
    assert Person.objects.count() == 1


def test_within_a_day_the_register_is_not_asked_again(resident: Member, county: Town) -> None:
    ask_again(resident)
    county["population"].control(mode="down")
    try:
        person = Person.objects.get(pk=resident.person_id)
        assert civil.brought_up_to_date(resident.actor, person) is person
        assert ask_again(resident).name == person.name  # and where it does not answer, work goes on
    finally:
        county["population"].control(mode="normal")


@pytest.mark.parametrize(
    "lie",
    ["page", "list", "empty", "wrong-types", "impossible-status", "false-nobody", "false-somebody-else"],
)
def test_nonsense_changes_nothing(lie: str, resident: Member, county: Town) -> None:
    county["population"].control(mode="lying", lie=lie)
    try:
        assert ask_again(resident).deceased_on is None
    finally:
        county["population"].control(mode="normal")
    assert not Record.objects.exists()


def test_a_death_that_has_not_come_changes_nothing(resident: Member, county: Town) -> None:
    with said(county, "flexible-1", deceased_on=(clock.today() + timedelta(days=1)).isoformat()):
        assert ask_again(resident).deceased_on is None
    assert not Record.objects.exists()


def test_two_records_under_the_new_number_are_left_as_they_are(resident: Member, county: Town) -> None:
    new = make_id_number("439900", date(1990, 3, 7), 81)
    other = people.ensure_person("试例一", new)
    with said(county, "flexible-1", new_number=new):
        assert ask_again(resident).id_number == BY_KEY["flexible-1"]["id_number"]
    assert Person.objects.get(pk=other.pk).id_number == new


def test_somebody_else_is_not_touched(resident: Member, neighbour: Member, county: Town) -> None:
    assert person_of_the_register("flexible-2").person_id == neighbour.person_id
    with said(county, "flexible-1", deceased_on="2026-11-20"):
        ask_again(resident)
    assert Account.objects.get(pk=neighbour.account_id).is_active
