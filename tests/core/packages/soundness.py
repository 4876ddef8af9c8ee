"""A package for the checker: sound as it stands; one change, and it has exactly one kind of fault."""

from __future__ import annotations

import datetime as dt
from functools import cache

from tests.core.packages.sample import FILES, text, world
from yichuang.core.packages import Finding, Package, load
from yichuang.core.packages.checker import prove

ON = dt.date(2026, 11, 30)
TOLD = f"title: {text('no')}, reason: {text('no')}, go: {text('no')}, law: [dog-act/1]"
HEAD = FILES["package.yaml"].partition("facts:")[0]
PARAMETERS = (
    "name,type,from,to,value,law,verified,review_by,note\npromised,period,2025-01-01,,5 workdays,dog-act/1,true,,\n"
)


def asked(key: str, kind: str, more: str = "") -> str:
    """A fact that a person is asked."""
    words = text(f"label {key}")
    return f"  {key}: {{type: {kind}, label: {words}, ask: {words}, why: {words}, law: [dog-act/1]{more}}}\n"


def matter(code: str, when: str, sends: str = "owner") -> str:
    """A matter of the kennel."""
    return (
        f"  - {{matter: {code}, title: {text(code)}, short: {text(code)}, item_code: I-{code}, department: kennel, "
        f'kind: licence, when: "{when}", clock: {{promised: promised, law: [dog-act/1]}}, '
        f"sends: [{sends}], result: {text('done')}, law: [dog-act/1]}}\n"
    )


SIZES = f", options: {{small: {{label: {text('small')}}}, large: {{label: {text('large')}}}}}"
FACTS = asked("size", "choice", SIZES) + asked("age", "integer") + asked("barks", "boolean") + asked("owner", "text")
REFUSALS = f'  - {{refusal: too-young, when: "age < 18", {TOLD}}}\n'
MATTERS = matter("small-dog", "size = 'small'") + matter("large-dog", "size = 'large'")
MATERIALS = (
    f"  - {{material: muzzle, title: {text('muzzle')}, why: {text('to be sure')}, matters: [large-dog], "
    f'when: "barks", law: [dog-act/1]}}\n'
)
NEVER = "never:\n  - [small-dog, large-dog]\n"
BODY = f"facts:\n{FACTS}refusals:\n{REFUSALS}matters:\n{MATTERS}materials:\n{MATERIALS}{NEVER}"


def example(given: str, follows: str, on: str = "2026-11-30") -> str:
    """A worked example."""
    return (
        f"  - {{sentence: {text('example')}, on: {on}, given: {{{given}}}, {follows}, "
        "because: [dog-act/1], checked_by: tests}\n"
    )


EXAMPLES = "person: {owner: someone}\nexamples:\n" + "".join(
    (
        example("size: small, age: 17", "refusals: [too-young]"),
        example("size: small, age: 18", "matters: [small-dog]"),
        example("size: small, age: 19", "matters: [small-dog]"),
        example("size: large, age: 40, barks: true", "matters: [large-dog], materials: [muzzle]"),
        example("size: large, age: 40, barks: false", "matters: [large-dog]"),
    )
)


def package(
    *changes: tuple[str, str], examples: str = EXAMPLES, parameters: str = PARAMETERS, law: str = FILES["law.yaml"]
) -> Package:
    """The package with parts of its package.yaml replaced, each of which must stand there."""
    body = HEAD + BODY
    for before, after in changes:
        assert before in body, before
        body = body.replace(before, after)
    files = {**FILES, "package.yaml": body, "examples.yaml": examples, "parameters.csv": parameters, "law.yaml": law}
    return load(files, world())


def findings(one: Package, code: str, on: dt.date = ON) -> list[Finding]:
    """What the checker finds of one kind."""
    return [finding for finding in prove(one, on) if finding.code == code]


@cache
def sound() -> Package:
    """The package without a fault."""
    return package()
