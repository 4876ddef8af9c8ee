"""The guide through enrolment: what is asked, what is looked up, what follows."""

from __future__ import annotations

import datetime as dt

import pytest

from tests.core.packages.sample import dogs, enrolment
from yichuang.core.packages import SELF, AnswerError, Guide, Known
from yichuang.core.rules import UNKNOWN

ON = dt.date(2026, 11, 25)
PERSON: dict[str, object] = {
    "birth_date": dt.date(1990, 1, 1),
    "sex": "male",
    "name": "周晓禾",
    "id_number": "439900199001010015",
    "phone": "19900000001",
    "hukou_division": "430121",
    "pension_status": None,
    "pension_drawn": None,
    "medical_status": None,
}


def held(**changed: object) -> dict[str, Known]:
    """What the registers answer about a person who was never insured, with some items changed."""
    facts = enrolment().facts
    return {key: Known(value, facts[key].registry or SELF) for key, value in {**PERSON, **changed}.items()}


def answered(**answers: object) -> dict[str, Known]:
    return {key: Known(value, SELF) for key, value in answers.items()}


def guide(facts: dict[str, Known]) -> Guide:
    return enrolment().guide(facts, ON)


def keys(guide: Guide) -> list[str]:
    return [question.key for question in guide.ask]


def test_a_known_person_answers_three_questions_and_files() -> None:
    facts = held()
    seen = []
    for key, value in {"employment": "flexible", "add_medical": True, "contribution_base": 407200}.items():
        now = guide(facts)
        assert now.next is not None
        seen.append((now.next.key, now.step, now.steps))
        assert now.next.only_choices or now.next.choices
        facts |= answered(**{key: value})
    assert [key for key, _, _ in seen] == ["employment", "add_medical", "contribution_base"]
    assert [(step, steps) for _, step, steps in seen][1:] == [(2, 4), (3, 4)]
    end = guide(facts)
    assert (end.outcome, end.step, end.steps) == ("file", 4, 4)
    assert [matter.code for matter in end.matters] == ["flexible-pension", "flexible-medical"]


def test_only_what_registers_hold_before_the_next_question_is_looked_up() -> None:
    assert [fact.key for fact in guide({}).lookups] == []
    after = guide(answered(employment="flexible"))
    assert [fact.key for fact in after.lookups] == []
    assert keys(after) == ["add_medical"]
    without = guide(answered(employment="flexible", add_medical=False))
    assert [fact.key for fact in without.lookups] == ["pension_status", "pension_drawn", "birth_date", "sex"]
    both = guide(answered(employment="flexible", add_medical=True))
    assert "medical_status" in [fact.key for fact in both.lookups]


def test_an_employee_is_told_at_once_and_nothing_is_looked_up() -> None:
    end = guide(answered(employment="employee"))
    assert (end.outcome, end.lookups, end.ask) == ("refused", (), ())
    assert [refusal.code for refusal in end.refusals] == ["employee"]
    assert list(end.values) == ["employment"]


def test_each_department_gets_exactly_what_its_matter_declares() -> None:
    end = guide(held() | answered(employment="flexible", add_medical=True, contribution_base=407200))
    assert end.sends("flexible-pension") == {
        "name": "周晓禾",
        "id_number": "439900199001010015",
        "phone": "19900000001",
        "contribution_base": 407200,
    }
    assert list(end.sends("flexible-medical")) == ["name", "id_number", "phone"]
    with pytest.raises(KeyError):
        end.sends("resident-pension")


def test_the_base_is_offered_inside_its_limits_with_what_it_costs() -> None:
    question = guide(held() | answered(employment="flexible", add_medical=False)).next
    assert question is not None
    assert question.bounds == (407200, 2036100)
    offered = {choice.value: [amount.fen for amount in choice.amounts] for choice in question.choices}
    assert offered == {
        "4072": [81440],
        "5429.60": [108592],
        "6787": [135740],
        "13574": [271480],
        "20361": [407220],
    }
    assert {figure.name for figure in question.unverified(ON)} == {
        "average_wage",
        "base_lower",
        "base_upper",
        "pension_rate",
    }


@pytest.mark.parametrize("text", ["4071.99", "20361.01", "0"])
def test_an_unlawful_base_is_refused_with_its_bounds(text: str) -> None:
    now = guide(held() | answered(employment="flexible", add_medical=False))
    with pytest.raises(AnswerError, match="between 4072 and 20361") as caught:
        now.read("contribution_base", text)
    assert caught.value.field == "contribution_base"


@pytest.mark.parametrize("text", ["4072", "4,072.00", "20361元", "12000.50"])
def test_a_lawful_base_is_taken(text: str) -> None:
    assert guide({}).read("contribution_base", text) == enrolment().facts["contribution_base"].read(text)


def test_a_stored_base_outside_the_limits_of_today_is_asked_again() -> None:
    now = guide(held() | answered(employment="flexible", add_medical=False, contribution_base=402700))
    assert keys(now) == ["contribution_base"]
    assert now.ask[0].problem is not None
    assert "4072" in str(now.ask[0].problem)


