"""Acting for a company or another person: by the register, by a grant, by a paper; while it holds and no longer."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from tests.cast import Member, Town
from tests.lines.applications.test_filing import finished
from tests.simulators.world import BY_KEY, ORGANISATIONS
from yichuang.core import clock
from yichuang.core.access import ANY_SERVICE, Actor, NotAllowed
from yichuang.core.identifiers import IdentifierError
from yichuang.core.words import Said
from yichuang.faces.look.mandates import organisation_for, represent
from yichuang.lines.applications import commands, queries
from yichuang.lines.applications.errors import OtherAudience
from yichuang.platform.cases.models import Case, Event
from yichuang.platform.exchange.errors import RegisterDown
from yichuang.platform.people import commands as people
from yichuang.platform.people import queries as known
from yichuang.platform.people.errors import (
    AgentUnknown,
    BadTerm,
    NoService,
    NotRepresentative,
    OrganisationEnded,
    OrganisationUnknown,
    PaperMissing,
    ToOneself,
)
from yichuang.platform.people.models import Mandate, Organisation, Person, Record

COMPANY = ORGANISATIONS["company-1"]["code"]
NEXT_YEAR = clock.today() + timedelta(days=365)


def acting(member: Member, mandate: Mandate) -> Actor:
    """``member`` under a mandate, as a request would know them."""
    held = known.acting_under(member.person_id, mandate.public_id)
    assert held is not None
    return held.actor(member.actor)


def identity(member: Member) -> tuple[str, str]:
    person = Person.objects.get(pk=member.person_id)
    return person.name, person.id_number


@pytest.fixture
def company(resident: Member) -> Mandate:
    """The resident's own company, confirmed by the register."""
    return represent(resident.actor, COMPANY)


# -- by the register ---------------------------------------------------------------------------------------------------


def test_the_register_says_who_represents_a_company(resident: Member, company: Mandate) -> None:
    assert company.organisation is not None
    assert (company.organisation.code, company.organisation.name) == (COMPANY, "试例商贸有限公司")
    assert (company.basis, company.services, company.to_day) == ("representative", [ANY_SERVICE], None)
    actor = acting(resident, company)
    assert actor.on_behalf_of == actor.organisation_id == actor.represents == company.organisation_id
    assert represent(resident.actor, COMPANY.lower()).pk == company.pk


def test_nobody_else_does(neighbour: Member) -> None:
    with pytest.raises(NotRepresentative):
        represent(neighbour.actor, COMPANY)
    assert not Mandate.objects.exists()


@pytest.mark.parametrize(
    ("code", "error"),
    [
        ("91439900MAD0000198", IdentifierError),
        (COMPANY[:17], IdentifierError),
        (ORGANISATIONS["company-closed"]["code"], OrganisationEnded),
    ],
)
def test_a_code_that_is_wrong_unknown_or_closed(code: str, error: type[Said], resident: Member) -> None:
    with pytest.raises(error):
        represent(resident.actor, code)
    assert not Mandate.objects.exists()


def test_a_code_that_nobody_has(resident: Member) -> None:
    from yichuang.core.identifiers.checks import mod_31

    with pytest.raises(OrganisationUnknown):
        represent(resident.actor, (code := "91439900MAD000099") + mod_31(code))


@pytest.mark.parametrize("mode", [{"mode": "down"}, {"mode": "lying", "lie": "false-representative"}])
def test_a_register_that_is_down_or_answers_about_another(mode: dict[str, str], resident: Member, county: Town) -> None:
    county["organisations"].control(**mode)
    try:
        with pytest.raises(RegisterDown):
            represent(resident.actor, COMPANY)
    finally:
        county["organisations"].control(mode="normal")
    assert not Organisation.objects.exists()


def test_another_representative_ends_the_first(resident: Member, neighbour: Member, company: Mandate) -> None:
    assert company.organisation is not None
    person = Person.objects.get(pk=neighbour.person_id)
    people.represent(neighbour.actor, person, company.organisation, "organisations")
    assert known.acting_under(resident.person_id, company.public_id) is None
    assert len(known.mandates_held(neighbour.person_id)) == 1


# -- by a grant --------------------------------------------------------------------------------------------------------


def test_the_representative_lets_somebody_act(resident: Member, helper: Member, company: Mandate) -> None:
    actor = acting(resident, company)
    made = people.grant(actor, *identity(helper), ["enrolment"], None, NEXT_YEAR)
    agent = acting(helper, made)
    assert agent.organisation_id == company.organisation_id
    assert (agent.represents, agent.services) == (None, ("enrolment",))
    with pytest.raises(NotAllowed):  # who acts for it gives nobody else a mandate
        people.grant(agent, *identity(resident), ["enrolment"], None, NEXT_YEAR)
    people.withdraw_mandate(actor, made.public_id, "left the company")
    assert known.acting_under(helper.person_id, made.public_id) is None
    assert [each.verb for each in Record.objects.filter(subject_id=made.pk).order_by("position")] == [
        "granted",
        "withdrawn",
    ]
    assert known.broken_record(made.pk) == []


