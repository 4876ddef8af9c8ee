"""How a stand-in behaves: well, or in one of the ways in which real systems misbehave."""

import threading
from dataclasses import dataclass
from typing import Any

from simulators.errors import Refusal

MODES = ("normal", "down", "slow", "drop-reply", "hold", "lying")
"""normal: as agreed. down: every request gets 503 and nothing leaves. slow: waits `seconds`, then does the work.
drop-reply: does the work and closes the connection without an answer. hold: takes what comes, decides nothing.
lying: answers nonsense and does nothing."""


@dataclass(frozen=True)
class Now:
    """The behaviour that one request meets."""

    mode: str
    seconds: float = 0.0
    lie: str | None = None
    generation: int = 0


class Modes:
    """The one switch of a process. Kept in memory: a restarted stand-in behaves well again."""

    def __init__(self, lies: tuple[str, ...]) -> None:
        self._lies = lies
        self._changed = threading.Condition()
        self._now = Now("normal")
        self._times: int | None = None
        self._told = 0
        self._stopping = False

    def set(self, wanted: dict[str, Any]) -> None:
        """Take over `mode`, `seconds` (slow), `lie` (lying) and `times`, the number of requests it lasts; or 422."""
        mode, seconds, times, lie = (wanted.get(key) for key in ("mode", "seconds", "times", "lie"))
        if mode not in MODES:
            raise Refusal(422, "mode", f"mode is one of {', '.join(MODES)}.")
        if seconds is not None and (not _number(seconds) or not 0 < seconds <= 3600):
            raise Refusal(422, "seconds", "seconds is a number above 0 and up to 3600.")
        if times is not None and (type(times) is not int or times < 1 or mode in ("normal", "hold")):
            raise Refusal(422, "times", "times is a whole number from 1 on, for a mode that requests meet.")
        if lie is not None and (mode != "lying" or lie not in self._lies):
            raise Refusal(422, "lie", f"lie, with mode lying, is one of {', '.join(self._lies)}.")
        with self._changed:
            wait = float(seconds) if seconds is not None else 30.0
            self._now = Now(mode, wait if mode == "slow" else 0.0, lie, self._now.generation + 1)
            self._times = times
            self._changed.notify_all()

    def peek(self) -> Now:
        """The behaviour now, without using up one of its times."""
        with self._changed:
            return self._now

    def meet(self) -> Now:
        """The behaviour for one request; the last of its `times` sets normal again."""
        with self._changed:
            met = self._now
            if self._times is not None:
                self._times -= 1
                if self._times == 0:
                    self._times = None
                    # Same generation: those who still wait in this mode wait on.
                    self._now = Now("normal", generation=met.generation)
            return met

    def wait(self, met: Now) -> None:
        """Be slow: until the seconds are over, the mode is set anew, or the process stops."""
        with self._changed:
            self._changed.wait_for(lambda: self._stopping or self._now.generation != met.generation, met.seconds)

    def next_lie(self, met: Now) -> str:
        """The lie that was asked for, or each of the plain ones in turn (those named `false-…` only when asked)."""
        if met.lie is not None:
            return met.lie
        plain = [lie for lie in self._lies if not lie.startswith("false-")]
        with self._changed:
            self._told += 1
            return plain[(self._told - 1) % len(plain)]

    def stop(self) -> None:
        """Let everyone who waits go on."""
        with self._changed:
            self._stopping = True
            self._changed.notify_all()

    def shown(self) -> dict[str, Any]:
        """What GET /control says of it."""
        with self._changed:
            shown: dict[str, Any] = {"mode": self._now.mode}
            if self._now.mode == "slow":
                shown["seconds"] = self._now.seconds
            if self._now.lie:
                shown["lie"] = self._now.lie
            if self._times is not None:
                shown["times"] = self._times
            return shown


def _number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
