"""List, pages, search, export and interface give everybody the same ids: those of the access decision (TRUST 6)."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from datetime import timedelta
from uuid import UUID

import pytest
from django.test import Client

from tests.cast import Member
from tests.house.conftest import signed_in
from tests.house.lists import KINDS, Kind, Reader, Refused, Show
from tests.house.requests import ACTORS, Asking
from tests.simulators.world import ORGANISATIONS
from tests.walks.people import file_case, part_of
from yichuang.core import clock
from yichuang.core.access import POLICY, Actor
from yichuang.core.identifiers import new_id, public_id
from yichuang.faces.look.middleware import actor_of
from yichuang.lines.applications import commands
from yichuang.lines.applications.models import Batch, Objection
from yichuang.lines.ratings.commands import report
from yichuang.lines.ratings.models import Cause, Complaint
from yichuang.platform.audit.filters import visible
from yichuang.platform.cases.models import Case, Draft, Task
from yichuang.platform.catalog.models import PackageVersion, Revision
from yichuang.platform.exchange.models import Delivery, Discrepancy
from yichuang.platform.hall.models import Appointment, Ticket
from yichuang.platform.licences.models import Licence
from yichuang.platform.people.models import Account, Approval, Department, Division, Mandate, Organisation, Person
from yichuang.platform.retention.models import Disposal, Hold

pytestmark = pytest.mark.django_db

#: A rule with one of these verbs makes a kind of record one that has lists.
LISTED = frozenset({"list", "follow"})
#: Rows on a page here, so that a few rows are several pages.
FEW = 2
#: Somebody seen at a window, who alone sees licences of their own; the table knows nobody of that level.
VERIFIED = "verified"
#: Of these one is enough: they stand on one page, however many there are.
FEWER = frozenset({"delivery"})


def again(row: object, times: int = 1, **other: object) -> None:
    """The row once more, with other values."""
    for _ in range(times):
        copied = type(row)._default_manager.get(pk=row.pk)  # type: ignore[attr-defined]
        copied.pk = None
        copied._state.adding = True
        for field, value in {"public_id": public_id(), **other}.items():
            if field == "public_id" and not hasattr(copied, field):
                continue
            setattr(copied, field, value() if callable(value) else value)
        copied.save(force_insert=True)


@pytest.fixture
def elsewhere(asking: Asking) -> Division:
    """Another division than that of all officials here."""
    found = Division.objects.exclude(pk=Case.objects.values("division")[:1]).first()
    assert found is not None
    return found


@pytest.fixture
def plenty(
    asking: Asking,
    elsewhere: Division,
    resident: Member,
    neighbour: Member,
    accused: Member,
    officer: Member,
    other_officer: Member,
    clerk: Member,
) -> Mapping[str, Client]:
    """Of every kind several rows of each: one's own, others', another department's, another division's. Who reads."""
    medical = Department.objects.get(pk=other_officer.actor.department_id)
    batch, mandate = Batch.objects.get(), Mandate.objects.filter(organisation=None).first()
    assert mandate is not None
    service = PackageVersion.objects.get(name="enrolment")
    again(service, name="another-service", current=False)
    other_service = PackageVersion.objects.get(name="another-service")
    mine, lesser, last = (file_case(resident) for _ in range(3))
    theirs, company_case, far, _ = (file_case(who) for who in (neighbour, neighbour, accused, accused))
    Case.objects.filter(pk=lesser.pk).update(package_version=other_service)
    Case.objects.filter(pk=company_case.pk).update(organisation=batch.organisation)
    Case.objects.filter(pk=far.pk).update(division=elsewhere)
    _parts_in_every_list([mine, lesser, last, theirs, far], officer)
    Person.objects.filter(pk=accused.person_id).update(deceased_on=clock.today())
    Account.objects.filter(pk=accused.account_id).update(level=2)

    draft = commands.begin(resident.actor, "enrolment").draft
    again(draft, 2)
    again(draft, package_version=other_service)
    again(draft, organisation=batch.organisation)
    commands.begin(neighbour.actor, "enrolment")

    numbers = iter(range(100))
    said = {"stated": lambda: f"异议{next(numbers)}号"}
    objection = Objection.objects.get()
    again(objection, 2, **said)
    again(objection, **said, answered_at=clock.now(), answer="已改")
    again(objection, **said, department=medical)
    again(objection, **said, person_id=neighbour.person_id)
    again(objection, **said, draft=Draft.objects.filter(package_version=other_service).first())
    Objection.objects.filter(pk=objection.pk).delete()

    hall, deputy = Department.objects.get(code="hall"), Account.objects.get(pk=officer.account_id)
    for who in (resident, resident, resident, neighbour, neighbour, accused):
        made = report(who.actor, "没办成")
    Complaint.objects.filter(pk=made.pk).update(overseer=medical)
    Task.objects.filter(pk=made.pk).update(holder=deputy)
    Task.objects.filter(pk__in=Complaint.objects.order_by("pk").values("pk")[:3]).update(state="rectified")
    for place, whose in enumerate((hall, hall, hall, medical)):
        Cause.objects.create(
            division=mine.division,
            overseer=whose,
            department=medical,
            service=f"cause-{place}",
            times=3,
            days=30,
            raised_at=clock.now(),
        )

    licence = Licence.objects.get()
    for who in (neighbour, accused, accused, accused):
        fresh = {"number": public_id, "code": public_id, "task_id": _new_id}
        again(licence, **fresh, person_id=who.person_id, department=medical)
    again(batch, 2, number=public_id)
    again(batch, number=public_id, package_version=other_service)
    again(batch, number=public_id, organisation=_another_company(batch))

    again(mandate, 2, agent_id=accused.person_id, services=["third-service"])
    again(mandate, person_id=neighbour.person_id, agent_id=accused.person_id)
    again(mandate, agent_id=neighbour.person_id, ended_at=clock.now())
    over = clock.today() - timedelta(days=1)
    again(mandate, agent_id=neighbour.person_id, services=["third-service"], from_day=over, to_day=over)

    approval = Approval.objects.get()
    again(approval, person_id=neighbour.person_id)
    again(
        approval, person_id=accused.person_id, proposed_by_id=officer.account_id, proposed_post_id=officer.actor.post_id
    )
    again(approval, person_id=accused.person_id, division=elsewhere)

    ticket = Ticket.objects.get()
    for number in (2, 3, 4):
        again(ticket, number=number)
    again(ticket, number=5, state=Ticket.State.SKIPPED, ended_at=clock.now())
    again(ticket, number=6, state=Ticket.State.SERVED)
    again(ticket, number=7, day=clock.today() - timedelta(days=1))
    again(ticket, number=8, division=elsewhere)

    appointment = Appointment.objects.get()
    again(appointment, 2)
    again(appointment, state=Appointment.State.BOOKED)
    again(appointment, account_id=resident.account_id, code_blind=bytes(31) + b"1", state=Appointment.State.BOOKED)
    again(appointment, account_id=officer.account_id, state=Appointment.State.MISSED)

    disposal, hold = Disposal.objects.get(), Hold.objects.get()
    again(disposal, 3)
    again(disposal, division=elsewhere)
    again(hold, 3, subject_id=_new_id)
    again(hold, subject_id=_new_id, division=elsewhere)
    again(hold, subject_id=_new_id, lifted_at=clock.now(), lifted_by_id=officer.account_id)
    again(medical, code="far-away", division=elsewhere)
    revision = Revision.objects.get()
    again(revision, 2, name=public_id)
    again(revision, name=public_id, state=Revision.State.DROPPED)
    again(revision, division=elsewhere)

    for case in (mine, far):
        Delivery.objects.filter(subject_id=part_of(case, "hrss").pk).update(state=Delivery.State.REFUSED)
    for case, division in ((mine, case_division(mine)), (theirs, case_division(theirs)), (far, elsewhere.pk)):
        Discrepancy.objects.create(
            system="hrss",
            subject_id=part_of(case, "hrss").pk,
            division_id=division,
            number=case.number,
            matter="flexible-pension",
            kind=Discrepancy.Kind.NOT_HELD,
            found_at=clock.now(),
            seen_at=clock.now(),
        )
    return {**asking.clients, VERIFIED: signed_in(accused)}


def case_division(case: Case) -> str:
    """The division of a case, as its column has it."""
    return str(case.division_id)


def _new_id() -> UUID:
    return new_id()


def _another_company(batch: Batch) -> Organisation:
    again(batch.organisation, code=ORGANISATIONS["company-1"]["code"], name="别家")
    return Organisation.objects.exclude(pk=batch.organisation_id).get()


def _parts_in_every_list(cases: Sequence[Case], officer: Member) -> None:
    """Parts of every state, held and not, late and without a day, of both departments."""
    yesterday = clock.today() - timedelta(days=1)
    changes = (
        {"holder_id": officer.account_id, "due_on": yesterday},
        {"state": "accepted", "holder_id": officer.account_id},
        {"state": "granted", "due_on": None},
        {"state": "supplement", "due_on": None},
        {"due_on": yesterday},
    )
    for case, change in zip(cases, changes, strict=True):
        Task.objects.filter(case=case).update(**change)


@pytest.fixture(scope="module")
def compared_once() -> dict[str, list[str]]:
    """Kind of record → what differs, once everybody has read every list."""
    return {}


@pytest.fixture
def differing(
    compared_once: dict[str, list[str]], request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> Mapping[str, list[str]]:
    """What differs between lists and decisions, by kind of record."""
    if not compared_once:
        clients: Mapping[str, Client] = request.getfixturevalue("plenty")
        for name, module in list(sys.modules.items()):
            if name.startswith("yichuang.") and isinstance(getattr(module, "PAGE", None), int):
                monkeypatch.setattr(module, "PAGE", FEW)
        readers = {who: Reader(client, acting(client)) for who, client in clients.items()}
        assert set(readers) == {*ACTORS, VERIFIED}
        for subject, kinds in KINDS.items():
            compared_once[subject] = [line for kind in kinds for line in compared(subject, kind, readers)]
    return compared_once


def acting(client: Client) -> Actor:
    """The actor that the house takes this client for."""
    return actor_of(client.get("/api/v1/tasks").wsgi_request)


def compared(subject: str, kind: Kind, readers: Mapping[str, Reader]) -> list[str]:
    """What is wrong, a line each."""
    found: list[str] = []
    for verb in sorted({show.verb for show in kind.shows}):
        most = 0
        for who, reader in readers.items():
            allowed = {row.pk for row in kind.rows if POLICY.decide(reader.actor, verb, subject, kind.known(row)).allow}
            most = max(most, len(allowed))
            if kind.in_sql:
                filtered = set(visible(kind.rows, reader.actor, verb, subject).values_list("pk", flat=True))
                found += [f"{who} {verb}: filter and decision differ"] if filtered != allowed else []
            shown = [_compared(show, who, reader, kind, allowed) for show in kind.shows if show.verb == verb]
            found += [line for each in shown for line in each or ()]
            if allowed and all(each is None for each in shown):
                found.append(f"{who} {verb}: no list shows what they may list")
        found += [f"{verb}: the longest list has {most}"] if most <= FEW and subject not in FEWER else []
    return found


def _compared(show: Show, who: str, reader: Reader, kind: Kind, allowed: set[object]) -> list[str] | None:
    """None where the list is not for this reader."""
    try:
        names = sorted(show.read(reader))
    except Refused:
        return None
    expected = sorted(show.name(row) for row in show.part(kind.rows.all(), reader.actor) if row.pk in allowed)
    return [] if names == expected else [f"{who} {show.where}: shows {names}, may see {expected}"]


@pytest.mark.parametrize("subject", sorted(KINDS))
def test_every_list_shows_what_the_decision_allows(subject: str, differing: Mapping[str, list[str]]) -> None:
    assert not differing[subject], "\n".join(differing[subject])


def test_every_kind_of_record_that_somebody_lists_is_here() -> None:
    listed = {rule.subject for rule in POLICY.rules() if rule.verbs & LISTED}
    assert listed == set(KINDS), "name the lists of a new kind in tests/house/lists.py"
    for subject, kinds in KINDS.items():
        named = {show.verb for kind in kinds for show in kind.shows}
        assert named == {verb for rule in POLICY.rules() if rule.subject == subject for verb in rule.verbs & LISTED}