def test_a_level_of_the_residents_pension_is_one_of_the_list() -> None:
    now = guide(held() | answered(employment="resident", add_pension=True, add_medical=False, in_school=False))
    assert keys(now) == ["resident_level"]
    assert len(now.ask[0].choices) == 13
    assert now.ask[0].only_choices
    with pytest.raises(AnswerError, match="one of these"):
        now.read("resident_level", "250")


def test_figures_follow_the_legal_date() -> None:
    package = dogs()
    facts = {
        "has_dog": Known(True, SELF),
        "born": Known(dt.date(1990, 1, 1), "people"),
        "barred": Known(None, "people"),
    }
    facts["name"] = Known("someone", "people")
    before, after = (package.guide(facts, day).next for day in (dt.date(2026, 6, 30), dt.date(2026, 7, 1)))
    assert before is not None
    assert after is not None
    assert (before.bounds, after.bounds) == ((1000, 10050), (2000, 10050))


def test_a_register_that_is_down_is_named_and_the_person_asked() -> None:
    facts = held() | {key: Known(UNKNOWN, "hrss") for key in ("pension_status", "pension_drawn")}
    now = guide(facts | answered(employment="flexible", add_medical=False))
    assert keys(now) == ["pension_status", "pension_drawn"]
    assert {question.tried for question in now.ask} == {"hrss"}
    end = guide(
        facts
        | answered(employment="flexible", add_medical=False, pension_status="none", pension_drawn=False)
        | answered(contribution_base=407200)
    )
    assert end.outcome == "file"
    assert end.self_declared == ("pension_status", "pension_drawn")


def test_a_register_without_the_person_answers_as_the_package_says() -> None:
    end = guide(held() | answered(employment="flexible", add_medical=False, contribution_base=407200))
    assert end.values["pension_status"] == Known("none", "hrss")
    assert end.self_declared == ()


def test_a_person_unknown_to_the_population_register_is_asked() -> None:
    now = guide(held(birth_date=None, sex=None) | answered(employment="flexible", add_medical=False))
    assert keys(now) == ["birth_date", "sex"]
    assert now.ask[0].self_declared


def test_what_only_a_register_may_say_waits_for_it() -> None:
    package = dogs()
    facts = {"has_dog": Known(True, SELF), "born": Known(UNKNOWN, "people"), "barred": Known(None, "people")}
    now = package.guide(facts, ON)
    assert ([fact.key for fact in now.waiting], now.ask, now.outcome) == (["born"], (), "wait")
    absent = package.guide(facts | {"born": Known(None, "people")}, ON)
    assert [one.matter.code for one in absent.undecided] == ["dog-licence"]
    assert absent.outcome == "to-person"


def test_who_does_not_know_goes_to_a_person_never_to_a_refusal() -> None:
    facts = held() | {key: Known(UNKNOWN, "hrss") for key in ("pension_status", "pension_drawn")}
    end = guide(facts | answered(employment="flexible", add_medical=False, pension_status=None, pension_drawn=False))
    assert (end.outcome, end.refusals) == ("to-person", ())
    assert [(one.matter.code, one.department, one.referral) for one in end.undecided] == [
        ("flexible-pension", "hrss", None)
    ]


def test_a_referral_names_the_department_and_where_to_go() -> None:
    end = guide(
        held(medical_status="resident") | answered(employment="flexible", add_medical=True, contribution_base=407200)
    )
    assert [matter.code for matter in end.matters] == ["flexible-pension"]
    assert [(one.matter.code, one.department) for one in end.undecided] == [("flexible-medical", "medical")]
    assert end.undecided[0].referral is not None
    assert end.undecided[0].referral.code == "medical-switch"


def test_part_refused_part_filed() -> None:
    end = guide(held(pension_status="flexible") | answered(employment="flexible", add_medical=True))
    assert [matter.code for matter in end.matters] == ["flexible-medical"]
    assert [refusal.code for refusal in end.refusals] == ["flexible-pension-held"]
    assert "contribution_base" not in keys(end)


def test_a_changed_answer_keeps_the_others_and_hides_what_no_longer_matters() -> None:
    facts = held() | answered(employment="flexible", add_medical=True, contribution_base=407200)
    changed = guide(facts | answered(employment="resident"))
    assert "contribution_base" not in changed.values
    assert "sex" not in changed.values
    assert keys(changed) == ["add_pension", "in_school"]
    assert [question.key for question in changed.answered] == ["employment", "add_medical"]
    back = guide(facts | answered(employment="flexible"))
    assert back.values["contribution_base"].value == 407200
    assert back.outcome == "file"


def test_every_question_says_who_needs_it_why_and_by_which_article() -> None:
    for question in (*guide({}).ask, *guide(held() | answered(employment="flexible", add_medical=False)).ask):
        assert question.needed_by
        assert question.fact.why
        assert question.fact.law


def test_nothing_is_uploaded() -> None:
    end = guide(held() | answered(employment="flexible", add_medical=True, contribution_base=407200))
    assert [(material.code, bool(material.proved_by)) for material in end.materials] == [("identity-document", True)]


@pytest.mark.parametrize("value", ["astronaut", True, 3])
def test_an_answer_that_is_none_any_more_is_asked_again(value: object) -> None:
    assert guide(answered(employment=value)).next == guide({}).next


def test_facts_of_another_package_are_ignored() -> None:
    assert guide({"colour": Known("red", SELF)}).values == {}
