"""Need to know: what a list shows and what may be opened are the same, for every member of the cast (TRUST 6)."""

from __future__ import annotations

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
    "department_head",
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
    """A member as they act; a clerk also with somebody at the window; a resident also for whom they act."""
    member: Member = request.getfixturevalue(who)
    found = [member.actor]
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
def test_lists_and_decisions_agree(request: pytest.FixtureRequest) -> None:
    everybody = [("anonymous", Actor())] + [(who, actor) for who in CAST for actor in actors(who, request)]
    verbs = sorted({verb for rule in POLICY.rules() for verb in rule.verbs})
    tasks = [(task.pk, attributes(task)) for task in Task.objects.select_related("case__package_version")]
    cases = [(case.pk, case_attributes(case)) for case in Case.objects.select_related("package_version")]
    mandates = [(each.pk, mandate_attributes(each)) for each in Mandate.objects.all()]
    for who, actor in everybody:
        for verb in verbs:
            for model, kind, each in ((Task, "task", tasks), (Case, "case", cases), (Mandate, "mandate", mandates)):
                listed = set(visible(model._default_manager.all(), actor, verb, kind).values_list("pk", flat=True))
                opened = {pk for pk, known in each if POLICY.decide(actor, verb, kind, known).allow}
                assert listed == opened, (who, verb, kind)


@pytest.mark.usefixtures("mandates")
def test_a_mandate_opens_what_it_covers(request: pytest.FixtureRequest) -> None:
    for who, cases in {"neighbour": [0, 1], "helper": [0, 1], "leader": [0, 0]}.items():
        member: Member = request.getfixturevalue(who)
        acting = [member.actor, *(each.actor(member.actor) for each in under_mandates(member))]
        assert [visible(Case.objects.all(), actor, "view", "case").count() for actor in acting] == cases, who


@pytest.mark.usefixtures("matters")
def test_who_sees_how_many(request: pytest.FixtureRequest) -> None:
    open_ones, seen = Draft.objects.filter(filed_case_id__isnull=True), {}
    for who in CAST:
        actor = request.getfixturevalue(who).actor
        tasks, cases = (
            visible(model._default_manager.all(), actor, "view", kind).count()
            for model, kind in ((Task, "task"), (Case, "case"))
        )
        seen[who] = (tasks, cases, visible(open_ones, actor, "view", "draft").count())
    department, nothing = (2, 0, 0), (0, 0, 0)
    assert seen == {
        "resident": (2, 1, 1),
        "neighbour": (2, 1, 0),
        "clerk": nothing,
        "officer": department,
        "other_officer": department,
        "department_head": department,
        "head": nothing,
        "helper": nothing,
        "accused": nothing,
        "leader": nothing,
        "outsider": nothing,
    }


def test_what_no_rule_names_is_refused() -> None:
    assert not POLICY.decide(Actor(role="head", level=2), "delete", "case", {}).allow
    assert not POLICY.decide(Actor(), "view", "task", {}).allow
