"""The one process that starts, watches and stops all others of an installation."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from types import FrameType

from yichuang.core.words import N_
from yichuang.project.errors import RunError
from yichuang.project.installation import set_up_demo_clock
from yichuang.project.postgres import Cluster, cluster_of
from yichuang.project.run import checks, screen
from yichuang.project.run.keeper import MARK, Kept, await_ready, end_left_behind, rotate, stop_all
from yichuang.project.run.members import ADDRESS, REPOSITORY, Member, stand_ins, web, worker
from yichuang.project.terminal import forget_reader, said, step, tell

#: Seconds after which a start of the database is explained.
LONG_START = 3.0

TICK = 0.1
FIRST_PAUSE, LONGEST_PAUSE = 0.5, 30.0


def patience(*, first: bool) -> str:
    """What is said while the database takes long to start: only one that has run before may have something to mend."""
    if first:
        return N_("still starting (the first time the database is made)")
    return N_("still starting (after a crash it first repairs itself)")


class Interrupted(BaseException):
    """Somebody wants it to stop."""


class Supervisor:
    """An installation in its folder ``var`` with its web server on ``port`` (stand-ins on ``port`` + offset)."""

    def __init__(self, var: Path, port: int, *, demo: bool) -> None:
        self.var = var.absolute()
        self.port = port
        self.demo = demo
        self.given_url = os.environ.get("YICHUANG_DATABASE_URL")
        self.cluster: Cluster | None = None if self.given_url else cluster_of(self.var)
        self.kept: list[Kept] = []
        self._clock: Path | None = None
        self._database_failures = 0

    def run(self) -> int:
        """Start, watch until interrupted, stop; RunError or ClusterError where it cannot start."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, _interrupt)
        checks.open_var(self.var)
        lock = checks.lock_run(self.var, self.port)
        try:
            self._start()
            while True:
                time.sleep(TICK)
                self._tick()
        except Interrupted:
            return 0
        finally:
            for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
                signal.signal(number, signal.SIG_IGN)
            self._stop()
            os.close(lock)

    # ---------------------------------------------------------------- start

    def _start(self) -> None:
        tell(said(N_("Yichuang 一窗 in %(folder)s"), folder=self.var))
        if left := end_left_behind(self.var):
            tell("  " + said(N_("ended %(count)s processes of an earlier run that was killed"), count=left))
        self._clock = set_up_demo_clock(self.var, demo=self.demo)
        own = [web(self.port), worker(self.var)]
        others = stand_ins(self.port, self.var) if self.demo else []
        checks.check_ports([*own, *others], self.port)
        with step(said(N_("database"))) as found:
            found.append(self._start_database())
        env = self._environment()
        with step(said(N_("keys"))):
            self._once("keys", _keys(self.var, [member.name for member in others]), env)
        self._begin(others, env)
        with step(said(N_("tables"))):
            self._once("migrate", _cli("migrate"), env)
        if self.demo:
            with step(said(N_("demo county"))):
                self._once("demo", _cli("demo", "load"), env)
        self._begin(own, env)
        for kept in self.kept:
            with step(kept.member.name) as found:
                await_ready([kept], self._tick)
                if kept.member.port:
                    found.append(f"http://{ADDRESS}:{kept.member.port}/")
        screen.show(self.port, self.var, demo=self.demo)

    def _start_database(self) -> str:
        if self.cluster is None:
            assert self.given_url is not None
            return checks.check_server(self.given_url)
        rotate(self.cluster.log)
        begun, told, words = time.monotonic(), False, patience(first=not self.cluster.made)

        def waiting(_: str) -> None:
            nonlocal told
            if not told and time.monotonic() - begun > LONG_START:
                told = True
                tell(said(words))

        self.cluster.start(waiting=waiting)
        return str(self.cluster.directory)

    def _environment(self) -> dict[str, str]:
        """What every process of this installation is given."""
        url = self.given_url or (self.cluster.dsn() if self.cluster else "")
        return {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "yichuang.project.settings",
            "PYTHONUNBUFFERED": "1",
            "YICHUANG_DATABASE_URL": url,
            "YICHUANG_DEMO": "1" if self.demo else "",
            "YICHUANG_DEMO_CLOCK": str(self._clock or ""),
            "YICHUANG_PORT": str(self.port),
            "YICHUANG_VAR": str(self.var),
            MARK: str(self.var.resolve()),
        }

    def _once(self, name: str, words: list[str], env: dict[str, str]) -> None:
        """Run a step that ends by itself; RunError with the end of what it printed where it fails."""
        log = self.var / "log" / f"{name}.log"
        rotate(log)
        with log.open("ab") as output:
            begin = output.tell()
            code = subprocess.run(words, env=env, cwd=REPOSITORY, stdout=output, stderr=output).returncode
        if code != 0:
            tail = log.read_bytes()[begin:].decode(errors="replace").rstrip().splitlines()[-12:]
            raise RunError(
                "step-failed",
                N_("The step %(name)s failed. The end of its log %(log)s:\n%(tail)s"),
                name=name,
                log=log,
                tail="\n".join(tail),
            )

    def _begin(self, members: list[Member], env: dict[str, str]) -> None:
        for member in members:
            kept = Kept(member, self.var / "log" / f"{member.name}.log", env, _announce)
            self.kept.append(kept)
            kept.start()

    # ---------------------------------------------------------------- watch

    def _tick(self) -> None:
        self._keep_database()
        for each in self.kept:
            each.tick()

    def _keep_database(self) -> None:
        """Start the server again when it has died; what was connected to it begins anew."""
        if self.cluster is None or not self.cluster.crashed():
            return
        pause = min(FIRST_PAUSE * 2**self._database_failures, LONGEST_PAUSE) if self._database_failures else 0.0
        self._database_failures += 1
        _announce(said(N_("the database ended, starting it again; its log: %(log)s"), log=self.cluster.log))
        time.sleep(pause)
        begun = time.monotonic()
        self.cluster.start()
        _announce(said(N_("the database is back after %(seconds)s s"), seconds=f"{time.monotonic() - begun:.1f}"))
        for each in self.kept:
            each.renew()

    # ---------------------------------------------------------------- stop

    def _stop(self) -> None:
        begun = time.monotonic()
        started = bool(self.kept) or (self.cluster is not None and self.cluster.started_here)
        stop_all(self.kept)
        if self.cluster is not None and self.cluster.started_here:
            self.cluster.stop()
        if started:
            try:
                tell(said(N_("stopped after %(seconds)s s"), seconds=f"{time.monotonic() - begun:.1f}"))
            except BrokenPipeError:
                forget_reader()


def _interrupt(number: int, frame: FrameType | None) -> None:
    for other in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(other, signal.SIG_IGN)  # once is enough; the stop takes seconds and is not to be broken off
    raise Interrupted


def _announce(text: str) -> None:
    from yichuang.core.clock import now

    tell(f"{now():%H:%M:%S} {text}")


def _cli(*words: str) -> list[str]:
    return [sys.executable, "-m", "yichuang.project.cli", *words]


def _keys(var: Path, systems: list[str]) -> list[str]:
    return [sys.executable, "-m", "simulators.keys", "--var", str(var), "yichuang", *systems]