def test_an_agent_gives_it_back(resident: Member, helper: Member) -> None:
    made = people.grant(resident.actor, *identity(helper), [ANY_SERVICE], None, NEXT_YEAR)
    people.withdraw_mandate(helper.actor, made.public_id)
    assert known.mandates_held(helper.person_id) == []


def test_a_stranger_ends_nothing(resident: Member, helper: Member, neighbour: Member) -> None:
    made = people.grant(resident.actor, *identity(helper), [ANY_SERVICE], None, NEXT_YEAR)
    with pytest.raises(NotAllowed):
        people.withdraw_mandate(neighbour.actor, made.public_id)
    assert known.acting_under(helper.person_id, made.public_id) is not None


def test_a_grant_ends_by_its_day(resident: Member, helper: Member) -> None:
    made = people.grant(resident.actor, *identity(helper), [ANY_SERVICE], None, clock.today())
    assert known.acting_under(helper.person_id, made.public_id) is not None
    yesterday = clock.today() - timedelta(days=1)
    Mandate.objects.filter(pk=made.pk).update(from_day=yesterday, to_day=yesterday)
    assert known.acting_under(helper.person_id, made.public_id) is None


def test_a_grant_that_begins_later_does_not_hold_yet(resident: Member, helper: Member) -> None:
    tomorrow = clock.today() + timedelta(days=1)
    made = people.grant(resident.actor, *identity(helper), [ANY_SERVICE], tomorrow, NEXT_YEAR)
    assert known.acting_under(helper.person_id, made.public_id) is None


@pytest.mark.parametrize(
    ("who", "services", "first", "last", "error"),
    [
        ("helper", [], None, NEXT_YEAR, NoService),
        ("helper", ["enrolment"], None, None, Said),
        ("helper", ["enrolment"], None, clock.today() - timedelta(days=1), BadTerm),
        ("helper", ["enrolment"], None, clock.today() + timedelta(days=800), BadTerm),
        ("helper", ["enrolment"], date(2020, 1, 1), NEXT_YEAR, BadTerm),
        ("resident", ["enrolment"], None, NEXT_YEAR, ToOneself),
    ],
)
def test_what_cannot_be_granted(
    who: str,
    services: list[str],
    first: date | None,
    last: date | None,
    error: type[Said],
    resident: Member,
    request: pytest.FixtureRequest,
) -> None:
    with pytest.raises(error):
        people.grant(resident.actor, *identity(request.getfixturevalue(who)), services, first, last)
    assert not Mandate.objects.exists()


def test_who_was_never_here_gets_no_mandate_nor_a_wrong_name(resident: Member, helper: Member) -> None:
    name, number = identity(helper)
    for wrong in (("别人", number), (name, BY_KEY["flexible-6"]["id_number"])):
        with pytest.raises(AgentUnknown):
            people.grant(resident.actor, *wrong, [ANY_SERVICE], None, NEXT_YEAR)


def test_somebody_not_matched_grants_nothing(outsider: Member, helper: Member) -> None:
    with pytest.raises(NotAllowed):
        people.grant(outsider.actor, *identity(helper), [ANY_SERVICE], None, NEXT_YEAR)


# -- by a paper at the window ------------------------------------------------------------------------------------------


def test_a_clerk_notes_the_paper_that_is_shown(helper: Member, clerk: Member) -> None:
    at_window = replace(clerk.actor, on_behalf_of=helper.person_id, level=2)
    visitor = Person.objects.get(pk=helper.person_id)
    organisation = organisation_for(at_window, COMPANY, visitor)
    with pytest.raises(PaperMissing):
        people.note_paper(at_window, organisation, ["enrolment"], None, NEXT_YEAR, "  ")
    made = people.note_paper(at_window, organisation, ["enrolment"], None, NEXT_YEAR, "2026年11月25日的委托书")
    assert made.evidence == {"paper": "2026年11月25日的委托书"}
    assert acting(helper, made).organisation_id == organisation.pk
    with pytest.raises(NotAllowed):  # nobody stands at the window
        people.note_paper(clerk.actor, organisation, ["enrolment"], None, NEXT_YEAR, "x")


def test_who_gave_it_ends_it_at_the_window(resident: Member, helper: Member, clerk: Member) -> None:
    made = people.grant(resident.actor, *identity(helper), [ANY_SERVICE], None, NEXT_YEAR)
    people.withdraw_mandate(replace(clerk.actor, on_behalf_of=resident.person_id), made.public_id)
    assert known.mandates_held(helper.person_id) == []


# -- what it opens -----------------------------------------------------------------------------------------------------


