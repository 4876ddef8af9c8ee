"""What the engine does when the delivery ledger says that parts arrived: note receipt numbers, write the events.

One batch, four statements, however many arrived: the ledger delivers thousands a second.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any
from uuid import UUID

from psycopg.types.json import Jsonb

from yichuang.core import clock
from yichuang.core.access import Actor
from yichuang.platform.cases.events import Chain
from yichuang.platform.cases.filing import KEY_CONTEXT
from yichuang.platform.exchange.bulk import bulk_cursor, copy_rows
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
WHERE t.id = ANY(%(tasks)b::uuid[])
ORDER BY c.id, t.id
FOR UPDATE OF c
"""

NOTE_NUMBERS = """
-- What the department calls each part; a number that is known already stays.
UPDATE cases_task AS t
SET receipt_number = CASE WHEN r.receipt = '' THEN t.receipt_number ELSE r.receipt END,
    provincial_number = CASE WHEN r.provincial = '' THEN t.provincial_number ELSE r.provincial END
FROM unnest(%(tasks)b::uuid[], %(receipts)b::text[], %(provincial)b::text[]) AS r(id, receipt, provincial)
WHERE t.id = r.id
"""

MOVE_HEADS = """
-- The new heads of the event chains.
UPDATE cases_case AS c SET chain_length = r.length, chain_head = r.head
FROM unnest(%(cases)b::uuid[], %(lengths)b::int[], %(heads)b::bytea[]) AS r(id, length, head)
WHERE c.id = r.id
"""


#: The columns of an event, with their types.
EVENT_COLUMNS = (
    ("id", "uuid"),
    ("case_id", "uuid"),
    ("position", "int4"),
    ("verb", "text"),
    ("at", "timestamptz"),
    ("actor_id", "uuid"),
    ("role", "text"),
    ("channel", "text"),
    ("task_id", "uuid"),
    ("dimensions", "jsonb"),
    ("payload", "bytea"),
    ("salt", "bytea"),
    ("payload_digest", "bytea"),
    ("hash", "bytea"),
)


def _event_rows(chains: Iterable[Chain]) -> Iterator[tuple[Any, ...]]:
    for chain in chains:
        for event in chain.events:
            values = {**vars(event), "dimensions": Jsonb(event.dimensions)}
            yield tuple(values[name] for name, _ in EVENT_COLUMNS)
        chain.events = []


def _text(outcomes: Sequence[Outcome], name: str, limit: int) -> str:
    """The last answer's member of that name as text; '' where no answer has it."""
    values = [each.answer[name] for each in outcomes if each.answer and each.answer.get(name) is not None]
    return str(values[-1])[:limit].replace("\x00", "") if values else ""


@on_acknowledged
def arrived(outcomes: Sequence[Outcome]) -> None:
    """Note what arrived, inside the ledger's settling transaction."""
    by_task: dict[UUID, list[Outcome]] = {}
    for outcome in outcomes:
        by_task.setdefault(outcome.delivery.subject_id, []).append(outcome)
    keys, now = holder(), clock.now()
    with bulk_cursor() as cursor:
        cursor.execute(HOLD, {"tasks": list(by_task)}, binary=True)
        rows = cursor.fetchall()
        chains: dict[UUID, Chain] = {}
        for task_id, matter, case_id, kind, division, wrapped, length, head in rows:
            chain = chains.get(case_id)
            if chain is None:
                data_key = keys.unwrap(bytes(wrapped), KEY_CONTEXT)
                chain = chains[case_id] = Chain(case_id, data_key, length, bytes(head))
            for outcome in by_task[task_id]:
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
                "receipts": [_text(by_task[each], "receipt_number", 80) for each in found],
                "provincial": [_text(by_task[each], "provincial_number", 50) for each in found],
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
    copy_rows("cases_event", EVENT_COLUMNS, _event_rows(chains.values()))
