"""Several at once: nobody is called twice, no number is given twice, one sits at a window."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TypeVar

import pytest
from django.db import connection

from tests.platform.hall.conftest import MORNING, settle
from yichuang.core import clock
from yichuang.core.access import Actor
from yichuang.platform.hall import commands
from yichuang.platform.hall.errors import WindowTaken
from yichuang.platform.hall.models import Shift, Ticket

pytestmark = pytest.mark.django_db(transaction=True)

T = TypeVar("T")


def at_once(*acts: Callable[[], T]) -> Sequence[T]:
    """All of them at the same moment, each on a connection of its own."""
    gate = Barrier(len(acts))

    def run(act: Callable[[], T]) -> T:
        try:
            with clock.frozen(MORNING):
                connection.ensure_connection()
                gate.wait()
                return act()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def calls(clerk: Actor, times: int) -> list[str]:
    """Calls and serves so many, one after the other."""
    found = []
    for _ in range(times):
        if (ticket := commands.call_next(clerk)) is not None:
            found.append(ticket.said)
            commands.finish(clerk, ticket.public_id)
    return found


def test_who_presses_at_once_calls_another_and_nobody_is_forgotten() -> None:
    with clock.frozen(MORNING):
        clerks = settle()
    drawn = at_once(*[lambda: [commands.draw(Actor(), "insurance").said for _ in range(4)]] * 6)
    numbers = [each for some in drawn for each in some]
    assert sorted(numbers) == [f"A{number:03d}" for number in range(1, 25)]
    with clock.frozen(MORNING):
        for place, clerk in enumerate(clerks, 1):
            commands.open_shift(clerk, str(place))
    by_clerk = at_once(*(lambda clerk=clerk: calls(clerk, 8) for clerk in clerks))
    assert sorted(each for some in by_clerk for each in some) == sorted(numbers)
    assert set(Ticket.objects.values_list("state", flat=True)) == {"served"}


def test_one_of_two_sits_down() -> None:
    with clock.frozen(MORNING):
        clerks = settle()

    def sit(clerk: Actor) -> str:
        try:
            return commands.open_shift(clerk, "1").window
        except WindowTaken as error:
            return error.code

    assert sorted(at_once(*(lambda clerk=clerk: sit(clerk) for clerk in clerks))) == [
        "1",
        "window-taken",
        "window-taken",
    ]
    assert Shift.objects.count() == 1


def test_a_ticket_given_back_while_it_is_called_has_one_end() -> None:
    with clock.frozen(MORNING):
        clerk = settle()[0]
        commands.open_shift(clerk, "1")
        ticket = commands.draw(Actor(), "insurance")
    called, _ = at_once(lambda: commands.call_next(clerk), lambda: commands.withdraw(Actor(), ticket.public_id))
    assert Ticket.objects.get(pk=ticket.pk).state == "withdrawn"  # before it was called, or while
    assert called is None or called.pk == ticket.pk
