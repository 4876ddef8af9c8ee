"""What every stand-in is: routes, a store, a key, a mode, tallies, and one way through all of them for a request."""

import os
import sqlite3
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from simulators import keys, signing
from simulators.config import Config
from simulators.errors import Refusal
from simulators.modes import Modes, Now
from simulators.store import Store
from simulators.web import Answer, HangUp, Request

Arguments = tuple[str, ...]
Handler = Callable[[Request, Arguments], Answer]


@dataclass(frozen=True)
class Setting:
    """What the command line said."""

    config: Config
    port: int
    var: Path
    peers: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Route:
    """One thing that can be asked. `path` has ``*`` where an argument stands.

    signed_by: the systems that may ask it; empty means anybody on this machine (control, health, the phone page).
    meets_modes: whether the mode applies (control and health must answer also when the system is "down").
    arrives: whether a refusal counts as an arrival.
    """

    method: str
    path: str
    handler: Handler
    signed_by: tuple[str, ...] = ()
    meets_modes: bool = True
    arrives: bool = False

    def match(self, path: str) -> Arguments | None:
        """The arguments of a path that fits, None for one that does not."""
        wanted, given = self.path.split("/"), path.split("/")
        if len(wanted) != len(given):
            return None
        pairs = list(zip(wanted, given, strict=True))
        if any(want not in ("*", have) for want, have in pairs):
            return None
        return tuple(have for want, have in pairs if want == "*")


LIES = ("page", "list", "empty", "wrong-types", "cut-off", "impossible-status")
"""Nonsense that any system can talk: a web page, a list, an object without what was asked, wrong types, JSON that
ends in the middle, a status that does not fit."""


