"""The functions of the registry in Spark SQL. Each is strict; its arguments are short, as it writes them often."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from yichuang.core.rules.civil import MOST_MONTHS
from yichuang.core.rules.months import MONTHS_A_YEAR
from yichuang.core.rules.retirement import BY_WORD, FLEXIBLE_MONTHS, REFORM, Category
from yichuang.core.rules.spark.terms import Inexact, Term, constant, in_calendar, times, whole_number
from yichuang.core.words import N_

_REFORM_MONTH = REFORM.year * MONTHS_A_YEAR + REFORM.month - 1


def _later(day: str, months: str) -> str:
    """So many months later, in the calendar or NULL; Spark cuts at the month's end as PostgreSQL does."""
    return in_calendar(f"add_months({day}, cast({months} as int))")


def _forwards(first: str, last: str) -> str:
    months = f"((year({last}) - year({first})) * 12 + month({last}) - month({first}))"
    return f"({months} - case when add_months({first}, {months}) > {last} then 1 else 0 end)"


def _months_between(first: Term, last: Term) -> str:
    one, other = first.sql, last.sql
    later, earlier = _forwards(one, other), _forwards(other, one)
    return f"cast(case when {one} <= {other} then {later} when {other} < {one} then - {earlier} end as bigint)"


def _age_on(birth: Term, on: Term) -> str:
    return f"cast(case when {birth.sql} <= {on.sql} then {_forwards(birth.sql, on.sql)} div 12 end as bigint)"


def _add_months(start: Term, months: Term) -> str:
    near = f"{months.sql} between -{MOST_MONTHS}L and {MOST_MONTHS}L"
    return f"(case when {near} then {_later(start.sql, months.sql)} end)"


def _year_of(day: Term) -> str:
    return f"cast(year({day.sql}) as bigint)"


def _first_of_month(day: Term) -> str:
    return f"trunc({day.sql}, 'MM')"


def _round_fen(yuan: Term) -> str:
    if yuan.kind == "integer":
        return f"try_multiply({yuan.sql}, 100L)"
    return whole_number(times(yuan, constant("decimal", 100), "decimal"), "money").sql


def _minimum_contribution_months(year: Term) -> str:
    of = year.sql
    rising = f"180L + 6L * ({of} - 2029L)"
    return f"(case when {of} <= 2029L then 180L when {of} >= 2039L then 240L when {of} is not null then {rising} end)"


def _birthday(number: str) -> str:
    text = f"concat(substr({number}, 7, 4), '-', substr({number}, 11, 2), '-', substr({number}, 13, 2))"
    return f"(case when {number} rlike '^[0-9]{{17}}[0-9X]$' then try_cast({text} as date) end)"


def _born_in(id_number: Term) -> str:
    return in_calendar(_birthday(id_number.sql))


def _sex_in(id_number: Term) -> str:
    number = id_number.sql
    odd = f"substr({number}, 17, 1) in ('1', '3', '5', '7', '9')"
    return f"(case when {number} rlike '^[0-9]{{17}}[0-9X]$' then case when {odd} then 'male' else 'female' end end)"


# --- retirement: by category, and what the categories of a word have in common ---------------------------------------


def _delay(birth: str, one: Category) -> str:
    month = f"(year({birth}) * 12 + month({birth}) + {one.age - 1 - _REFORM_MONTH})"
    return f"(case when {month} < 0 then 0 else least(cast({month} div {one.step} as int) + 1, {one.most}) end)"


def _reached(birth: str, one: Category) -> str:
    return _later(birth, f"({one.age} + {_delay(birth, one)})")


def _by_category(category: Term, answer: Callable[[Category], str]) -> str:
    def of_word(word: str) -> str:
        found = [answer(one) for one in BY_WORD[word]]
        return found[0] if len(found) == 1 else f"case when {found[0]} = {found[1]} then {found[0]} end"

    if isinstance(category.value, str):
        if category.value not in BY_WORD:
            raise Inexact(N_("“%(word)s” is no category of retirement."), word=category.value)
        return f"({of_word(category.value)})"
    cases = " ".join(f"when '{word}' then {of_word(word)}" for word in BY_WORD)
    return f"(case {category.sql} {cases} end)"


def _retired(birth: Term, category: Term, on: Term) -> str:
    return _by_category(category, lambda one: f"({_reached(birth.sql, one)} <= {on.sql})")


def _statutory_retirement_delay(birth: Term, category: Term) -> str:
    def found(one: Category) -> str:
        kept = f"add_months({birth.sql}, {one.age}) <= date'9999-12-31'"
        return f"(case when {kept} then cast({_delay(birth.sql, one)} as bigint) end)"

    return _by_category(category, found)


def _statutory_retirement_month(birth: Term, category: Term) -> str:
    return _by_category(category, lambda one: f"trunc({_reached(birth.sql, one)}, 'MM')")


def _earliest_retirement_month(birth: Term, category: Term) -> str:
    def found(one: Category) -> str:
        reached, old = _reached(birth.sql, one), _later(birth.sql, f"{one.age}")
        sooner = f"trunc({_later(reached, f'-{FLEXIBLE_MONTHS}')}, 'MM')"
        return f"(case when {sooner} is not null then greatest({sooner}, trunc({old}, 'MM')) end)"

    return _by_category(category, found)


def _latest_retirement_month(birth: Term, category: Term) -> str:
    return _by_category(category, lambda one: f"trunc({_later(_reached(birth.sql, one), f'{FLEXIBLE_MONTHS}')}, 'MM')")


_ALL: tuple[Callable[..., str], ...] = (
    _age_on, _months_between, _add_months, _born_in, _sex_in, _year_of, _first_of_month, _round_fen, _retired,
    _statutory_retirement_delay, _statutory_retirement_month, _earliest_retirement_month, _latest_retirement_month,
    _minimum_contribution_months,
)  # fmt: skip
_NATIVE = {function.__name__[1:]: function for function in _ALL}


def call(name: str, arguments: Sequence[Term]) -> str:
    """What a function of the registry answers. Raises `Inexact` where it has no form in Spark."""
    if name not in _NATIVE:
        raise Inexact(N_("Spark has no form of the function “%(name)s” here."), name=name)
    return _NATIVE[name](*arguments)
