"""The papers of a case as PDFs: the receipt as of its filing, and what departments issued since."""

from __future__ import annotations

from django.conf import settings
from django.db.models import Exists, OuterRef

from yichuang.core.access import Actor, require
from yichuang.core.identifiers import mask_name
from yichuang.lines.applications import writing
from yichuang.lines.applications.queries.cases import published_of
from yichuang.lines.applications.queries.files import of_case
from yichuang.platform.cases import proving
from yichuang.platform.cases.engine import case_attributes
from yichuang.platform.cases.filing import KEY_CONTEXT
from yichuang.platform.cases.models import Attachment, Case, ClockLine, Task
from yichuang.platform.cases.proving import CaseProof
from yichuang.platform.notices import queries as notices
from yichuang.platform.notices.models import Notice
from yichuang.platform.notices.typesetting import typeset
from yichuang.platform.people.queries import departments_cached
from yichuang.platform.vault.keys import holder


def _case(actor: Actor, public_id: str) -> Case:
    case = (
        Case.objects.select_related("person", "package_version", "filed_by__person")
        .defer("facts", "package_version__files")
        .annotate(has_files=Exists(Attachment.objects.filter(case=OuterRef("pk"))))
        .get(public_id=public_id)
    )
    require(actor, "view", "case", case_attributes(case))
    return case


def receipt_pdf(actor: Actor, public_id: str, language: str) -> bytes:
    """收件凭证 of a case. Raises Case.DoesNotExist, NotAllowed.

    Who filed it for its applicant is named in full to those who act for that same applicant, masked to others.
    """
    case = _case(actor, public_id)
    name = agent_of(case)
    return receipt_of(case, language, name if actor.mandated == case.applicant_id else mask_name(name) if name else "")


def agent_of(case: Case) -> str:
    """Who filed a case for its applicant under a mandate, by name; '' where nobody did, or a clerk at the window."""
    agent = case.filed_by.person if case.filed_by and case.channel != "window" else None
    if agent is None or (case.organisation_id is None and agent.pk == case.person_id):
        return ""
    return str(agent.name)


def receipt_of(case: Case, language: str, agent: str = "") -> bytes:
    """收件凭证 of a case that somebody may see, or that is handed over; ``agent`` filed it for its applicant."""
    lines: dict[object, list[ClockLine]] = {}
    for line in ClockLine.objects.filter(task__case=case).order_by("position"):
        lines.setdefault(line.task_id, []).append(line)
    tasks = Task.objects.filter(case=case).select_related("department").order_by("position")
    hall = departments_cached()[settings.HALL_DEPARTMENT]
    parts = [(task, lines.get(task.pk, [])) for task in tasks]
    given = of_case(case) if getattr(case, "has_files", True) else []
    files = [each for each in given if each.material and each.handed_in_at == case.filed_at]
    data = writing.receipt(case, published_of(case).package, hall, parts, proving.promise_of(case.pk), files, agent)
    return typeset("receipt", data, language)


def proof_of(actor: Actor, public_id: str) -> CaseProof:
    """What can be proved of a case, for whoever may see it. Raises Case.DoesNotExist, NotAllowed."""
    return proving.proof_of(_case(actor, public_id))


def papers_of(case: Case) -> list[Notice]:
    """The papers issued about a case and its parts, oldest first; who may see the case may see them."""
    return notices.of_case(case.pk)


def paper_pdf(actor: Actor, public_id: str, number: str, language: str) -> bytes:
    """An issued paper by its number. Raises Case.DoesNotExist, Notice.DoesNotExist, NotAllowed."""
    case = _case(actor, public_id)
    notice = Notice.objects.get(case_id=case.pk, number=number)
    return notices.pdf(notice, holder().unwrap(bytes(case.wrapped_key), KEY_CONTEXT), language)