def test_what_is_filed_under_a_mandate_is_the_grantors(resident: Member, helper: Member) -> None:
    made = people.grant(resident.actor, *identity(helper), ["enrolment"], None, NEXT_YEAR)
    agent = replace(helper, actor=acting(helper, made))
    opened = finished(agent)
    assert opened.draft.person_id == resident.person_id
    filed = commands.submit(agent.actor, opened, opened.draft.version)
    case = Case.objects.get(public_id=filed.public_id)
    assert case.applicant_id == resident.person_id
    assert case.filed_by_id == helper.account_id
    view = queries.case_view(agent.actor, case.public_id)
    assert view.payloads[1]["mandate"] == str(made.pk)
    assert [each.pk for each in queries.cases_of(agent.actor).rows] == [case.pk]
    assert [each.pk for each in queries.cases_of(resident.actor).rows] == [case.pk]
    assert queries.cases_of(helper.actor).rows == []
    assert Event.objects.get(case=case, position=1).actor_id == helper.account_id


def test_it_is_closed_again_when_the_mandate_ends(resident: Member, helper: Member) -> None:
    made = people.grant(resident.actor, *identity(helper), ["enrolment"], None, NEXT_YEAR)
    agent = replace(helper, actor=acting(helper, made))
    opened = finished(agent)
    case = commands.submit(agent.actor, opened, opened.draft.version).public_id
    people.withdraw_mandate(resident.actor, made.public_id)
    with pytest.raises(NotAllowed):
        queries.case_view(helper.actor, case)
    assert known.acting_under(helper.person_id, made.public_id) is None


def test_a_mandate_for_other_services_opens_nothing(resident: Member, helper: Member) -> None:
    opened = finished(resident)
    case = commands.submit(resident.actor, opened, opened.draft.version).public_id
    finished(resident)
    made = people.grant(resident.actor, *identity(helper), ["another-service"], None, NEXT_YEAR)
    agent = acting(helper, made)
    assert queries.cases_of(agent).rows == []
    assert queries.open_case_of(agent, "enrolment") is None
    assert queries.open_case_of(resident.actor, "enrolment") is not None
    assert queries.open_drafts(agent) == []
    with pytest.raises(NotAllowed):
        queries.case_view(agent, case)
    with pytest.raises(NotAllowed):
        commands.begin(agent, "enrolment")


def test_a_service_for_people_is_not_begun_for_a_company(resident: Member, company: Mandate) -> None:
    with pytest.raises(OtherAudience):
        commands.begin(acting(resident, company), "enrolment")


def test_what_a_company_filed_is_not_its_agents(resident: Member, helper: Member, company: Mandate) -> None:
    opened = finished(resident)
    case = commands.submit(resident.actor, opened, opened.draft.version).public_id
    Case.objects.filter(public_id=case).update(organisation=company.organisation)
    with pytest.raises(NotAllowed):  # as oneself
        queries.case_view(resident.actor, case)
    actor = acting(resident, company)
    assert queries.case_view(actor, case).case.applicant_id == company.organisation_id
    assert [each.public_id for each in queries.cases_of(actor).rows] == [case]
    assert queries.cases_of(resident.actor).rows == []
    assert known.phone_of(company.organisation_id) == (resident.account_id, resident.phone)


def test_may_act_as(resident: Member, helper: Member, company: Mandate) -> None:
    assert company.organisation_id is not None
    people.grant(acting(resident, company), *identity(helper), ["enrolment"], None, NEXT_YEAR)
    assert known.may_act_as(helper.person_id, company.organisation_id, "enrolment")
    assert not known.may_act_as(helper.person_id, company.organisation_id, "other")
    assert known.may_act_as(resident.person_id, company.organisation_id, "other")
    Organisation.objects.update(active=False)
    assert not known.may_act_as(resident.person_id, company.organisation_id, "other")


# -- the record --------------------------------------------------------------------------------------------------------


def test_the_record_is_only_added_to(resident: Member, company: Mandate) -> None:
    entry = Record.objects.get(subject_id=company.pk)
    for change in (
        lambda: Record.objects.filter(pk=entry.pk).update(verb="withdrawn"),
        lambda: entry.delete(),
    ):
        with pytest.raises(DatabaseError, match="record"), transaction.atomic():
            change()
    Record.objects.filter(pk=entry.pk).update(payload=None)
    assert known.broken_record(company.pk) == []


def test_a_changed_entry_is_found(resident: Member, company: Mandate) -> None:
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE people_record DISABLE TRIGGER record_changed")
        cursor.execute("UPDATE people_record SET role = 'head' WHERE subject_id = %s", [company.pk])
        cursor.execute("ALTER TABLE people_record ENABLE TRIGGER record_changed")
    assert [str(each) for each in known.broken_record(company.pk)] == ["mandate: entry 1 was changed"]


def test_an_unlisted_verb_is_refused(resident: Member, company: Mandate) -> None:
    from yichuang.platform.people.record import record

    with pytest.raises(ValueError, match="frobnicated"):
        record("frobnicated", "mandate", company.pk, resident.actor)
