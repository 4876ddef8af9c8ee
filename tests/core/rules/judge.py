"""PostgreSQL as the judge of expressions: facts with their types, and the functions of the registry said in SQL."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import psycopg
from psycopg.types.json import Jsonb

from tests.core.rules.drawing import SCHEMA, TYPES, Text

FUNCTIONS = """
create function {0}.add_months(start date, months bigint) returns date strict language sql
    as $$ select (start + make_interval(months => months::int))::date $$;
create function {0}.first_of_month(d date) returns date strict language sql
    as $$ select date_trunc('month', d)::date $$;
create function {0}.year_of(d date) returns bigint strict language sql as $$ select extract(year from d)::bigint $$;
create function {0}.months_between(one date, other date) returns bigint strict language sql
    as $$ select (case when other < one then -1 else 1 end) * max(n)
          from generate_series(0, (greatest(one, other) - least(one, other)) / 28) n
          where (least(one, other) + make_interval(months => n))::date <= greatest(one, other) $$;
create function {0}.age_on(birth date, "on" date) returns bigint strict language sql
    as $$ select max(n)::bigint from generate_series(0, ("on" - birth) / 365) n
          where (birth + make_interval(years => n))::date <= "on" $$;
create function {0}.minimum_contribution_months(year bigint) returns bigint strict language sql
    as $$ select case when year < 2030 then 180 when year >= 2039 then 240 else 180 + 6 * (year - 2029) end $$;
create table {0}.categories (word text, age int, step int, most int);
insert into {0}.categories values
    ('man60', 720, 4, 36), ('male', 720, 4, 36), ('woman55', 660, 4, 36), ('woman50', 600, 2, 60),
    ('female', 660, 4, 36), ('female', 600, 2, 60);
create function {0}.reached(birth date, category text) returns setof date strict language sql
    as $$ select (birth + make_interval(months => age
              + case when m < 0 then 0 else least(most, m / step + 1) end))::date
          from {0}.categories, lateral (select (extract(year from birth + make_interval(months => age)) * 12
              + extract(month from birth + make_interval(months => age)) - 24301)::int as m) x
          where word = category $$;
create function {0}.retired(birth date, category text, "on" date) returns boolean strict language sql
    as $$ select case when bool_and(one <= "on") then true when bool_and(one > "on") then false end
          from {0}.reached(birth, category) one $$;
create function {0}.statutory_retirement_month(birth date, category text) returns date strict language sql
    as $$ select date_trunc('month', one)::date from {0}.reached(birth, category) one $$;
create function {0}.latest_retirement_month(birth date, category text) returns date strict language sql
    as $$ select date_trunc('month', one + make_interval(years => 3))::date from {0}.reached(birth, category) one $$;
create function {0}.earliest_retirement_month(birth date, category text) returns date strict language sql
    as $$ select greatest(date_trunc('month', one - make_interval(years => 3)),
                          date_trunc('month', birth + make_interval(months => age)))::date
          from {0}.reached(birth, category) one, {0}.categories where word = category $$;
"""


class Judge:
    """Answers what PostgreSQL makes of an expression."""

    def __init__(self, connection: psycopg.Connection[tuple[object, ...]]) -> None:
        self.connection = connection
        columns = ", ".join(f"%({name})s::{TYPES[kind.kind]} as {name}" for name, kind in SCHEMA.items())
        self.person = f"(select {columns}) person"

    def answer(self, text: Text, facts: Mapping[str, object]) -> object:
        """The value. Raises psycopg.errors.DataError where PostgreSQL has none."""
        expression = text.judge.replace("%", "%%")
        given = {name: _members(value) if isinstance(value, tuple) else value for name, value in facts.items()}
        row = self.connection.execute(f"select ({expression}) from {self.person}", given).fetchone()  # type: ignore[arg-type]
        assert row is not None
        return row[0]


def _members(members: tuple[dict[str, object], ...]) -> Jsonb:
    """A list; what JSON has no form for goes as text, which PostgreSQL reads by the column's type."""
    plain = (bool, int, str, type(None))
    return Jsonb([{key: one if isinstance(one, plain) else str(one) for key, one in row.items()} for row in members])


@contextmanager
def judge(dsn: str) -> Iterator[Judge]:
    """A judge; the functions that it needs live in a schema that goes with it."""
    with psycopg.connect(dsn, autocommit=True) as connection:
        schema = f"rules_judge_{os.getpid()}"
        connection.execute(f"create schema {schema}")
        try:
            connection.execute(FUNCTIONS.replace("{0}", schema))
            connection.execute(f"set search_path to {schema}")
            yield Judge(connection)
        finally:
            connection.execute(f"drop schema {schema} cascade")
