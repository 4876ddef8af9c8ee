"""Rules for many, for one, and for the next question, each beside the others who do it.

Many: a hundred policies of four conditions over synthetic residents in memory; ours (one `counts`) against the same
written by hand in Polars, alternating, and against openfisca-core, which has an environment and a process of its own
(its licence stays apart) and is only measured where the package index has it. Counts must be equal. One person: the
fused function and each rule's reason against openfisca-core and json-logic. The next question: decision diagrams
against asking z3. Memory: the sweep from Parquet, each size in a process of its own.
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import polars as pl

from yichuang.core.packages import SELF, Known
from yichuang.core.rules.bulk import counts
from yichuang.core.rules.fused import fused
from yichuang.core.rules.proof import Proof
from yichuang.core.rules.traced import traced
from yichuang.project.bench import Row, alternating, at_least, at_most, shown
from yichuang.project.bench.support import asking, residents
from yichuang.project.installation import var_directory

SIZES = (1_000_000, 10_000_000)
SWEEPS = (1_000_000, 10_000_000, 66_000_000)
PAIRS, CALLS, WALKS, ASKED = 7, 2000, 40, 40
PEERS = ("openfisca-core==46.0.1", "json-logic-qubit==0.9.1", "polars")
SIDE = Path(residents.__file__).with_name("openfisca_side.py")


def rows() -> Iterator[Row]:
    """All parts. RuntimeError where two sides count differently."""
    with tempfile.TemporaryDirectory(prefix="yichuang-bench-") as folder:
        peer = environment()
        for size in SIZES:
            yield from _many(Path(folder), peer, size)
        yield from _one(Path(folder), peer)
        yield from _next_question()
        yield from _memory(Path(folder))


# --- the peers -----------------------------------------------------------------------------------------------------


def environment() -> Path | None:
    """The Python of the peers' own environment in the state folder, made on first use; None where it cannot be had."""
    folder = var_directory() / "bench" / "peers"
    python, done = folder / "bin" / "python", folder / "done"
    if done.exists() and done.read_text() == " ".join(PEERS):
        return python
    folder.parent.mkdir(parents=True, exist_ok=True)
    for words in (
        [sys.executable, "-m", "venv", "--clear", str(folder)],
        [str(python), "-m", "pip", "install", "-q", "--disable-pip-version-check", *PEERS],
    ):
        if subprocess.run(words, capture_output=True).returncode:
            return None
    done.write_text(" ".join(PEERS))
    return python


