"""A work list as a table to take along: the columns of the page, days as text, names masked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.utils.translation import gettext, pgettext

from yichuang.core.access import Actor
from yichuang.core.sheets import as_csv, write
from yichuang.faces.desk.present.lists import line
from yichuang.platform.cases.models import Task

#: The forms there are, with their media types.
FORMS: Mapping[str, str] = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}


def as_table(tasks: Iterable[Task], actor: Actor, form: str) -> bytes:
    """The file. Every cell is text: nothing that somebody typed is run as a formula."""
    titles = [
        gettext("Number"),
        gettext("Matter"),
        gettext("Person"),
        pgettext("table", "Where it stands"),
        gettext("By when"),
        gettext("Ended on"),
        gettext("Who has it"),
    ]
    rows = []
    for task in tasks:
        one = line(task, actor)
        days = [each.isoformat() if each else "" for each in (one.due_on, one.ended_on)]
        rows.append([one.number, one.matter, one.person, one.state.words, *days, one.holder])
    return as_csv(titles, rows) if form == "csv" else write(titles, rows)
