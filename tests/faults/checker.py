"""Is everything that was shown there, whole, and once? Asked of the database in plain SQL, and of nobody else.

``complaints`` names what is wrong. It is shown to complain where a protection is taken away (test_filing_kills.py): a
checker that never complained proves nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

import psycopg

from tests.faults.client import Receipt

HALVES = {
    "a case without a part": "SELECT c.number FROM cases_case c WHERE NOT EXISTS"
    " (SELECT FROM cases_task t WHERE t.case_id = c.id)",
    "a part without a clock": "SELECT t.matter FROM cases_task t WHERE NOT EXISTS"
    " (SELECT FROM cases_clockline l WHERE l.task_id = t.id)",
    "a part whose department has a system, and nothing leaves for it": "SELECT t.matter FROM cases_task t"
    " JOIN people_department d ON d.id = t.department_id WHERE d.reach = 'connector' AND NOT EXISTS"
    " (SELECT FROM exchange_delivery e WHERE e.subject_id = t.id)",
    "a part that leaves twice": "SELECT e.subject_id::text FROM exchange_delivery e"
    " WHERE e.type = 'cn.yichuang.task.filed.v1' GROUP BY 1 HAVING count(*) > 1",
    "a delivery of no part": "SELECT e.id::text FROM exchange_delivery e WHERE NOT EXISTS"
    " (SELECT FROM cases_task t WHERE t.id = e.subject_id)",
    "a case that was never filed by its events": "SELECT c.number FROM cases_case c WHERE NOT EXISTS"
    " (SELECT FROM cases_event e WHERE e.case_id = c.id AND e.position = 1 AND e.verb = 'filed')",
    "a case whose chain is shorter than it says": "SELECT c.number FROM cases_case c WHERE c.chain_length <>"
    " (SELECT count(*) FROM cases_event e WHERE e.case_id = c.id)",
    "a case of which its person is not told": "SELECT c.number FROM cases_case c WHERE NOT EXISTS"
    " (SELECT FROM post_message m WHERE m.case_id = c.id)",
    "a case that no intention asked for": "SELECT c.number FROM cases_case c WHERE NOT EXISTS"
    " (SELECT FROM cases_intent i WHERE i.answer->>'number' = c.number)",
    "an intention whose case is not there": "SELECT i.answer->>'number' FROM cases_intent i WHERE NOT EXISTS"
    " (SELECT FROM cases_case c WHERE c.number = i.answer->>'number')",
    "a draft that says it is filed, and is not": "SELECT d.public_id FROM cases_draft d"
    " WHERE d.filed_case_id IS NOT NULL AND NOT EXISTS (SELECT FROM cases_case c WHERE c.id = d.filed_case_id)",
    "a case of which no draft knows": "SELECT c.number FROM cases_case c WHERE NOT EXISTS"
    " (SELECT FROM cases_draft d WHERE d.filed_case_id = c.id)",
    "one key with two cases": "SELECT i.key FROM cases_intent i GROUP BY i.actor_id, i.verb, i.key HAVING count(*) > 1",
    "one number with two cases": "SELECT c.number FROM cases_case c GROUP BY 1 HAVING count(*) > 1",
}
"""Each half-written or doubled thing, and the query that finds it."""


def complaints(dsn: str, receipts: Iterable[Receipt] = ()) -> list[str]:
    """Everything that is wrong in the database, and between it and what clients were shown."""
    found = []
    with psycopg.connect(dsn) as connection:
        for what, query in HALVES.items():
            found += [f"{what}: {row[0]}" for row in connection.execute(query)]
        rows = connection.execute(
            "SELECT d.public_id, c.number, c.public_id FROM cases_draft d JOIN cases_case c ON c.id = d.filed_case_id"
        ).fetchall()
    there = {draft: (number, case) for draft, number, case in rows}
    numbers = Counter(number for number, _ in there.values())
    found += [f"two drafts with one number: {number}" for number, count in numbers.items() if count > 1]
    for receipt in receipts:
        held = there.get(receipt.draft)
        if held is None:
            found.append(f"a receipt was shown for {receipt.draft}, and there is no case")
        elif held != (receipt.number, receipt.case):
            found.append(f"{receipt.number} was shown for {receipt.draft}, and {held[0]} is there")
    return found


def cases(dsn: str) -> int:
    """How many cases there are."""
    with psycopg.connect(dsn) as connection:
        row = connection.execute("SELECT count(*) FROM cases_case").fetchone()
    assert row
    return int(row[0])
