"""A small package of no county: a dog licence, with one of everything that the loader reads."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from yichuang.core.packages import Package, World, load, load_world

CONTENT = Path(__file__).parents[3] / "content" / "hunan"


def text(words: str) -> str:
    return f"{{zh-hans: {words}, en: {words}}}"


DEPARTMENTS = f"""\
departments:
  kennel:
    name: {text("kennel")}
    duty: {text("dogs")}
    copy_order: [name]
    objection: []
"""

REGISTRIES = f"""\
registries:
  people:
    title: {text("people")}
    owner: {text("town")}
    key: name
    law: {text("law")}
    level: 1
    items:
      name: {{type: text, format: name, label: {text("name")}}}
      born: {{type: date, label: {text("born")}}}
      barred:
        type: choice
        label: {text("barred")}
        options: {{no: {text("no")}, yes: {text("yes")}}}
licences:
  dog-tag:
    title: {text("tag")}
    issuer: {text("kennel")}
    from: people.barred
"""

PACKAGE = f"""\
package: dogs
title: {text("dogs")}
summary: {text("dogs")}
in_force: 2026-01-01
audience: [person]
life_stage: [pets]
guide:
  who: {{text: {text("all")}, law: [dog-act/1]}}
  conditions: []
  steps: []
  fee: {{text: {text("none")}, law: [dog-act/1]}}
  places: []
  phones: []
facts:
  has_dog: {{type: boolean, label: {text("dog")}, ask: {text("dog")}, why: {text("why")}, law: [dog-act/1]}}
  born: {{type: date, label: {text("born")}, from: people.born, law: [dog-act/1]}}
  age: {{type: integer, label: {text("age")}, unit: age, derive: "age_on(born, today)", law: [dog-act/1]}}
  barred: {{type: choice, label: {text("barred")}, from: people.barred, if_absent: no, law: [dog-act/1]}}
  least: {{type: money, label: {text("least")}, from: parameters.least, law: [dog-act/1]}}
  most: {{type: money, label: {text("most")}, from: parameters.most, law: [dog-act/1]}}
  deposit:
    type: money
    label: {text("deposit")}
    ask: {text("deposit")}
    why: {text("why")}
    bounds: {{least: least, most: most, law: [dog-act/1]}}
    suggest: [{{label: {text("least")}, value: least}}]
    law: [dog-act/1]
  name: {{type: text, format: name, label: {text("name")}, from: people.name, law: [dog-act/1]}}
refusals:
  - refusal: no-dog
    when: "not has_dog"
    title: {text("no")}
    reason: {text("no")}
    go: {text("no")}
    law: [dog-act/1]
  - refusal: too-young
    refuses: [dog-licence]
    when: "age < 18"
    title: {text("young")}
    reason: {text("young")}
    go: {text("young")}
    law: [dog-act/1]
  - refusal: is-barred
    refuses: [dog-licence]
    when: "barred = 'yes'"
    title: {text("barred")}
    reason: {text("barred")}
    go: {text("barred")}
    law: [dog-act/1]
matters:
  - matter: dog-licence
    title: {text("licence")}
    short: {text("licence")}
    item_code: D-1
    department: kennel
    kind: licence
    when: "has_dog"
    clock: {{statutory: 20 workdays, promised: promised, law: [dog-act/1]}}
    sends: [name, deposit]
    gives: [{{licence: dog-tag}}]
    result: {text("done")}
    law: [dog-act/1]
materials:
  - {{material: photo, title: {text("photo")}, why: {text("to know the dog")}, law: [dog-act/1]}}
"""

LAW = f"""\
sources:
  dog-act:
    title: {text("dogs")}
    number: {text("dogs")}
    in_force: 2020-01-01
    articles:
      "1": {{says: {text("dogs")}, verified: true}}
"""

PARAMETERS = """\
name,type,from,to,value,law,verified,review_by,note
least,money,2025-01-01,2026-06-30,10,dog-act/1,true,,
least,money,2026-07-01,,20,dog-act/1,true,2026-12-31,
most,money,2025-01-01,,100.50,dog-act/1,false,,
promised,period,2025-01-01,,5 workdays,dog-act/1,true,,
"""

EXAMPLES = f"""\
person: {{name: someone}}
examples:
  - sentence: {text("adult")}
    on: 2026-03-01
    given: {{has_dog: true, born: 1990-01-01, deposit: 10}}
    matters: [dog-licence]
    materials: [photo]
    because: [dog-act/1]
    checked_by: tests
"""

FILES = {
    "package.yaml": PACKAGE,
    "law.yaml": LAW,
    "parameters.csv": PARAMETERS,
    "examples.yaml": EXAMPLES,
    "README.md": "Cats are not encoded: nobody licenses cats.\n",
}


@cache
def world() -> World:
    divisions = "code,name,parent,valid_from,valid_to\n"
    return load_world({"departments.yaml": DEPARTMENTS, "registries.yaml": REGISTRIES, "divisions.csv": divisions})


def dogs(**changed: str) -> Package:
    """The package with some of its files replaced (``package`` for package.yaml, and so on)."""
    names = {name.partition(".")[0].lower(): name for name in FILES}
    return load({**FILES, **{names[key]: value for key, value in changed.items()}}, world())


@cache
def hunan() -> World:
    return load_world(CONTENT)


@cache
def enrolment() -> Package:
    return load(CONTENT / "enrolment", hunan())
