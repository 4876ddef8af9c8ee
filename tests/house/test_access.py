"""Need to know: what a list shows and what may be opened are the same, for every member of the cast (TRUST 6)."""

from __future__ import annotations

from uuid import UUID

import pytest

from tests.cast import Member, Town
from tests.lines.applications.test_filing import finished
from tests.simulators.world import ORGANISATIONS
from yichuang.core import clock
from yichuang.core.access import POLICY, Actor
from yichuang.faces.look.mandates import represent
from yichuang.lines.applications import commands
from yichuang.platform.audit.filters import visible
from yichuang.platform.cases.engine import attributes, case_attributes
from yichuang.platform.cases.models import Case, Draft, Task
from yichuang.platform.people.commands import grant
from yichuang.platform.people.models import Mandate, Person
from yichuang.platform.people.queries import Acting, acting_under, mandate_attributes, mandates_held

CAST = (
    "resident",
    "neighbour",
    "clerk",
    "officer",
    "other_officer",
    "head",
    "helper",
    "accused",
    "leader",
    "outsider",
)


@pytest.fixture
def matters(resident: Member, neighbour: Member, county: Town) -> None:
    """Two people's cases of two parts each, and a draft of one of them."""
    for member in (resident, neighbour):
        opened = finished(member)
        commands.submit(member.actor, opened, opened.draft.version)
    finished(resident)


@pytest.fixture
def mandates(matters: None, resident: Member, neighbour: Member, helper: Member, leader: Member) -> None:
    """The neighbour's case is their company's; the helper acts for the resident, the leader for something else."""
    company = represent(neighbour.actor, ORGANISATIONS["company-2"]["code"])
    Case.objects.filter(person_id=neighbour.person_id).update(organisation=company.organisation)
    for agent, services in ((helper, ["enrolment"]), (leader, ["another-service"])):
        person = Person.objects.get(pk=agent.person_id)
        grant(resident.actor, person.name, person.id_number, services, None, clock.today())


def actors(who: str, request: pytest.FixtureRequest) -> list[Actor]:
    """A member as they act; a clerk also with somebody at the window; everybody also as if more surely known."""
    member: Member = request.getfixturevalue(who)
    found = [member.actor, Actor()]
    if who == "clerk":
        resident: Member = request.getfixturevalue("resident")
        from dataclasses import replace

        found.append(replace(member.actor, on_behalf_of=resident.person_id, level=2))
    if member.actor.role == "resident":
        found += [held.actor(member.actor) for held in under_mandates(member)]
    return found


def under_mandates(member: Member) -> list[Acting]:
    """Everything under which ``member`` acts for others today."""
    if member.actor.person_id is None:
        return []
    held = (acting_under(member.person_id, each.public_id) for each in mandates_held(member.person_id))
    return [each for each in held if each is not None]


@pytest.mark.usefixtures("mandates")
@pytest.mark.parametrize("who", CAST)
def test_lists_and_decisions_agree(who: str, request: pytest.FixtureRequest) -> None:
    for actor in actors(who, request):
        for verb in sorted({verb for rule in POLICY.rules() for verb in rule.verbs}):
            listed: set[UUID] = set(visible(Task.objects.all(), actor, verb, "task").values_list("pk", flat=True))
            opened = {
                task.pk
                for task in Task.objects.select_related("case__package_version")
                if POLICY.decide(actor, verb, "task", attributes(task)).allow
            }
            assert listed == opened, (who, verb)
            cases = set(visible(Case.objects.all(), actor, verb, "case").values_list("pk", flat=True))
            assert cases == {
                case.pk
                for case in Case.objects.select_related("package_version")
                if POLICY.decide(actor, verb, "case", case_attributes(case)).allow
            }
            held = set(visible(Mandate.objects.all(), actor, verb, "mandate").values_list("pk", flat=True))
            assert held == {
                each.pk
                for each in Mandate.objects.all()
                if POLICY.decide(actor, verb, "mandate", mandate_attributes(each)).allow
            }


@pytest.mark.usefixtures("mandates")
@pytest.mark.parametrize(("who", "cases"), [("neighbour", [0, 1]), ("helper", [0, 1]), ("leader", [0, 0])])
def test_a_mandate_opens_what_it_covers(who: str, cases: list[int], request: pytest.FixtureRequest) -> None:
    member: Member = request.getfixturevalue(who)
    seen = [visible(Case.objects.all(), member.actor, "view", "case").count()]
    seen += [
        visible(Case.objects.all(), each.actor(member.actor), "view", "case").count() for each in under_mandates(member)
    ]
    assert seen == cases


@pytest.mark.usefixtures("matters")
@pytest.mark.parametrize(
    ("who", "tasks", "cases", "drafts"),
    [
        ("resident", 2, 1, 1),
        ("neighbour", 2, 1, 0),
        ("clerk", 0, 0, 0),
        ("officer", 2, 0, 0),
        ("other_officer", 2, 0, 0),
        ("head", 0, 0, 0),
        ("helper", 0, 0, 0),
        ("accused", 0, 0, 0),
        ("leader", 0, 0, 0),
        ("outsider", 0, 0, 0),
    ],
)
def test_who_sees_how_many(who: str, tasks: int, cases: int, drafts: int, request: pytest.FixtureRequest) -> None:
    actor = request.getfixturevalue(who).actor
    assert visible(Task.objects.all(), actor, "view", "task").count() == tasks
    assert visible(Case.objects.all(), actor, "view", "case").count() == cases
    open_ones = Draft.objects.filter(filed_case_id__isnull=True)
    assert visible(open_ones, actor, "view", "draft").count() == drafts


def test_what_no_rule_names_is_refused() -> None:
    assert not POLICY.decide(Actor(role="head", level=2), "delete", "case", {}).allow
    assert not POLICY.decide(Actor(), "view", "task", {}).allow
