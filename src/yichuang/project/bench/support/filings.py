"""Finished drafts with sessions to file them, and the same rows for pgbench. Not a benchmark by itself."""

from __future__ import annotations

import secrets
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

import yaml
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection

from yichuang.core import clock
from yichuang.core.identifiers import make_id_number, new_id, public_id
from yichuang.lines.applications import content as contents
from yichuang.lines.applications.content import Content
from yichuang.platform.cases.filing import KEY_CONTEXT
from yichuang.platform.cases.models import Draft
from yichuang.platform.catalog import queries as catalog
from yichuang.platform.catalog.queries import Published
from yichuang.platform.people.models import Account, Person
from yichuang.platform.people.queries import person_blind, phone_blind
from yichuang.platform.vault.keys import holder

BACKEND = "yichuang.platform.people.backends.CodeBackend"
NOWHERE = "439900"

_accounts: list[tuple[Account, str, dict[str, Any]]] = []


def _walk() -> dict[str, Any]:
    """The walk of the content that is to be measured: which service, which answers."""
    walks = (yaml.safe_load(path.read_text("utf-8")) for path in sorted((settings.CONTENT / "walks").glob("*.yaml")))
    declared: dict[str, Any] = next(each for each in walks if each.get("measured"))
    return declared


def accounts(count: int) -> list[tuple[Account, str, dict[str, Any]]]:
    """``count`` matched residents with an open session each: (account, session key, register values)."""
    now, run = clock.now(), _walk()["runs"][0]["person"]
    for number in range(len(_accounts), count):
        born = date(1980, 1, 1) + timedelta(days=number % 400 * 17)  # of an age that every case has both parts
        id_number = make_id_number(NOWHERE, born, number % 999 + 1)
        phone = f"1990{number + 5_000_000:07d}"
        person = Person.objects.create(
            public_id=public_id(),
            name="量测一",
            id_number=id_number,
            id_blind=person_blind(id_number),
            created_at=now,
        )
        account = Account.objects.create(
            public_id=public_id(),
            phone=phone,
            phone_blind=phone_blind(phone),
            person=person,
            level=1,
            created_at=now,
        )
        session = SessionStore()
        session[SESSION_KEY] = str(account.pk)
        session[BACKEND_SESSION_KEY] = BACKEND
        session[HASH_SESSION_KEY] = account.get_session_auth_hash()
        session.create()
        held = {
            "name": "量测一",
            "id_number": id_number,
            "phone": phone,
            "birth_date": born,
            "sex": run["sex"],
            "division": run["division"],
        }
        _accounts.append((account, str(session.session_key), held))
    return _accounts[:count]


def drafts(people: int, each: int) -> list[dict[str, str]]:
    """``each`` finished drafts of ``people`` accounts, as requests that file them, well mixed."""
    walk = _walk()
    published = catalog.current(walk["service"])
    made: list[Draft] = []
    requests: list[dict[str, str]] = []
    for account, session, held in accounts(people):
        content = finished(published, walk["runs"][0]["answers"], held)
        key = holder().new_data_key()
        sealed, wrapped, now = contents.sealed(content, key), holder().wrap(key, KEY_CONTEXT), clock.now()
        for _ in range(each):
            token = secrets.token_hex(16)
            draft = Draft(
                id=new_id(),
                public_id=public_id(),
                package_version_id=published.id,
                person=account.person,
                account=account,
                channel="web",
                content=sealed,
                wrapped_key=wrapped,
                created_at=now,
                updated_at=now,
            )
            made.append(draft)
            requests.append(
                {
                    "path": f"/drafts/{draft.public_id}/file",
                    "cookie": f"sessionid={session}; csrftoken={token}",
                    "body": urlencode({"csrfmiddlewaretoken": token, "version": 1}),
                }
            )
    Draft.objects.bulk_create(made, batch_size=1000)
    secrets.SystemRandom().shuffle(requests)
    return requests


def finished(published: Published, answers: dict[str, str], held: dict[str, Any]) -> Content:
    """The content of a draft in which every question has its answer."""
    content, now = Content(), clock.now()
    for fact in published.package.facts.values():
        if fact.registry is not None:
            content.registers[fact.registry] = {"state": contents.ANSWERED, "at": now.isoformat()}
            content.put(fact, held.get(contents.item_of(fact)), fact.registry, now)
    for name, text in answers.items():
        content.put(published.package.facts[name], published.package.facts[name].read(text), contents.PERSON, now)
    return content


#: What one filing writes, table by table: how many rows, and the columns.
TABLES = (
    "cases_case",
    "cases_task",
    "cases_clockline",
    "cases_event",
    "exchange_delivery",
    "post_message",
    "cases_intent",
)


