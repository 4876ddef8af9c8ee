"""The whole table of a ticket's steps, and every pair outside it."""

from __future__ import annotations

from itertools import product
from pathlib import Path

import pytest

import yichuang
from yichuang.platform.hall.errors import NotInThisState
from yichuang.platform.hall.models import Appointment, Ticket
from yichuang.platform.hall.steps import APPOINTMENT_STEPS, APPOINTMENT_WORDS, ENDED, STATE_WORDS, STEPS, move

COMMANDS = Path(yichuang.__path__[0]) / "platform" / "hall" / "commands"


def test_every_pair_is_a_step_or_is_refused() -> None:
    allowed = 0
    for state, step in product(Ticket.State, STEPS.values()):
        ticket = Ticket(state=state)
        if state in step.sources:
            move(ticket, step.verb)
            assert ticket.state == step.target
            allowed += 1
        else:
            with pytest.raises(NotInThisState):
                move(ticket, step.verb)
            assert ticket.state == state
    assert allowed == sum(len(step.sources) for step in STEPS.values())


def test_every_state_is_reached_and_what_has_ended_stays_so() -> None:
    assert {step.target for step in STEPS.values()} == set(Ticket.State)
    assert set(STATE_WORDS) == set(Ticket.State)
    assert not any(step.sources & ENDED for step in STEPS.values())
    assert {state for state in Ticket.State if not any(state in step.sources for step in STEPS.values())} == ENDED


def test_every_pair_of_an_appointment_is_a_step_or_is_refused() -> None:
    for state, step in product(Appointment.State, APPOINTMENT_STEPS.values()):
        appointment = Appointment(state=state)
        if state in step.sources:
            move(appointment, step.verb)
            assert appointment.state == step.target
        else:
            with pytest.raises(NotInThisState):
                move(appointment, step.verb)
    assert {step.target for step in APPOINTMENT_STEPS.values()} == set(Appointment.State) == set(APPOINTMENT_WORDS)


def test_no_command_sets_a_state_past_the_table() -> None:
    texts = [path.read_text("utf-8") for path in COMMANDS.glob("*.py")]
    assert not any(".state = " in text for text in texts)
    assert all(any(f'"{verb}")' in text for text in texts) for verb in (*STEPS, *APPOINTMENT_STEPS))
