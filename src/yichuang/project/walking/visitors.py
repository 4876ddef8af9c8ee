"""Who comes to the hall in a walk, what they bring, and how each draws a ticket."""

from __future__ import annotations

import re
import secrets
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import yaml
from django.conf import settings

from yichuang.core import clock
from yichuang.core.words import N_
from yichuang.project.errors import WalkError
from yichuang.project.walking.client import Client, messages
from yichuang.project.walking.people import invent
from yichuang.project.walking.run import Walk, file

#: Ticket numbers as they are called out.
_NUMBER = re.compile(r"\b[A-Z][0-9]{3}\b")
_ARRIVAL = re.compile(r"(?<![0-9])[0-9]{3} [0-9]{3} [0-9]{3}(?![0-9])")
#: Draws a ticket of a kind, with precedence or not: (its id where the visitor knows it, its number).
Draw = Callable[[Client, str, bool], tuple[str, str]]


@dataclass
class Visitor:
    """One visitor as the walk declares them, and what has become of them."""

    plan: Mapping[str, Any]
    comes_at: datetime
    ticket: str = ""
    number: str = ""
    #: (phone, name, ID number), once they are known to the register.
    identity: tuple[str, str, str] | None = None
    phone: Client | None = None
    filed: list[dict[str, Any]] = field(default_factory=list)
    drawn_at: datetime | None = None
    called_at: datetime | None = None
    #: The nine digits by which whoever has an appointment says that they are there.
    code: str = ""
    booking: str = ""
    skipped: bool = False
    transferred: bool = False


def forward(moment: datetime) -> None:
    """Put the demo's clock forward to ``moment``, if that is still to come. Raises WalkError outside a demo."""
    path = clock.followed()
    if path is None:
        raise WalkError("no-demo", N_("This walk puts the clock forward, which only a demo allows: make run"))
    if moment > clock.now():
        clock.put_forward(path, moment - clock.now())


def draw_by_phone(client: Client, kind: str, priority: bool) -> tuple[str, str]:
    """On one's own phone, by the interface."""
    drawn = client.post("/tickets", {"kind": kind, "priority": priority})
    return drawn["id"], drawn["number"]


def draw_at_door(client: Client, kind: str, priority: bool) -> tuple[str, str]:
    """By the square at the door: the page of the phone's browser."""
    path, page = client.press(
        "/tickets?from=door", {"kind": kind, "from": "door"} | ({"priority": "on"} if priority else {})
    )
    return path.rpartition("/")[2], _number(page)


def draw_at_kiosk(client: Client, kind: str, priority: bool) -> tuple[str, str]:
    """At the terminal in the hall: the visitor remembers the number, and has no address."""
    _, page = client.press("/kiosk", {"kind": kind} | ({"priority": "on"} if priority else {}))
    return "", _number(page)


DRAWS: Mapping[str, Draw] = {"phone": draw_by_phone, "door": draw_at_door, "kiosk": draw_at_kiosk}


def _number(page: str) -> str:
    found = _NUMBER.search(page)
    if found is None:
        raise WalkError("no-ticket", N_("The page shows no number of a ticket."))
    return found[0]


def brought(visitor: Visitor) -> list[tuple[Mapping[str, Any], Mapping[str, Any]]]:
    """What the visitor brings: walks of this installation, each with one of its runs."""
    return [(walk := declared(name), walk["runs"][place]) for name, place in visitor.plan.get("brings", ())]


def declared(name: str) -> Mapping[str, Any]:
    """A walk of this installation, as its file declares it."""
    found: Mapping[str, Any] = yaml.safe_load((Path(settings.CONTENT) / "walks" / f"{name}.yaml").read_text("utf-8"))
    return found


def known(walk: Walk, visitor: Visitor) -> tuple[str, str, str]:
    """Let the registers know the visitor, as everything that they bring wants it."""
    if visitor.identity is None:
        people = [run["person"] for _, run in brought(visitor)]
        registers = {code: held for each in people for code, held in each.get("registers", {}).items()}
        visitor.identity = invent(walk.systems, {**people[0], "registers": registers})
    return visitor.identity


def on_the_phone(walk: Walk, visitor: Visitor) -> Client:
    """The visitor at home, signed in and matched."""
    phone, name, number = known(walk, visitor)
    if visitor.phone is None:
        visitor.phone = walk.client(phone)
        visitor.phone.post("/identify", {"name": name, "id_number": number})
    return visitor.phone


def file_at_window(walk: Walk, visitor: Visitor, clerk: Client) -> None:
    """The clerk files everything that the visitor brings, in one visit; the visit shows just that."""
    _, name, number = known(walk, visitor)
    clerk.post("/window/person", {"name": name, "id_number": number})
    for service, run in brought(visitor):
        quiet = replace(walk, declared=service, say=lambda _: None)
        visitor.filed.append(file(quiet, {**run, "owes": visitor.plan.get("owes", ())}, clerk))
    shown = {each["number"] for each in clerk.get("/window/visit")["cases"]}
    if shown != {each["number"] for each in visitor.filed}:
        raise WalkError("other-visit", N_("The visit shows other cases than were filed in it."))
    clerk.post("/window/leave")


def a_phone() -> str:
    """The number of a phone that nobody has."""
    return f"1990{secrets.randbelow(10_000_000):07d}"


def slot(client: Client, kind: str, after: datetime) -> str:
    """The first free time of a kind from ``after`` on."""
    free = [each["starts_at"] for each in client.get(f"/appointments/slots/{kind}")["slots"]]
    return next(str(each) for each in free if datetime.fromisoformat(each) >= after)


def arrival_code(walk: Walk, phone: str) -> str:
    """The nine digits of the message about an appointment."""
    deadline = time.monotonic() + walk.patience
    while time.monotonic() < deadline:
        for message in messages(walk.sms(), phone):
            if found := _ARRIVAL.search(message["text"]):
                return found[0]
        time.sleep(0.1)
    raise WalkError("no-code", N_("No message with the code of the appointment came."))


def visitors(plans: list[Mapping[str, Any]], begins: datetime, every: timedelta) -> list[Visitor]:
    """Those who come in the morning, one after the other: of each group the first, then of each the second, …"""
    turns = max(each["count"] for each in plans)
    order = [each for turn in range(turns) for each in plans if turn < each["count"] and not each.get("closed")]
    return [Visitor(plan, begins + every * place) for place, plan in enumerate(order)]
