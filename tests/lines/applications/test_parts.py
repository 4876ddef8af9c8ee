"""What departments do with their parts: the whole table of transitions, and every pair outside it."""

from __future__ import annotations

import itertools
from datetime import date

import pytest
from django.db import transaction
from django.utils.translation import override

from tests.cast import Member, Town
from tests.lines.applications.test_filing import finished
from yichuang.core.access import Actor, NotAllowed
from yichuang.faces.look.said import say
from yichuang.lines.applications import commands, queries
from yichuang.lines.applications.access import CONCLUDE, WORK
from yichuang.lines.applications.kind import APPLICATION, ENDED, outcome, whole
from yichuang.platform.cases import engine
from yichuang.platform.cases.errors import NotPossible, ReasonMissing, SupplementOnce
from yichuang.platform.cases.kinds import Turn
from yichuang.platform.cases.models import Case, Task
from yichuang.platform.cases.queries import broken_links
from yichuang.platform.messages.models import Message
from yichuang.platform.notices.models import Notice

VERBS = sorted({each.verb for each in APPLICATION.transitions})
STATES = sorted(APPLICATION.states)
TABLE = {(each.verb, source): each for each in APPLICATION.transitions for source in each.sources}


@pytest.fixture
def case(resident: Member) -> Case:
    """A case of two parts, just filed."""
    opened = finished(resident)
    return Case.objects.get(public_id=commands.submit(resident.actor, opened, opened.draft.version).public_id)


@pytest.fixture
def part(case: Case) -> Task:
    """人社局's part of it."""
    return Task.objects.get(case=case, matter="flexible-pension")


def system_of(task: Task) -> Actor:
    """The system of the part's department."""
    return Actor(role="system", department_id=task.department_id, channel="callback", scopes=(WORK, CONCLUDE))


def test_it_works(case: Case, part: Task, officer: Member) -> None:
    commands.take(officer.actor, part.pk)
    commands.accept(officer.actor, part.pk)
    done = commands.grant(officer.actor, part.pk, "已登记。", "HR-1")
    assert (done.state, done.receipt_number, done.holder_id) == ("granted", "HR-1", officer.account_id)
    case.refresh_from_db()
    assert case.state == "in-progress"
    assert Notice.objects.filter(case_id=case.pk, kind="accepted").count() == 1
    assert not broken_links(case.pk)


PATHS = {
    "open": (),
    "accepted": ("accept",),
    "supplement": ("supplement",),
    "granted": ("accept", "grant"),
    "refused": ("accept", "refuse"),
    "declined": ("decline",),
    "withdrawn": ("withdraw",),
    "terminated": ("supplement", "terminate"),
    "special": ("accept", "begin-special"),
}


def step(case: Case, part: Task, verb: str) -> Task:
    """Make one step as whoever may."""
    applicant = Actor(account_id=case.filed_by_id, person_id=case.person_id, role="resident", level=1)
    if verb in ("deem-accepted", "owed-lapsed"):
        return engine.by_law(part.pk, verb, {})[1]
    if verb == "papers-complete":  # nobody's own step: it follows when the last owed paper is handed in
        with transaction.atomic():
            held = engine.lock(case.pk)
            found = held.kind.transition(verb, held.task(part.pk).state)
            if found is None:
                raise NotPossible(verb, held.task(part.pk).state)
            engine.apply(held, held.task(part.pk), found, applicant, "", {})
            engine.write(held)
        return held.task(part.pk)
    inside = {"ask-extension": "officer", "extend": "department-head", "decline-extension": "department-head"}
    inside["offer-owing"] = "officer"
    owing = {"promise", "decline-owing"}
    actor = applicant if verb in owing | {"withdraw"} else system_of(part)
    if verb == "terminate":  # from where it is worked on: papers were owed, and their day is over
        Task.objects.filter(pk=part.pk, state="accepted").update(owed_until=date(2020, 1, 1))
    if verb in inside:
        actor = Actor(role=inside[verb], department_id=part.department_id, channel="desk")
    payload = {
        "supplement": {"items": ["户口簿"]},
        "promise": {"materials": ["identity-document"], "until": "2026-12-31"},
        "extend": {"period": "3 workdays"},
        "begin-special": {"procedure": "hearing", "until": "2026-12-31"},
    }.get(verb, {})
    turn = Turn(period="3 workdays", article="《某法》第1条") if verb == "extend" else Turn()
    return engine.transition(part.pk, verb, actor, reason="因为", payload=payload, turn=turn)[1]


def test_every_state_is_reached() -> None:
    assert set(PATHS) == APPLICATION.states


