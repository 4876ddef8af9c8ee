"""Every list of the house: where it is shown, how its names are read off the answer, and of which rows it is.

A kind of record has lists where a rule of access lets somebody ``list`` or ``follow`` it. ``KINDS`` names them all.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.db.models import Q, QuerySet
from django.test import Client
from django.urls import reverse

from yichuang.core import clock
from yichuang.core.access import Actor
from yichuang.lines.applications.models import Batch, Objection
from yichuang.lines.applications.queries import applicant_of, draft_attributes, objection_attributes
from yichuang.lines.applications.queries.batches import batch_attributes
from yichuang.lines.applications.queries.desk import LISTS
from yichuang.lines.applications.queries.hall import RUNNING
from yichuang.lines.ratings.kind import ENDED, complaint_attributes
from yichuang.lines.ratings.kind import RUNNING as WAITING
from yichuang.lines.ratings.models import Cause, Complaint
from yichuang.platform.cases.engine import attributes, case_attributes
from yichuang.platform.cases.models import Case, Draft, Task
from yichuang.platform.catalog.models import Revision
from yichuang.platform.catalog.revisions import attributes as revision_attributes
from yichuang.platform.exchange.models import Delivery, Discrepancy
from yichuang.platform.hall.commands.appointments import appointment_attributes
from yichuang.platform.hall.commands.common import attributes as ticket_attributes
from yichuang.platform.hall.models import Appointment, Ticket
from yichuang.platform.licences.models import Licence
from yichuang.platform.licences.queries import licence_attributes
from yichuang.platform.people.commands.approvals import approval_attributes
from yichuang.platform.people.models import Approval, Department, Mandate
from yichuang.platform.people.queries import mandate_attributes
from yichuang.platform.people.queries.mandates import holding
from yichuang.platform.retention.models import Disposal, Hold
from yichuang.platform.retention.queries import attributes as disposal_attributes

#: What a list is about: of all rows of the kind, for an actor, those that the list shows to whoever may.
Part = Callable[["QuerySet[Any]", Actor], "QuerySet[Any]"]


@dataclass(frozen=True)
class Reader:
    """Somebody who reads lists: their browser or program, and the actor that the house takes them for."""

    client: Client
    actor: Actor

    def texts(self, path: str, cursor: str) -> Iterator[str]:
        """The pages of a list, one after the other; ``cursor``: the word of their addresses that says where they begin.

        Raises Refused where there is no such page for this reader.
        """
        seen: set[str] = set()
        onward = path
        while onward and onward not in seen:
            seen.add(onward)
            text = _text(self.client.get(onward))
            yield text
            following = re.search(rf'href="(\?(?:[^"]*;)?{cursor}=[^"]+)"', text)
            onward = path.split("?")[0] + following.group(1).replace("&amp;", "&").split("#")[0] if following else ""

    def rows(self, path: str, key: str) -> Iterator[Mapping[str, Any]]:
        """The rows of a list of the interface, page by page."""
        onward = path
        while onward:
            found = json.loads(_text(self.client.get(onward)))
            yield from found[key] if key else found
            after = found["next"] if key else None
            onward = f"{path}{'&' if '?' in path else '?'}after={after.replace('+', '%2B')}" if after else ""


class Refused(Exception):
    """The page is not for this reader."""


def _text(answer: Any) -> str:
    if answer.status_code in (302, 303, 401, 403, 404):
        raise Refused
    assert answer.status_code == 200, (answer.request["PATH_INFO"], answer.status_code)
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return str(content.decode("utf-8-sig"))


@dataclass(frozen=True)
class Show:
    """One list. ``read``: the names that it shows. ``part``: of which rows. ``name``: what it calls a row."""

    where: str
    read: Callable[[Reader], Iterator[str]]
    part: Part = lambda rows, actor: rows
    name: Callable[[Any], str] = lambda row: str(row.public_id)
    verb: str = "list"


@dataclass(frozen=True)
class Kind:
    """A kind of record: its rows, what the decision may know of one, and every list of it."""

    rows: QuerySet[Any]
    known: Callable[[Any], Mapping[str, object]]
    shows: tuple[Show, ...]
    #: False where the rule's fields are not columns of the table, so that the decision alone says what is listed.
    in_sql: bool = True


def page(
    path: str, pattern: str, section: str = "", once: bool = False, cursor: str = "after"
) -> Callable[[Reader], Iterator[str]]:
    """What ``pattern`` finds on every page of a list; after ``section`` alone and before the next heading.

    ``once``: on the first page alone, since the pages are those of another list that stands there, too.
    """

    def read(reader: Reader) -> Iterator[str]:
        for text in islice(reader.texts(path, cursor), 1 if once else None):
            part = text.partition(section)[2].partition("<h2")[0] if section else text
            yield from re.findall(pattern, part)

    return read


def calls(path: str, key: str, name: str = "id") -> Callable[[Reader], Iterator[str]]:
    """What the interface lists."""
    return lambda reader: (str(row[name]) for row in reader.rows(path, key))


def _exported(path: str) -> Callable[[Reader], Iterator[str]]:
    def read(reader: Reader) -> Iterator[str]:
        lines = list(csv.reader(io.StringIO(_text(reader.client.get(path)))))
        yield from (line[0] for line in lines[1:-1])

    return read


def _found_by_call(reader: Reader) -> Iterator[str]:
    """Every number there is, asked one by one of the interface."""
    for number in Case.objects.values_list("number", flat=True):
        answer = reader.client.post("/api/v1/desk/find", {"number": f" {number.lower()} "}, "application/json")
        if answer.status_code == 200:
            yield json.loads(answer.content)["task"]
        elif json.loads(answer.content)["code"] != "not-found" or reader.actor.role != "officer":
            raise Refused


def _found_by_number(reader: Reader) -> Iterator[str]:
    """Every number there is, asked one by one."""
    for number in Case.objects.values_list("number", flat=True):
        answer = reader.client.post("/desk/", {"number": f" {number.lower()} "})
        if answer.status_code == 303 and (found := re.fullmatch(r"/desk/parts/(\w+)", answer["Location"])):
            yield found.group(1)
        else:
            _text(answer)


def _parts_of_cases(reader: Reader) -> Iterator[str]:
    for case in reader.rows("/api/v1/cases", "cases"):
        yield from (
            part["task"] for part in json.loads(_text(reader.client.get(f"/api/v1/cases/{case['id']}")))["parts"]
        )


def _applicants(field: str = "applicant_id", *also: Q) -> Part:
    """Whose they are for whom the reader applies."""
    return lambda rows, actor: (
        rows.filter(*also, **{field: applicant_of(actor)}) if applicant_of(actor) else rows.none()
    )


def _of_hall(section: str, name: str = "id") -> Callable[[Reader], Iterator[str]]:
    """What one section of the hall lists, over the interface."""
    return lambda reader: (str(row[name]) for row in json.loads(_text(reader.client.get("/api/v1/hall")))[section])


def _of_offices(reader: Reader) -> Iterator[str]:
    yield from (each["code"] for each in json.loads(_text(reader.client.get("/api/v1/offices")))["departments"])


def _of_appointments(reader: Reader) -> Iterator[str]:
    yield from (each["id"] for each in json.loads(_text(reader.client.get("/api/v1/appointments")))["appointments"])


def _of_queue(state: str) -> Callable[[Reader], Iterator[str]]:
    return lambda reader: (
        each["number"] for each in json.loads(_text(reader.client.get("/api/v1/window/queue")))[state]
    )


def _of_today(state: str) -> Part:
    return lambda rows, actor: rows.filter(state=state, day=clock.today())


def _as_called(row: Any) -> str:
    return str(row.said)


def _in_list(which: str, mine: bool) -> Part:
    states = Q(state__in=LISTS[which])

    def part(rows: QuerySet[Any], actor: Actor) -> QuerySet[Any]:
        if mine and actor.account_id is None:  # a system holds nothing
            return rows.none()
        return rows.filter(states & Q(holder_id=actor.account_id) if mine else states)

    return part


def _number(row: Any) -> str:
    return str(row.case.number)


def _inbox() -> Iterator[Show]:
    for which in LISTS:
        for mine in (False, True):
            query, part = f"list={which}{'&mine=1' if mine else ''}", _in_list(which, mine)
            yield Show(f"/desk/?{query}", page(f"/desk/?{query}", r'href="/desk/parts/(\w+)"'), part)
            path = f"/api/v1/tasks?list={which}&mine={str(mine).lower()}"
            yield Show(path, calls(path, "tasks", "task"), part)
            for table in (f"/desk/list.csv?{query}", f"/api/v1/desk/list.csv?list={which}&mine={str(mine).lower()}"):
                yield Show(table, _exported(table), part, _number)


def _grantor(actor: Actor) -> Any:
    return actor.represents or (None if actor.mandated else actor.person_id)


def _shown_mandates(rows: QuerySet[Any], actor: Actor) -> QuerySet[Any]:
    """Those that can be ended: given and not over, held today."""
    over = Q(ended_at__isnull=False) | Q(to_day__lt=clock.today())
    given = Q(grantor_id=_grantor(actor)) & ~over if _grantor(actor) else Q(pk=None)
    return rows.filter(given | (holding() & Q(agent_id=actor.person_id)))


def _mandates(reader: Reader) -> Iterator[str]:
    """A company's representative has given and holds the same one."""
    return iter(set(page("/mandates", r'action="/mandates/(\w+)/withdraw"')(reader)))


