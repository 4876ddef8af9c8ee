"""The fixed cast before every door of the house."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest
from django.db import connection
from django.test import Client

from tests import cast
from tests.cast import Member, Town
from tests.house.requests import Asking
from tests.platform.tokens.programs import Program
from tests.simulators.world import ORGANISATIONS
from tests.uploads import jpeg
from tests.walks.people import file_case, part_of
from yichuang.core import clock
from yichuang.core.identifiers import public_id
from yichuang.core.uploads import judged
from yichuang.faces.look.mandates import represent
from yichuang.faces.look.middleware import SESSION_MANDATE, SESSION_PERSON
from yichuang.lines.applications import commands
from yichuang.lines.applications.commands.callbacks import ACCEPTED
from yichuang.lines.applications.models import Batch, Handover, Objection
from yichuang.lines.ratings.commands import invitation, report
from yichuang.lines.ratings.models import Complaint, Grade, Rating
from yichuang.lines.ratings.queries import tablet_of
from yichuang.platform.audit.sealing import Sealer
from yichuang.platform.cases.models import Attachment, Case, Draft, Event, Task
from yichuang.platform.catalog import revising
from yichuang.platform.exchange.models import Delivery
from yichuang.platform.files.commands import keep
from yichuang.platform.hall.models import Appointment, Ticket
from yichuang.platform.licences.commands import Certified, issue
from yichuang.platform.licences.models import Licence
from yichuang.platform.notices.models import Notice
from yichuang.platform.people.commands import enter_leave, grant, propose_identity
from yichuang.platform.people.models import Approval, Mandate, Person
from yichuang.platform.retention import commands as retention
from yichuang.platform.retention.models import Disposal, Hold


def signed_in(member: Member, at_window: Member | None = None, under: Mandate | None = None) -> Client:
    """A browser in which ``member`` signed in, with somebody at the window, or acting under a mandate."""
    client, chosen = cast.signed_in(member), {}
    if at_window is not None:
        chosen[SESSION_PERSON] = str(at_window.person_id)
    if under is not None:
        chosen[SESSION_MANDATE] = under.public_id
    if chosen:
        session = client.session
        session.update(chosen)
        session.save()
    return client


def handed_in(member: Member, **where: object) -> Attachment:
    """A photo of the member's, with a draft or a case."""
    return Attachment.objects.create(
        public_id=public_id(),
        position=1,
        file=keep(judged(jpeg(), "a.jpg"), "a.jpg", bytes(32)),
        added_at=clock.now(),
        added_by_id=member.account_id,
        channel="web",
        **where,
    )


