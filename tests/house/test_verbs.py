"""Every verb that the code writes into the log of events is listed, and every listed one is written."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

import yichuang
from yichuang.core.access import Actor
from yichuang.platform.cases.events import VERBS

SOURCE = Path(yichuang.__path__[0])


def sources() -> Iterator[str]:
    """The Python of the product, measurements apart."""
    for path in sorted(SOURCE.rglob("*.py")):
        if not {"migrations", "bench"} & set(path.parts):
            yield path.read_text("utf-8")


def calls(texts: Iterable[str], *names: str) -> Iterator[ast.Call]:
    """The calls of what bears one of these names, alone or as the attribute of something."""
    for text in texts:
        if not any(name in text for name in names):
            continue
        for call in (node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Call)):
            if (call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")) in names:
                yield call


def written(texts: Iterable[str]) -> tuple[set[str], int]:
    """The verbs that calls of ``….add("…"`` of a chain and ``note(held, "…"`` name, and how many calls name none."""
    verbs: set[str] = set()
    computed = 0
    for call in calls(texts, "add", "note"):
        place = _place_of_verb(call)
        if place is None or len(call.args) <= place:
            continue
        verb = call.args[place]
        if isinstance(verb, ast.Constant) and isinstance(verb.value, str):
            verbs.add(verb.value)
        else:
            computed += 1
    return verbs, computed


def _place_of_verb(call: ast.Call) -> int | None:
    """Where the verb stands among the arguments of a call that writes an event; None for any other call."""
    name = ast.unparse(call.func)
    if name in ("chain.add", "held.chain.add"):
        return 0
    if name in ("engine.note", "note"):
        return 1
    return None


def steps() -> set[str]:
    """The verbs of every registered kind of case: the engine writes each step under its own name."""
    import yichuang.lines.applications.kind  # noqa: F401 - registers its kind
    from yichuang.platform.cases import kinds

    return {each.verb for kind in kinds._kinds.values() for each in kind.transitions}


def test_every_written_verb_is_listed_and_every_listed_one_is_written() -> None:
    verbs, computed = written(sources())
    assert {"filed", "delivered", "take"} <= verbs
    assert verbs | steps() == VERBS
    # The engine's own two: a step under the step's verb, and ``note`` under the verb that it is given.
    assert computed == 2


def recorded(texts: Iterable[str]) -> set[tuple[str, str]]:
    """(kind of subject, verb) of each call of ``record("…", "…"``."""
    return {
        (ast.literal_eval(call.args[1]), ast.literal_eval(call.args[0]))
        for call in calls(texts, "record")
        if ast.unparse(call.func) == "record" and len(call.args) > 1 and isinstance(call.args[0], ast.Constant)
    }


def test_every_verb_of_the_record_is_listed_and_every_listed_one_is_written() -> None:
    from yichuang.platform.people.record import VERBS as RECORDED

    assert recorded(sources()) == {(kind, verb) for kind, verbs in RECORDED.items() for verb in verbs}
    assert recorded(['record("vanished", "person", 1, actor)']) == {("person", "vanished")}


def test_an_unlisted_one_is_found() -> None:
    planted = 'def f(held, actor, chain):\n    engine.note(held, "frobnicate", actor)\n    chain.add("vanish", actor)\n'
    verbs, computed = written([planted])
    assert verbs - VERBS == {"frobnicate", "vanish"}
    assert computed == 0


def test_an_unlisted_one_is_not_written() -> None:
    from yichuang.core import clock
    from yichuang.core.identifiers import new_id
    from yichuang.platform.cases.events import Chain
    from yichuang.platform.vault.keys import holder

    chain = Chain(new_id(), holder().new_data_key())
    with pytest.raises(ValueError, match="frobnicate"):
        chain.add("frobnicate", Actor(), clock.now())
    assert chain.events == []
