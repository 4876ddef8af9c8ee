"""The morning at the windows: who is called, who does not come, who is sent on, who takes over from whom."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from yichuang.core import clock
from yichuang.core.words import N_
from yichuang.platform.hall import plan as hall
from yichuang.project.errors import WalkError
from yichuang.project.terminal import said
from yichuang.project.walking.client import Client
from yichuang.project.walking.reached import Reached
from yichuang.project.walking.run import Walk, staff_phone
from yichuang.project.walking.visitors import DRAWS, Visitor, file_at_window, forward

#: So long a window waits before it passes over who does not come, and so long who was late takes to come back.
PATIENCE, LATE = timedelta(minutes=2), timedelta(minutes=7)
DAY = timedelta(days=1)


@dataclass
class Window:
    """A window: the clerk who sits there, whom they have, until when."""

    code: str
    clerk: Client
    visitor: Visitor | None = None
    until: datetime | None = None


class Morning:
    """The windows of a morning, from the first visitor to the last."""

    def __init__(self, walk: Walk, plan: Mapping[str, Any], reached: Reached) -> None:
        self.walk, self.plan, self.reached = walk, plan, reached
        self.windows = [Window(code, walk.client(staff_phone(key))) for code, key in plan["windows"].items()]
        #: The phones of those who are asked for no name, and the terminal.
        self.anybody = walk.closing.enter_context(Client(walk.base))
        self.visitors: list[Visitor] = []
        self.late: list[tuple[datetime, Visitor]] = []
        #: Appointments to which nobody will come.
        self.missing: list[str] = []
        self.relieved = False

    def run(self, visitors: list[Visitor], relief_at: datetime) -> None:
        """Until everybody who came has left."""
        self.visitors = sorted(visitors, key=lambda each: each.comes_at)
        for window in self.windows:
            window.clerk.post("/window/shift", {"window": window.code, "take_over": True})
        while (moment := self._next()) is not None:
            forward(moment)
            self._come()
            if not self.relieved and clock.now() >= relief_at:
                self._relieve()
            for window in self.windows:
                self._work(window)
        for window in self.windows:
            window.clerk.post("/window/shift/close")

    def _next(self) -> datetime | None:
        """When something happens next; None where nothing will."""
        moments = [each.comes_at for each in self.visitors if not each.number]
        moments += [at for at, _ in self.late]
        moments += [window.until for window in self.windows if window.until]
        return min(moments, default=None)

    def _come(self) -> None:
        """Whoever comes now draws a ticket; whoever was late says that they are there."""
        for visitor in [each for each in self.visitors if not each.number and each.comes_at <= clock.now()]:
            self.draw(visitor)
        for at, visitor in list(self.late):
            if at <= clock.now():
                self.late.remove((at, visitor))
                self._ticket("come-back", self.anybody.post(f"/tickets/{visitor.ticket}/come-back"))

    def draw(self, visitor: Visitor) -> None:
        """Draw a ticket; whoever changes their mind gives it back at once."""
        plan = visitor.plan
        if visitor.code:
            drawn = self.anybody.post("/arrivals", {"code": visitor.code})
            visitor.ticket, visitor.number = drawn["id"], drawn["number"]
            self.reached.saw("appointment", "arrive", self.anybody.get(visitor.booking)["state"])
        else:
            draws = DRAWS[plan["draws"]]
            visitor.ticket, visitor.number = draws(self.anybody, plan["kind"], bool(plan.get("priority")))
        visitor.drawn_at = clock.now()
        if visitor.ticket:
            self._ticket("", self.anybody.get(f"/tickets/{visitor.ticket}"))
        if plan.get("comes") == "gives-back":
            self._ticket("withdraw", self.anybody.post(f"/tickets/{visitor.ticket}/withdraw"))

    def _work(self, window: Window) -> None:
        """What is due at one window now."""
        if window.until is not None and window.until <= clock.now():
            self._end(window)
        if window.visitor is None:
            self._call(window)

    def _call(self, window: Window) -> None:
        """Call whoever is next, and serve them if they come."""
        ticket = window.clerk.post("/window/queue/next")["ticket"]
        if ticket is None:
            return
        self._ticket("call", ticket)
        visitor = window.visitor = next(each for each in self.visitors if each.number == ticket["number"])
        visitor.ticket, visitor.called_at = ticket["id"], visitor.called_at or clock.now()
        if visitor.plan.get("comes") in ("never", "late") and not visitor.skipped:
            window.until = clock.now() + PATIENCE
            return
        self._step(window, "begin")
        if visitor.plan.get("brings") and not visitor.filed:
            file_at_window(self.walk, visitor, window.clerk)
            numbers = ", ".join(each["number"] for each in visitor.filed)
            self.walk.step(said(N_("filed at window %(window)s"), window=window.code), numbers, visitor.number)
        window.until = clock.now() + timedelta(minutes=visitor.plan["minutes"])

    def _end(self, window: Window) -> None:
        """Whoever is at a window leaves it: passed over, sent to another one, or served."""
        visitor, window.until = window.visitor, None
        assert visitor is not None
        if visitor.plan.get("comes") in ("never", "late") and not visitor.skipped:
            visitor.skipped = True
            for _ in range(hall.plan().queue.calls - 1):
                self._step(window, "call-again")
            self._step(window, "skip")
            if visitor.plan["comes"] == "late":
                self.late.append((clock.now() + LATE, visitor))
        elif visitor.plan.get("transfer") and not visitor.transferred:
            visitor.transferred = True
            other = next(each.code for each in self.windows if each is not window)
            body = {"window": other}
            self._ticket("transfer", window.clerk.post(f"/window/tickets/{visitor.ticket}/transfer", body))
        else:
            self._step(window, "finish")
        window.visitor = None

    def _relieve(self) -> None:
        """The shift ends while somebody is served: a colleague takes the window over, with them."""
        relief = self.plan["relief"]
        window = next(each for each in self.windows if each.code == relief["window"])
        if window.visitor is None:
            return  # as soon as somebody is there
        self.relieved = True
        window.clerk = self.walk.client(staff_phone(relief["account"]))
        held = window.clerk.post("/window/shift", {"window": window.code, "take_over": True})["current"]
        if held is None or held["number"] != window.visitor.number:
            raise WalkError("not-handed-over", N_("The window was taken over, and not whoever stood there."))
        self.walk.step(
            said(N_("window %(window)s taken over at the shift's end"), window=window.code), "", held["number"]
        )

    def _step(self, window: Window, verb: str) -> None:
        assert window.visitor is not None
        self._ticket(verb, window.clerk.post(f"/window/tickets/{window.visitor.ticket}/{verb}"))

    def _ticket(self, verb: str, shown: Mapping[str, Any]) -> None:
        self.reached.saw("ticket", verb, shown["state"])