@pytest.fixture
def asking(
    county: Town,
    resident: Member,
    neighbour: Member,
    outsider: Member,
    clerk: Member,
    officer: Member,
    other_officer: Member,
    department_head: Member,
    head: Member,
    auditor: Member,
    helper: Member,
    leader: Member,
    administrator: Member,
    archivist: Member,
    author: Member,
) -> Asking:
    """Everybody before everything: a case, a draft, papers, an objection and a delivery of the resident."""
    case = file_case(resident)
    part = part_of(case, "hrss")
    commands.accept(other_officer.actor, part_of(case, "medical").pk)  # so that there is a paper
    opened = commands.begin(resident.actor, "enrolment")
    draft = opened.draft
    objection = Objection.objects.create(
        public_id=public_id(),
        person_id=resident.person_id,
        draft=draft,
        department_id=part.department_id,
        registry="population",
        fact="name",
        registered="甲",
        stated="乙",
        raised_at=clock.now(),
    )
    Rating.objects.create(
        public_id=public_id(),
        case=case,
        department_id=part.department_id,
        grade=Grade.POOR,
        words="等得太久",
        channel="web",
        rated_at=clock.now(),
    )
    complaint = report(resident.actor, "来了三次没办成")
    licence, _ = issue(
        Certified("a-licence", {"zh-hans": "证照", "en": "Licence"}, {"zh-hans": "某事"}, {"zh-hans": "已办"}),
        Person.objects.get(pk=resident.person_id),
        part.department,
        division=case.division_id,
        case_id=case.pk,
        task_id=part.pk,
    )
    company = represent(neighbour.actor, ORGANISATIONS["company-2"]["code"])
    assert company.organisation_id is not None
    batch = Batch.objects.create(
        public_id=public_id(),
        number="B1",
        organisation_id=company.organisation_id,
        package_version_id=case.package_version_id,
        account_id=neighbour.actor.account_id,
        mandate=company,
        made_at=clock.now(),
    )
    mandate, covering = (
        grant(resident.actor, known.name, known.id_number, [service], None, clock.today())
        for service, agent in (("another-service", helper), ("enrolment", leader))
        for known in (Person.objects.get(pk=agent.person_id),)
    )
    there = replace(clerk.actor, on_behalf_of=resident.person_id, level=2)
    approval = propose_identity(there, "试例新名", Person.objects.get(pk=resident.person_id).id_number, "看了身份证")
    ticket = Ticket.objects.create(
        public_id=public_id(),
        division_id=case.division_id,
        day=clock.today(),
        kind="insurance",
        letter="A",
        number=1,
        source=Ticket.Source.PHONE,
        drawn_at=clock.now(),
        rank_at=clock.now(),
    )
    appointment = Appointment.objects.create(
        public_id=public_id(),
        division_id=case.division_id,
        kind="insurance",
        starts_at=clock.now(),
        account_id=neighbour.account_id,
        code_blind=bytes(32),
        state=Appointment.State.CANCELLED,
        made_at=clock.now(),
    )
    sealed = Sealer().run()
    assert sealed is not None
    assert officer.actor.post_id is not None
    today = clock.today()
    leave = enter_leave(administrator.actor, officer.actor.post_id, None, today, today)
    disposal = Disposal.objects.create(
        public_id=public_id(),
        klass="case",
        then="archive",
        division_id=case.division_id,
        rule={"since": "2026-01-01", "years": 10, "days": 0, "source": "a law", "verified": True, "grace": 30}
        | {"what": {"zh-hans": "办件", "en": "cases"}},
        found_at=clock.now(),
    )
    hold = retention.hold(archivist.actor, case.number, "诉讼")
    of_case = handed_in(resident, case=case, task=part, item=0, handed_in_at=clock.now())
    of_draft = handed_in(resident, draft=draft, material="household-register")
    programs = {"program": Program.of(county, "hrss"), "other-program": Program.of(county, "medical")}
    revision = revising.begin(author.actor, "enrolment").public_id
    subjects: dict[str | tuple[str, str], str] = {
        "name": "enrolment",
        "material": "household-register",
        "file": of_case.public_id,
        ("portal:draft-file", "file"): of_draft.public_id,
        ("api:remove-file", "file"): of_draft.public_id,
        ("api:put-earlier", "file"): of_draft.public_id,
        ("api:draft-file", "file"): of_draft.public_id,
        "item": "0",
        "draft": draft.public_id,
        "fact": "employment",
        ("portal:objection", "fact"): "birth_date",
        ("window:objection", "fact"): "birth_date",
        ("api:object", "fact"): "birth_date",
        "case": case.public_id,
        "part": part.public_id,
        "task": part.public_id,
        "number": Notice.objects.filter(case_id=case.pk).latest("issued_at").number,
        "objection": objection.public_id,
        "batch": batch.public_id,
        "licence": licence.public_id,
        "square": licence.code,
        # Whether a square of a minute holds is not the table's question: nobody signed this one.
        ("portal:check-shown", "square"): "x",
        ("api:check-shown", "square"): "x",
        "showing": "x",
        "complaint": complaint.task.public_id,
        "token": invitation(case.public_id),
        ("portal:tablet", "token"): tablet_of("1"),
        "mandate": mandate.public_id,
        "approval": approval.public_id,
        "post": str(officer.actor.post_id),
        "leave": leave.public_id,
        "secret": "x",
        "disposal": disposal.public_id,
        "step": "keep",
        "hold": hold.public_id,
        "revision": revision,
        "ticket": ticket.public_id,
        "appointment": appointment.public_id,
        "kind": "insurance",
        ("window:queue-act", "verb"): "next",
        ("api:ticket-verb", "verb"): "begin",
        "document": "package.yaml",
        ("studio:act", "step"): "weigh",
        ("window:decide", "verb"): "approve",
        ("api:decide", "verb"): "approve",
        "delivery": str(Delivery.objects.filter(subject_id=part.pk).latest("created_at").pk),
        "department": "hrss",
        "provider": "sms",
        "size": str(sealed.size),
        "verb": "accept",
        "form": "xlsx",
        "code": commands.hand_over(resident.actor, opened).digits,
    }
    clients = {
        "anonymous": Client(),
        "outsider": signed_in(outsider),
        "resident": signed_in(resident),
        "neighbour": signed_in(neighbour),
        "clerk": signed_in(clerk),
        "clerk-with": signed_in(clerk, resident),
        "clerk-other": signed_in(clerk, neighbour),
        "officer": signed_in(officer),
        "other-officer": signed_in(other_officer),
        "department-head": signed_in(department_head),
        "head": signed_in(head),
        "auditor": signed_in(auditor),
        "administrator": signed_in(administrator),
        "archivist": signed_in(archivist),
        "author": signed_in(author),
        "agent": signed_in(leader, under=covering),
        "agent-elsewhere": signed_in(helper, under=mandate),
        "employer": signed_in(neighbour, under=company),
        **{actor: Client(headers={"Authorization": f"Bearer {each.token()}"}) for actor, each in programs.items()},
    }

    hrss, register = f"/offices/posts/{officer.actor.post_id}", f"/retention/registers/{disposal.public_id}"
    staffs: Mapping[str, Mapping[str, object]] = {
        "/desk/find": {"number": case.number},
        "/reach": {"number": case.number},
        "/posts": {"post": str(officer.actor.post_id)},
        "/complaints": {"words": "没办成"},
        "/offices/posts": {"phone": "19900008001", "name": "新来的", "department": "hrss", "role": "officer"},
        f"{hrss}/leave": {"from_day": today.isoformat(), "to_day": today.isoformat()},
        "/offices/departments/hrss/name": {"name": "人社分局", "en": "Branch"},
        "/offices/departments/hrss/merge": {"into": "medical"},
        "/first-administrator": {"secret": "x"},
        f"{register}/keep": {"item": str(disposal.pk), "words": "要用"},
        f"{register}/forward": {"receipt": "收字1号"},
        f"{register}/decide": {"approve": False, "words": "要用"},
        f"{register}/call-off": {"words": "要用"},
        "/studio/packages/enrolment/try": {"given": {}},
        f"/studio/revisions/{revision}/try": {"given": {}},
        f"/studio/revisions/{revision}/check": {"document": "README.md", "text": "x"},
        f"/studio/revisions/{revision}/files": {"document": "package.yaml", "text": "x", "edition": 1},
        f"/studio/revisions/{revision}/propose": {"words": "新规定"},
        f"/studio/revisions/{revision}/decide": {"approve": False, "words": "再想想"},
        "/retention/holds": {"number": case.number, "words": "诉讼"},
        "/tickets": {"kind": "none"},  # whether one of a kind is drawn hangs on the hour
        "/window/shift": {"window": "1"},
        f"/window/tickets/{ticket.public_id}/transfer": {"window": "2"},
        "/appointments": {"kind": "none", "starts_at": "2026-11-30T11:00:00+08:00"},
        f"/appointments/{appointment.public_id}/move": {"starts_at": "2026-11-30T11:00:00+08:00"},
        "/arrivals": {"code": "1"},
    }

    def posted(path: str, actor: str) -> Mapping[str, object]:
        if path.endswith("/file"):
            return {"version": draft.version}
        if path.endswith("/answers"):
            return {"answers": {"employment": "flexible"}}
        if path.endswith("/rating") or path.startswith("/api/v1/rate/"):
            return {"grade": 1}
        if path.startswith("/api/") and path.endswith("/answer"):
            return {"answer": "已改"}
        if path.startswith("/api/v1/desk/complaints/"):
            verb = path.rpartition("/")[2]
            return (
                {"reason": "已改"}
                if verb in ("rectify", "set-aside")
                else {"note": "打过电话"} | ({"reached": True} if verb == "call-back" else {})
            )
        if path.startswith("/api/") and path.endswith("/objection"):
            return {"stated": "不对"}
        if path.startswith("/api/v1/licences/") and path.endswith("/show"):
            return {"purpose": "租房"}
        if path.startswith("/api/v1/licences/"):
            return {"reason": "登记有误"}
        if path.startswith("/api/") and (body := staffs.get(path.removeprefix("/api/v1"))) is not None:
            return body
        if "/callbacks/" in path:
            return {"id": "1", "type": ACCEPTED, "data": {"task": part.public_id}}
        return {}

    def signed(actor: str, method: str, path: str, body: bytes) -> Mapping[str, str]:
        return programs[actor].key.headers(method, path, body) if actor in programs else {}

    watched = (
        *(
            Draft,
            Case,
            Task,
            Event,
            Objection,
            Rating,
            Complaint,
            Batch,
            Licence,
            Delivery,
            Handover,
            Mandate,
            Approval,
        ),
        *(Disposal, Hold, Attachment),
    )
    look = " UNION ALL ".join(
        f"SELECT md5(string_agg(one::text, '' ORDER BY one::text)) FROM {model._meta.db_table} AS one"
        for model in watched
    )

    def state() -> object:
        with connection.cursor() as cursor:
            cursor.execute(look)
            return cursor.fetchall()

    return Asking(clients, subjects, posted, signed, state)
