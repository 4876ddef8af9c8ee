"""Tables of the reference made from the code: transitions, states, routes, access rules, inventory, fault points.

They stand in the pages, so that they can be read anywhere; this test compares them, and

    python -m tests.house.test_docs_tables

writes them anew.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import product
from pathlib import Path
from typing import Any

import pytest

REFERENCE = Path(__file__).resolve().parents[2] / "docs" / "reference"
SCHEMA = REFERENCE / "openapi.json"
MARKED = re.compile(r"(<!-- table: ([a-z-]+) -->\n)(.*?)(<!-- end of table -->)", re.DOTALL)
#: What follows for a clock.
CLOCKS = {"": "go on", "pause": "stand still", "resume": "go on again", "extend": "are lengthened", "stop": "end"}


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table in Markdown."""
    lines = [head, ["---"] * len(head), *rows]
    return "".join(f"| {' | '.join(cells)} |\n" for cells in lines)


def code(words: Iterable[str]) -> str:
    """Words as code, sorted."""
    return ", ".join(f"`{word}`" for word in sorted(words))


def transitions() -> str:
    """Every step of a part of an application."""
    from yichuang.lines.applications.kind import APPLICATION

    return steps_of(APPLICATION)


def complaint_steps() -> str:
    """Every step of a complaint."""
    from yichuang.lines.ratings.kind import COMPLAINT

    return steps_of(COMPLAINT)


def steps_of(kind: Any) -> str:
    """Every step of a part of a kind of case."""
    return table(
        ("verb", "from", "to", "who may", "clocks", "paper", "message", "reason demanded", "article"),
        (
            (
                f"`{each.verb}`",
                code(each.sources),
                f"`{each.target}`",
                ", ".join(sorted(each.roles)),
                CLOCKS[each.clocks],
                f"`{each.notice}`" if each.notice else "",
                "yes" if each.told else "",
                "yes" if each.reason else "",
                each.article,
            )
            for each in kind.transitions
        ),
    )


def states() -> str:
    """Every state of a part and of a whole, with its words."""
    from django.utils.translation import gettext, override

    from yichuang.lines.applications.kind import APPLICATION, STATE_WORDS

    wholes = {APPLICATION.whole(each) for each in product(APPLICATION.states, repeat=2)}

    def row(state: str, words: str) -> tuple[str, ...]:
        with override("zh-hans"):
            chinese = gettext(words)
        of = [name for name, known in (("part", APPLICATION.states), ("case", wholes)) if state in known]
        return f"`{state}`", ", ".join(of), words, chinese, "yes" if state in APPLICATION.ended else ""

    return table(
        ("state", "of a", "English", "Chinese", "has its outcome"), (row(*each) for each in STATE_WORDS.items())
    )


def ticket_steps() -> str:
    """Every step of a ticket of the hall."""
    from yichuang.platform.hall.steps import STEPS

    return table(
        ("verb", "from", "to", "who may", "what it does"),
        ((f"`{each.verb}`", code(each.sources), f"`{each.target}`", each.who, each.what) for each in STEPS.values()),
    )


def appointment_steps() -> str:
    """Every step of an appointment."""
    from yichuang.platform.hall.steps import APPOINTMENT_STEPS

    return table(
        ("verb", "from", "to", "who may", "what it does"),
        (
            (f"`{each.verb}`", code(each.sources), f"`{each.target}`", each.who, each.what)
            for each in APPOINTMENT_STEPS.values()
        ),
    )


def ticket_states() -> str:
    """Every state of a ticket, with its words."""
    from django.utils.translation import gettext, override

    from yichuang.platform.hall.steps import ENDED, STATE_WORDS

    with override("zh-hans"):
        rows = [
            (f"`{state}`", words, gettext(words), "yes" if state in ENDED else "")
            for state, words in STATE_WORDS.items()
        ]
    return table(("state", "English", "Chinese", "has its end"), rows)


def addresses() -> Iterator[tuple[str, str]]:
    """Each named address with its path."""
    from django.urls import URLPattern, URLResolver, get_resolver

    def below(resolver: URLResolver, path: str, space: str) -> Iterator[tuple[str, str]]:
        for entry in resolver.url_patterns:
            here = path + str(entry.pattern)
            if isinstance(entry, URLResolver):
                yield from below(entry, here, f"{space}{entry.namespace}:" if entry.namespace else space)
            elif isinstance(entry, URLPattern):
                yield f"{space}{entry.name}", here

    yield from below(get_resolver(), "/", "")


