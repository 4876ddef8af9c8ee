"""Facts that are lists of members: written in a package, asked in one question, and no longer than they matter."""

from __future__ import annotations

import datetime as dt
import json

import pytest

from tests.core.packages.sample import EXAMPLES, PACKAGE, REGISTRIES, dogs, text
from yichuang.core.packages import AnswerError, Guide, Known, Package, PackageError
from yichuang.core.packages.checker import mutate, prove
from yichuang.core.rules import UNKNOWN, Member

ON = dt.date(2026, 3, 1)
PACK = f"""\
  pack:
    type: list
    label: {text("pack")}
    ask: {text("which dogs are there?")}
    why: {text("why")}
    member: {text("dog")}
    at_most: 4
    members:
      dog_name: {{type: text, label: {text("name of the dog")}}}
      whelped: {{type: date, label: {text("whelped")}}}
      breed:
        type: choice
        label: {text("breed")}
        options: {{calm: {{label: {text("calm")}}}, fierce: {{label: {text("fierce")}}}}}
      chipped: {{type: boolean, label: {text("chipped")}, optional: true}}
    law: [dog-act/1]
  grown:
    type: integer
    label: {text("grown dogs")}
    derive: "count(pack where age_on(whelped, today) >= 1)"
    law: [dog-act/1]
"""
STOPS = f"""\
  - refusal: too-many
    refuses: [dog-licence]
    when: "grown >= 3"
    title: {text("many")}
    reason: {text("many")}
    go: {text("many")}
    law: [dog-act/1]
  - refusal: fierce-one
    refuses: [dog-licence]
    when: "any(breed = 'fierce' and chipped is not true from pack)"
    title: {text("fierce")}
    reason: {text("fierce")}
    go: {text("fierce")}
    law: [dog-act/1]
"""
TEXT = PACKAGE.replace("  born: {type", PACK + "  born: {type").replace(
    "matters:\n  - matter", STOPS + "matters:\n  - matter"
)
TEXT = TEXT.replace("sends: [name, deposit]", "sends: [name, deposit, pack]")
GIVEN = "{has_dog: true, born: 1990-01-01, deposit: 10}"
CALM = "{dog_name: Bo, whelped: 2020-01-01, breed: calm}"
WORKED = EXAMPLES.replace(GIVEN, GIVEN.replace("}", f", pack: [{CALM}]}}"))


def packs(worked: str = WORKED, package: str = TEXT) -> Package:
    return dogs(package=package, examples=worked)


def dog(breed: str = "calm", whelped: str = "2020-01-01", **more: str) -> dict[str, str]:
    return {"dog_name": "Bo", "breed": breed, "whelped": whelped, **more}


def member(breed: str = "calm", whelped: dt.date = dt.date(2020, 1, 1), chipped: bool | None = None) -> Member:
    return Member(dog_name="Bo", whelped=whelped, breed=breed, chipped=chipped)


def guided(*pack: Member, **more: object) -> Guide:
    said = {"has_dog": True, "deposit": 1_000, "pack": pack, **more}
    facts = {key: Known(value, "self") for key, value in said.items() if value is not ...}
    facts |= {"born": Known(dt.date(1990, 1, 1), "people"), "barred": Known("no", "people")}
    return packs().guide({**facts, "name": Known("someone", "people")}, ON)


# --- written --------------------------------------------------------------------------------------------------------


def test_it_works() -> None:
    package = packs()
    assert package.check_examples() == []
    guide = guided(member(), member(whelped=dt.date(2026, 2, 1)))
    assert [one.code for one in guide.matters] == ["dog-licence"]
    assert guide.sends("dog-licence")["pack"] == (member(), member(whelped=dt.date(2026, 2, 1)))
    assert [one.code for one in guided(member(), member(), member()).refusals] == ["too-many"]
    assert [one.code for one in guided(member("fierce")).refusals] == ["fierce-one"]
    assert [one.code for one in guided(member("fierce", chipped=True)).matters] == ["dog-licence"]
    assert [one.code for one in guided().matters] == ["dog-licence"]  # nobody on the list is an answer, too


