"""A superuser edits, deletes, inserts and swaps events behind a checkpoint; who holds that checkpoint alone finds each.

The superuser has no key of the installation, but knows how everything is made: chains are made anew, and so are
leaves, kept hashes and the installation's own checkpoints. A thousand of them under YICHUANG_CAMPAIGN=full.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import timedelta
from typing import NamedTuple
from uuid import UUID

import pytest
from django.db import transaction

from tests.cast import Member, Town, person_of_the_register
from tests.faults.conftest import campaign
from tests.platform.audit.forging import chains_made_anew, guards_off, run, tree_made_anew
from tests.platform.audit.rows import COLUMNS, add_event, add_look
from tests.walks.people import file_case
from yichuang.core import clock
from yichuang.core.cipher import trees
from yichuang.core.identifiers import new_id
from yichuang.core.words import Sentence
from yichuang.platform.audit.models import Checkpoint, Leaf
from yichuang.platform.audit.sealing import Sealer
from yichuang.platform.audit.verifying import Known, differences
from yichuang.platform.cases.models import Case, Event
from yichuang.platform.cases.queries import broken_links

pytestmark = pytest.mark.django_db

TIMES, SEED = campaign(30, 1000), 20261125


@pytest.fixture
def held(county: Town, officer: Member) -> Known:
    """Five cases of some events and a few looks, an hour old; a checkpoint over them; then life goes on."""
    dice = random.Random(SEED)
    with clock.frozen(clock.now() - timedelta(hours=1)):
        cases = [file_case(person_of_the_register(f"flexible-{number}")) for number in range(1, 6)]
        for _ in range(25):
            add_event(dice.choice(cases))
        add_look(officer)
    made = Sealer().run()
    assert made is not None
    for case in cases[:2]:
        add_event(case)
    Sealer().run()
    guards_off()
    return Known(made.size, bytes(made.root), made.time, made.suite)


def found(held: Known) -> list[Sentence]:
    """What the one who holds the checkpoint is told."""
    chains = [each for case in Case.objects.values_list("pk", flat=True) for each in broken_links(case)]
    return [*differences(held), *chains]


# -- what a superuser does -------------------------------------------------------------------------------------------


class Act(NamedTuple):
    """What was done, in words; which event's hash is a wrong one that must stay when chains are made anew."""

    what: str
    kept: UUID | None = None


def rows() -> list[tuple[object, ...]]:
    """Every event as it stands there."""
    return list(Event.objects.order_by("pk").values_list(*COLUMNS))


def victims(held: Known) -> list[Event]:
    """The events below the checkpoint."""
    below = Leaf.objects.filter(kind="event", index__lt=held.size).values("entry_id")
    return list(Event.objects.filter(pk__in=below).order_by("pk"))


def edit(dice: random.Random, held: Known) -> Act:
    """One value of one event becomes another; of a hash, a salt or a payload one bit."""
    event = dice.choice(victims(held))
    column = dice.choice(["verb", "at", "actor_id", "role", "channel", "task_id", "dimensions", "position", *BYTES])
    if column in BYTES:
        raw = bytearray(getattr(event, column) or b"")
        if not raw:
            return edit(dice, held)
        raw[dice.randrange(len(raw))] ^= 1 << dice.randrange(8)
        value: object = bytes(raw)
    else:
        value = {
            "verb": "refuse" if event.verb != "refuse" else "grant",
            "at": event.at + timedelta(microseconds=dice.choice([-1, 1, 10**6])),
            "actor_id": new_id(),
            "role": f"{event.role}x",
            "channel": f"{event.channel}x",
            "task_id": new_id(),
            "dimensions": '{"package": "another"}',
            "position": 1000 + event.position,
        }[column]
    cast = "::jsonb" if column == "dimensions" else ""
    run(f"UPDATE cases_event SET {column} = %s{cast} WHERE id = %s", value, event.pk)
    return Act(f"{column} of {event.verb} {event.position}", event.pk if column == "hash" else None)


BYTES = ["payload", "salt", "payload_digest", "hash"]


def delete(dice: random.Random, held: Known) -> Act:
    event = dice.choice(victims(held))
    run("DELETE FROM cases_event WHERE id = %s", event.pk)
    return Act(f"{event.verb} {event.position} is gone")


