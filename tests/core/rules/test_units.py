"""Numbers with units: what goes with what, what is said of it, and that no value hangs on it."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given

from tests.core.rules.drawing import SCHEMA as DRAWN
from tests.core.rules.drawing import Text, expressions, people
from yichuang.core.rules import FactType, Label, Origin, RuleError, parse
from yichuang.core.rules.units import UNITS, of_product, of_quotient, of_sum

SCHEMA = {
    "paid": FactType("integer", unit="months"),
    "needed": FactType("integer", unit="months"),
    "served": FactType("integer", unit="years"),
    "age": FactType("integer", unit="age"),
    "share": FactType("decimal", unit="percent"),
    "notice": FactType("integer", unit="workdays"),
    "some": FactType("integer"),
    "rate": FactType("decimal"),
    "wage": FactType("money"),
    "born": FactType("date"),
    "today": FactType("date"),
    "home": FactType("list", (), (("size", FactType("decimal", unit="square_metres")),), 5, "people"),
}


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("paid + 12", "months"),
        ("paid + some", "months"),
        ("12 * paid", "months"),
        ("paid * rate", "months"),
        ("paid / 12", "months"),
        ("paid / nullif(needed, 0)", ""),
        ("- paid", "months"),
        ("coalesce(some, paid)", "months"),
        ("greatest(paid, 15 * 12)", "months"),
        ("case when rate > 1 then paid else 0 end", "months"),
        ("nullif(paid, 0)", "months"),
        ("months_between(born, today)", "months"),
        ("today - born", "days"),
        ("age_on(born, today)", "age"),
        ("age - age_on(born, today)", "years"),
        ("age + served", "age"),
        ("served + age", "age"),
        ("year_of(today) - year_of(born)", "years"),
        ("minimum_contribution_months(year_of(today))", "months"),
        ("12 * number_of(served)", ""),
        ("count(home)", "people"),
        ("sum(size from home)", "square_metres"),
        ("share / 100", "percent"),
    ],
)
def test_a_number_has_the_unit_of_what_it_is_made_of(text: str, unit: str) -> None:
    assert parse(text, SCHEMA).type.unit == unit


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("wage * paid", "money"),
        ("wage * rate", "money"),
        ("wage / nullif(paid, 0)", "money"),
        ("wage / nullif(wage, 0)", "decimal"),
        ("wage * number_of(share) / 100", "money"),
        ("add_months(born, paid)", "date"),
        ("add_months(born, 12 * number_of(served))", "date"),
        ("today + 3", "date"),
        ("paid between 180 and 12 * 20", "boolean"),
        ("paid in (180, 240, needed)", "boolean"),
        ("number_of(age) > paid", "boolean"),
        ("count(home) >= 2", "boolean"),
    ],
)
def test_it_works(text: str, kind: str) -> None:
    found = parse(text, SCHEMA).type
    assert (found.kind, found.unit) == (kind, "")


@pytest.mark.parametrize(
    ("text", "column", "says"),
    [
        (
            "paid >= served",
            9,
            "The unit here is “years”, where “months” is needed. A year has 12 months: write 12 * number_of(…)",
        ),
        ("age < paid", 7, "12 * number_of(…)"),
        ("paid + notice", 8, "The unit here is “workdays”, where “months” is needed. Bring both to one unit"),
        ("coalesce(paid, share)", 16, "percent"),
        ("case when rate > 1 then paid else served end", 35, "years"),
        ("paid in (180, served)", 15, "years"),
        ("paid * served", 8, "There is no unit for months times years"),
        ("12 / nullif(paid, 0)", 13, "nothing is counted per months"),
        ("paid / nullif(served, 0)", 15, "nothing is counted per years"),
        ("age + age", 7, "between them lie years"),
        ("served - age", 10, "age"),
        ("today + paid", 9, "Months are added by add_months"),
        ("today + notice", 9, "To a date only days are added, not workdays"),
        ("add_months(today, served)", 19, "12 * number_of(…)"),
        ("minimum_contribution_months(served)", 29, "calendar_year"),
        ("wage * share", 8, "so many percent: write amount * number_of(…) / 100"),
        ("round_fen(paid)", 11, "made of a bare number"),
        ("count(home) > paid", 15, "months"),
    ],
)
def test_what_does_not_go_together_is_found_at_its_place(text: str, column: int, says: str) -> None:
    with pytest.raises(RuleError) as caught:
        parse(text, SCHEMA, origin=Origin("package.yaml", 7))
    error = caught.value
    assert (error.code, error.file, error.line, error.column) == ("unit", "package.yaml", 7, column)
    assert says in str(error)
    assert str(error).splitlines()[-1] == " " * (column + 3) + "^"


@pytest.mark.parametrize("text", ["paid + wage", "wage > paid", "paid > born"])
def test_months_and_yuan_are_of_two_kinds(text: str) -> None:
    with pytest.raises(RuleError) as caught:
        parse(text, SCHEMA)
    assert caught.value.code == "type"
    assert "a number with the unit “months”" in str(caught.value)


def test_what_is_expected_has_a_unit_too() -> None:
    months = FactType("integer", unit="months")
    assert parse("some", SCHEMA, expects=months)
    with pytest.raises(RuleError, match="The unit here is “years”, where “months” is needed"):
        parse("served", SCHEMA, expects=months)


def test_a_reason_says_the_unit() -> None:
    labels = {
        "paid": Label({"en": "paid"}, unit="months"),
        "served": Label({"en": "service"}, unit="years"),
        "rate": Label({"en": "rate"}),
    }

    def told(text: str, **facts: object) -> str:
        return str(parse(text, SCHEMA).explain(facts, labels).sentence("en"))

    assert told("paid >= 180", paid=180) == "paid is at least 180 months (it is 180 months)"
    assert told("paid < 2", paid=1) == "paid is below 2 months (it is 1 month)"
    assert told("number_of(served) > 1", served=3) == "service is above 1 year (it is 3 years)"
    assert told("rate < 2", rate=Decimal("0.5")) == "rate is below 2 (it is 0.5)"


def test_every_unit_has_its_words() -> None:
    for unit in UNITS.values():
        assert unit.many.keys() == unit.one.keys() == {"zh-hans", "en"}


def test_the_rules_of_units_are_symmetrical() -> None:
    for one in ("", *UNITS):
        for other in ("", *UNITS):
            assert of_product(one, other) == of_product(other, one)
            assert of_sum(one, "+", other) == of_sum(other, "+", one)
            product = of_product(one, other)
            if product and other:
                assert of_quotient(product, other) == ""


UNITED = {**DRAWN, "i": FactType("integer", unit="months"), "j": FactType("integer", unit="years"),
          "u": FactType("decimal", unit="months"), "v": FactType("decimal", unit="percent")}  # fmt: skip


@given(expressions(), people)
def test_units_change_no_value(text: Text, person: dict[str, object]) -> None:
    """A rule over facts with units is refused for its units, or comes to what it comes to without."""
    try:
        rule = parse(text.author, UNITED)
    except RuleError as found:
        error: RuleError | None = found
    else:
        error = None
        assert rule.evaluate(person) is parse(text.author, DRAWN).evaluate(person)
    assert error is None or error.code == "unit"
