"""The desk's lists as somebody writes them who knows PostgreSQL and this schema, and nothing of the house.

By keyset along the right index, one statement a page, prepared, with the columns that a line shows; sealed names stay
sealed, as ours do until somebody reads them. Who may see what is written into the statement.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import psycopg
from django.db import connection

#: By what each list goes: one state by due day, or several by when they began, the newest first.
STATES: Mapping[str, Sequence[str]] = {
    "open": ("open",),
    "accepted": ("accepted",),
    "supplement": ("supplement",),
    "special": ("special",),
    "ended": ("granted", "refused", "declined", "withdrawn", "terminated"),
}

COLUMNS = """SELECT t.id, t.public_id, t.matter, t.state, t.state_since, t.due_on, t.amber_on, t.holder_id, h.display,
    r.display, c.number, c.kind, v.id, v.name, v.version, v.digest, v.division_id, p.name
FROM ({page}) AS page
JOIN cases_task AS t ON t.id = page.id
JOIN cases_case AS c ON c.id = t.case_id
LEFT JOIN catalog_packageversion AS v ON v.id = c.package_version_id
LEFT JOIN people_person AS p ON p.id = c.person_id
LEFT JOIN people_account AS h ON h.id = t.holder_id
LEFT JOIN people_account AS r ON r.id = t.raised_to_id
ORDER BY {order}"""

#: Parts with a day, after the last of the page before.
DATED = """SELECT id FROM cases_task WHERE {whose} AND kind = 'application' AND state = '{state}'
    AND due_on IS NOT NULL AND (due_on, id) > (%(due)s, %(id)s) ORDER BY due_on, id LIMIT 51"""
#: Parts whose clock stands still.
UNDATED = """SELECT id FROM cases_task WHERE {whose} AND kind = 'application' AND state = '{state}'
    AND due_on IS NULL AND id > %(id)s ORDER BY due_on, id LIMIT 51"""
ENDED = """(SELECT id, state_since FROM cases_task WHERE {whose} AND kind = 'application' AND state = '{state}'
    AND (state_since, id) < (%(since)s, %(id)s) ORDER BY state_since DESC, id DESC LIMIT 51)"""
LATE = """(SELECT t.id, t.due_on FROM cases_task AS t JOIN cases_case AS c ON c.id = t.case_id
    WHERE t.department_id = {department} AND c.division_id = %(division)s AND t.kind = 'application'
    AND t.state = '{state}' AND t.due_on < %(today)s AND (t.due_on, t.id) > (%(due)s, %(id)s)
    ORDER BY t.due_on, t.id LIMIT 51)"""
OBJECTIONS = """SELECT o.id, o.public_id, o.registry, o.fact, o.raised_at, p.name
FROM applications_objection AS o JOIN people_person AS p ON p.id = o.person_id
WHERE o.department_id = %(department)s AND o.answered_at IS NULL AND (o.raised_at, o.id) > (%(since)s, %(id)s)
ORDER BY o.raised_at, o.id LIMIT 51"""


def page(which: str, whose: str, *, dated: bool = True) -> str:
    """The statement of one page of a list; ``whose``: SQL that says whose parts, ``dated``: those with a day."""
    if which == "ended":
        branches = " UNION ALL ".join(ENDED.format(whose=whose, state=state) for state in STATES[which])
        merged = f"SELECT * FROM ({branches}) AS merged ORDER BY state_since DESC, id DESC LIMIT 51"
        return COLUMNS.format(page=merged, order="t.state_since DESC, t.id DESC")
    [state] = STATES[which]
    return COLUMNS.format(page=(DATED if dated else UNDATED).format(whose=whose, state=state), order="t.due_on, t.id")


def late(departments: Sequence[object]) -> str:
    """The statement of one page of a division's late parts: every department's and state's own, merged."""
    branches = " UNION ALL ".join(
        LATE.format(department=f"'{each}'", state=state) for each in departments for state in ("open", "accepted")
    )
    merged = f"SELECT * FROM ({branches}) AS merged ORDER BY due_on, id LIMIT 51"
    return COLUMNS.format(page=merged, order="t.due_on, t.id")


def counts(whose: str) -> str:
    """The statement that counts every list, each up to a thousand."""
    capped = (
        f"(SELECT count(*) FROM (SELECT 1 FROM cases_task WHERE {whose} AND kind = 'application' AND state IN"
        f" ({', '.join(repr(each) for each in states)}) ORDER BY state, due_on, id LIMIT 1000) AS counted)"
        for states in STATES.values()
    )
    return f"SELECT {', '.join(capped)}"


def rows(statement: str, params: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    """What a statement finds, bound and prepared on the server, over this thread's connection."""
    connection.ensure_connection()
    with psycopg.Cursor(connection.connection) as cursor:
        return cursor.execute(statement.encode(), params).fetchall()
