"""The ledger of messages to phones, one lane a provider, and how a message passes from one provider to another.

A message is in the hands of one provider at a time, and its id is the idempotency key there. It passes to another only
if the first surely has nothing of it: nothing had left, it answered 429 or 503, or it says itself that it does not know
the message. Whatever may have arrived stays with its provider until that one answers: nobody is told twice. That a
message is in hand is therefore written before it leaves; a worker that is killed leaves it in doubt, not free.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection
from django.db.models import F

from yichuang.core import clock
from yichuang.core.cipher import CipherError
from yichuang.core.identifiers import new_id
from yichuang.platform.exchange import lanes
from yichuang.platform.exchange.http1 import Reply
from yichuang.platform.exchange.judgement import Verdict, judge, states
from yichuang.platform.exchange.ledger import due_until, next_try
from yichuang.platform.exchange.sender import Parcel
from yichuang.platform.messages.hours import not_before
from yichuang.platform.messages.models import Message
from yichuang.platform.vault.fields import SealedTextField

log = logging.getLogger(__name__)

MESSAGES, STATES = "/messages", "/messages/states"
#: A provider is asked about so many messages at once.
ASKED_AT_ONCE = 100

CLAIM = """
-- Up to so many messages, oldest first, none that is in hand already; from now on this provider may have them.
WITH due AS (
    SELECT id, in_doubt, next_at FROM post_message
    WHERE state = 'waiting' AND next_at <= %(until)s AND provider = ANY(%(mine)s) AND id <> ALL(%(held)s::uuid[])
      AND (urgent OR NOT %(quiet)s)
    ORDER BY next_at, id
    LIMIT %(batch)s
    FOR UPDATE SKIP LOCKED
)
UPDATE post_message AS m SET provider = %(code)s, in_doubt = TRUE
FROM due WHERE m.id = due.id
RETURNING m.id, m."to", m.text, m.attempts, m.expires_at, due.in_doubt, due.next_at
"""

SETTLE = """
-- Write the outcome of a batch of attempts in one statement; a message settled meanwhile is left alone.
UPDATE post_message AS m
SET state = r.state, last_error = r.error, attempts = m.attempts + 1, next_at = COALESCE(r.next_at, m.next_at),
    provider = r.provider, in_doubt = r.in_doubt,
    sent_at = CASE WHEN r.state = 'sent' THEN %(now)s::timestamptz END
FROM unnest(%(ids)s::uuid[], %(states)s::text[], %(errors)s::text[], %(next)s::timestamptz[], %(providers)s::text[],
            %(doubts)s::boolean[]) AS r(id, state, error, next_at, provider, in_doubt)
