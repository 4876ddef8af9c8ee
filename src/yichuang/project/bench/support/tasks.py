"""Millions of parts for the measurement of lists, made by the database itself. Not a benchmark by itself.

Two parts a case, over ten departments, of which the first has two fifths; every state; two hundred due days. Where a
part stands in the table says nothing of its state or its day, so that a page's rows lie as far apart as they can.
Names are sealed as the product seals them.
"""

from __future__ import annotations

import os
import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection

PEOPLE, DEPARTMENTS, DIVISION = 20_000, 10, "990000"
SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜欧阳"
GIVEN = "建国伟芳娜秀英敏静丽强磊军洋勇艳杰娟涛明超兰霞平刚桂香志红梅俊峰玉宇浩然欣怡子轩梓涵思远"


@dataclass(frozen=True)
class Place:
    """Whose lists are measured: the department with the most, one who holds much there, its head; the division."""

    department: UUID
    officer: UUID
    head: UUID
    division: str = DIVISION


def fill(count: int) -> Place:
    """Make ``count`` parts with their cases, persons, departments and officials, and a twenty-fifth as many objections.

    The database knows afterwards how they are distributed. Whatever it has already stays.
    """
    from yichuang.core import clock
    from yichuang.core.identifiers import public_id
    from yichuang.platform.catalog.models import PackageVersion
    from yichuang.platform.people.models import Account, Department, Division, Person

    now = clock.now()
    division = Division.objects.create(code=DIVISION, name="bench")
    offices = [
        Department.objects.create(code=f"bench-{n}", names={"zh-hans": f"{n}局"}, division=division)
        for n in range(DEPARTMENTS)
    ]
    officer, colleague, head = (
        Account.objects.create(
            public_id=public_id(), phone=f"1990000000{n}", phone_blind=os.urandom(32), display=name, created_at=now
        )
        for n, name in enumerate(("经办一号", "经办二号", "部门负责人"))
    )
    version = PackageVersion.objects.create(
        name="bench",
        version=1,
        digest="",
        division=division,
        files={},
        titles={"zh-hans": "一件事"},
        in_force=date(2026, 1, 1),
        published_at=now,
    )
    people = min(PEOPLE, max(count // 2, 1))
    name, number = Person._meta.get_field("name"), Person._meta.get_field("id_number")
    with connection.cursor() as cursor:
        copy = "COPY people_person (id, public_id, name, id_number, id_blind, created_at) FROM STDIN"
        with cursor.copy(copy) as rows:
            for n, text in enumerate(names(people)):
                sealed = (name.sealed(text), number.sealed("439900199001010012"))
                rows.write_row((UUID(int=n), f"bench{n}", *sealed, os.urandom(32), now))
        known: dict[str, Any] = {
            "count": count,
            "people": people,
            "offices": [each.pk for each in offices],
            "officer": officer.pk,
            "colleague": colleague.pk,
            "head": head.pk,
            "version": version.pk,
            "division": DIVISION,
            "now": now,
            "today": clock.today(),
            "sealed": name.sealed("甲"),
        }
        for statement in (CASES, TASKS, OBJECTIONS):
            cursor.execute(statement, known)
    return Place(offices[0].pk, officer.pk, head.pk)


def names(count: int, seed: int = 2026) -> list[str]:
    """Invented names of people, many of them twice."""
    draw = random.Random(seed)
    return [draw.choice(SURNAMES) + "".join(draw.choices(GIVEN, k=draw.choice((1, 2, 2)))) for _ in range(count)]


@contextmanager
def unhindered(tables: tuple[str, ...] = ("cases_case", "cases_task", "applications_objection")) -> Iterator[None]:
    """What is written meanwhile is looked at by no trigger, and indexed at the end, all at once. For a superuser."""
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute("SET maintenance_work_mem = '1GB'")
        cursor.execute(
            "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = ANY(%s)"
            " AND indexname NOT IN (SELECT conname FROM pg_constraint)",
            [list(tables)],
        )
        held = cursor.fetchall()
        for name, _ in held:
            cursor.execute(f'DROP INDEX "{name}"')
        yield
        for _, definition in held:
            cursor.execute(definition)
        cursor.execute("SET session_replication_role = origin")
        cursor.execute(f"VACUUM ANALYZE people_person, {', '.join(tables)}")


CASES = """
-- One case for two parts; ids and numbers rise with the moment of filing, as they do in life.
INSERT INTO cases_case (id, public_id, number, kind, package_version_id, division_id, person_id, channel, state,
    filed_at, legal_date, facts, wrapped_key, chain_length, chain_head)
SELECT lpad(to_hex(n), 32, '0')::uuid, 'bench' || lpad(n::text, 9, '0'), 'B' || lpad(n::text, 12, '0'), 'application',
    %(version)s, %(division)s, lpad(to_hex(abs(hashint4(n) %% %(people)s)), 32, '0')::uuid, 'web', 'filed',
    %(now)s - (%(count)s / 2 + 1 - n) * interval '30 seconds', %(today)s, '\\x00', '\\x00', 1, '\\x00'
FROM generate_series(1, (%(count)s + 1) / 2) AS n
"""

TASKS = """
-- Each part draws its department, state, holder and day by numbers of their own, the same in every run.
INSERT INTO cases_task (id, public_id, case_id, kind, position, matter, item_code, provincial_number, receipt_number,
    department_id, lane, state, holder_id, due_on, statutory_on, amber_on, raised_at, raised_to_id, provisional,
    filed_at, state_since, supplement_asked)
SELECT lpad(to_hex(n), 32, '0')::uuid, 'bench' || lpad(n::text, 9, '0'), lpad(to_hex((n + 1) / 2), 32, '0')::uuid,
    'application', n %% 2, 'matter-' || n %% 2, '', '', '', office, '', state,
    CASE WHEN office = (%(offices)s::uuid[])[1] THEN
        CASE WHEN held < 65 THEN %(officer)s::uuid WHEN held < 85 THEN %(colleague)s::uuid END END,
    due, due, due - 3, CASE WHEN raised < 65 THEN %(now)s END,
    CASE WHEN raised < 65 AND office = (%(offices)s::uuid[])[1] THEN %(head)s::uuid END, false,
    filed, filed + draw_b * interval '1 hour', false
FROM (
    SELECT n, filed, draw_b,
        (%(offices)s::uuid[])[CASE WHEN draw_a < 40 THEN 1
            ELSE 2 + draw_a %% (array_length(%(offices)s::uuid[], 1) - 1) END] AS office,
        CASE WHEN draw_b < 20 THEN 'open' WHEN draw_b < 40 THEN 'accepted' WHEN draw_b < 50 THEN 'supplement'
            WHEN draw_b < 55 THEN 'special' WHEN draw_b < 85 THEN 'granted' WHEN draw_b < 90 THEN 'refused'
            WHEN draw_b < 94 THEN 'declined' WHEN draw_b < 98 THEN 'withdrawn' ELSE 'terminated' END AS state,
        CASE WHEN draw_b >= 40 AND draw_b < 55 OR n %% 50 = 0 THEN NULL
            ELSE %(today)s::date - 20 + draw_c END AS due,
        held, raised
    FROM (
        SELECT n, %(now)s - (%(count)s / 2 + 1 - (n + 1) / 2) * interval '30 seconds' AS filed,
            abs(hashint4(n) %% 100) AS draw_a, abs(hashint4(n + 1000000007) %% 100) AS draw_b,
            abs(hashint4(n + 500000003) %% 200) AS draw_c, abs(hashint4(-n) %% 100) AS held,
            abs(hashint4(-n - 700000001) %% 100) AS raised
        FROM generate_series(1, %(count)s) AS n
    ) AS drawn
) AS parts
"""

OBJECTIONS = """
-- Open and answered objections to the register of the department with the most parts.
INSERT INTO applications_objection (id, public_id, person_id, department_id, registry, fact, registered, stated,
    raised_at, answered_at)
SELECT lpad(to_hex(n), 32, '0')::uuid, 'bench' || lpad(n::text, 9, '0'),
    lpad(to_hex(abs(hashint4(n) %% %(people)s)), 32, '0')::uuid, (%(offices)s::uuid[])[1], 'register', 'fact',
    %(sealed)s, %(sealed)s, %(now)s - n * interval '1 minute', CASE WHEN n %% 2 = 0 THEN %(now)s END
FROM generate_series(1, GREATEST(%(count)s / 25, 100)) AS n
"""