@pytest.mark.parametrize(
    ("before", "after", "says"),
    [
        ("    at_most: 4\n", "", "how many there may be (at_most)"),
        ("at_most: 4", "at_most: 21", "at_most"),
        ("at_most: 4", "at_most: 4\n    changeable: true", "nor changeable"),
        ("      whelped: {type: date,", "      whelped: {type: list,", "no list of its own"),
        (
            "      chipped:",
            "      age: {type: integer, label: {zh-hans: a, en: a}}\n      chipped:",
            "the name of a fact, too",
        ),
        ("age_on(whelped", "age_on(welped", "Did you mean “whelped”?"),
        ("breed = 'fierce'", "breed = 'fierc'", "Did you mean “fierce”?"),
        ('from pack)"', 'from packs)"', "Did you mean “pack”?"),
        ("    type: list\n", "    type: text\n", "belong to a list"),
        ("    why: {zh-hans: why, en: why}\n    member", "    member", "its reason (why)"),
    ],
)
def test_a_fault_is_found(before: str, after: str, says: str) -> None:
    assert before in TEXT
    with pytest.raises(PackageError) as caught:
        packs(package=TEXT.replace(before, after, 1))
    assert says in str(caught.value)
    assert all(finding.line > 1 for finding in caught.value.findings)


def test_the_checker_proves_a_package_with_lists() -> None:
    package = packs()
    found = {finding.code for finding in prove(package, ON)}
    assert found <= {"boundary"}
    assert package.days.relevance(ON).inexact == frozenset()
    fierce = "[{dog_name: Bo, whelped: 2020-01-01, breed: fierce}]"
    nobody = TEXT.replace("any(breed = 'fierce' and chipped is not true from pack)", "count(pack) > 4")
    assert "never-holds" in {finding.code for finding in prove(packs(package=nobody), ON)}
    wrong = packs(WORKED.replace(f"[{CALM}]", fierce))
    assert [finding.code for finding in wrong.check_examples()][:1] == ["example"]
    mutation = mutate(package, ON)
    assert mutation.noticed + mutation.same + len(mutation.findings) == mutation.variants
    about_lists = [one for one in mutation.findings if "calm" in one.suggestion]
    assert about_lists


@pytest.mark.parametrize(
    ("condition", "passed"),
    [
        ("count(pack where not chipped) >= 1", True),  # who is chipped or not nobody knows of all
        ("count(pack where chipped is not true) >= 1", False),
        ("count(pack where coalesce(chipped, false)) >= 1", False),
        ("count(pack where breed = 'fierce') >= 1", False),  # that is never absent
        ("sum(case when chipped then 1 else 0 end from pack) >= 1", False),
        ("sum(case chipped when true then 1 when false then 0 end from pack) >= 1", True),
        ("any(not chipped from pack)", False),  # NULL, and so for a person to see
    ],
)
def test_members_who_are_left_out_in_silence_are_told(condition: str, passed: bool) -> None:
    package = packs(package=TEXT.replace("any(breed = 'fierce' and chipped is not true from pack)", condition))
    found = [one for one in prove(package, ON) if one.code == "passed-over"]
    assert [one.file for one in found] == ["package.yaml"] * passed
    assert all("fierce-one" in str(one.message) and one.line > 1 for one in found)


# --- asked ----------------------------------------------------------------------------------------------------------


def test_a_list_is_one_question_and_asked_only_while_it_matters() -> None:
    asked = [one.key for one in guided(pack=...).ask]
    assert "pack" in asked
    assert "pack" not in [one.key for one in guided(pack=..., has_dog=False).ask]
    young = Known(dt.date(2020, 1, 1), "people")
    facts = {"has_dog": Known(True, "self"), "born": young, "barred": Known("no", "people")}
    guide = packs().guide(facts, ON)
    assert [one.code for one in guide.refusals] == ["too-young"]
    assert not guide.ask


def test_a_list_that_matters_no_more_is_not_sent() -> None:
    guide = guided(member(), has_dog=False)
    assert "pack" not in guide.values
    assert "pack" in guided(member()).values


def test_the_reason_speaks_of_the_list() -> None:
    reason = guided(member("fierce"), member()).reasons["fierce-one"]
    said = str(reason.sentence("en"))
    assert said == "one of pack: breed is fierce and chipped: no (pack: 2 on the list)"


