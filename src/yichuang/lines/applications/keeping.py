"""What of an application stands against its end, what goes to the archive with it, and what ends with it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from hashlib import sha256
from io import BytesIO
from uuid import UUID
from zipfile import ZIP_STORED, ZipFile, ZipInfo

from django.db.models import Q

from yichuang.lines.applications.access import KIND
from yichuang.lines.applications.models import Batch, BatchRow, Extension, Objection, Owing, Payment
from yichuang.lines.applications.queries.files import of_case
from yichuang.lines.applications.queries.papers import agent_of, receipt_of
from yichuang.platform.cases.models import Attachment, Case, Draft
from yichuang.platform.files.commands import end
from yichuang.platform.files.queries import content
from yichuang.platform.retention.handing import NO_TIME
from yichuang.platform.retention.keepers import bar, goes_along, packed_as
from yichuang.platform.retention.letting_go import as_json


def objections_open(ids: Sequence[UUID], now: datetime, quiet: timedelta) -> Iterable[UUID]:
    """Cases with an objection to register data that nobody has answered."""
    drafts = dict(Draft.objects.filter(filed_case_id__in=ids).values_list("pk", "filed_case_id"))
    found = Objection.objects.filter(draft_id__in=list(drafts), answered_at=None).values_list("draft_id", flat=True)
    return {case for each in found if each and (case := drafts[each])}


def payments_unknown(ids: Sequence[UUID], now: datetime, quiet: timedelta) -> Iterable[UUID]:
    """Cases of which the collector has not said what is to be paid."""
    return Payment.objects.filter(task__case_id__in=ids, known=False).values_list("task__case_id", flat=True)


def draft_objections_open(ids: Sequence[UUID], now: datetime, quiet: timedelta) -> Iterable[UUID]:
    """Drafts with an objection to register data that nobody has answered."""
    found = Objection.objects.filter(draft_id__in=ids, answered_at=None).values_list("draft_id", flat=True)
    return {each for each in found if each}


def drafts_of_tables(ids: Sequence[UUID], now: datetime, quiet: timedelta) -> Iterable[UUID]:
    """Drafts that were read from a table: they belong to its batch."""
    return BatchRow.objects.filter(draft_id__in=ids).values_list("draft_id", flat=True)


bar("case", "objected", objections_open)
bar("case", "unpaid", payments_unknown)
bar("draft", "objected", draft_objections_open)
bar("draft", "batch", drafts_of_tables)


def leave(case: UUID, tasks: Sequence[UUID], drafts: Sequence[UUID]) -> None:
    """What applications keep of a case, or of a draft that was never filed, goes along with it.

    An objection to register data outlives a draft that was never filed: it has a period of its own.
    """
    Payment.objects.filter(task_id__in=tasks).delete()
    Extension.objects.filter(task_id__in=tasks).delete()
    Owing.objects.filter(task_id__in=tasks).delete()
    of_tables = BatchRow.objects.filter(case_id=case)
    tables = list(of_tables.values_list("batch_id", flat=True))
    of_tables.delete()
    Batch.objects.filter(pk__in=tables, rows=None).delete()
    objections = Objection.objects.filter(draft_id__in=drafts)
    objections.filter(draft__filed_case_id=None).update(draft=None)
    objections.delete()
    given = Attachment.objects.filter(Q(case_id=case) | Q(draft_id__in=drafts))
    files = list(given.values_list("file_id", flat=True))
    given.delete()
    end(files)


def _extensions(case: UUID) -> list[dict[str, object]]:
    names = ("reason", "asked_at", "decided_at", "approved", "answer")
    found = Extension.objects.filter(task__case_id=case).select_related("task").order_by("asked_at", "id")
    return [{"matter": one.task.matter, **{name: getattr(one, name) for name in names}} for one in found]


def _owed(case: UUID) -> list[dict[str, object]]:
    names = ("state", "due_on", "offered_at", "promised_at", "lapsed_at")
    found = Owing.objects.filter(task__case_id=case).select_related("task").order_by("offered_at", "id")
    return [
        {
            "matter": one.task.matter,
            **{name: getattr(one, name) for name in names},
            "papers": list(one.papers.order_by("pk").values("material", "handed_in_at", "on_paper")),
        }
        for one in found
    ]


def packed(case: UUID) -> dict[str, object]:
    """Payments and objections of a case, as the archive gets them."""
    payments = Payment.objects.filter(task__case_id=case).values(
        "task__matter", "collector", "known", "amount_fen", "pay_by", "where", "covered_from"
    )
    drafts = Draft.objects.filter(filed_case_id=case).values("pk")
    objections = Objection.objects.filter(draft_id__in=drafts).order_by("raised_at", "id")
    return {
        "payments": list(payments),
        "extensions": _extensions(case),
        "owed_papers": _owed(case),
        "objections": [
            {"fact": each.fact, "registered": each.registered, "stated": each.stated, "answer": each.answer}
            for each in objections
        ],
    }


def files(case: UUID) -> bytes:
    """Every file that was handed in, as it was kept, in one archive that stores them as they are, with a list.

    ``files.json`` says of each what it was for, what its sender called it, and the SHA-256 of what is here and of what
    arrived. Raises FileGone.
    """
    packed, listed = BytesIO(), []
    with ZipFile(packed, "w", ZIP_STORED) as archive:
        for each in of_case(Case(pk=case)):
            name = f"{each.material or f'answer-{each.item}'}-{each.position}-{each.public_id}.{each.file.ending}"
            data = content(each.file)
            archive.writestr(ZipInfo(name, NO_TIME), data)
            listed.append(_said_of(each) | {"file": name, "bytes": len(data), "sha256": sha256(data).hexdigest()})
        archive.writestr(ZipInfo("files.json", NO_TIME), as_json(listed))
    return packed.getvalue()


def _said_of(each: Attachment) -> dict[str, object]:
    return {
        "name": each.file.name,
        "media_type": each.file.media_type,
        "material": each.material,
        "asked_by": each.task.department.code if each.task else "",
        "item": each.item,
        "handed_in_at": each.handed_in_at,
        "channel": each.channel,
        "received_sha256": bytes(each.file.received_sha256).hex(),
    }


def receipt(case: UUID) -> bytes | None:
    """收件凭证, as its applicant could print it; None of a case that is no application."""
    rows = Case.objects.select_related("package_version", "person", "organisation", "filed_by__person")
    found = rows.defer("package_version__files").get(pk=case)
    return receipt_of(found, "zh-hans", agent_of(found)) if found.kind == KIND else None


goes_along(leave)
packed_as("applications.json", packed)
packed_as("papers/receipt.pdf", receipt)
packed_as("files.zip", files)
