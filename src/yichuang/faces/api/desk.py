"""For officers: how long lists are, a part by its case's number, the next one that nobody holds, a table."""

from __future__ import annotations

from typing import Literal

from django.http import HttpRequest, StreamingHttpResponse
from ninja import Router, Schema
from pydantic import Field

from yichuang.core import clock
from yichuang.faces.api.forms import binary
from yichuang.faces.api.present import task_row
from yichuang.faces.api.schemas import Strict, TaskRow
from yichuang.faces.look.middleware import actor_of
from yichuang.faces.present.tables import FORMS, as_table
from yichuang.lines.applications import commands, queries
from yichuang.lines.applications.commands import looks
from yichuang.lines.applications.errors import ListTooLong
from yichuang.lines.applications.queries.desk import MOST_EXPORTED
from yichuang.platform.cases.models import Task

router = Router()

#: The lists of the desk, and the forms of a table; a test holds both to those of the pages.
ListName = Literal["open", "accepted", "supplement", "special", "ended"]
Form = Literal["xlsx", "csv"]
_TABLE = binary("text/csv", FORMS["xlsx"])


class CountsOut(Schema):
    """How many parts each list has, and how many objections wait; each is counted up to 1000."""

    open: int
    accepted: int
    supplement: int
    special: int
    ended: int
    objections: int


class CaseNumber(Strict):
    number: str = Field(max_length=60)


class NextOut(Schema):
    """``task``: the part that is the officer's now; null where nothing was left that nobody holds."""

    task: TaskRow | None


@router.get("/desk/counts", url_name="counts", response=CountsOut)
def counts(request: HttpRequest, mine: bool = False) -> CountsOut:
    """How long each list of the department is; with ``mine``, of the parts that one holds."""
    actor = actor_of(request)
    return CountsOut(
        **queries.counts(actor, mine),
        objections=queries.objections_open(actor),
    )


@router.post("/desk/find", url_name="find-part", response=TaskRow)
def find(request: HttpRequest, body: CaseNumber) -> TaskRow:
    """The department's part of the case with this number. By POST, so that no number stands in an address."""
    found = queries.find_part(actor_of(request), body.number)
    if found is None:
        raise Task.DoesNotExist
    return task_row(found)


@router.post("/desk/next", url_name="take-next", response=NextOut)
def take_next(request: HttpRequest) -> NextOut:
    """Take the most urgent part that nobody holds. Whoever loses one to a colleague gets the one after it."""
    taken = commands.take_next(actor_of(request))
    if taken is None:
        return NextOut(task=None)
    return NextOut(task=task_row(Task.objects.select_related("case", "holder").get(pk=taken.pk)))


@router.get("/desk/list.{form}", url_name="list-table", response={200: None}, openapi_extra=_TABLE)
def table(request: HttpRequest, form: Form, list: ListName = "open", mine: bool = False) -> StreamingHttpResponse:
    """One list whole, as a table: what the pages show, neither more nor less. Noted before it begins."""
    actor = actor_of(request)
    if queries.too_long(actor, list, mine):
        raise ListTooLong(MOST_EXPORTED)
    looks.took_list(actor)
    return StreamingHttpResponse(
        as_table(queries.whole_list(actor, list, mine), form),
        content_type=FORMS[form],
        headers={"Content-Disposition": f'attachment; filename="{list}-{clock.today().isoformat()}.{form}"'},
    )
