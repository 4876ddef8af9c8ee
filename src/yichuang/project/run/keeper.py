"""Keep processes alive: start, watch, start again with growing pauses, stop all of them whatever state they are in."""

from __future__ import annotations

import contextlib
import http.client
import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from yichuang.core.words import N_
from yichuang.project import processes
from yichuang.project.errors import RunError
from yichuang.project.run.members import ADDRESS, REPOSITORY, Member
from yichuang.project.terminal import said

#: The environment variable by which a later run knows the processes of one that was killed.
MARK = "YICHUANG_SUPERVISED"
FIRST_PAUSE = 0.5
LONGEST_PAUSE = 30.0
#: A process that lived this long is in order again: the pauses begin anew.
SECONDS_OF_HEALTH = 60.0
SECONDS_TO_BE_READY = 60.0
SECONDS_TO_STOP = 8.0
#: A process that has not touched its heartbeat for so long does no work any more, though it lives.
SECONDS_OF_SILENCE = 30.0
LARGEST_LOG = 5 * 1024 * 1024
OLD_LOGS = 3

Say = Callable[[str], None]


class Kept:
    """One member and its process. ``tick`` is called often; it never blocks."""

    def __init__(self, member: Member, log: Path, env: Mapping[str, str], say: Say) -> None:
        self.member = member
        self.log = log
        self._env = env
        self._say = say
        self._process: subprocess.Popen[bytes] | None = None
        self._begun = 0.0
        self._next = 0.0
        self._log_begin = 0
        self._announce = False
        self._renewed = False
        self.failures = 0

    @property
    def pid(self) -> int | None:
        """The number of its process while it has one."""
        return self._process.pid if self._process else None

    def start(self) -> None:
        """Start the process; what it prints goes to its log."""
        rotate(self.log)
        with self.log.open("ab") as output:
            self._log_begin = output.tell()
            self._process = processes.launch(
                self.member.words, ends_with_us=signal.SIGTERM, cwd=REPOSITORY, env=self._env, output=output
            )
        self._begun = time.monotonic()

    def tick(self) -> None:
        """Notice that the process has ended, and start it again when its pause is over."""
        now = time.monotonic()
        if self._process is None:
            if now >= self._next:
                self.start()
            return
        if self._announce and self.ready():
            self._announce = False
            self._say(said(N_("%(name)s is back"), name=self.member.name))
        how = self.ended()
        if how is None and self._silent(now):
            self.end_at_once()
            how = said(N_("no sign of life for %(seconds)s s"), seconds=f"{SECONDS_OF_SILENCE:g}")
        if how is None:
            return
        if self._renewed:
            self._renewed = False
            self.start()
            return
        if now - self._begun > SECONDS_OF_HEALTH:
            self.failures = 0
        pause = min(FIRST_PAUSE * 2**self.failures, LONGEST_PAUSE)
        self.failures += 1
        self._next = now + pause
        self._announce = True
        self._say(
            said(
                N_("%(name)s ended (%(how)s), starting it again in %(pause)s s; its log: %(log)s"),
                name=self.member.name,
                how=how,
                pause=f"{pause:g}",
                log=self.log,
            )
        )

    def ready(self) -> bool:
        """Whether the process does its work."""
        if self._process is None:
            return False
        if self.member.port is None:
            with self.log.open("rb") as lines:
                lines.seek(self._log_begin)
                return any(line.startswith(b"ready") for line in lines)
        return answers(self.member.port, self.member.health)

    def renew(self) -> None:
        """Have it begin anew, which is no failure: the database that it was connected to has gone."""
        if self.member.renewal is not None:
            self._renewed = self.member.renewal == signal.SIGTERM
            self.signal(self.member.renewal)

    def _silent(self, now: float) -> bool:
        """Whether the process, which has had time to begin, shows no sign of life."""
        if self.member.heartbeat is None or now - self._begun < SECONDS_TO_BE_READY:
            return False
        try:
            return time.time() - self.member.heartbeat.stat().st_mtime > SECONDS_OF_SILENCE
        except FileNotFoundError:
            return True

    def ended(self) -> str | None:
        """How the process has ended, None while it lives. What it left behind in its session is ended too."""
        process = self._process
        assert process is not None
        if os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is None:
            return None
        return self.end_at_once()

    def end_at_once(self) -> str:
        """End the process and what is left in its session, without asking; returns how it ended."""
        process = self._process
        assert process is not None
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)  # the number is its own until it has been waited for
        code = process.wait()
        self._process = None
        return signal.Signals(-code).name if code < 0 else said(N_("exit status %(code)s"), code=code)

    def signal(self, number: signal.Signals) -> None:
        """Signal the process if there is one."""
        if self._process is not None:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self._process.pid, number)  # our own child, not yet waited for: the number is still its own

    def tail(self, lines: int = 12) -> str:
        """The last lines that this process printed since it was started."""
        with self.log.open("rb") as output:
            output.seek(self._log_begin)
            return "\n".join(output.read().decode(errors="replace").rstrip().splitlines()[-lines:])


