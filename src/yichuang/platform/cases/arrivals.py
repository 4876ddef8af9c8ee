"""What the engine does when the delivery ledger says that parts arrived: note receipt numbers, write the events.

One batch, four statements, however many arrived: the ledger delivers thousands a second.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db import connection

from yichuang.core import clock
from yichuang.core.access import Actor
from yichuang.platform.cases.engine import write_events
from yichuang.platform.cases.events import Chain
from yichuang.platform.cases.filing import KEY_CONTEXT
from yichuang.platform.exchange.ledger import Outcome, on_acknowledged
from yichuang.platform.vault.keys import holder

LEDGER = Actor(
    account_id=None,
    person_id=None,
    role="system",
    department_id=None,
    division="",
    level=0,
    channel="ledger",
    on_behalf_of=None,
    post_id=None,
)

HOLD = """
-- The cases of the parts that arrived, held in one order so that two batches never wait for each other in a circle.
SELECT t.id, t.matter, c.id, c.kind, c.division_id, c.wrapped_key, c.chain_length, c.chain_head
FROM cases_task AS t JOIN cases_case AS c ON c.id = t.case_id
WHERE t.id = ANY(%(tasks)s::uuid[])
ORDER BY c.id, t.id
FOR UPDATE OF c
"""

NOTE_NUMBERS = """
-- What the department calls each part; a number that is known already stays.
UPDATE cases_task AS t
SET receipt_number = CASE WHEN r.receipt = '' THEN t.receipt_number ELSE r.receipt END,
    provincial_number = CASE WHEN r.provincial = '' THEN t.provincial_number ELSE r.provincial END
FROM unnest(%(tasks)s::uuid[], %(receipts)s::text[], %(provincial)s::text[]) AS r(id, receipt, provincial)
WHERE t.id = r.id
"""

MOVE_HEADS = """
-- The new heads of the event chains.
UPDATE cases_case AS c SET chain_length = r.length, chain_head = r.head
FROM unnest(%(cases)s::uuid[], %(lengths)s::int[], %(heads)s::bytea[]) AS r(id, length, head)
WHERE c.id = r.id
"""


def _text(answer: dict[str, Any] | None, name: str, limit: int) -> str:
    value = (answer or {}).get(name)
    return str(value)[:limit].replace("\x00", "") if value is not None else ""


@on_acknowledged
def arrived(outcomes: Sequence[Outcome]) -> None:
    """Note what arrived, inside the ledger's settling transaction."""
    by_task: dict[UUID, Outcome] = {each.delivery.subject_id: each for each in outcomes}
    keys, now = holder(), clock.now()
    with connection.cursor() as cursor:
        cursor.execute(HOLD, {"tasks": list(by_task)})
        rows = cursor.fetchall()
        chains: dict[UUID, Chain] = {}
        for task_id, matter, case_id, kind, division, wrapped, length, head in rows:
            chain = chains.get(case_id)
            if chain is None:
                data_key = keys.unwrap(bytes(wrapped), KEY_CONTEXT)
                chain = chains[case_id] = Chain(case_id, data_key, length, bytes(head))
            outcome = by_task[task_id]
            chain.add(
                "delivered",
                LEDGER,
                now,
                task_id=task_id,
                dimensions={"kind": kind, "matter": matter, "division": division},
                payload={"delivery": str(outcome.delivery.id), "type": outcome.delivery.type},
            )
        found = [row[0] for row in rows]
        cursor.execute(
            NOTE_NUMBERS,
            {
                "tasks": found,
                "receipts": [_text(by_task[each].answer, "receipt_number", 80) for each in found],
                "provincial": [_text(by_task[each].answer, "provincial_number", 50) for each in found],
            },
        )
        cursor.execute(
            MOVE_HEADS,
            {
                "cases": list(chains),
                "lengths": [each.length for each in chains.values()],
                "heads": [each.head for each in chains.values()],
            },
        )
    write_events(*chains.values())