def script() -> str:
    """A pgbench script that writes the rows of the newest case again under new keys: one insert a table, many rows.

    Values that must be new are made by the server (random ids); the others are literals of the real row, so sizes are
    the same. Foreign keys point to what the real row points to, and within the script to its own new case.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM cases_case ORDER BY filed_at DESC LIMIT 1")
        case_id = cursor.fetchone()[0]
        cursor.execute("SELECT id FROM cases_task WHERE case_id = %s ORDER BY position", [case_id])
        tasks = [row[0] for row in cursor.fetchall()]
        lines = [
            "SELECT gen_random_uuid() AS case_id"
            + "".join(f", gen_random_uuid() AS task_{n}" for n in range(len(tasks)))
            + " \\gset"
        ]
        lines.append("BEGIN;")
        names = {str(case_id): "case_id", **{str(task): f"task_{n}" for n, task in enumerate(tasks)}}
        for table, where in _where(case_id, tasks).items():
            lines.append(_insert(cursor, table, where, names))
        lines.append("COMMIT;")
    return "\n".join(lines) + "\n"


def _where(case_id: Any, tasks: list[Any]) -> dict[str, tuple[str, list[Any]]]:
    return {
        "cases_case": ("id = %s", [case_id]),
        "cases_task": ("case_id = %s", [case_id]),
        "cases_clockline": ("task_id = ANY(%s)", [tasks]),
        "cases_event": ("case_id = %s", [case_id]),
        "exchange_delivery": ("subject_id = ANY(%s)", [tasks]),
        "post_message": ("case_id = %s", [case_id]),
        "cases_intent": ("answer->>'id' = %s", [str(case_id)]),
    }


#: The columns of a table that are written; others are generated by the server.
_WRITTEN = (
    "SELECT column_name FROM information_schema.columns WHERE table_schema = 'public' AND table_name = %s"
    " AND is_generated = 'NEVER' ORDER BY ordinal_position"
)


def _insert(cursor: Any, table: str, where: tuple[str, list[Any]], names: dict[str, str]) -> str:
    cursor.execute(_WRITTEN, [table])
    columns = [row[0] for row in cursor.fetchall()]
    quoted = ", ".join(f'"{name}"' for name in columns)
    cursor.execute(f"SELECT {quoted} FROM {table} WHERE {where[0]}", where[1])
    values = ",\n".join(
        f"({', '.join(_literal(n, v, names) for n, v in zip(columns, row, strict=True))})" for row in cursor.fetchall()
    )
    return f"INSERT INTO {table} ({quoted}) VALUES\n{values};"


def _literal(column: str, value: Any, names: dict[str, str]) -> str:
    """``value`` as SQL: keys made anew, the rest as it was."""
    if value is None:
        return "NULL"
    text = str(value)
    if text in names:
        return f"':{names[text]}'"
    if column == "id":
        return "gen_random_uuid()"
    if column in ("public_id", "number", "key"):
        return "substr(md5(random()::text), 1, 26)"
    if isinstance(value, bool | int):
        return text
    if isinstance(value, bytes | memoryview):
        return f"'\\x{bytes(value).hex()}'"
    if isinstance(value, dict | list):
        import json

        text = json.dumps(value, ensure_ascii=False)
    return (
        "'" + text.replace("'", "''").replace(":", "\\:") + "'"
        if ":" not in text
        else "'" + text.replace("'", "''") + "'"
    )


FILL = """
-- Many earlier cases, each like the newest one: a case with its parts, clocks and events.
WITH model AS (SELECT * FROM cases_case ORDER BY filed_at DESC LIMIT 1),
made AS (
    INSERT INTO cases_case (id, public_id, number, kind, package_version_id, division_id, person_id, filed_by_id,
        channel, state, filed_at, legal_date, concluded_at, facts, wrapped_key, chain_length, chain_head)
    SELECT gen_random_uuid(), substr(md5(n::text || clock_timestamp()::text), 1, 26),
        'F' || n || substr(md5(random()::text), 1, 12), kind, package_version_id, division_id, person_id, filed_by_id,
        channel, state, filed_at - make_interval(secs => n), legal_date, NULL, facts, wrapped_key, chain_length,
        chain_head
    FROM model, generate_series(1, %(count)s) AS n
    RETURNING id, filed_at
), parts AS (
    INSERT INTO cases_task (id, public_id, case_id, position, matter, item_code, provincial_number, receipt_number,
        department_id, lane, state, due_on, statutory_on, amber_on, provisional, filed_at, state_since,
        supplement_asked)
    SELECT gen_random_uuid(), substr(md5(made.id::text || t.position), 1, 26), made.id, t.position, t.matter,
        t.item_code, '', '', t.department_id, t.lane, t.state, t.due_on, t.statutory_on, t.amber_on, false,
        made.filed_at, made.filed_at, false
    FROM made, (SELECT task.* FROM cases_task AS task JOIN model ON model.id = task.case_id) AS t
    RETURNING 1
)
INSERT INTO cases_event (id, case_id, position, verb, at, role, channel, dimensions, salt, payload_digest, hash)
SELECT gen_random_uuid(), made.id, 1, 'filed', made.filed_at, 'resident', 'web', '{}', '\\x00', '\\x00', '\\x00'
FROM made
"""


def fill(count: int) -> None:
    """Let ``count`` cases have been filed before, in batches."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM cases_case")
        missing = count - cursor.fetchone()[0]
        while missing > 0:
            cursor.execute(FILL, {"count": min(missing, 50_000)})
            missing -= 50_000
        cursor.execute("ANALYZE cases_case, cases_task, cases_event")
