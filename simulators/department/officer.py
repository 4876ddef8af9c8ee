"""The officer who is never tired: in automatic mode accepts and concludes what lies on the desk, a while after."""

import sqlite3
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from simulators.department.desk import Desk
from simulators.store import Store

_DUE = """
select * from tasks
where ((state = 'received' and changed_at <= ?) or (state = 'accepted' and changed_at <= ?))
and not exists (select 1 from files where files.task = tasks.task and content is null)
order by changed_at limit 100
"""
_NEXT = """
select min(changed_at + case state when 'received' then ? else ? end) as due from tasks
where state in ('received', 'accepted')
and not exists (select 1 from files where files.task = tasks.task and content is null)
"""


@dataclass(frozen=True)
class Pace:
    """Seconds from receipt to acceptance and from acceptance to conclusion."""

    accept_after: float
    conclude_after: float


class Officer:
    """One thread. What is due follows from the tasks alone, so that nothing is forgotten by a kill.

    `automatic` is the switch; `idle` tells whether the system is held or down; `reported` is called after work.
    """

    def __init__(
        self, store: Store, desk: Desk, pace: Pace, idle: Callable[[], bool], reported: Callable[[], None]
    ) -> None:
        self.automatic = False
        self._store = store
        self._desk = desk
        self._pace = pace
        self._idle = idle
        self._reported = reported
        self._woken = threading.Condition()
        self._turn = 0
        self._stopping = False
        self._thread = threading.Thread(target=self._run, name="officer", daemon=True)

    def start(self) -> None:
        """Begin to work."""
        self._thread.start()

    def stop(self) -> None:
        """End after the batch that runs."""
        with self._woken:
            self._stopping = True
            self._woken.notify_all()
        self._thread.join(5)

    def wake(self) -> None:
        """Look again now."""
        with self._woken:
            self._turn += 1
            self._woken.notify_all()

    def _run(self) -> None:
        while True:
            with self._woken:
                if self._stopping:
                    return
                turn = self._turn
            try:
                wait = self._batch()
            except sqlite3.Error as error:
                sys.stderr.write(f"The desk cannot use its store: {error}\n")
                wait = 1.0
            with self._woken:
                if wait > 0 and turn == self._turn and not self._stopping:
                    self._woken.wait(wait)

    def _batch(self) -> float:
        """Do what is due, a hundred tasks in one transaction; the seconds after which to look again."""
        if not self.automatic or self._idle():
            return 0.2
        now, pace = time.time(), self._pace
        with self._store.transaction() as connection:
            due = connection.execute(_DUE, (now - pace.accept_after, now - pace.conclude_after)).fetchall()
            for task in due:
                step = self._desk.accept if task["state"] == "received" else self._desk.conclude
                step(connection, task)
        if due:
            self._reported()
            return 0.0
        row = self._store.one(_NEXT, (pace.accept_after, pace.conclude_after))
        following = row["due"] if row else None
        return 5.0 if following is None else min(5.0, max(0.001, following - time.time()))
