"""A work list as a table to take along: the columns of the page, days as text, names masked."""

from __future__ import annotations

from collections.abc import Generator, Mapping
from contextlib import closing

from django.utils.translation import gettext, ngettext, pgettext

from yichuang.core.identifiers import mask_name
from yichuang.core.sheets import csv_stream, xlsx_stream
from yichuang.faces.present.parts import days, matter_words, state
from yichuang.platform.cases.models import Task

#: The forms there are, with their media types.
FORMS: Mapping[str, str] = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}


def as_table(tasks: Generator[Task], form: str) -> Generator[bytes]:
    """The file, piece by piece, while ``tasks`` are read; closed with it. Every cell is text, none a formula.

    A file that was cut off is not taken for whole: a csv says in its last line how many parts there are.
    """
    titles = [
        gettext("Number"),
        gettext("Matter"),
        gettext("Person"),
        pgettext("table", "Where it stands"),
        gettext("By when (day in Beijing)"),
        gettext("Ended on (day in Beijing)"),
        gettext("Who has it"),
    ]
    with closing(tasks):
        rows = (_row(task) for task in tasks)
        yield from csv_stream(titles, rows, _last) if form == "csv" else xlsx_stream(titles, rows, rest)


def rest(count: int) -> str:
    """Said at the end of a cell that cannot hold the whole text."""
    return gettext("… (%(n)s more characters do not fit into a cell; the CSV has them all)") % {"n": count}


def _row(task: Task) -> list[str]:
    """The columns of a line of the page; of a hundred thousand parts, what time is left is worked out for none."""
    number = task.case.number
    who = [each.display for each in (task.raised_to, task.holder) if each]
    on = [each.isoformat() if each else "" for each in days(task)]
    return [number, matter_words(task), mask_name(task.case.whom.name), state(task).words, *on, " ".join(who)]


def _last(count: int) -> str:
    return ngettext("Total: %(n)s part. The list ends here.", "Total: %(n)s parts. The list ends here.", count) % {
        "n": count
    }