def _peer(python: Path | None, folder: Path, part: str, **job: Any) -> dict[str, Any]:
    """What the peers answer to one part; empty where they cannot be had."""
    if python is None:
        return {}
    path = folder / "job.json"
    path.write_text(json.dumps({"parts": [part], **job}), "utf-8")
    done = subprocess.run([str(python), str(SIDE), str(path)], capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(f"the peers failed: {done.stderr[-2000:]}")
    answered: dict[str, Any] = json.loads(done.stdout)
    found: dict[str, Any] = answered[part]
    return {} if "missing" in found else {**found, "peak_mb": answered["peak_mb"]}


def _same(what: str, ours: Sequence[object], theirs: Sequence[object]) -> None:
    if list(ours) != list(theirs):
        raise RuntimeError(f"{what}: the two sides do not count the same")


# --- many ----------------------------------------------------------------------------------------------------------


def _many(folder: Path, peer: Path | None, size: int) -> Iterator[Row]:
    policies = residents.policies()
    rules = {str(place): residents.author(policy) for place, policy in enumerate(policies)}
    path = residents.written(folder / str(size), size)
    frame = pl.read_parquet(path)
    asked = [residents.by_hand(policy).sum().alias(str(place)) for place, policy in enumerate(policies)]

    def ours(_: int) -> list[int]:
        return [one.true for one in counts(rules, frame.lazy()).values()]

    def by_hand(_: int) -> list[int]:
        return [int(one) for one in frame.lazy().select(asked).collect(engine="streaming").row(0)]

    label = f"{len(policies)} policies, {size / 1e6:g} M people"
    _same(f"{label}, by hand", ours(0), by_hand(0))
    one, other = alternating(ours, by_hand, PAIRS)
    yield at_most(f"{label}: Polars by hand", one * 1000, other * 1000, "ms", 1.3)
    theirs = _peer(
        peer, folder, "many", people=path, policies=[residents.plain(policy) for policy in policies], rounds=3
    )
    if not theirs:
        yield shown("  openfisca-core: cannot be had", one * 1000, "ms")
        return
    _same(f"{label}, openfisca-core", ours(0), theirs["counts"])
    ours_rate, their_rate = size / one / 1e6, size / theirs["seconds"] / 1e6
    if size < max(SIZES):  # what must be reached is set for many; few fit the cache of either side
        yield shown("  people judged: openfisca-core", ours_rate, "M/s", their_rate)
    else:
        yield at_least("  people judged: openfisca-core", ours_rate, their_rate, "M/s", 15)


# --- one -----------------------------------------------------------------------------------------------------------


def _one(folder: Path, peer: Path | None) -> Iterator[Row]:
    policies = residents.policies()
    rules = [residents.author(policy) for policy in policies]
    everybody = list(residents.somebody())
    function = fused(rules)

    def each(call: Callable[[dict[str, Any]], object], times: int) -> float:
        took = []
        for turn in range(times):
            person = everybody[turn % len(everybody)]
            begun = time.perf_counter()
            call(person)
            took.append(time.perf_counter() - begun)
        return statistics.median(took)

    alone = each(function, CALLS)
    explained = traced(rules, {})
    reasons = each(explained, CALLS)
    read = each(lambda person: [reason.leaves() for reason in explained(person)], max(CALLS // 20, 3))
    person = everybody[0]
    options = {"sex": residents.SEXES, "occupation": residents.OCCUPATIONS}
    numbers = {name: options[name].index(value) if name in options else value for name, value in person.items()}
    theirs = _peer(peer, folder, "one", person=numbers, policies=[residents.plain(policy) for policy in policies])
    logic = _peer(peer, folder, "logic", facts=person, logic=[residents.json_logic(policy) for policy in policies])
    for name, found, without, with_reasons in (
        ("openfisca-core", theirs, 300, 60),
        ("json-logic", logic, None, None),
    ):
        if not found:
            yield shown(f"one person, {len(rules)} policies ({name}: cannot be had)", alone * 1e6, "µs")
            continue
        _same(f"one person, {name}", function(person), found["holds"])
        _same(f"one person with reasons, {name}", explained(person).results, found["holds"])
        other = found["seconds"]
        if without is None or with_reasons is None:
            yield shown(f"one person, {len(rules)} policies: {name}", alone * 1e6, "µs", other * 1e6)
            continue
        yield at_least(f"one person, times a second: {name}", 1 / alone, 1 / other, "/s", without)
        yield at_least("  with reasons", 1 / reasons, 1 / other, "/s", with_reasons)
        yield shown("  with reasons, every one read", 1 / read, "/s", 1 / other)


# --- the next question ---------------------------------------------------------------------------------------------


def _next_question() -> Iterator[Row]:
    questions = asking.drawn()
    begun = time.perf_counter()
    relevance = questions.relevance()
    yield shown("60 facts, 40 rules: diagrams compiled", (time.perf_counter() - begun) * 1000, "ms")
    took: list[float] = []
    states: list[tuple[str, dict[str, object]]] = []
    for seed in range(WALKS):
        given = asking.answers(questions, seed)
        known: dict[str, object] = {}
        for asked, standing in asking.walked(questions, relevance, given):
            states.append((asked, dict(known)))
            before = standing.copy()
            begun = time.perf_counter()
            before.put(asked, given[asked])
            asking.next_question(questions, before)
            took.append(time.perf_counter() - begun)
            known[asked] = given[asked]
    took.sort()
    yield at_most("next question, 99 % within", took[len(took) * 99 // 100] * 1000, 1.0, "ms", 1.0)
    whole = sorted(_guided(questions))
    yield at_most("  by the guide anew, 99 % within", whole[len(whole) * 99 // 100] * 1000, 1.0, "ms", 1.0)
    proof = Proof(questions.schema)
    rules = list(questions.conditions.values())
    slow: list[float] = []
    for asked, facts in states[:: max(len(states) // ASKED, 1)]:
        begun = time.perf_counter()
        order = (name for name in questions.schema if name not in facts)
        found = next((name for name in order if proof.matters(name, rules, facts) is not False), None)
        slow.append(time.perf_counter() - begun)
        _same("next question, z3", [asked], [found])
    yield at_least("  times a second: asking z3", 1 / statistics.median(took), 1 / statistics.median(slow), "/s", 100)


def _guided(questions: asking.Questions) -> Iterator[float]:
    """Seconds in which the guide finds each next question from all answers so far, as a page does."""
    package = questions.package
    for seed in range(WALKS):
        given, known = asking.answers(questions, seed), dict[str, Known]()
        asked: str | None = ""
        while asked is not None:
            begun = time.perf_counter()
            question = package.guide(known, asking.ON).next
            seconds = time.perf_counter() - begun
            asked = question.key if question else None
            if asked is not None:
                yield seconds
                known[asked] = Known(given[asked], SELF)


# --- memory --------------------------------------------------------------------------------------------------------


def _memory(folder: Path) -> Iterator[Row]:
    first: float | None = None
    for size in SWEEPS:
        path = residents.written(folder / str(size), size)
        words = [sys.executable, "-m", "yichuang.project.bench.support.sweep", path]
        found = json.loads(subprocess.run(words, capture_output=True, text=True, check=True).stdout)
        yield shown(f"sweep from Parquet, {size / 1e6:g} M people", found["seconds"], "s")
        name = f"  most memory, {size / 1e6:g} M people"
        if first is None:
            yield shown(name, found["peak_mb"], "MB")
        else:
            yield at_most(name, found["peak_mb"], first, "MB", 1.5)
        first = first or found["peak_mb"]
