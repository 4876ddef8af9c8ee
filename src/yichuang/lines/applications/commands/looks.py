"""Who opened what: each page that shows a person's record to somebody else is a row of the access log."""

from __future__ import annotations

from uuid import UUID

from yichuang.core.access import POLICY, Actor, Decision, require
from yichuang.lines.applications.access import KIND
from yichuang.lines.applications.models import Objection
from yichuang.lines.applications.queries.cases import CaseView
from yichuang.lines.applications.queries.desk import PartSheet
from yichuang.lines.applications.queries.reach import ReachSheet
from yichuang.platform.audit.commands import record_look
from yichuang.platform.cases.engine import case_attributes
from yichuang.platform.cases.models import Attachment


def looked_at_part(actor: Actor, sheet: PartSheet) -> None:
    """Note that ``actor`` opened a part. One statement."""
    task = sheet.part.task
    record_look(actor, "view", "task", task.pk, task.case.person_id, sheet.decision)


def looked_at_case(actor: Actor, view: CaseView) -> None:
    """Note that ``actor``, who is not its applicant, opened a case. One statement; raises NotAllowed."""
    case = view.case
    if actor.person_id != case.person_id:
        record_look(
            actor, "view", "case", case.pk, case.person_id, require(actor, "view", "case", case_attributes(case))
        )


def looked_at_person(actor: Actor, person_id: UUID) -> None:
    """Note that ``actor`` found a person at the window. One statement; raises NotAllowed."""
    decision = require(actor, "view", "person", {"id": person_id})
    record_look(actor, "view", "person", person_id, person_id, decision)


def looked_at_objection(actor: Actor, objection: Objection, decision: Decision) -> None:
    """Note that ``actor`` opened an objection, with what the register says of its person. One statement."""
    record_look(actor, "view", "objection", objection.pk, objection.person_id, decision)


def looked_at_reach(actor: Actor, sheet: ReachSheet) -> None:
    """Note that an auditor asked who can reach a record. One statement; raises NotAllowed."""
    asked = sheet.records[0].record
    decision = require(actor, "audit", asked.kind, dict(asked.known))
    person = asked.known.get("case__person_id", asked.known.get("person_id"))
    record_look(actor, "audit", asked.kind, asked.id, person if isinstance(person, UUID) else None, decision)


def looked_at_file(actor: Actor, attachment: Attachment, person_id: UUID | None, decision: Decision) -> None:
    """Note that ``actor``, who did not hand it in, opened a file. One statement."""
    if actor.person_id != person_id:
        record_look(actor, "view", "attachment", attachment.pk, person_id, decision)


def took_list(actor: Actor) -> None:
    """Note that an officer took a list of their department along as a table. One statement."""
    if actor.department_id is not None:
        decision = POLICY.decide(actor, "list", "task", {"kind": KIND, "department_id": actor.department_id})
        record_look(actor, "export", "department", actor.department_id, None, decision)
