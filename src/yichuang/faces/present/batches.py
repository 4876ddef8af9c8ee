"""A table of applications as it is read back: what is wrong by cell, what will be filed, how far it is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext

from yichuang.core.access import Actor
from yichuang.core.packages import Package
from yichuang.core.sheets import template
from yichuang.faces.look.said import in_language, listed, say
from yichuang.faces.present.cases import KINDS
from yichuang.faces.present.facts import Badge, department_name, value_words
from yichuang.lines.applications import queries, tables
from yichuang.lines.applications.commands.batches import ReadTable
from yichuang.lines.applications.kind import STATE_WORDS
from yichuang.lines.applications.models import Batch, BatchRow
from yichuang.lines.applications.queries.batches import BatchView
from yichuang.platform.cases.paging import PAGE

#: What an empty table is, for whoever saves it.
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
STATES = {
    Batch.State.READY: "wait",
    Batch.State.FILING: "busy",
    Batch.State.FILED: "good",
    Batch.State.STOPPED: "bad",
}


@dataclass(frozen=True)
class FindingLine:
    """One thing to mend."""

    cell: str
    row: int
    column: str
    words: str


@dataclass(frozen=True)
class Findings:
    """What is wrong in a table, and what was left out of it on purpose."""

    sheet: str
    lines: list[FindingLine]
    more: int
    rows: int
    ignored: str
    skipped: str


@dataclass(frozen=True)
class BatchLine:
    """A batch in a list."""

    id: str
    number: str
    state: Badge
    made_at: datetime


@dataclass(frozen=True)
class RowLine:
    """One row of a batch: what it said, masked, and its case."""

    line: int
    values: list[tuple[str, str]]
    case: str
    number: str
    state: Badge | None


@dataclass(frozen=True)
class BatchPage:
    """A batch. ``percent``: how much of it is filed. ``next``: after which position the next page begins, or 0."""

    id: str
    number: str
    title: str
    state: str
    badge: Badge
    rows: int
    filed: int
    percent: int
    headings: list[str]
    lines: list[RowLine]
    offices: str
    #: Who made it for the organisation, whose people alone see it: in full.
    agent: str
    next: int
    after: int


def template_file(package: Package, language: str) -> bytes:
    """The empty table of a service."""
    note = gettext(
        "One row each. Keep the header as it is. Write ID numbers as text. Hover over a header for what it means."
    )
    return template(tables.columns(package, language), in_language(package.title), note)


def finding_lines(package: Package, found: ReadTable) -> Findings:
    """What is wrong, in words."""
    return Findings(
        sheet=found.table.sheet,
        lines=[
            FindingLine(
                one.cell,
                one.row,
                in_language(package.facts[one.column].label) if one.column in package.facts else "",
                say(one.sentence),
            )
            for one in found.findings
        ],
        more=found.table.more,
        rows=len(found.table.rows),
        ignored=listed(found.table.ignored),
        skipped=listed(str(number) for number in found.table.skipped),
    )


def batch_line(batch: Batch) -> BatchLine:
    """A batch in a list."""
    return BatchLine(batch.public_id, batch.number, _badge(batch), batch.made_at)


def _badge(batch: Batch) -> Badge:
    words = {
        Batch.State.READY: gettext("Not filed yet"),
        Batch.State.FILING: gettext("Being filed"),
        Batch.State.FILED: gettext("All filed"),
        Batch.State.STOPPED: gettext("Stopped"),
    }
    state = Batch.State(batch.state)
    return Badge(words[state], STATES[state])


def batch_page(actor: Actor, view: BatchView, after: int) -> BatchPage:
    """Everything that the page of a batch shows."""
    package, rows = view.published.package, queries.rows_of(view, after)
    shown = [fact for fact in package.facts.values() if fact.asked and not fact.tick][:5]
    offices = dict.fromkeys(department_name(package, one.department) for one in package.matters.values())
    return BatchPage(
        id=view.batch.public_id,
        number=view.batch.number,
        title=in_language(package.title),
        state=view.batch.state,
        badge=_badge(view.batch),
        rows=view.rows,
        filed=view.filed,
        percent=view.filed * 100 // view.rows if view.rows else 0,
        headings=[in_language(fact.label) for fact in shown],
        lines=[_line(actor, view, row, [fact.key for fact in shown]) for row in rows[:PAGE]],
        offices=listed(offices),
        agent=view.batch.mandate.agent.name,
        next=rows[PAGE - 1].position if len(rows) > PAGE else 0,
        after=after,
    )


def _line(actor: Actor, view: BatchView, row: BatchRow, keys: list[str]) -> RowLine:
    package, said = view.published.package, queries.row_facts(actor, view, row)
    return RowLine(
        line=row.line,
        values=[
            (in_language(package.facts[key].label), value_words(package, package.facts[key], said.get(key)))
            for key in keys
        ],
        case=row.case.public_id if row.case else "",
        number=row.case.number if row.case else "",
        state=Badge(say(STATE_WORDS[row.case.state]), KINDS.get(row.case.state, "")) if row.case else None,
    )