def test_an_answer_is_read_member_by_member() -> None:
    guide = guided()
    rows = [dog(), dog("fierce", "２０２１年2月3日", chipped="是")]
    assert guide.read("pack", json.dumps(rows)) == (member(), member("fierce", dt.date(2021, 2, 3), True))
    assert guide.read("pack", "[]") == ()


@pytest.mark.parametrize(
    ("rows", "field", "says"),
    [
        ([dog(), dog(whelped="")], "pack.2.whelped", "dog 2: please fill in “whelped”."),
        ([dog(whelped="2021-02-30")], "pack.1.whelped", "dog 1, whelped: Please write the date"),
        ([dog("grim")], "pack.1.breed", "dog 1, breed: Please choose one of the answers."),
        ([dog()] * 5, "pack", "At most 4"),
        ([dog(tail="long")], "pack", "nothing called “tail”"),
        ("Bo", "pack", "member by member"),
        ([["Bo"]], "pack", "member by member"),
        ({"dog_name": "Bo"}, "pack", "member by member"),
        ([{**dog(), "whelped": {"year": 2020}}], "pack.1.whelped", "Please write the date"),
    ],
)
def test_what_is_wrong_is_told_by_member_and_field(rows: object, field: str, says: str) -> None:
    with pytest.raises(AnswerError) as caught:
        guided().read("pack", json.dumps(rows))
    assert caught.value.field == field
    assert says in str(caught.value)
    with pytest.raises(AnswerError):
        guided().read("pack", "[" * 100_000)


def test_a_list_is_kept_and_comes_back_as_it_was() -> None:
    fact = packs().facts["pack"]
    members = (member(), member("fierce", chipped=False))
    kept = json.loads(json.dumps(fact.plain(members)))
    assert fact.restore(kept) == members
    assert fact.holds(members)
    assert not fact.holds(tuple([member()] * 5))
    # Of another version, with other facts of each member: as if it had not been said.
    older = fact.restore([{"dog_name": "Bo", "tail": "long"}])
    assert not fact.holds(older)
    assert "pack" in [one.key for one in guided(pack=older).ask]
    assert fact.restore(None) is None


# --- looked up ------------------------------------------------------------------------------------------------------

HELD = """\
      kept_dogs:
        type: list
        label: {zh-hans: kept, en: kept}
        members:
          whelped: {type: date, label: {zh-hans: whelped, en: whelped}, past: true}
          breed: {type: text, label: {zh-hans: breed, en: breed}}
"""


def test_a_register_may_hold_a_list() -> None:
    from tests.core.packages.sample import DEPARTMENTS, FILES
    from yichuang.core.packages import load, load_world

    registries = REGISTRIES.replace("licences:\n", HELD + "licences:\n")
    divisions = "code,name,parent,valid_from,valid_to\n"
    world = load_world({"departments.yaml": DEPARTMENTS, "registries.yaml": registries, "divisions.csv": divisions})
    looked_up = (
        f"  pack: {{type: list, label: {text('pack')}, from: people.kept_dogs, if_absent: [], at_most: 4, "
        f"member: {text('dog')}, law: [dog-act/1]}}\n"
    )
    package_text = PACKAGE.replace("  born: {type", looked_up + "  born: {type").replace(
        "when: \"barred = 'yes'\"", "when: \"barred = 'yes' or count(pack) >= 3\""
    )
    package = load({**FILES, "package.yaml": package_text}, world)
    assert list(package.facts["pack"].members) == ["whelped", "breed"]
    facts = {
        "has_dog": Known(True, "self"),
        "born": Known(dt.date(1990, 1, 1), "people"),
        "barred": Known("no", "people"),
    }
    nobody = package.guide({**facts, "pack": Known(None, "people")}, ON)
    assert nobody.refusals == ()
    three = (Member(whelped=None, breed="calm"),) * 3
    assert [one.code for one in package.guide({**facts, "pack": Known(three, "people")}, ON).refusals] == ["is-barred"]
    assert "pack" not in [one.key for one in package.guide({**facts, "pack": Known(UNKNOWN, "people")}, ON).ask]
    with pytest.raises(PackageError, match="other members"):
        load(
            {
                **FILES,
                "package.yaml": package_text.replace(
                    "if_absent: []", f"if_absent: [], members: {{whelped: {{type: date, label: {text('w')}}}}}"
                ),
            },
            world,
        )
