"""A draft changes hands: phone to window, window to phone; and who has it open just now (X-06, UX 14)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection, transaction

from yichuang.core import clock
from yichuang.core.access import Actor, require
from yichuang.core.identifiers import new_handover_code, new_id, parse_handover_code
from yichuang.lines.applications.commands.looks import looked_at_person
from yichuang.lines.applications.errors import TooManyHandovers, WrongHandover
from yichuang.lines.applications.models import Handover, HandoverTry
from yichuang.lines.applications.queries.drafts import Opened
from yichuang.platform.people import commands as people
from yichuang.platform.people.models import Account, Level
from yichuang.platform.vault.keys import holder

#: A person walks up to the window with it; a phone is at hand at once.
FROM_PHONE = timedelta(minutes=30)
FROM_WINDOW = timedelta(minutes=10)
TRIES = 10
TRIES_WITHIN = timedelta(minutes=10)
#: How long somebody who did nothing counts as still there.
PRESENT = timedelta(minutes=2)


@dataclass(frozen=True)
class Code:
    """A code just given out: its nine digits, which are kept nowhere, and until when it works."""

    digits: str
    expires_at: datetime


@dataclass(frozen=True)
class Taken:
    """What a code led to: the draft's public id, and its person."""

    draft: str
    person_id: UUID


@dataclass(frozen=True)
class Beside:
    """Somebody else who has the draft open: by which channel ('window', 'web'), and when they last did something."""

    channel: str
    at: datetime


def _blind(digits: str) -> bytes:
    return holder().blind("handover", digits)


def hand_over(actor: Actor, opened: Opened) -> Code:
    """Give out a code for the draft; one that was not used stops working, who used one stays on record.

    Raises NotAllowed; WrongHandover for a draft that was filed, since nothing of it is left to be done.
    """
    require(actor, "hand-over", "draft", opened.attributes)
    if opened.draft.filed_case_id is not None or actor.account_id is None:
        raise WrongHandover
    now, digits = clock.now(), new_handover_code()
    at_window = actor.role == "clerk"
    code = Code(digits, now + (FROM_WINDOW if at_window else FROM_PHONE))
    with transaction.atomic():
        Handover.objects.filter(draft_id=opened.draft.pk, used_at__isnull=True).delete()
        Handover.objects.create(
            draft_id=opened.draft.pk,
            code_blind=_blind(digits),
            issued_by_id=actor.account_id,
            seen_card=at_window,
            created_at=now,
            expires_at=code.expires_at,
        )
    return code


def _use(account_id: UUID, text: str, is_for: Callable[[Handover], bool]) -> Handover:
    """The handover behind a code, used by ``account_id`` if it ``is_for`` them; else it is not used up.

    Raises IdentifierError for a slip, WrongHandover, TooManyHandovers. A wrong try counts, so it commits first.
    """
    now, digits = clock.now(), parse_handover_code(text)
    if HandoverTry.objects.filter(account_id=account_id, at__gt=now - TRIES_WITHIN).count() >= TRIES:
        raise TooManyHandovers(int(TRIES_WITHIN.total_seconds() // 60))
    with transaction.atomic():
        found = (
            Handover.objects.select_for_update(of=("self",))
            .select_related("draft__person")
            .filter(code_blind=_blind(digits), used_at__isnull=True, expires_at__gt=now)
            .first()
        )
        if found and found.draft.filed_case_id is None and is_for(found):
            found.used_at, found.used_by_id = now, account_id
            found.save(update_fields=["used_at", "used_by"])
            return found
        HandoverTry.objects.create(account_id=account_id, at=now)
    raise WrongHandover


def take_over(actor: Actor, text: str) -> Taken:
    """A clerk takes the draft that the visitor brought on their phone. That they looked is noted.

    Raises IdentifierError, WrongHandover, TooManyHandovers, NotAllowed.
    """
    require(actor, "take", "handover", {})
    assert actor.account_id is not None  # only a clerk has got this far
    found = _use(actor.account_id, text, lambda _: True)
    looked_at_person(replace(actor, on_behalf_of=found.draft.person_id), found.draft.person_id)
    return Taken(found.draft.public_id, found.draft.person_id)


def continue_here(account: Account, text: str) -> Taken:
    """A person goes on, on this phone, with a draft of their own.

    Where a clerk gave the code out after seeing the card, the phone's account becomes that person's, verified at a
    window (level 2): nothing is typed again. An official's account never becomes a visitor's. Otherwise the account
    must be that person's already. Raises IdentifierError, WrongHandover, TooManyHandovers.
    """

    def own(found: Handover) -> bool:
        if account.person_id is None:
            return found.seen_card and not account.holds_posts
        return account.person_id == found.draft.person_id

    found = _use(account.pk, text, own)
    person = found.draft.person
    if found.seen_card:
        people.link(account, person.name, person.id_number, Level.VERIFIED)
    return Taken(found.draft.public_id, person.pk)


_OPEN_HERE = """
-- Note who has the draft open, and tell who else does. One statement.
WITH mine AS (
    INSERT INTO applications_presence (id, draft_id, account_id, channel, at)
    VALUES (%(id)s, %(draft)s, %(account)s, %(channel)s, %(now)s)
    ON CONFLICT (draft_id, account_id) DO UPDATE SET channel = excluded.channel, at = excluded.at
)
SELECT channel, at FROM applications_presence
WHERE draft_id = %(draft)s AND account_id <> %(account)s AND at > %(since)s
ORDER BY at DESC
"""


def open_here(actor: Actor, opened: Opened) -> list[Beside]:
    """Note that ``actor`` has the draft open, and tell who else has had it open within two minutes, newest first."""
    now = clock.now()
    with connection.cursor() as cursor:
        cursor.execute(
            _OPEN_HERE,
            {
                "id": new_id(),
                "draft": opened.draft.pk,
                "account": actor.account_id,
                "channel": actor.channel,
                "now": now,
                "since": now - PRESENT,
            },
        )
        return [Beside(channel, at) for channel, at in cursor.fetchall()]