WHERE m.id = r.id AND m.state = 'waiting'
"""

_STATES = {"delivered": Message.State.SENT, "refused": Message.State.REFUSED, "again": Message.State.WAITING}
#: What a provider says of a message that it has.
_HELD = {"taken": Message.State.SENT, "delivered": Message.State.DELIVERED, "failed": Message.State.FAILED}


@dataclass(frozen=True, slots=True)
class Text(Parcel):
    """A message in hand; ``doubted``: its provider may have had it before."""

    doubted: bool = False


@dataclass
class Ring:
    """The providers in the order in which they are asked, and which of them this process knows to be down."""

    codes: list[str] = field(default_factory=list)
    down: set[str] = field(default_factory=set)

    def after(self, code: str) -> str | None:
        """Who is asked next in place of ``code``; None where nobody else answers."""
        at = self.codes.index(code) if code in self.codes else -1
        others = [*self.codes[at + 1 :], *self.codes[: max(at, 0)]]
        return next((one for one in others if one not in self.down), None)


class MessageLedger:
    """The messages of one provider, as ``exchange.lanes.Lane`` works on them."""

    noun = "message"

    def __init__(self, code: str, ring: Ring) -> None:
        self.code, self.ring, self.lock = code, ring, f"messages by {code}"

    def _mine(self) -> list[str]:
        """Whose messages these are: its own, and, for the first provider, those that nobody has had yet."""
        return [self.code, ""] if self.ring.codes[:1] == [self.code] else [self.code]

    def claim(self, batch: int, held: Collection[UUID], *, due: bool) -> list[Text]:
        """Up to ``batch`` due messages, oldest first; with ``due`` False the next ones, due or not.

        In quiet hours only what somebody waits for. What came too late to be of use, or cannot be opened, is settled
        here and not sent.
        """
        now = clock.now()
        with connection.cursor() as cursor:
            quiet = not_before(now, settings.QUIET_HOURS) != now
            which: dict[str, Any] = {"until": due_until(due), "held": list(held), "quiet": quiet, "mine": self._mine()}
            cursor.execute(CLAIM, which | {"batch": batch, "code": self.code})
            rows = sorted(cursor.fetchall(), key=lambda row: (row[6], row[0]))
        ready: list[Text] = []
        ended: list[lanes.Outcome[Text]] = []
        for id, to, text, attempts, expires_at, doubted, _ in rows:
            blank = Text(id, MESSAGES, "application/json", b"", attempts, doubted)
            found = self._filled(blank, bytes(to), bytes(text), expires_at, now)
            if isinstance(found, Text):
                ready.append(found)
            else:
                ended.append(found)
        self.settle(ended)
        return ready

    def _filled(
        self, blank: Text, to: bytes, text: bytes, expires_at: datetime | None, now: datetime
    ) -> Text | lanes.Outcome[Text]:
        """The parcel with its body, or how it ended instead."""
        if expires_at is not None and expires_at <= now:
            return lanes.Outcome(blank, "refused", error="expired")
        try:
            content = {"id": str(blank.id), "to": _opened("to", to), "text": _opened("text", text)}
        except CipherError as error:
            log.error("message %s cannot be opened: %s", blank.id, error.code)
            return lanes.Outcome(blank, "again", error=f"its content cannot be opened: {error.code}", untaken=True)
        content["receipts"] = f"{settings.PUBLIC_URL}/api/v1/callbacks/messages/{self.code}"
        body = json.dumps(content, ensure_ascii=False).encode()
        return Text(blank.id, blank.path, blank.media, body, blank.attempts, blank.doubted)

    def probe(self) -> list[Text]:
        """A question about what it may have: nobody's message is put in doubt to find out whether it answers."""
        doubtful = Message.objects.filter(state=Message.State.WAITING, provider=self.code, in_doubt=True)
        asked = doubtful.order_by("next_at", "id").values_list("pk", flat=True)[:ASKED_AT_ONCE]
        body = json.dumps({"ids": [str(one) for one in asked]}).encode()
        return [Text(new_id(), STATES, "application/json", body, 0)]

    def judge(self, parcel: Text, reply: Reply) -> Verdict:
        """A message is taken when the provider says under which id of its own."""
        return states(reply) if parcel.path == STATES else judge(reply, "provider_id")

    def down(self) -> None:
        """Others take over what this provider surely has not."""
        self.ring.down.add(self.code)
        other = self.ring.after(self.code)
        if other is not None:
            waiting = Message.objects.filter(state=Message.State.WAITING, provider__in=self._mine(), in_doubt=False)
            waiting.update(provider=other)

    def let_be(self, parcels: Iterable[Text]) -> None:
        """What was in hand and has not left: it is as it was."""
        free = [each.id for each in parcels if each.path == MESSAGES and not each.doubted]
        if free:
            Message.objects.filter(pk__in=free, state=Message.State.WAITING).update(in_doubt=False)

    def settle(self, outcomes: Sequence[lanes.Outcome[Text]]) -> None:
        """Write how attempts ended."""
        if any(each.result != "again" for each in outcomes):
            self.ring.down.discard(self.code)
        for each in outcomes:
            if each.delivery.path == STATES:
                self._told(each.answer or {})
        ended = [each for each in outcomes if each.delivery.path == MESSAGES]
        if not ended:
            return
        now = clock.now()
        doubts = [each.result == "again" and (each.delivery.doubted or not each.untaken) for each in ended]
        passed = [self._passed(each, doubt=doubt) for each, doubt in zip(ended, doubts, strict=True)]
        with connection.cursor() as cursor:
            cursor.execute(
                SETTLE,
                {
                    "now": now,
                    "ids": [each.delivery.id for each in ended],
                    "states": [str(_STATES[each.result]) for each in ended],
                    "errors": [each.error[:200] for each in ended],
                    "next": [now if to else next_try(each, now) for each, (to, _) in zip(ended, passed, strict=True)],
                    "providers": [code for _, code in passed],
                    "doubts": doubts,
                },
            )

    def _passed(self, outcome: lanes.Outcome[Text], *, doubt: bool) -> tuple[bool, str]:
        """Whether another provider is to have it at once, and who has it now. One round of all, then a pause."""
        other = None if doubt or outcome.result != "again" else self.ring.after(self.code)
        if other is None:
            return False, self.code
        return (outcome.delivery.attempts + 1) % len(self.ring.codes) != 0, other

    def _told(self, answer: dict[str, str]) -> None:
        """What the provider says of the messages that it may have."""
        now = clock.now()
        waiting = Message.objects.filter(state=Message.State.WAITING, provider=self.code, in_doubt=True)
        unknown = [id for id, state in answer.items() if state == "unknown"]
        waiting.filter(pk__in=unknown).update(in_doubt=False, next_at=now)
        for said, state in _HELD.items():
            held = [id for id, one in answer.items() if one == said]
            if held:
                waiting.filter(pk__in=held).update(state=state, in_doubt=False, sent_at=now)

    def wake(self) -> None:
        """The provider is back: what waits for its next try there is due at once."""
        tried = Message.objects.filter(state=Message.State.WAITING, provider__in=self._mine(), attempts__gt=0)
        tried.update(next_at=F("created_at"))


def _opened(column: str, envelope: bytes) -> str | None:
    """What a column of a message says. Raises CipherError."""
    held = Message._meta.get_field(column)
    assert isinstance(held, SealedTextField)
    return held.from_db_value(envelope, None, connection)