def _agents(rows: QuerySet[Any], actor: Actor) -> QuerySet[Any]:
    return rows.filter(holding(), agent_id=actor.agent_id or actor.on_behalf_of or actor.person_id)


#: A case's number on a page.
NUMBER = r">\s*([0-9A-Z]{16,32})\s*<"
WINDOW = "/window/person"
_mine: Part = _applicants("applicant_id", Q(filed_case_id=None, batch_row=None))
_late = Q(state__in=RUNNING, due_on__lt=clock.today())


def _delivered_from(row: Delivery) -> Mapping[str, object]:
    return {"division_id": Task.objects.get(pk=row.subject_id).case.division_id}


def of_division(row: Any) -> Mapping[str, object]:
    """What the decision may know of what a division has."""
    return {"id": row.pk, "division_id": row.division_id}


def _of_task(row: Any) -> str:
    return str(row.task.public_id)


def _service(row: Any) -> str:
    return str(row.service)


def _stuck(rows: QuerySet[Any], actor: Actor) -> QuerySet[Any]:
    """What could not be done is listed for whoever said it; what came of a rating stands beside that rating."""
    return rows.filter(source=Complaint.Source.STUCK)


KINDS: Mapping[str, tuple[Kind, ...]] = {
    "task": (
        Kind(
            Task.objects.select_related("case__package_version"),
            attributes,
            (
                *_inbox(),
                Show("POST /desk/", _found_by_number),
                Show("POST /api/v1/desk/find", _found_by_call),
                Show("parts of /api/v1/cases", _parts_of_cases, _applicants("case__applicant_id")),
                Show(
                    "late of /desk/hall",
                    page("/desk/hall", NUMBER, 'id="late"'),
                    lambda rows, actor: rows.filter(_late),
                    _number,
                    "follow",
                ),
                Show(
                    "/api/v1/hall/late",
                    calls("/api/v1/hall/late", "parts", "number"),
                    lambda rows, actor: rows.filter(_late),
                    _number,
                    "follow",
                ),
                Show(
                    "dead of /api/v1/hall",
                    _of_hall("dead", "number"),
                    lambda rows, actor: rows.filter(case__person__deceased_on__isnull=False),
                    _number,
                    "follow",
                ),
                Show(
                    "dead of /desk/hall",
                    page("/desk/hall", NUMBER, '<h2 id="dead"', once=True),
                    lambda rows, actor: rows.filter(case__person__deceased_on__isnull=False),
                    _number,
                    "follow",
                ),
            ),
        ),
    ),
    "case": (
        Kind(
            Case.objects.select_related("package_version"),
            case_attributes,
            (
                Show("/cases", page("/cases", r'href="/cases/(\w+)"'), _applicants()),
                Show("/api/v1/cases", calls("/api/v1/cases", "cases"), _applicants()),
                Show(WINDOW, page(WINDOW, r'href="/window/cases/(\w+)"'), _applicants()),
            ),
        ),
    ),
    "draft": (
        Kind(
            Draft.objects.select_related("package_version"),
            lambda row: draft_attributes(row, row.package_version.name),
            (
                Show("/cases", page("/cases", r'href="/drafts/(\w+)"', once=True), _mine),
                Show("/api/v1/drafts", calls("/api/v1/drafts", ""), _mine),
                Show(WINDOW, page(WINDOW, r'href="/window/drafts/(\w+)"', once=True), _mine),
            ),
        ),
    ),
    "complaint": (
        Kind(
            Complaint.objects.select_related("task__case"),
            complaint_attributes,
            (
                *(
                    Show(path, read, lambda rows, actor, states=states: rows.filter(task__state__in=states), _of_task)
                    for name, states in (("open", WAITING), ("ended", ENDED))
                    for path, read in (
                        (
                            f"/desk/complaints?list={name}",
                            page(f"/desk/complaints?list={name}", r'href="/desk/complaints/(\w+)"'),
                        ),
                        (
                            f"/api/v1/desk/complaints?list={name}",
                            calls(f"/api/v1/desk/complaints?list={name}", "complaints"),
                        ),
                    )
                ),
                Show("/stuck", page("/stuck", r'href="/stuck/(\w+)"'), _stuck, _of_task, "follow"),
                Show(
                    "/api/v1/complaints",
                    calls("/api/v1/complaints", "complaints"),
                    _stuck,
                    _of_task,
                    "follow",
                ),
            ),
        ),
    ),
    "cause": (
        Kind(
            Cause.objects.all(),
            lambda row: {"overseer_id": row.overseer_id},
            (
                Show(
                    "/desk/complaints",
                    page("/desk/complaints", r">(cause-\d)<", 'id="causes"', cursor="causes"),
                    name=_service,
                ),
                Show("/api/v1/desk/causes", calls("/api/v1/desk/causes", "causes", "service"), name=_service),
            ),
        ),
    ),
    "objection": (
        Kind(
            Objection.objects.select_related("draft__package_version"),
            objection_attributes,
            (
                Show(
                    "/desk/objections",
                    page("/desk/objections", r'href="/desk/objections/(\w+)"'),
                    lambda rows, actor: rows.filter(answered_at=None),
                ),
                Show(
                    "/api/v1/desk/objections",
                    calls("/api/v1/desk/objections", "objections"),
                    lambda rows, actor: rows.filter(answered_at=None),
                ),
                Show(
                    "/api/v1/objections",
                    calls("/api/v1/objections", "objections"),
                    _applicants("person_id"),
                    verb="follow",
                ),
                Show(
                    "/messages",
                    page("/messages", r"异议([0-9]+)号"),
                    _applicants("person_id"),
                    lambda row: row.stated.removeprefix("异议").removesuffix("号"),
                    "follow",
                ),
            ),
        ),
    ),
    "batch": (
        Kind(
            Batch.objects.select_related("package_version"),
            batch_attributes,
            (
                Show(
                    "/services/enrolment/table",
                    page("/services/enrolment/table", r'href="/batches/(\w+)"'),
                    lambda rows, actor: rows.filter(package_version__name="enrolment"),
                ),
                Show(
                    "/api/v1/services/enrolment/batches",
                    calls("/api/v1/services/enrolment/batches", "batches"),
                    lambda rows, actor: rows.filter(package_version__name="enrolment"),
                ),
            ),
        ),
    ),
    "licence": (
        Kind(
            Licence.objects.all(),
            licence_attributes,
            (
                Show("/licences", page("/licences", r'href="/licences/(\w+)\.pdf"')),
                Show("/api/v1/licences", calls("/api/v1/licences", "licences")),
            ),
        ),
    ),
    "mandate": (
        Kind(
            Mandate.objects.all(),
            mandate_attributes,
            (
                Show("/mandates", _mandates, _shown_mandates),
                Show("/acting", page("/acting", r'name="mandate" value="(\w+)"'), _agents),
                Show(
                    "/api/v1/mandates",
                    calls("/api/v1/mandates", ""),
                    lambda rows, actor: rows.filter(grantor_id=_grantor(actor)) if _grantor(actor) else rows.none(),
                ),
                Show("/api/v1/acting", lambda reader: _acting(reader), _agents),
                Show(WINDOW, page(WINDOW, r'name="mandate" value="(\w+)"', once=True), _agents),
            ),
        ),
    ),
    "approval": (
        Kind(
            Approval.objects.all(),
            approval_attributes,
            (
                Show("/api/v1/window/approvals", calls("/api/v1/window/approvals", "")),
                Show(
                    "/window/approvals",
                    page("/window/approvals", r'action="/window/approvals/(\w+)/approve"'),
                    lambda rows, actor: rows.filter(state="open").exclude(proposed_by_id=actor.account_id),
                ),
            ),
        ),
    ),
    "office": (
        Kind(
            Department.objects.all(),
            of_division,
            (
                Show(
                    "/desk/offices",
                    page("/desk/offices", r'href="/desk/offices/departments/([\w-]+)"'),
                    lambda rows, actor: rows.filter(successor=None),
                    lambda row: str(row.code),
                ),
                Show("/api/v1/offices", _of_offices, name=lambda row: str(row.code)),
            ),
        ),
    ),
    "ticket": (
        Kind(
            Ticket.objects.all(),
            ticket_attributes,
            (
                *(
                    Show(
                        f"{state} of /window/queue",
                        page("/window/queue", r'<strong class="num">([A-Z][0-9]{3})</strong>', f'<h2 id="{heading}"'),
                        _of_today(state),
                        _as_called,
                    )
                    for state, heading in (("waiting", "waits"), ("skipped", "skipped"))
                ),
                *(
                    Show(f"{state} of /api/v1/window/queue", _of_queue(state), _of_today(state), _as_called)
                    for state in ("waiting", "skipped")
                ),
            ),
        ),
    ),
    "appointment": (
        Kind(
            Appointment.objects.all(),
            appointment_attributes,
            (
                Show("/appointments", page("/appointments", r'href="/appointments/(\w{26})"')),
                Show("/api/v1/appointments", lambda reader: _of_appointments(reader)),
            ),
        ),
    ),
    "disposal": (
        Kind(
            Disposal.objects.all(),
            disposal_attributes,
            (
                Show("/desk/retention", page("/desk/retention", r'href="/desk/retention/(\w+)"')),
                Show("/api/v1/retention/registers", calls("/api/v1/retention/registers", "registers")),
            ),
        ),
    ),
    "hold": (
        Kind(
            Hold.objects.all(),
            of_division,
            (
                Show(
                    "holds of /desk/retention",
                    page("/desk/retention", r'action="/desk/holds/(\w+)/lift"', cursor="held"),
                    lambda rows, actor: rows.filter(lifted_at=None),
                ),
                Show(
                    "/api/v1/retention/holds",
                    calls("/api/v1/retention/holds", "holds"),
                    lambda rows, actor: rows.filter(lifted_at=None),
                ),
            ),
        ),
    ),
    "revision": (
        Kind(
            Revision.objects.all(),
            revision_attributes,
            (
                Show("/studio/", page("/studio/", r'href="/studio/revisions/(\w+)"')),
                Show("/api/v1/studio/revisions", calls("/api/v1/studio/revisions", "")),
            ),
        ),
    ),
    "delivery": (
        Kind(
            Delivery.objects.filter(state="refused"),
            _delivered_from,
            (
                Show(
                    "waiting of /desk/hall",
                    page(
                        "/desk/hall",
                        r'formaction="/desk/hall/deliveries/([\w-]+)/again"',
                        '<h2 id="waiting"',
                        once=True,
                    ),
                    name=lambda row: str(row.pk),
                ),
                Show("waiting of /api/v1/hall", _of_hall("waiting"), name=lambda row: str(row.pk)),
            ),
            in_sql=False,
        ),
        Kind(
            Discrepancy.objects.all(),
            of_division,
            (
                Show(
                    "differing of /desk/hall",
                    page("/desk/hall", NUMBER, '<h2 id="differing"', once=True),
                    name=lambda row: str(row.number),
                ),
                Show("differing of /api/v1/hall", _of_hall("differing", "number"), name=lambda row: str(row.number)),
            ),
        ),
    ),
}


def _acting(reader: Reader) -> Iterator[str]:
    found = json.loads(_text(reader.client.get(reverse("api:acting"))))
    yield from (each["id"] for each in found["may"])
