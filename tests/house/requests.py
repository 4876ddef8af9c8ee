"""Who asks, for what: the actors and subjects of ``requests.txt``, and how an answer is got.

Everybody asks for the same things: the resident's draft, case and papers, and the part of it that the officer's
department has. What that is to each of them is the relation: mine (``resident``, ``clerk-with`` them at the window),
another's (``neighbour``, ``clerk-other``), another department's (``other-officer``, ``other-program``).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

TABLE = Path(__file__).with_name("requests.txt")
ACTORS = (
    "anonymous",
    "outsider",
    "resident",
    "neighbour",
    "clerk",
    "clerk-with",
    "clerk-other",
    "officer",
    "other-officer",
    "department-head",  # of the officer's department
    "head",
    "auditor",
    "administrator",
    "archivist",
    "author",
    "agent",  # the resident's, in the service of the case
    "agent-elsewhere",  # the resident's, in another service
    "employer",  # the neighbour, as the legal representative of their company
    "program",  # of the officer's department, with an access token; it signs what goes without one
    "other-program",
)
#: Methods that a route may declare, and two that none does.
METHODS = ("GET", "POST", "PUT", "DELETE")


def parameters() -> Iterator[tuple[str, tuple[str, ...]]]:
    """Every named address, once, with the names of what stands in it."""

    def below(resolver: URLResolver, space: str, held: tuple[str, ...]) -> Iterator[tuple[str, tuple[str, ...]]]:
        for entry in resolver.url_patterns:
            here = held + tuple(entry.pattern.converters)
            if isinstance(entry, URLResolver):
                yield from below(entry, f"{space}{entry.namespace}:" if entry.namespace else space, here)
            elif isinstance(entry, URLPattern):
                yield f"{space}{entry.name}", here

    yield from dict.fromkeys(below(get_resolver(), "", ()))  # a call of two methods has a pattern for each


def read(text: str) -> dict[tuple[str, str], dict[str, int]]:
    """The table: (route, method) → actor → status. Raises ValueError for a row that is not one, or stands twice."""
    rows: dict[tuple[str, str], dict[str, int]] = {}
    for number, line in enumerate(text.splitlines(), 1):
        words = line.split("#")[0].split()
        if not words:
            continue
        if len(words) != 2 + len(ACTORS):
            raise ValueError(f"requests.txt:{number}: a route, a method and {len(ACTORS)} answers")
        key = (words[0], words[1])
        if key in rows:
            raise ValueError(f"requests.txt:{number}: {words[0]} {words[1]} stands twice")
        rows[key] = {actor: int(code) for actor, code in zip(ACTORS, words[2:], strict=True)}
    return rows


def written(rows: Mapping[tuple[str, str], Mapping[str, int]]) -> str:
    """The rows as they stand in the file."""
    return "".join(
        f"{route:<24}{method:<7}" + "".join(f"{rows[route, method][actor]:>5}" for actor in ACTORS) + "\n"
        for route, method in rows
    )


@dataclass(frozen=True)
class Answer:
    """An answer's status, media type and body; what the resident's records were after it where watched."""

    status: int
    media: str
    body: bytes
    after: object


@dataclass
class Asking:
    """Clients of every actor, and the subjects that all of them ask for."""

    clients: Mapping[str, Client]
    #: What stands in addresses, by its name; under ``(route, name)`` where one route needs another value.
    subjects: Mapping[str | tuple[str, str], str]
    posted: Callable[[str, str], Mapping[str, object]]
    #: The headers by which an actor signs a request: method, address, body. None of them for people.
    signed: Callable[[str, str, str, bytes], Mapping[str, str]]
    #: What the resident's draft, case, parts, objection and deliveries look like now.
    state: Callable[[], object]

    def path(self, route: str, names: tuple[str, ...], **other: str) -> str:
        """The address with its subjects filled in. Raises LookupError that says what to add where."""
        missing = [name for name in names if name not in self.subjects]
        if missing:
            raise LookupError(f"{route} has {missing[0]!r} in its address: give it a value in tests/house/conftest.py")
        held = {name: self.subjects.get((route, name), self.subjects[name]) for name in names}
        return reverse(route, kwargs={**held, **{name: other[name] for name in names if name in other}})

    def ask(self, actor: str, method: str, path: str, watched: bool = False) -> Answer:
        """What the actor gets; whatever the request did is undone, in the database and among the cookies.

        The state after it is looked at where it is ``watched``: that takes longer than most answers.
        """
        client = self.clients[actor]
        kept = client.cookies.copy()
        with transaction.atomic():
            if path.startswith("/api/") and method != "GET":
                body = json.dumps(self.posted(path, actor)).encode()
                headers = self.signed(actor, method, path, body)
                response = client.generic(method, path, body, "application/json", headers=headers)
            elif method == "POST":
                response = client.post(path, self.posted(path, actor))
            else:
                response = client.generic(method, path, headers=self.signed(actor, method, path, b""))
            content = b"".join(response.streaming_content) if response.streaming else response.content
            after = self.state() if watched else None
            transaction.set_rollback(True)
        client.cookies = kept
        return Answer(response.status_code, response.get("Content-Type", ""), content, after)
