"""Reads of files that were handed in, each decided anew at the moment at which somebody takes one."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Q, QuerySet

from yichuang.core.access import Actor, Decision, require
from yichuang.lines.applications.queries.drafts import open_draft
from yichuang.platform.cases.engine import attributes, case_attributes
from yichuang.platform.cases.models import Attachment, Case, Task
from yichuang.platform.catalog import queries as catalog


def of_case(case: Case) -> list[Attachment]:
    """Everything that was handed in with a case or in answer to a supplement. One query, however many there are."""
    found = Attachment.objects.filter(case=case).select_related("file").defer("file__name")
    return list(found.order_by("task_id", "item", "material", "position", "pk"))


def of_part(task: Task, materials: Sequence[str]) -> QuerySet[Attachment]:
    """What the department of a part sees: what was handed in for its ``materials``, and what it asked for itself."""
    own = Q(task=task) | Q(task__isnull=True, material__in=materials)
    found = Attachment.objects.filter(own, case_id=task.case_id, handed_in_at__isnull=False)
    return found.select_related("file").defer("file__name").order_by("task_id", "item", "material", "position", "pk")


def chosen_files(task: Task) -> list[Attachment]:
    """What was chosen as an answer to a part's supplement and has not left yet; the case was let through already."""
    found = Attachment.objects.filter(task=task, handed_in_at__isnull=True).select_related("file")
    return list(found.order_by("item", "position", "pk"))


def draft_file(actor: Actor, draft: str, attachment: str) -> Attachment:
    """A file of a draft. Raises Draft.DoesNotExist, Attachment.DoesNotExist, NotAllowed."""
    opened = open_draft(actor, draft)
    return Attachment.objects.select_related("file").get(draft=opened.draft, public_id=attachment)


def case_file(actor: Actor, case: str, attachment: str) -> tuple[Attachment, Case, Decision]:
    """A file of a case, for its applicant. Raises Case.DoesNotExist, Attachment.DoesNotExist, NotAllowed."""
    found = Case.objects.select_related("package_version").defer("package_version__files").get(public_id=case)
    decision = require(actor, "view", "case", case_attributes(found))
    return Attachment.objects.select_related("file").get(case=found, public_id=attachment), found, decision


def part_file(actor: Actor, part: str, attachment: str) -> tuple[Attachment, Task, Decision]:
    """A file of a part, for its department. Raises Task.DoesNotExist, Attachment.DoesNotExist, NotAllowed."""
    task = (
        Task.objects.select_related("case__package_version").defer("case__package_version__files").get(public_id=part)
    )
    decision = require(actor, "view", "task", attributes(task))
    package = catalog.version(task.case.version.pk).package
    materials = [one.code for one in package.materials_of(task.matter)]
    return of_part(task, materials).get(public_id=attachment), task, decision
