"""A package is read whole, or everything wrong with it is said by file and line."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from tests.core.packages.sample import EXAMPLES, FILES, LAW, PACKAGE, PARAMETERS, dogs, world
from yichuang.core.packages import PackageError, load
from yichuang.core.packages.checker import mutate, prove


def test_it_works() -> None:
    package = dogs()
    assert package.name == "dogs"
    assert list(package.matters) == ["dog-licence"]
    assert [str(finding) for finding in package.check_examples()] == []
    assert dict(package.files) == FILES


def test_the_digest_follows_every_file_and_nothing_else() -> None:
    assert dogs().digest == dogs().digest
    changed = {dogs(readme="Cats neither.\n").digest, dogs(package=PACKAGE + "# a word\n").digest, dogs().digest}
    assert len(changed) == 3


def test_a_folder_and_its_texts_are_the_same_package(tmp_path: Path) -> None:
    for name, text in FILES.items():
        (tmp_path / name).write_text(text, "utf-8")
    assert load(tmp_path, world()).digest == dogs().digest


WORDS = "{zh-hans: b, en: b}"


def line_of(text: str, part: str) -> int:
    return text[: text.index(part)].count("\n") + 1


PACKAGE_FAULTS = [
    # what stands there, what is written instead, the text whose line is pointed at, a word of the finding
    ("department: kennel", "department: kenel", "department: kenel", "kennel"),
    ("sends: [name, deposit]", "sends: [name, deposits]", "sends: [name, deposits]", "Did you mean “deposit”?"),
    ("people.born", "people.birthday", "people.birthday", "no register item"),
    ("licence: dog-tag", "licence: cat-tag", "licence: cat-tag", "no licence"),
    ('refuses: [dog-licence]\n    when: "age', 'refuses: [cat-licence]\n    when: "age', "[cat-licence]", "no matter"),
    ("law: [dog-act/1]}\nrefusals", "law: [dog-act/9]}\nrefusals", "name: {type: text, format: name", "no article"),
    ("in_force: 2026-01-01", "in_force: soon", "in_force: soon", "a date is needed"),
    ("in_force: 2026-01-01", "in_force: 9999-12-31", "in_force: 9999", "years 1900 to 2199"),
    ("in_force: 2026-01-01", "in_force: 0001-01-01", "in_force: 0001", "years 1900 to 2199"),
    ("summary: {zh-hans: dogs, en: dogs}", "summary: {zh-hans: dogs}", "summary:", "no text in en"),
    ("audience: [person]", "audience: [person]\ncolour: red", "colour: red", "no key “colour”"),
    ("audience: [person]", "audiense: [person]", "audiense", "Did you mean “audience”?"),
    ("if_absent: no", "if_absnt: no", "if_absnt", "Did you mean “if_absent”?"),
    ("promised: promised, law", "promise: promised, law", "promise: promised", "Did you mean “promised”?"),
    ("audience: [person]", "? [audience]\n: [person]", "? [audience]", "A key is a word"),
    ("facts:\n", "facts:\n  colour: red\n", "colour: red", "keys are needed"),
    ("package: dogs", "package: ../dogs", "../dogs", "not written as lower-case words joined by -"),
    ("    item_code: D-1\n", "", "- matter: dog-licence", "item_code"),
    ("kind: licence", "kind: favour", "kind: favour", "kind"),
    ("type: integer, label: {zh-hans: age", "type: whole, label: {zh-hans: age", "type: whole", "facts.age.type"),
    ("age_on(born, today)", "age_on(borne, today)", "age_on(borne", "borne"),
    ('when: "age < 18"', 'when: "age <"', 'when: "age <"', ""),
    ("statutory: 20 workdays", "statutory: 4 workdays", "statutory: 4 workdays", "longer than the statute"),
    ("statutory: 20 workdays", "statutory: a while", "statutory: a while", "10 workdays"),
    ("if_absent: no", "if_absent: maybe", "if_absent: maybe", "if_absent"),
    ("from: parameters.most", "from: parameters.moste", "parameters.moste", "Did you mean “most”?"),
    (
        "refusal: is-barred",
        "refusal: too-young",
        'refusal: too-young\n    refuses: [dog-licence]\n    when: "barred',
        "twice",
    ),
    ("package: dogs", "package: dogs\npackage: cats", "package: cats", "twice"),
    ("package: dogs", "package: &a dogs\nkeywords: *a", "keywords: *a", "Aliases"),
    ("package: dogs", "package: !!python/object:os.system dogs", "package: !!python", "tag"),
    ("package: dogs", "package: 'dogs", "", "YAML"),
    (
        "  has_dog: {type",
        "  today: {type: date, label: {zh-hans: b, en: b}, from: people.born, law: [dog-act/1]}\n  has_dog: {type",
        "today:",
        "legal date",
    ),
]


@pytest.mark.parametrize(("before", "after", "at", "says"), PACKAGE_FAULTS)
def test_a_fault_is_found_at_its_line(before: str, after: str, at: str, says: str) -> None:
    assert before in PACKAGE
    text = PACKAGE.replace(before, after, 1)
    with pytest.raises(PackageError) as caught:
        dogs(package=text)
    findings = [one for one in caught.value.findings if says in str(one.message)]
    assert findings, str(caught.value)
    assert all(one.file == "package.yaml" for one in findings)
    if at:
        assert line_of(text, at) in {one.line for one in findings}, str(caught.value)


def test_what_the_register_itself_says_of_an_item_need_not_be_repeated() -> None:
    package = dogs(package=PACKAGE.replace("type: text, format: name, label", "type: text, label"))
    assert package.facts["name"].format == "name"
    assert list(package.facts["barred"].options) == ["no", "yes"]


def test_a_fact_asked_though_a_register_holds_it() -> None:
    asked = f"born: {{type: date, label: {WORDS}, ask: {WORDS}, why: {WORDS}, law: [dog-act/1]}}"
    text = PACKAGE.replace(PACKAGE[PACKAGE.index("born: {type") : PACKAGE.index("\n  age:")], asked)
    with pytest.raises(PackageError, match="asked though the register “people” holds it"):
        dogs(package=text)


def test_a_fact_that_nobody_needs() -> None:
    idle = f"  colour: {{type: text, label: {WORDS}, ask: {WORDS}, why: {WORDS}, law: [dog-act/1]}}\n"
    with pytest.raises(PackageError, match=r"No department gets “colour” and no rule reads it") as caught:
        dogs(package=PACKAGE.replace("refusals:\n", idle + "refusals:\n"))
    assert caught.value.findings[0].line == line_of(PACKAGE, "refusals:\n")


@pytest.mark.parametrize(
    "fact",
    [
        "x: {type: text, label: {zh-hans: b, en: b}, law: [dog-act/1]}",
        'x: {type: text, label: {zh-hans: b, en: b}, from: people.name, derive: "name", law: [dog-act/1]}',
        'x: {type: text, label: {zh-hans: b, en: b}, ask: {zh-hans: b, en: b}, derive: "name", law: [dog-act/1]}',
        "x: {type: text, label: {zh-hans: b, en: b}, from: people.name, if_down: ask, law: [dog-act/1]}",
        "x: {type: text, label: {zh-hans: b, en: b}, ask: {zh-hans: b, en: b}, why: {zh-hans: b, en: b}, law: []}",
    ],
)
def test_a_fact_has_one_source_its_words_and_its_article(fact: str) -> None:
    with pytest.raises(PackageError, match=r"facts\.x"):
        dogs(package=PACKAGE.replace("refusals:\n", f"  {fact}\nrefusals:\n"))


def test_facts_that_derive_from_each_other() -> None:
    circle = (
        '  up: {type: integer, label: {zh-hans: b, en: b}, derive: "down", law: [dog-act/1]}\n'
        '  down: {type: integer, label: {zh-hans: b, en: b}, derive: "up", law: [dog-act/1]}\n'
    )
    with pytest.raises(PackageError, match="derive from each other"):
        dogs(package=PACKAGE.replace("refusals:\n", circle + "refusals:\n"))


PARAMETER_FAULTS = [
    ("2025-01-01,2026-06-30", "2025-01-01,2026-07-01", 3, "two values on 1 July 2026"),
    ("2025-01-01,2026-06-30", "2025-01-01,2026-06-29", 3, "no value on 30 June 2026"),
    ("most,money,2025-01-01,,", "most,money,2025-01-01,2027-01-01,", 4, "ends"),
    ("most,money,2025-01-01", "most,money,1 Jan", 4, "2026-01-31"),
    ("100.50", "100.505", 4, "no value of type money"),
    ("most,money", "most,gold", 4, "no type “gold”"),
    ("dog-act/1,false", "dog-act/1,perhaps", 4, "true or false"),
    ("100.50,dog-act/1", "100.50,", 4, "names its article"),
    ("100.50,dog-act/1,false,,", "100.50,dog-act/1,false", 4, "columns"),
    ("name,type", "type,name", 1, "columns"),
    ("promised,period", "Promised,period", 5, "no name"),
    ("5 workdays", "21 workdays", None, "longer than the statute"),
]


@pytest.mark.parametrize(("before", "after", "line", "says"), PARAMETER_FAULTS)
def test_a_figure_is_dated_without_gap_or_overlap(before: str, after: str, line: int | None, says: str) -> None:
    assert before in PARAMETERS
    text = PARAMETERS.replace(before, after, 1)
    with pytest.raises(PackageError) as caught:
        dogs(parameters=text)
    findings = [one for one in caught.value.findings if says in str(one.message)]
    assert findings, str(caught.value)
    if line is not None:
        assert [(one.file, one.line) for one in findings] == [("parameters.csv", line)]


def test_a_figure_must_reach_back_to_the_first_day() -> None:
    with pytest.raises(PackageError, match="“most” has no value on 1 January 2026"):
        dogs(parameters=PARAMETERS.replace("most,money,2025-01-01", "most,money,2026-02-01"))


def test_a_figure_that_nothing_uses() -> None:
    with pytest.raises(PackageError, match="Nothing uses the parameter “spare”"):
        dogs(parameters=PARAMETERS + "spare,integer,2025-01-01,,1,dog-act/1,true,,\n")


def test_an_article_that_nothing_names_says_why() -> None:
    more = '      "2": {says: {zh-hans: b, en: b}, verified: true}\n'
    with pytest.raises(PackageError, match="Nothing names this article") as caught:
        dogs(law=LAW + more)
    assert (caught.value.findings[0].file, caught.value.findings[0].line) == ("law.yaml", LAW.count("\n") + 1)
    dogs(law=LAW + more.replace("true}", "true, not_encoded: {zh-hans: b, en: b}}"))


@pytest.mark.parametrize("name", list(FILES))
def test_each_file_must_be_there(name: str) -> None:
    with pytest.raises(PackageError) as caught:
        load({key: value for key, value in FILES.items() if key != name}, world())
    assert [(one.file, one.line) for one in caught.value.findings] == [(name, 0)]


EXAMPLE_FAULTS = [
    ("matters: [dog-licence]", "matters: []", "matters: expected –, found dog-licence"),
    ("materials: [photo]", "materials: []", "materials: expected –, found photo"),
    ("deposit: 10}", "deposit: 9}", "left open: deposit"),
    ("deposit: 10}", "deposit: ten}", "“deposit”: Please write an amount"),
    ("has_dog: true", "has_dog: false", "refusals: expected –, found no-dog"),
    ("born: 1990-01-01", "born: 2010-01-01", "refusals: expected –, found too-young"),
    ("materials: [photo]", "materials: [photo]\n    asks_at_most: [has_dog]", "asked needlessly: deposit"),
    ("materials: [photo]", "materials: [photo]\n    sends: {dog-licence: [name]}", "items sent: expected name"),
]


@pytest.mark.parametrize(
    ("file", "before", "after", "says"),
    [
        ("law.yaml", "in_force: 2020-01-01", "in_force: 2020-01-01\n    until: 2019-12-31", "before it begins"),
        ("law.yaml", "in_force: 2020-01-01", "in_force: 2020-01-01\n    until: 2020-13-01", "no such value"),
        ("examples.yaml", "on: 2026-03-01", "on: 2025-12-31", "in force from 1 January 2026 on"),
        ("examples.yaml", "on: 2026-03-01", "on: 9999-12-31", "years 1900 to 2199"),
        (
            "parameters.csv",
            "least,money,2025-01-01,2026-06-30",
            "least,money,2025-01-01,2024-06-30",
            "before it begins",
        ),
        ("parameters.csv", "most,money,2025-01-01,", "most,money,9999-01-01,", "years 1900 to 2199"),
        ("parameters.csv", "100.50,dog-act/1", "100.50,dog-act/9", "no article “dog-act/9”"),
    ],
)
def test_a_date_or_an_article_that_cannot_be_is_named_where_it_stands(
    file: str, before: str, after: str, says: str
) -> None:
    assert before in FILES[file]
    text = FILES[file].replace(before, after, 1)
    with pytest.raises(PackageError) as caught:
        dogs(**{file.partition(".")[0]: text})
    found = [(one.file, one.line) for one in caught.value.findings if says in str(one.message)]
    assert found == [(file, line_of(text, after.split("\n")[-1].strip()))]


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
@pytest.mark.parametrize("fact", ["born", "today"])
def test_a_rule_may_name_the_first_and_the_last_of_all_days(day: str, fact: str) -> None:
    """As files write it that mean "no end"; what is proved and tried of them takes the days on either side."""
    package = dogs(package=PACKAGE.replace('"age < 18"', f"\"age < 18 or {fact} >= date '{day}'\""))
    findings = [*prove(package, dt.date(2026, 3, 1)), *mutate(package, dt.date(2026, 3, 1)).findings]
    assert not [one for one in findings if one.code == "boundary" and day[:4] in str(one.message)]


@pytest.mark.parametrize(("before", "after", "says"), EXAMPLE_FAULTS)
def test_an_example_that_comes_out_otherwise(before: str, after: str, says: str) -> None:
    assert before in EXAMPLES
    findings = dogs(examples=EXAMPLES.replace(before, after, 1)).check_examples()
    assert any(says in str(one.message) for one in findings), findings
    assert {(one.file, one.line) for one in findings} == {("examples.yaml", 3)}


@pytest.mark.parametrize(
    ("before", "after", "says"),
    [
        ("person: {name:", "person: {nme:", "no fact “nme”. Did you mean “name”?"),
        ("born: 1990", "borne: 1990", "no fact “borne”. Did you mean “born”?"),
        ("    because", "    down: [peple]\n    because", "no register “peple”. Did you mean “people”?"),
        ("matters: [dog-licence]", "matters: [dog-license]", "Did you mean “dog-licence”?"),
        ("    because", "    to_person: [dog]\n    because", "no matter “dog”"),
        ("    because", "    refusals: [to-young]\n    because", "no refusal “to-young”. Did you mean “too-young”?"),
        ("materials: [photo]", "materials: [foto]", "no paper “foto”. Did you mean “photo”?"),
        ("    because", "    asks_at_most: [has_dog, deposits]\n    because", "Did you mean “deposit”?"),
        ("    because", "    offers: [cat]\n    because", "no fact “cat”"),
        ("    because", "    sends: {dog-licence: [nam]}\n    because", "no fact “nam”. Did you mean “name”?"),
        ("    because", "    sends: {cat-licence: []}\n    because", "no matter “cat-licence”"),
        ("    because", "    shows: {depositt: '1'}\n    because", "Did you mean “deposit”?"),
    ],
)
def test_what_an_example_names_is_there(before: str, after: str, says: str) -> None:
    text = EXAMPLES.replace(before, after, 1)
    (found,) = dogs(examples=text).check_examples()
    assert says in str(found.message)
    assert found.line == line_of(text, after.split("\n")[0])


@pytest.mark.parametrize("value", ["[1, 2]", "{a: 1}", "1990-01-01T10:00:00"])
def test_a_value_of_no_kind_is_told_once(value: str) -> None:
    with pytest.raises(PackageError) as caught:
        dogs(examples=EXAMPLES.replace("born: 1990-01-01", f"born: {value}"))
    (found,) = caught.value.findings
    assert "“examples.0.given.born” is not as it must be: a value of this kind cannot stand here" in str(found.message)


def test_matters_that_must_never_meet_but_do() -> None:
    twin = PACKAGE[PACKAGE.index("  - matter: dog-licence") : PACKAGE.index("materials:\n")].replace(
        "dog-licence", "dog-tag"
    )
    text = PACKAGE.replace("materials:\n", twin + "materials:\n") + "never:\n  - [dog-licence, dog-tag]\n"
    examples = EXAMPLES.replace("matters: [dog-licence]", "matters: [dog-licence, dog-tag]")
    assert "must never meet" in str(dogs(package=text, examples=examples).check_examples()[0])


FIGURE = "oldest,integer,2025-01-01,,99 age,dog-act/1,true,,\n"
OLDEST = f"""\
  oldest: {{type: integer, unit: age, label: {WORDS}, from: parameters.oldest, law: [dog-act/1]}}
  has_dog: {{type"""
WITH_FIGURE = PACKAGE.replace("  has_dog: {type", OLDEST).replace('"age < 18"', '"age < 18 or age > oldest"')


def test_a_figure_has_the_unit_of_its_fact() -> None:
    package = dogs(package=WITH_FIGURE, parameters=PARAMETERS + FIGURE)
    assert package.parameters["oldest"][0].unit == "age"
    assert package.labels["oldest"].unit == "age"


@pytest.mark.parametrize(
    ("before", "after", "says"),
    [
        ("unit: age, label: {zh-hans: b", "unit: fortnights, label: {zh-hans: b", "facts.oldest.unit"),
        ("{type: choice, label", "{type: choice, unit: months, label", "a unit is of a number"),
        (
            "label: {zh-hans: age, en: age}, unit: age",
            "label: {zh-hans: age, en: age}, unit: years",
            "“years” is needed",
        ),
    ],
)
def test_a_unit_that_does_not_fit_is_found(before: str, after: str, says: str) -> None:
    assert before in WITH_FIGURE
    with pytest.raises(PackageError, match=says):
        dogs(package=WITH_FIGURE.replace(before, after, 1), parameters=PARAMETERS + FIGURE)


def test_a_figure_keeps_its_unit() -> None:
    with pytest.raises(
        PackageError, match="has the unit “months” in parameters.csv, and “age” here".replace(".", r"\.")
    ):
        dogs(package=WITH_FIGURE, parameters=PARAMETERS + FIGURE.replace("99 age", "99 months"))
    later = FIGURE.replace(",2025-01-01,,", ",2025-01-01,2026-06-30,") + FIGURE.replace(
        "2025-01-01,,99 age", "2026-07-01,,99"
    )
    with pytest.raises(PackageError, match="changes its unit"):
        dogs(package=WITH_FIGURE, parameters=PARAMETERS + later)


def test_a_number_without_unit_is_told_where_it_meets_one() -> None:
    package = dogs(
        package=WITH_FIGURE.replace("{type: integer, unit: age, label", "{type: integer, label", 1).replace(
            "unit: age, derive", "derive", 1
        ),
        parameters=PARAMETERS + FIGURE.replace(" age", ""),
    )
    found = [str(one.message) for one in prove(package, dt.date(2026, 3, 1)) if one.code == "no-unit"]
    assert found == ["“age” comes to age: say so by unit: age."]
    package = dogs(
        package=WITH_FIGURE.replace("{type: integer, unit: age, label", "{type: integer, label", 1),
        parameters=PARAMETERS + FIGURE.replace(" age", ""),
    )
    found = [str(one.message) for one in prove(package, dt.date(2026, 3, 1)) if one.code == "no-unit"]
    assert found == ["“oldest” stands beside age and says no unit: nobody can check it."]
