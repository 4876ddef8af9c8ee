"""PostgreSQL as the judge of expressions: facts with their types, and the functions of the registry said in SQL."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import psycopg
from chinese_calendar.constants import holidays, workdays  # type: ignore[import-untyped]
from psycopg.types.json import Jsonb

from tests.core.rules.drawing import SCHEMA, TYPES, Text

FUNCTIONS = """
create table {0}.special (day date primary key, worked boolean not null);
create function {0}.worked(d date) returns boolean strict language sql
    as $$ select coalesce((select worked from {0}.special where day = d),
                          extract(isodow from d) < 6 and to_char(d, 'MMDD') <> '0101') $$;
create function {0}.working_days_between(one date, other date) returns bigint strict language sql
    as $$ select (case when other < one then -1 else 1 end) * count(*)
          from generate_series(1, greatest(one, other) - least(one, other)) n
          where {0}.worked(least(one, other) + n) $$;
create function {0}.add_working_days(start date, many bigint) returns date strict language sql
    as $$ select min(d) from (
              select start + n as d from generate_series(0, 30) n where many = 0 and {0}.worked(start + n)
              union all
              (select start + sign(many)::int * n from generate_series(1, 30 + 3 * abs(many)::int) n
               where many <> 0 and {0}.worked(start + sign(many)::int * n) order by n offset greatest(abs(many) - 1, 0)
               limit 1)) found $$;
create function {0}.born_in(text) returns date strict language plpgsql
    as $$ begin
        if $1 !~ '^[0-9]{17}[0-9X]$' or substr($1, 7, 4) = '0000' then return null; end if;
        return to_date(substr($1, 7, 8), 'YYYYMMDD');
    exception when data_exception then return null;
    end $$;
create function {0}.id_18(text) returns text strict language sql
    as $$ select case when $1 ~ '^[0-9]{17}[0-9X]$' then $1
              when $1 ~ '^[0-9]{15}$' and $1 !~ '99[6-9]$' and {0}.born_in(seventeen || '0') is not null
              then seventeen || substr('10X98765432', 1 + (
                  select sum(substr(seventeen, at::int, 1)::int * weight)::int % 11
                  from unnest(array[7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]) with ordinality w(weight, at)
              ), 1) end
          from (select substr($1, 1, 6) || '19' || substr($1, 7, 9) as seventeen) x $$;
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
            special = [*((day, False) for day in holidays), *((day, True) for day in workdays)]
            connection.cursor().executemany(f"insert into {schema}.special values (%s, %s)", special)
            connection.execute(f"set search_path to {schema}")
            yield Judge(connection)
        finally:
            connection.execute(f"drop schema {schema} cascade")