def routes() -> str:
    """Every address, with its methods and who may call it."""
    from yichuang.faces.look.routes import ANYONE, SIGNED_IN
    from yichuang.faces.look.routes import table as declared

    def who(roles: frozenset[str], signed: bool) -> str:
        if signed:
            return "outside systems, by signature"
        named = {ANYONE: "everybody", SIGNED_IN: "everybody signed in"}
        return named.get(roles, ", ".join(sorted(roles)))

    paths: dict[str, list[str]] = {}
    for name, path in addresses():
        paths.setdefault(name, []).append(path)
    return table(
        ("route", "path", "methods", "who", "level"),
        (
            (
                f"`{name}`",
                "<br>".join(f"`{path}`" for path in paths[name]),
                ", ".join(sorted(route.methods - {"HEAD"})),
                who(route.roles, route.signed),
                str(route.level or ""),
            )
            for name, route in sorted(declared().items())
        ),
    )


def interface() -> str:
    """Every call of the interface, and every object that goes in or comes out."""
    from tests.house.interface import markdown, schema
    from yichuang.faces.look.routes import ANYONE, SIGNED_IN
    from yichuang.faces.look.routes import table as declared

    def who(name: str) -> str:
        route = declared()[name]
        if route.signed:
            return "outside systems, by signature"
        named = {ANYONE: "everybody", SIGNED_IN: "everybody signed in"}
        found = named.get(route.roles, ", ".join(sorted(route.roles)))
        return f"{found}; residents from level {route.level} on" if route.level else found

    return markdown(schema(), {path: who(name) for name, path in addresses() if name.startswith("api:")})


