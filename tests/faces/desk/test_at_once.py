"""Many officers press one button at the same moment: one wins, the others read who did."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection
from django.test import Client

from tests.cast import Member
from yichuang.platform.cases.models import Event, Task

pytestmark = pytest.mark.django_db(transaction=True)

MANY = 8


def test_one_wins_and_the_others_read_who_did(
    officer: Member, colleague: Member, part: Task, signed_in: Callable[[Member], Client]
) -> None:
    people = [officer, colleague] * (MANY // 2)
    clients, gate = [signed_in(each) for each in people], Barrier(MANY)

    def press(client: Client) -> str:
        try:
            connection.ensure_connection()
            gate.wait()
            return client.post(f"/desk/parts/{part.public_id}/take").content.decode()
        finally:
            connection.close()

    with ThreadPoolExecutor(MANY) as pool:
        read = list(pool.map(press, clients))
    taken = Event.objects.get(verb="take")
    winner = officer if taken.actor_id == officer.account_id else colleague
    called = "人社经办一号" if winner is officer else "人社经办二号"
    for member, text in zip(people, read, strict=True):
        assert (f"{called}先办了：领取" in text) == (member is not winner), text[:200]