def insert(dice: random.Random, held: Known) -> Act:
    """A copy of an event of another id becomes the last of its case, at the time of that event."""
    event = dice.choice(victims(held))
    copied = ", ".join("%s" if name in ("id", "position") else name for name in COLUMNS)
    last = Event.objects.filter(case_id=event.case_id).order_by("position").last()
    assert last is not None
    run(
        f"INSERT INTO cases_event ({', '.join(COLUMNS)}) SELECT {copied} FROM cases_event WHERE id = %s",
        dice.choice([new_id(), UUID(int=event.pk.int + 1)]),
        last.position + 1,
        event.pk,
    )
    return Act(f"{event.verb} {event.position} once more")


def swap(dice: random.Random, held: Known) -> Act:
    """Two events change places: of one case, or what they say."""
    one, other = dice.sample(victims(held), 2)
    columns = dice.choice([["case_id", "position"], ["verb", "role", "at"], ["payload", "salt", "payload_digest"]])
    if all(getattr(one, name) == getattr(other, name) for name in columns):
        return swap(dice, held)
    if "position" in columns:
        run("UPDATE cases_event SET position = position + 5000 WHERE id = %s", one.pk)
    for to, said in ((other, one), (one, other)):
        values = [getattr(said, name) for name in columns]
        run(f"UPDATE cases_event SET {', '.join(f'{name} = %s' for name in columns)} WHERE id = %s", *values, to.pk)
    return Act(f"{', '.join(columns)} of {one.verb} {one.position} and {other.verb} {other.position}")


ACTS: list[Callable[[random.Random, Known], Act]] = [edit, delete, insert, swap]


HIDING = ["not", "chains", "chains and tree"]


class TakenBack(Exception):
    """Ends a block so that nothing of it stays."""


def changed(act: Callable[[random.Random, Known], Act], hidden: str, dice: random.Random, held: Known) -> Act:
    """Do it and hide it; where the hiding has undone it (the last event's number, say), do another."""
    before = rows()
    while True:
        done = act(dice, held)
        if hidden != "not":
            chains_made_anew(done.kept)
        if rows() != before:
            break
    if hidden == "chains and tree":
        tree_made_anew()
    return done


@pytest.mark.fault
def test_a_thousand_changes_are_all_found(held: Known) -> None:
    """Seeded; yet ids are random, so that the same dice may meet other events."""
    assert found(held) == []
    dice, missed, kinds = random.Random(SEED), [], set()
    for number in range(TIMES):
        act, hidden = ACTS[number % len(ACTS)], HIDING[number // len(ACTS) % len(HIDING)]
        try:
            with transaction.atomic():
                done = changed(act, hidden, dice, held)
                kinds.add((act.__name__, hidden))
                if not found(held):
                    missed.append((number, act.__name__, done.what, hidden))
                raise TakenBack
        except TakenBack:
            continue
    assert missed == [], f"seed {SEED}"
    assert len(kinds) == len(ACTS) * len(HIDING)
    assert found(held) == [], "everything was taken back"


def test_without_the_checkpoint_the_best_hidden_change_is_not_found(held: Known) -> None:
    """What the checkpoint is for: a superuser who makes everything anew deceives whoever asks the database alone."""
    delete(random.Random(SEED), held)
    chains_made_anew(None)
    tree_made_anew()
    assert list(differences()) == []
    assert any("are not those of the checkpoint" in str(each) for each in differences(held))


def test_a_tree_that_was_cut_short_is_named(held: Known) -> None:
    run("DELETE FROM audit_leaf WHERE index >= %s", held.size - 1)
    assert any("the tree lacks" in str(each) for each in differences(held))


def test_a_kept_hash_that_was_changed_is_named(held: Known) -> None:
    place = trees.stored_at(2, 0)
    run("UPDATE audit_node SET hash = %s WHERE position = %s", bytes(32), place)
    assert [str(each) for each in differences()] == ["kept hashes of the tree were changed"]


def test_each_own_checkpoint_is_compared(held: Known) -> None:
    newest = Checkpoint.objects.order_by("-size").first()
    assert newest is not None
    assert newest.size > held.size
    run("UPDATE audit_checkpoint SET root = %s WHERE size = %s", bytes(32), held.size)
    said = [str(each) for each in differences()]
    assert said == [f"the first {held.size} records are not those of the checkpoint"]


def test_an_erased_payload_leaves_chain_and_tree_whole_and_is_named(held: Known) -> None:
    event = victims(held)[0]
    run("UPDATE cases_event SET payload = NULL WHERE id = %s", event.pk)
    assert list(differences(held)) == []
    assert [str(each) for each in found(held)] == [
        f"{event.case.number}: the content of event {event.position} is gone"
    ]