def calls() -> str:
    """Each page with its calls of the interface, or why it has none."""
    from tests.house.calls import TABLE, read
    from yichuang.faces.look.routes import table as declared

    paths: dict[str, list[str]] = {}
    for name, path in addresses():
        paths.setdefault(name, []).append(re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", path))

    def named(call: str) -> str:
        methods = ", ".join(sorted(declared()[call].methods - {"HEAD"}))
        return f"`{methods} {paths[call][0].removeprefix('/api/v1')}`"

    return table(
        ("page", "calls", "remark"),
        (
            (
                f"`{page}`<br>" + "<br>".join(f"`{path}`" for path in paths[page]),
                "<br>".join(map(named, held.calls)),
                held.words,
            )
            for page, held in read(TABLE.read_text("utf-8")).items()
        ),
    )


def access() -> str:
    """Every rule of the one policy."""
    from yichuang.core.access import POLICY, Among, Is, OneOf, Same

    def condition(one: object) -> str:
        match one:
            case Same():
                return f"`{one.field}` is the actor's `{one.actor_field}`"
            case Is():
                return f"`{one.field}` = `{one.value}`"
            case OneOf():
                return f"`{one.field}` in {code(map(str, one.values))}"
            case Among():
                return f"`{one.field}` is among the actor's `{one.actor_field}`"
        raise TypeError(one)

    return table(
        ("rule", "subject", "verbs", "roles", "where", "level", "scope", "in words"),
        (
            (
                f"`{rule.name}`",
                rule.subject,
                code(rule.verbs),
                ", ".join(sorted(rule.roles)),
                " and ".join(map(condition, rule.where)) or "every one",
                str(rule.min_level or ""),
                f"`{rule.scope}`" if rule.scope else "",
                rule.reason,
            )
            for rule in sorted(POLICY.rules(), key=lambda each: (each.subject, each.name))
        ),
    )


def inventory() -> str:
    """Every field of every table."""
    from django.utils.module_loading import autodiscover_modules

    from yichuang.core.inventory import lines

    autodiscover_modules("inventory")
    return table(
        ("table", "field", "purpose", "sensitivity", "basis", "read by", "kept as"),
        (
            (
                f"`{held.model}`",
                f"`{each.name}`",
                each.purpose,
                each.sensitivity,
                held.basis,
                f"rules of `{held.subject}`" if held.subject else held.readers,
                each.retention or held.retention,
            )
            for held, each in sorted(lines(), key=lambda line: line[0].model)
        ),
    )


def faults() -> str:
    """Every place at which a process can be killed by a test."""
    from yichuang.core.faults import POINTS

    return table(("point", "when it is reached"), ((f"`{name}`", what) for name, what in POINTS.items()))


def gallery() -> str:
    """View × state, a name of a picture or a reason in each cell."""
    from tests.walks.gallery import Gallery, is_picture

    found = Gallery.read()

    def cell(view: str, state: str) -> str:
        return ", ".join(f"`{each}`" if is_picture(each) else each for each in found.cell(view, state))

    rows = ((f"`{view}`", *(cell(view, state) for state in found.states)) for view in found.views)
    return table(("view", *found.states), rows)


def findings() -> str:
    """Every kind of finding of the checker."""
    from yichuang.core.packages import KINDS

    stages = {"read": "reading", "prove": "proving", "together": "several packages"}
    return table(
        ("code", "severity", "looked for by", "what is wrong"),
        (
            (f"`{code}`", kind.severity, stages.get(kind.stage, f"`{kind.stage}`"), kind.what)
            for code, kind in KINDS.items()
        ),
    )


TABLES: dict[str, Callable[[], str]] = {
    "findings": findings,
    "transitions": transitions,
    "complaint-steps": complaint_steps,
    "states": states,
    "ticket-steps": ticket_steps,
    "ticket-states": ticket_states,
    "appointment-steps": appointment_steps,
    "routes": routes,
    "interface": interface,
    "calls": calls,
    "access": access,
    "faults": faults,
    "inventory": inventory,
    "gallery": gallery,
}


def rewritten(text: str) -> str:
    """A page with its tables as the code has them now."""
    return MARKED.sub(lambda found: f"{found[1]}\n{TABLES[found[2]]()}\n{found[4]}", text)


def pages() -> dict[Path, str]:
    """The pages of the reference that hold tables."""
    texts = {path: path.read_text("utf-8") for path in sorted(REFERENCE.glob("*.md"))}
    return {path: text for path, text in texts.items() if MARKED.search(text)}


def test_every_table_is_in_the_reference() -> None:
    assert {found[2] for text in pages().values() for found in MARKED.finditer(text)} == set(TABLES)


@pytest.mark.parametrize("name", TABLES)
def test_tables_are_as_the_code_is(name: str) -> None:
    told = "the reference is behind the code; write it anew: python -m tests.house.test_docs_tables"
    written = {found[2]: found[3].strip() for text in pages().values() for found in MARKED.finditer(text)}
    assert written[name] == TABLES[name]().strip(), told


def test_the_schema_is_as_the_code_is() -> None:
    from tests.house.interface import schema_text

    told = "the schema is behind the code; write it anew: python -m tests.house.test_docs_tables"
    assert SCHEMA.read_text("utf-8") == schema_text(), told


def test_every_member_of_the_interface_has_a_kind() -> None:
    """A program knows of each what it may be: no “any”, no object of whatever."""
    from tests.house.interface import schema

    untyped = [
        f"{name}.{member}"
        for name, each in schema()["components"]["schemas"].items()
        for member, held in each.get("properties", {}).items()
        for one in (held, held.get("items"), held.get("additionalProperties"))
        if one is True or (isinstance(one, dict) and not {"type", "$ref", "anyOf", "enum", "const"} & set(one))
    ]
    assert untyped == []


def test_a_call_without_a_chapter_is_found() -> None:
    from tests.house.interface import chapter, markdown, schema

    with pytest.raises(LookupError, match="is in no chapter"):
        chapter("/api/v1/secret-door")
    with pytest.raises(KeyError, match="/api/v1/"):  # a call of which no route says who may make it
        markdown(schema(), {})


def test_a_table_that_is_behind_is_found_and_mended() -> None:
    stale = "<!-- table: faults -->\n\n| point |\n\n<!-- end of table -->\nafter"
    assert rewritten(stale) == f"<!-- table: faults -->\n\n{faults()}\n<!-- end of table -->\nafter"


def main() -> None:
    """Write the tables anew."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yichuang.project.settings")
    import django

    django.setup()
    import yichuang.project.urls  # noqa: F401 - declares the routes of every face
    from tests.house.interface import schema_text

    SCHEMA.write_text(schema_text(), "utf-8")
    for path, text in pages().items():
        new = rewritten(text)
        if new != text:
            path.write_text(new, "utf-8")
            sys.stdout.write(f"{path.name} written\n")


if __name__ == "__main__":
    main()