def await_ready(kept: Sequence[Kept], tick: Callable[[], None]) -> None:
    """Wait until all are ready; RunError with the end of its log for one that keeps ending or never answers."""
    end = time.monotonic() + SECONDS_TO_BE_READY
    waiting = list(kept)
    while waiting:
        tick()
        for each in waiting:
            if each.failures >= 3 or time.monotonic() > end:
                raise RunError(
                    "not-ready",
                    N_("%(name)s does not start. The end of its log %(log)s:\n%(tail)s"),
                    name=each.member.name,
                    log=each.log,
                    tail=each.tail(),
                )
        waiting = [each for each in waiting if not each.ready()]
        if waiting:
            time.sleep(0.05)


def stop_all(kept: Sequence[Kept]) -> None:
    """Ask all to end, wait, then end what is left."""
    for each in kept:
        each.signal(signal.SIGTERM)
    end = time.monotonic() + SECONDS_TO_STOP
    left = [each for each in kept if each.pid]
    while left and time.monotonic() < end:
        left = [each for each in left if each.ended() is None]
        time.sleep(0.02)
    for each in left:
        each.end_at_once()


def answers(port: int, path: str) -> bool:
    """Whether GET ``path`` on the loopback address is answered with anything below 500."""
    connection = http.client.HTTPConnection(ADDRESS, port, timeout=2)
    try:
        connection.request("GET", path, headers={"Connection": "close"})
        return connection.getresponse().status < 500
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def rotate(log: Path) -> None:
    """Keep a log that has grown large under another name, with a few before it."""
    log.parent.mkdir(parents=True, exist_ok=True)
    if not log.exists() or log.stat().st_size < LARGEST_LOG:
        return
    for number in range(OLD_LOGS - 1, 0, -1):
        older = log.with_name(f"{log.name}.{number}")
        if older.exists():
            older.rename(log.with_name(f"{log.name}.{number + 1}"))
    log.rename(log.with_name(f"{log.name}.1"))


def end_left_behind(var: Path) -> int:
    """End the processes of an earlier run on ``var`` that was killed; returns how many there were.

    They are known by the environment they were given, and only while we hold the lock of the run.
    """
    mark = str(var.resolve())

    def left(pid: int) -> bool:
        return processes.environment(pid).get(MARK) == mark

    with contextlib.ExitStack() as stack:
        held = [
            stack.enter_context(found)
            for pid in processes.pids()
            if left(pid) and (found := processes.hold(pid, left)) is not None
        ]
        for number, seconds in ((signal.SIGTERM, SECONDS_TO_STOP), (signal.SIGKILL, 5.0)):
            for each in held:
                each.signal(number)
            end = time.monotonic() + seconds
            for each in held:
                each.wait(max(0.0, end - time.monotonic()))
    return len(held)
