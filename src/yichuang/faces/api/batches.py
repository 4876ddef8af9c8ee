"""Many applications of an organisation at once: a table handed in, looked through, filed or thrown away."""

from __future__ import annotations

from typing import Annotated, Any, cast

from django.http import HttpRequest
from django.utils.translation import get_language
from ninja import Router, Schema, Status
from pydantic import Field

from yichuang.core.access import Actor
from yichuang.core.packages import Answer
from yichuang.core.sheets import MAX_BYTES
from yichuang.core.words import N_, Said
from yichuang.faces.api.forms import ONE, form_of
from yichuang.faces.api.schemas import FactValue, Moment, Problem
from yichuang.faces.look.middleware import actor_of
from yichuang.faces.look.said import say
from yichuang.lines.applications import commands, queries
from yichuang.lines.applications.commands.batches import ReadTable
from yichuang.lines.applications.models import Batch
from yichuang.lines.applications.queries.batches import BatchView
from yichuang.platform.cases.paging import PAGE

router = Router()

#: A row's position in its batch.
Place = Annotated[int, Field(ge=0, lt=10**7)]

#: What the form with the table looks like, for whoever reads the description of the interface.
_FORM = form_of({"table": ONE}, ["table"])


class BatchRow(Schema):
    """A batch in a list. ``state``: ready, filing, filed, or stopped because the mandate ended on the way."""

    id: str
    number: str
    service: str
    state: str
    made_at: Moment


class BatchPage(Schema):
    batches: list[BatchRow]
    next: str | None


class RowOut(Schema):
    """One application. ``line``: its row in the table. ``case``: null before it is filed."""

    position: int
    line: int
    values: dict[str, FactValue]
    case: str | None
    number: str | None
    state: str | None


class BatchOut(BatchRow):
    """A batch with one page of its ``applications``; ``rows``: how many there are, ``filed``: how many are cases."""

    rows: int
    filed: int
    applications: list[RowOut]
    next: int | None


class FindingOut(Schema):
    """What is wrong in a table, as ``B7`` of a sheet; ``column``: the fact, empty where the row as a whole is meant."""

    sheet: str
    cell: str
    row: int
    column: str
    code: str
    sentence: str


class TableProblem(Problem):
    """A table that was not taken, with what to mend in it; ``more``: how many findings beside these there are."""

    findings: list[FindingOut] = []
    more: int = 0


def need_company(actor: Actor) -> None:
    """Raises Said where nobody acts for a company."""
    if actor.organisation_id is None:
        raise Said("no-organisation", N_("This is done by companies. Choose the company first."))


def _row(batch: Batch) -> dict[str, Any]:
    return {
        "id": batch.public_id,
        "number": batch.number,
        "service": batch.package_version.name,
        "state": batch.state,
        "made_at": batch.made_at,
    }


def _out(actor: Actor, view: BatchView, after: int = 0) -> BatchOut:
    rows, facts = queries.rows_of(view, after), view.published.package.facts
    return BatchOut(
        **_row(view.batch),
        rows=view.rows,
        filed=view.filed,
        applications=[
            RowOut(
                position=each.position,
                line=each.line,
                values={
                    key: FactValue(facts[key].plain(cast("Answer | None", value)))
                    for key, value in queries.row_facts(actor, view, each).items()
                },
                case=each.case.public_id if each.case else None,
                number=each.case.number if each.case else None,
                state=each.case.state if each.case else None,
            )
            for each in rows[:PAGE]
        ],
        next=rows[PAGE - 1].position if len(rows) > PAGE else None,
    )


def _findings(found: ReadTable) -> TableProblem:
    return TableProblem(
        code="bad-table",
        sentence=say(N_("The table is not right yet. Nothing was filed. See what to mend.")),
        field="table",
        findings=[
            FindingOut(
                sheet=each.sheet,
                cell=each.cell,
                row=each.row,
                column=each.column,
                code=each.code,
                sentence=say(each.sentence),
            )
            for each in found.findings
        ],
        more=found.table.more,
    )


@router.get("/services/{name}/batches", url_name="batches", response=BatchPage)
def batches(request: HttpRequest, name: str, after: str = "") -> BatchPage:
    """One page of the batches of the organisation that one acts for, newest first."""
    page = queries.batches_of(actor_of(request), name, after)
    return BatchPage(batches=[BatchRow(**_row(each)) for each in page.rows], next=page.next or None)


@router.post(
    "/services/{name}/batches", url_name="batches", response={201: BatchOut, 422: TableProblem}, openapi_extra=_FORM
)
def take(request: HttpRequest, name: str) -> Any:
    """Hand in a table (xlsx or csv) of applications for the organisation that one acts for: all rows, or none.

    Its columns are those of the template at ``/services/{name}/table.xlsx``. Where a cell is wrong the answer is 422
    with every finding by its cell, and nothing is kept. A batch is filed by a call of its own.
    """
    actor = actor_of(request)
    need_company(actor)
    sent = request.FILES.get("table")
    if sent is None:
        raise Said("no-table", N_("Please choose the file with the table."), field="table")
    language = get_language() or "zh-hans"
    found = commands.take_table(actor, name, sent.read(MAX_BYTES + 1), sent.name or "", language)
    if found.batch is None:
        return Status(422, _findings(found))
    return Status(201, _out(actor, queries.batch_view(actor, found.batch.public_id)))


@router.get("/batches/{batch}", url_name="batch", response=BatchOut)
def batch(request: HttpRequest, batch: str, after: Place = 0) -> BatchOut:
    """A batch: what was read, how far it is, and the case of each row; ``after`` is the ``next`` of the page before."""
    actor = actor_of(request)
    return _out(actor, queries.batch_view(actor, batch), after)


@router.post("/batches/{batch}/file", url_name="file-batch", response=BatchOut)
def file(request: HttpRequest, batch: str) -> BatchOut:
    """File every row of a batch, each as a case of its own. Called again it goes on, and files nothing twice."""
    actor = actor_of(request)
    commands.go_on(commands.file_batch(actor, _subject(batch)))
    return _out(actor, queries.batch_view(actor, batch))


@router.post("/batches/{batch}/discard", url_name="discard-batch", response={204: None})
def discard(request: HttpRequest, batch: str) -> Status[None]:
    """Throw a batch away of which nothing was filed."""
    commands.discard(actor_of(request), _subject(batch))
    return Status(204, None)


def _subject(public: str) -> Any:
    return Batch.objects.values_list("pk", flat=True).get(public_id=public)
