"""A register proper: POST /lookup, and POST /verify where the configuration allows it."""

from typing import Any

from simulators import registry
from simulators.errors import Refusal
from simulators.registry import Registry
from simulators.system import Arguments, Route, Setting, System, by_hand
from simulators.web import Answer, Request


class Register(System):
    """Population or licence register, by its configuration."""

    kind = "register"
    own_lies = ("false-other-person",)
    tally_names = ("asked", "answered", "refused")

    def __init__(self, setting: Setting) -> None:
        setting.config.only("system", "title", "trusts", "register", "verifies")
        self._verifies = setting.config.get("verifies", bool, False)
        self._asking = tuple(str(name) for name in setting.config.get("trusts", list))
        super().__init__(setting, registry.SCHEMA)
        self._registry = Registry(self.store, setting.config.section("register"))

    def routes(self) -> list[Route]:
        """Look-up, verification, counts; and by hand, taking a person in."""
        return [
            Route("POST", "/lookup", self._lookup, self._asking),
            Route("POST", "/verify", self._verify, self._asking),
            Route("GET", "/counts", self.counts, self._asking),
            Route("POST", "/people", self._admit, meets_modes=False),
        ]

    def _lookup(self, request: Request, arguments: Arguments) -> Answer:
        return self._registry.lookup(request)

    def _verify(self, request: Request, arguments: Arguments) -> Answer:
        if not self._verifies:
            raise Refusal(404, "not-found", "This register verifies nobody.")
        return self._registry.verify(request)

    def _admit(self, request: Request, arguments: Arguments) -> Answer:
        return self._registry.admit(by_hand(request))

    def lie(self, name: str, request: Request) -> Answer:
        """Also, when asked for: a well-formed answer about somebody whom nobody asked about."""
        if name != "false-other-person":
            return super().lie(name, request)
        items: dict[str, Any] = {"name": "别人", "id_number": "439900190001010001", "surplus": "x"}
        return Answer(200, {"found": True, "items": items, "as_of": "1970-01-01T00:00:00+08:00", "match": True})