class System:
    """A stand-in of one kind. Kinds add routes, lies of their own and background work."""

    kind = ""
    own_lies: tuple[str, ...] = ()
    tally_names: tuple[str, ...] = ("arrivals", "effects", "refused")

    def __init__(self, setting: Setting, schema: str, trusted: tuple[str, ...] | None = None) -> None:
        self.config = setting.config
        self.code = setting.config.get("system", str)
        self.setting = setting
        self.modes = Modes(LIES + self.own_lies)
        if trusted is None:
            trusted = tuple(str(name) for name in setting.config.get("trusts", list))
        self.keyring = keys.Keyring(setting.var, trusted)
        self.key = keys.own_key(setting.var, self.code)
        self.store = Store(setting.var / "simulators" / f"{self.code}.sqlite3", schema)
        self._routes = [*self.common_routes(), *self.routes()]

    def routes(self) -> list[Route]:
        """What this kind of system can be asked."""
        raise NotImplementedError

    def common_routes(self) -> list[Route]:
        """What every stand-in can be asked."""
        return [
            Route("GET", "/health", self.health, meets_modes=False),
            Route("GET", "/control", self.show_control, meets_modes=False),
            Route("POST", "/control", self.take_control, meets_modes=False),
        ]

    def start(self) -> None:
        """Begin with background work."""

    def stop(self) -> None:
        """End background work; blocks until it has ended."""

    # -- one request ---------------------------------------------------------------------------------------------

    def answer(self, request: Request) -> Answer:
        """The answer to a request, whatever comes: refused, misbehaved, done, or an error of our own as 500."""
        try:
            _from_this_machine(request)
            route, arguments = self._find(request)
            if not route.meets_modes:
                return route.handler(request, arguments)
            met = self.modes.meet()
            if met.mode == "down":
                return Answer(503, {"error": "down", "message": "This system is closed for maintenance."})
            if met.mode == "lying":
                return self.lie(self.modes.next_lie(met), request)
            if met.mode == "slow":
                self.modes.wait(met)
            answer = self._honest(route, request, arguments)
            if met.mode == "drop-reply":
                raise HangUp
            return answer
        except sqlite3.Error as error:
            sys.stderr.write(f"{self.code}: the store failed: {error}\n")
            return Answer(500, {"error": "store", "message": "The store of this system failed; nothing was recorded."})

    def _find(self, request: Request) -> tuple[Route, Arguments]:
        other = False
        for route in self._routes:
            arguments = route.match(request.path)
            if arguments is not None:
                if route.method == request.method:
                    return route, arguments
                other = True
        if other:
            raise Refusal(405, "method", "This address exists, but not for this method.")
        raise Refusal(404, "not-found", "There is no such address here.")

    def _honest(self, route: Route, request: Request, arguments: Arguments) -> Answer:
        if not route.signed_by:
            return route.handler(request, arguments)
        try:
            signer = signing.verify(self.keyring, request.headers, request.method, request.target, request.body)
        except Refusal:
            self.store.count("refused")
            raise
        try:
            if signer not in route.signed_by:
                raise Refusal(403, "not-yours", f"{signer} may not ask this here.")
            return route.handler(request, arguments)
        except Refusal:
            self.store.count(*(["arrivals"] if route.arrives else []), "refused")
            raise

    # -- common answers ------------------------------------------------------------------------------------------

    def health(self, request: Request, arguments: Arguments) -> Answer:
        """Alive, who it is, and how it behaves."""
        shown = {"status": "ok", "system": self.code, "kind": self.kind, "pid": os.getpid()}
        return Answer(200, {**shown, "mode": self.modes.peek().mode})

    def counts(self, request: Request, arguments: Arguments) -> Answer:
        """Arrivals (all with a good signature, repeated and refused ones too), effects, and refusals."""
        return Answer(200, self.store.tallies(*self.tally_names))

    def show_control(self, request: Request, arguments: Arguments) -> Answer:
        """The mode, and whatever else the kind lets one switch."""
        return Answer(200, {"system": self.code, **self.control_state()})

    def take_control(self, request: Request, arguments: Arguments) -> Answer:
        """Switch as asked, all or nothing, and show the outcome."""
        wanted = by_hand(request)
        mode_keys = {"mode", "seconds", "times", "lie"}
        known = mode_keys | set(self.control_keys())
        if surplus := sorted(set(wanted) - known):
            raise Refusal(422, "control", "There is no such switch.", surplus=surplus)
        if not wanted:
            raise Refusal(422, "control", "Nothing to switch.", missing=["mode"])
        self.check_control(wanted)
        if mode_keys & set(wanted):
            self.modes.set(wanted)
        self.apply_control(wanted)
        return self.show_control(request, arguments)

    def control_keys(self) -> tuple[str, ...]:
        """Further switches of this kind."""
        return ()

    def check_control(self, wanted: dict[str, Any]) -> None:
        """Refuse values of the further switches that make no sense."""

    def apply_control(self, wanted: dict[str, Any]) -> None:
        """Set the further switches, whose values have been checked."""

    def control_state(self) -> dict[str, Any]:
        """What GET /control shows."""
        return {**self.modes.shown(), "counts": self.store.tallies(*self.tally_names)}

    # -- lies ----------------------------------------------------------------------------------------------------

    def lie(self, name: str, request: Request) -> Answer:
        """An answer that is not to be believed; nothing is done."""
        if name == "page":
            return Answer(200, "<!doctype html><title>系统维护</title><p>系统维护中".encode(), "text/html")
        if name == "list":
            return Answer(200, [1, None, {"found": "yes"}])
        if name == "empty":
            return Answer(202 if request.method == "POST" else 200, {})
        if name == "wrong-types":
            return Answer(200, self.wrong_types())
        if name == "cut-off":
            return Answer(200, b'{"receipt_number": "', "application/json")
        return Answer(201, {"found": None, "message": "成功", "code": 0})

    def wrong_types(self) -> dict[str, Any]:
        """The agreed answer's keys with values of the wrong kind."""
        return {"found": "yes", "items": [], "as_of": 0}

    def met(self) -> Now:
        """The behaviour now, for background work."""
        return self.modes.peek()


def by_hand(request: Request) -> dict[str, Any]:
    """The JSON body of an unsigned request of a person on this machine.

    A web page that happens to be open in that person's browser must not be able to send it: other pages cannot send
    JSON without asking first, and they cannot leave out Origin.
    """
    if request.headers.get("Origin"):
        raise Refusal(403, "origin", "Web pages may not do this.")
    if request.media_type() != "application/json":
        raise Refusal(415, "media-type", "Send application/json.")
    return request.json()


def _from_this_machine(request: Request) -> None:
    host = request.headers.get("Host", "")
    name = host.rpartition(":")[0] if ":" in host else host
    if name.lower() not in ("127.0.0.1", "localhost"):
        raise Refusal(421, "host", "Only 127.0.0.1 and localhost are answered here.")
