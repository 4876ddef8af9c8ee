"""What departments hold otherwise than we do, as the head of the hall reads it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext

from yichuang.core.words import Sentence
from yichuang.faces.look.said import in_language, say
from yichuang.faces.present.parts import matter_words
from yichuang.lines.applications.kind import STATE_WORDS
from yichuang.lines.applications.queries.hall import Differing
from yichuang.platform.cases.models import Task
from yichuang.platform.cases.reconcile import WORDS
from yichuang.platform.exchange import queries as exchange

#: What departments' systems call the states of ours.
THEIRS = {"received": "open", "supplement-requested": "supplement"}


@dataclass(frozen=True)
class DifferingLine:
    """One difference; ``again`` is what is sent again, None where only a telephone helps."""

    since: datetime
    system: str
    number: str
    matter: str
    what: str
    again: UUID | None


def differing_lines(found: Sequence[Differing]) -> list[DifferingLine]:
    """The lines of the list, in words."""
    if not found:
        return []
    names = {code: in_language(each.names) for code, each in exchange.systems().items()}
    parts = Task.objects.select_related("case__package_version").defer(
        "reason", "case__facts", "case__wrapped_key", "case__package_version__files"
    )
    tasks = parts.in_bulk([each.found.subject_id for each in found if each.found.subject_id])
    return [_line(each, names, tasks) for each in found]


def _line(each: Differing, names: Mapping[str, str], tasks: Mapping[UUID, Task]) -> DifferingLine:
    found = each.found
    task = tasks.get(found.subject_id) if found.subject_id else None
    states = {side: _state(code) for side, code in found.params.items()}
    return DifferingLine(
        since=found.found_at,
        system=names.get(found.system, found.system),
        number=found.number,
        matter=matter_words(task) if task else "",
        what=say(Sentence(WORDS[found.kind], states)),
        again=each.again,
    )


def _state(code: str) -> str:
    """A state in words, whoever calls it so; a word of theirs that we do not know stays as it is."""
    words = STATE_WORDS.get(THEIRS.get(code, code))
    return gettext(words) if words else code
