"""Bills that are late, as the head of the hall reads them: why, and what to do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext

from yichuang.faces.desk.present.hall import long
from yichuang.faces.look.said import in_language
from yichuang.faces.present.parts import matter_words
from yichuang.lines.applications.models import Payment
from yichuang.lines.applications.queries.cases import published_of

Heard = Payment.Heard


@dataclass(frozen=True)
class BillLine:
    """A bill that is not known."""

    since: datetime
    long: str
    collector: str
    number: str
    matter: str
    why: str
    #: When the collector was asked last.
    asked: datetime | None
    todo: str


def bill_lines(found: Sequence[Payment]) -> list[BillLine]:
    """The lines of the list, in words."""
    return [_line(each) for each in found]


def _line(payment: Payment) -> BillLine:
    task = payment.task
    known = published_of(task.case).package.world.departments.get(payment.collector)
    collector = in_language(known.name) if known else payment.collector
    heard = Heard(payment.heard)
    return BillLine(
        since=task.state_since,
        long=long(task.state_since),
        collector=collector,
        number=task.case.number,
        matter=matter_words(task),
        why=_why(heard),
        asked=payment.asked_at,
        todo=_todo(heard, collector, in_language(task.department.names)),
    )


def _why(heard: Payment.Heard) -> str:
    return {
        Heard.NOTHING: gettext("It has not been asked yet."),
        Heard.SILENT: gettext("It does not answer."),
        Heard.REFUSED: gettext("It refuses our question."),
        Heard.UNKNOWN: gettext("It does not know this part."),
        Heard.NONSENSE: gettext("What it answers cannot be right."),
        Heard.NO_SYSTEM: gettext("No system is entered for it."),
    }[heard]


def _todo(heard: Payment.Heard, collector: str, department: str) -> str:
    if heard == Heard.UNKNOWN:
        return gettext("Telephone %(department)s: it must tell the collector.") % {"department": department}
    if heard in (Heard.SILENT, Heard.NONSENSE):
        return gettext("Telephone %(collector)s.") % {"collector": collector}
    return gettext("Tell whoever runs the system.")
