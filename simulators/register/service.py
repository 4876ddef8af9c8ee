"""A register proper: POST /lookup; POST /verify and POST /civil where the configuration allows it."""

from simulators import civil, registry
from simulators.civil import Civil
from simulators.errors import Refusal
from simulators.registry import Registry
from simulators.system import Arguments, Route, Setting, System, by_hand
from simulators.web import Answer, Request


class Register(System):
    """Population or licence register, by its configuration."""

    kind = "register"
    own_lies = registry.LIES
    tally_names = ("asked", "answered", "refused")

    def __init__(self, setting: Setting) -> None:
        setting.config.only("system", "title", "trusts", "register", "verifies", "civil")
        self._verifies = setting.config.get("verifies", bool, False)
        self._asking = tuple(str(name) for name in setting.config.get("trusts", list))
        super().__init__(setting, registry.SCHEMA + civil.SCHEMA)
        self._registry = Registry(self.store, setting.config.section("register"))
        keeps = setting.config.get("civil", bool, False)
        self._civil = Civil(self.store, setting.config.section("register")) if keeps else None

    def routes(self) -> list[Route]:
        """Look-up, verification, civil status, counts; and by hand, taking a person in or changing one."""
        return [
            Route("POST", "/lookup", self._lookup, self._asking),
            Route("POST", "/verify", self._verify, self._asking),
            Route("POST", "/civil", self._standing, self._asking),
            Route("POST", "/civil/changes", self._change, meets_modes=False),
            Route("GET", "/counts", self.counts, self._asking),
            Route("POST", "/people", self._admit, meets_modes=False),
        ]

    def _lookup(self, request: Request, arguments: Arguments) -> Answer:
        return self._registry.lookup(request)

    def _verify(self, request: Request, arguments: Arguments) -> Answer:
        if not self._verifies:
            raise Refusal(404, "not-found", "This register verifies nobody.")
        return self._registry.verify(request)

    def _standing(self, request: Request, arguments: Arguments) -> Answer:
        if self._civil is None:
            raise Refusal(404, "not-found", "This register keeps no civil status.")
        return self._civil.ask(request)

    def _change(self, request: Request, arguments: Arguments) -> Answer:
        if self._civil is None:
            raise Refusal(404, "not-found", "This register keeps no civil status.")
        return self._civil.change(by_hand(request))

    def _admit(self, request: Request, arguments: Arguments) -> Answer:
        return self._registry.admit(by_hand(request))

    def lie(self, name: str, request: Request) -> Answer:
        """Also, when asked for: a well-formed answer that is not true."""
        return self._registry.lie(name, request) if name in registry.LIES else super().lie(name, request)
