"""A department with very many parts: the rows of one real case, copied by the database itself."""

from __future__ import annotations

from django.db import connection
from django.db.models import Model

from yichuang.platform.cases.models import Case, Task

#: How a copy differs from what it is made of; ``i`` counts the copies. Every seventh clock stands still.
_CASE = {"id": "gen_random_uuid()", "public_id": "'long' || i", "number": "'LONG' || lpad(i::text, 8, '0')"}
_TASK = {
    "id": "gen_random_uuid()",
    "public_id": "'long' || i",
    "case_id": "(SELECT id FROM cases_case WHERE number = 'LONG' || lpad(i::text, 8, '0'))",
    "due_on": "CASE WHEN mod(i, 7) > 0 THEN date '2026-01-01' + mod(i, 211) END",
    "state_since": "state_since - i * interval '1 minute'",
}


def _copied(model: type[Model], changed: dict[str, str]) -> str:
    columns = [field.column for field in model._meta.concrete_fields if not field.generated]
    values = ", ".join(changed.get(column, f'"{column}"') for column in columns)
    table, names = model._meta.db_table, ", ".join(f'"{column}"' for column in columns)
    numbered = "generate_series(%s::int, %s::int) AS i"
    return f"INSERT INTO {table} ({names}) SELECT {values} FROM {table}, {numbered} WHERE id = %s"


def copies(part: Task, first: int, last: int, **changed: str) -> None:
    """Parts like this one with cases of their own, numbered so; ``changed``: a column of theirs as SQL."""
    with connection.cursor() as cursor:
        cursor.execute(_copied(Case, _CASE), [first, last, part.case_id])
        cursor.execute(_copied(Task, _TASK | changed), [first, last, part.pk])
        cursor.execute("ANALYZE cases_case, cases_task")
