"""What a rule says, whoever it is about."""

from __future__ import annotations

import pytest

from yichuang.core.rules import FactType, Label, parse, says

SCHEMA = {
    "age": FactType("integer"),
    "school": FactType("boolean"),
    "work": FactType("choice", ("flexible", "employee")),
    "today": FactType("date"),
    "born": FactType("date"),
}
LABELS = {
    "age": Label({"en": "age"}),
    "school": Label({"en": "in school"}),
    "work": Label({"en": "work"}, {"flexible": {"en": "by oneself"}}),
    "born": Label({"en": "birth"}),
}


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        ("age >= 16", "age is at least 16"),
        ("not age >= 16", "age is below 16"),
        ("school", "in school: yes"),
        ("work = 'flexible' and age >= 16", "work is by oneself, and age is at least 16"),
        ("age < 16 and (school or work = 'flexible')", "age is below 16, and (in school: yes, or work is by oneself)"),
        ("not (school or age < 16)", "in school: no, and age is at least 16"),
        ("school is true", "in school: yes"),
        ("school is not true", "in school: no, or in school: not on record"),
        ("not (school is not true)", "in school: yes"),
        ("school is null or age < 16", "in school: not on record, or age is below 16"),
        ("born > date '2010-01-01'", "birth is after 1 January 2010"),
        ("born < add_months(today, 0 - 6)", "birth is before 6 months before today"),
        ("born < add_months(today, 6)", "birth is before 6 months after today"),
        ("case when school then age > 5 else age > 6 end", "the condition on in school, age holds"),
    ],
)
def test_a_rule_is_said(rule: str, said: str) -> None:
    assert str(says(parse(rule, SCHEMA), LABELS, "en")) == said