@pytest.mark.parametrize(("verb", "state"), list(itertools.product(VERBS, STATES)))
def test_the_whole_table_and_every_pair_outside_it(case: Case, part: Task, verb: str, state: str) -> None:
    for each in PATHS[state]:
        step(case, part, each)
    papers = Notice.objects.filter(task_id=part.pk).count()
    wanted = TABLE.get((verb, state))
    if wanted is None:
        with pytest.raises(NotPossible):
            step(case, part, verb)
        part.refresh_from_db()
        assert part.state == state
    else:
        assert step(case, part, verb).state == wanted.target
        case.refresh_from_db()
        assert case.state == whole(list(Task.objects.filter(case=case).values_list("state", flat=True)))
        assert Notice.objects.filter(task_id=part.pk).count() == papers + bool(wanted.notice)
    assert not broken_links(case.pk)


def test_a_case_closes_only_when_every_part_has_an_outcome(case: Case) -> None:
    tasks = list(Task.objects.filter(case=case))
    for number, task in enumerate(tasks, 1):
        engine.transition(task.pk, "accept", system_of(task))
        engine.transition(task.pk, "grant", system_of(task))
        case.refresh_from_db()
        assert (case.state == "concluded") == (number == len(tasks))
        assert (case.concluded_at is not None) == (number == len(tasks))
    assert Notice.objects.filter(case_id=case.pk, kind="letter").count() == 1
    assert Message.objects.filter(case_id=case.pk).count() == 2


@pytest.mark.parametrize("states", list(itertools.combinations_with_replacement(STATES, 2)))
def test_the_whole_follows_from_its_parts(states: tuple[str, str]) -> None:
    state = whole(states)
    assert state == whole(states[::-1])
    assert (state in {"concluded", "declined", "withdrawn", "terminated"}) == (set(states) <= ENDED)
    if set(states) <= ENDED:
        assert outcome(states) in {"granted", "partly", "refused"}


def test_supplement_stops_the_clock_and_is_asked_once(
    case: Case, part: Task, officer: Member, resident: Member
) -> None:
    due = part.due_on
    asked = commands.supplement(officer.actor, part.pk, ["户口簿", "银行卡"], "")
    assert asked.state == "supplement"
    assert asked.due_on is None
    for language, article in (("zh-hans", "《行政许可法》第32条"), ("en", "(Administrative Licensing Law Art. 32)")):
        with override(language):
            found = queries.case_view(resident.actor, case.public_id)
            due_said = next(each.due for each in found.parts if each.task.pk == part.pk)
            assert due_said is not None
            assert article in say(due_said)
            assert "Art. 32" not in say(due_said) or language == "en"
    view = queries.case_view(resident.actor, case.public_id)
    assert view.waits_for_applicant
    assert list(next(each for each in view.parts if each.task.pk == part.pk).wanted) == ["户口簿", "银行卡"]
    back = commands.resubmit(resident.actor, part.pk, ["户口簿在这里", "卡号已更新"])
    assert back.state == "open"
    assert back.due_on is not None
    assert due is not None
    assert back.due_on >= due
    with pytest.raises(SupplementOnce):
        commands.supplement(officer.actor, part.pk, ["再来一样"], "")


@pytest.mark.parametrize("verb", ["decline", "refuse"])
def test_a_decision_against_the_person_needs_words(case: Case, part: Task, officer: Member, verb: str) -> None:
    if verb == "refuse":
        commands.accept(officer.actor, part.pk)
    with pytest.raises(ReasonMissing):
        getattr(commands, verb)(officer.actor, part.pk, "  ")


@pytest.mark.parametrize(
    "who", ["resident", "other_officer", "clerk", "head", "helper", "accused", "leader", "outsider"]
)
def test_nobody_else_decides(case: Case, part: Task, who: str, request: pytest.FixtureRequest) -> None:
    member: Member = request.getfixturevalue(who)
    for verb in ("accept", "grant", "refuse", "decline", "supplement", "terminate"):
        with pytest.raises((NotAllowed, NotPossible)):
            engine.transition(part.pk, verb, member.actor, reason="因为")
    part.refresh_from_db()
    assert part.state == "open"


def test_one_of_two_officers_takes_it(case: Case, part: Task, officer: Member, county: Town) -> None:
    commands.take(officer.actor, part.pk)
    colleague = Actor(
        account_id=part.case.filed_by_id, role="officer", department_id=part.department_id, channel="desk"
    )
    with pytest.raises(NotPossible):
        commands.take(colleague, part.pk)


def test_withdrawing_ends_every_part_and_tells_the_departments(case: Case, resident: Member) -> None:
    withdrawn = commands.withdraw(resident.actor, case.pk)
    assert withdrawn.state == "withdrawn"
    assert set(Task.objects.filter(case=case).values_list("state", flat=True)) == {"withdrawn"}
    with pytest.raises(NotPossible):
        commands.withdraw(resident.actor, case.pk)


def test_papers_can_be_read(case: Case, part: Task, officer: Member, resident: Member) -> None:
    commands.accept(officer.actor, part.pk)
    receipt = queries.receipt_pdf(resident.actor, case.public_id, "zh-hans")
    assert receipt.startswith(b"%PDF")
    [paper] = queries.papers_of(case)
    assert queries.paper_pdf(resident.actor, case.public_id, paper.number, "zh-hans").startswith(b"%PDF")
