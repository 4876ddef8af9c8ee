"""What is done to one case or draft: it is announced, called off, or ended, with every row that belongs to it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import connection

from yichuang.core import clock
from yichuang.core.access import Actor
from yichuang.core.identifiers import first_id
from yichuang.core.words import N_
from yichuang.platform.cases.engine import lock, note
from yichuang.platform.cases.models import Case, Draft, Event
from yichuang.platform.exchange.models import Delivery, Discrepancy
from yichuang.platform.licences.models import Licence
from yichuang.platform.messages.models import Message
from yichuang.platform.notices.models import Notice
from yichuang.platform.retention.keepers import ChangedMeanwhile, leavers
from yichuang.platform.retention.models import Disposal, Finding, Item, Tombstone
from yichuang.platform.retention.telling import last_of, tell

#: Events that this room writes itself: they are nothing new about the case.
OWN_VERBS = ("end-announced", "end-called-off", "ended")

CASE_TOLD: Mapping[str, str] = {
    "end-announced": N_(
        "%(number)s: its period of keeping is over, the archive has the file. It is destroyed after %(last)s. "
        "Do you still need it? Go to any window before that."
    ),
    "end-called-off": N_("%(number)s: it is not destroyed and stays with us."),
}
DRAFT_TOLD: Mapping[str, str] = {
    "end-announced": N_(
        "A draft of yours was never filed. It is deleted after %(last)s. To keep it, sign in and go on with it."
    ),
    "end-called-off": N_("Your draft is not deleted."),
}


def announce_case(disposal: Disposal, item: Item, verb: str) -> None:
    """Write it into the case's chain and tell the applicant, by phone and on their page of messages."""
    held = lock(item.subject_id)
    actor, payload = _actor(disposal), {"register": disposal.public_id}
    if verb == "end-announced":
        note(held, "end-announced", actor, payload=payload)
    else:
        note(held, "end-called-off", actor, payload=payload)
    tell(held.case.applicant_id, held.case.pk, CASE_TOLD[verb], {"number": held.case.number, **last_of(disposal)})


def announce_draft(disposal: Disposal, item: Item, verb: str) -> None:
    """Tell whose draft it is."""
    draft = Draft.objects.only("applicant_id").get(pk=item.subject_id)
    tell(draft.applicant_id, None, DRAFT_TOLD[verb], last_of(disposal))


def _actor(disposal: Disposal) -> Actor:
    """Whoever ordered the end, or decided it."""
    return Actor(account_id=disposal.ordered_by_id or disposal.decided_by_id, role="archivist", channel="desk")


#: Rows of a case that nothing else names, in the order in which they can go. Its events stay, without their payload.
_ROWS = (
    "DELETE FROM cases_clockline WHERE task_id = ANY(%(tasks)s)",
    "DELETE FROM cases_task WHERE case_id = %(case)s",
    "UPDATE cases_event SET payload = NULL WHERE case_id = %(case)s AND payload IS NOT NULL",
    # A filing's key was made in the second of the filing, and its id says when: no look through all keys.
    "DELETE FROM cases_intent WHERE id >= %(first)s AND id < %(last)s AND answer->>'id' = %(name)s",
    "DELETE FROM cases_case WHERE id = %(case)s",
)


def end_case(disposal: Disposal, item: Item) -> None:
    """End a case: what it said is gone from every table, a tombstone stays. In the caller's transaction.

    The last event of its chain says by which register it ended. Keys that opened its facts, papers and events go with
    their rows, so that what a page of the disk may still hold cannot be opened. Raises ChangedMeanwhile.
    """
    held = lock(item.subject_id)
    later = Event.objects.filter(case_id=item.subject_id, at__gte=item.changed_at).exclude(verb__in=OWN_VERBS)
    if later.exists():
        raise ChangedMeanwhile
    note(held, "ended", _actor(disposal), payload={"register": disposal.public_id})
    case = held.case
    assert case.concluded_at is not None  # `barred` has looked
    assert item.package_digest is not None  # nothing is proposed that was not handed over
    Tombstone.objects.create(
        case_id=case.pk,
        public_id=case.public_id,
        number=case.number,
        type=case.package_version.name if case.package_version else case.kind,
        division_id=case.division_id,
        filed_on=clock.legal_day(case.filed_at),
        concluded_on=clock.legal_day(case.concluded_at),
        ended_at=clock.now(),
        disposal=disposal,
        package_digest=bytes(item.package_digest),
        chain_length=case.chain_length,
        chain_head=case.chain_head,
    )
    _remove_rows(case, [task.pk for task in held.tasks])


def _remove_rows(case: Case, tasks: Sequence[UUID]) -> None:
    drafts = list(Draft.objects.filter(filed_case_id=case.pk).values_list("pk", flat=True))
    for leaver in leavers():
        leaver(case.pk, tasks, drafts)
    Message.objects.filter(case_id=case.pk).delete()
    Notice.objects.filter(case_id=case.pk).delete()
    Licence.objects.filter(case_id=case.pk).delete()
    Delivery.objects.filter(subject_id__in=tasks).delete()
    Discrepancy.objects.filter(subject_id__in=tasks).delete()
    Finding.objects.filter(subject_id=case.pk).delete()
    Draft.objects.filter(pk__in=drafts).delete()
    params: dict[str, Any] = {
        "case": case.pk,
        "name": str(case.pk),
        "tasks": list(tasks),
        "first": first_id(case.filed_at - timedelta(seconds=1)),
        "last": first_id(case.filed_at + timedelta(seconds=1)),
    }
    with connection.cursor() as cursor:
        for statement in _ROWS:
            cursor.execute(statement, params)


def end_draft(disposal: Disposal, item: Item) -> None:
    """End a draft that was never filed, with who had it open and the codes that led to it."""
    for leaver in leavers():
        leaver(item.subject_id, (), (item.subject_id,))
    Draft.objects.filter(pk=item.subject_id, filed_case_id=None).delete()


def as_json(value: object) -> bytes:
    """JSON that people can read, too."""
    return json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True, default=str).encode()
