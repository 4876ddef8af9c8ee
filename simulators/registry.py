"""A register that answers what it holds of a person: used by the registers proper and by bureaux that keep one."""

import json
import sqlite3
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from simulators.canonical import canonical
from simulators.clock import stamp
from simulators.config import Config, read_yaml
from simulators.errors import CannotStart, Refusal
from simulators.identity import is_id_number, is_name, is_phone, same_name
from simulators.store import Store, add
from simulators.web import Answer, Request

SCHEMA = """
create table if not exists held (
    id_number text primary key,
    name text not null,
    phone text,
    items text not null,
    changed_at text not null,
    touched integer not null default 0
) strict;
create table if not exists asked (
    seq integer primary key autoincrement,
    at text not null,
    verb text not null,
    purpose text not null,
    found integer not null,
    items text not null
) strict;
"""

LIES = (
    "false-other-person",
    "false-somebody-else",
    "false-date",
    "false-future",
    "false-nobody",
    "false-nothing",
)
"""Well-formed answers that are not true. other-person: of nobody who is held here. somebody-else: each item as asked,
of another who is held here. date: days that no calendar has. future: days that have not come. nobody: not held here.
nothing: found, and no item."""
_DAYS = {"false-date": "2026-02-30", "false-future": "2999-12-31"}


class Registry:
    """What one register holds: the items it was configured with, of the people who are in it.

    Rows come from the people file at each start, save those that the system itself has changed since. Who was asked
    about is not kept in clear beside the purpose: the list of questions says what was asked, when and what for.
    """

    def __init__(self, store: Store, config: Config) -> None:
        config.only("part", "people", "items")
        self._store = store
        self._items = tuple(str(item) for item in config.get("items", list))
        self._part = config.get("part", str)
        self._load(config.path("people"), config)

    def _load(self, file: Path, config: Config) -> None:
        try:
            people = read_yaml(file)["people"]
            rows = [self._row(person) for person in people if person.get(self._part) is not None]
        except (OSError, yaml.YAMLError, KeyError, TypeError, AttributeError, UnicodeDecodeError) as error:
            raise config.wrong("people", f"points to {file}, which cannot be used ({error!r})") from error
        with self._store.transaction() as connection:
            connection.executemany(
                "insert into held (id_number, name, phone, items, changed_at) values (?, ?, ?, ?, ?) "
                "on conflict (id_number) do update set name = excluded.name, phone = excluded.phone, "
                "items = excluded.items where not touched",
                rows,
            )

    def _row(self, person: Mapping[str, Any]) -> tuple[str, str, str | None, str, str]:
        held = dict(person[self._part])
        name = held.pop("own_name", person["name"])
        for key in ("name", "id_number", "phone"):
            if key in self._items:
                held[key] = person[key]
        if surplus := set(held) - set(self._items):
            raise CannotStart(f"{person['key']}: {self._part} holds {sorted(surplus)}, which this register does not.")
        plain = {key: value.isoformat() if isinstance(value, date) else value for key, value in held.items()}
        items = canonical({key: plain.get(key) for key in self._items}).decode()
        return person["id_number"], name, person.get("phone"), items, stamp()

    def lookup(self, request: Request) -> Answer:
        """Answer a look-up: the items asked for, and no others, or that nobody of this number is held here."""
        body = request.json()
        _check(body, {"id_number", "items", "purpose"}, {"name"})
        items, name = body["items"], body.get("name")
        if not isinstance(items, list) or not items or not all(isinstance(item, str) for item in items):
            raise Refusal(422, "items", "items is a list of the names of items.", invalid=["items"])
        if unknown := sorted(set(items) - set(self._items)):
            raise Refusal(422, "items", "This register does not hold all of these.", surplus=unknown)
        if name is not None and not is_name(name):
            raise Refusal(422, "name", "name is no name.", invalid=["name"])
        row = self.row(body["id_number"])
        # A name that does not fit gets the answer of an unknown number: it tells nothing about whose number it is.
        found = row is not None and (name is None or same_name(name, row["name"]))
        self._note("lookup", body["purpose"], found, sorted(set(items)))
        if row is None or not found:
            return Answer(200, {"found": False})
        held = json.loads(row["items"])
        of = {"id_number": row["id_number"]}
        return Answer(200, {"found": True, **of, "items": {item: held[item] for item in items}, "as_of": stamp()})

    def lie(self, name: str, request: Request) -> Answer:
        """One of `LIES`; nothing is noted."""
        if name == "false-nobody":
            return Answer(200, {"found": False, "match": False, "mismatch": ["id_number"]})
        asked = request.json()
        items: dict[str, Any] = {"name": "别人", "id_number": "439900190001010001", "surplus": "x"}
        about: dict[str, Any] = {}
        if name == "false-nothing":
            items = {}
        elif name != "false-other-person":
            same = "=" if name in _DAYS else "<>"
            row = self._store.one(f"select * from held where id_number {same} ? limit 1", (asked.get("id_number"),))
            held, about = (json.loads(row["items"]), {"id_number": row["id_number"]}) if row else ({}, {})
            items = {item: held.get(item) for item in asked.get("items", ())}
        if name in _DAYS:
            items |= {item: _DAYS[name] for item, value in items.items() if _is_day(value)}
        as_of = "1970-01-01T00:00:00+08:00"
        return Answer(200, {"found": True, **about, "items": items, "as_of": as_of, "match": True})

    def verify(self, request: Request) -> Answer:
        """Whether name, number and phone belong together by what is held here, and which of them do not."""
        body = request.json()
        _check(body, {"name", "id_number", "phone"}, {"purpose"})
        if not is_name(body["name"]) or not is_phone(body["phone"]):
            wrong = [key for key, good in (("name", is_name), ("phone", is_phone)) if not good(body[key])]
            raise Refusal(422, "shape", "Not a name or not a phone number.", invalid=wrong)
        row = self.row(body["id_number"])
        if row is None:
            mismatch = ["id_number"]
        else:
            mismatch = [] if same_name(body["name"], row["name"]) else ["name"]
            mismatch += [] if body["phone"] == row["phone"] else ["phone"]
        self._note("verify", body.get("purpose") or "sign-in", not mismatch, ["id_number", "name", "phone"])
        return Answer(200, {"match": not mismatch, "mismatch": mismatch})

    def admit(self, said: Mapping[str, Any]) -> Answer:
        """Take a person in by hand, for demos and tests; Refusal 409 when the number is held already."""
        _check_person(said, set(self._items) - {"name", "id_number", "phone"})
        own = {"name": said["name"], "id_number": said["id_number"], "phone": said["phone"]}
        held = {item: own.get(item, said["items"].get(item)) for item in self._items}
        with self._store.transaction() as connection:
            added = connection.execute(
                "insert into held (id_number, name, phone, items, changed_at, touched) values (?, ?, ?, ?, ?, 1) "
                "on conflict (id_number) do nothing",
                (said["id_number"], said["name"], said["phone"], canonical(held).decode(), stamp()),
            ).rowcount
        if not added:
            raise Refusal(409, "held", "This number is held already.")
        return Answer(201, {"admitted": True})

    def row(self, id_number: str) -> sqlite3.Row | None:
        """What is held of this number."""
        return self._store.one("select * from held where id_number = ?", (id_number,))

    def set(self, connection: sqlite3.Connection, id_number: str, name: str, item: str, value: Any) -> None:
        """Change one item of a person, who is taken in if not yet here, within the running transaction."""
        row = connection.execute("select items from held where id_number = ?", (id_number,)).fetchone()
        items = json.loads(row["items"]) if row else dict.fromkeys(self._items)
        items[item] = value
        connection.execute(
            "insert into held (id_number, name, items, changed_at, touched) values (?, ?, ?, ?, 1) "
            "on conflict (id_number) do update set items = excluded.items, "
            "changed_at = excluded.changed_at, touched = 1",
            (id_number, name, canonical(items).decode(), stamp()),
        )

    def _note(self, verb: str, purpose: str, found: bool, items: list[str]) -> None:
        with self._store.transaction() as connection:
            connection.execute(
                "insert into asked (at, verb, purpose, found, items) values (?, ?, ?, ?, ?)",
                (stamp(), verb, purpose, int(found), canonical(items).decode()),
            )
            add(connection, "asked", *(["answered"] if found else []))


def _is_day(value: object) -> bool:
    return isinstance(value, str) and len(value) == 10 and value[4::3] == "--"


def _check_person(said: Mapping[str, Any], known: set[str]) -> None:
    needed = {"id_number", "name", "phone", "items"}
    items = said.get("items")
    held = set(items) if isinstance(items, dict) else set()
    missing, surplus = sorted(needed - set(said)), sorted((set(said) - needed) | (held - known))
    checks = {"id_number": is_id_number, "name": is_name, "phone": is_phone}
    invalid = [] if missing else [key for key, check in checks.items() if not check(said[key])]
    invalid += [] if held or missing else ["items"]
    if missing or surplus or invalid:
        message = "A person has a name, a number, a phone, and items that this register holds."
        raise Refusal(422, "items", message, missing=missing, surplus=surplus, invalid=invalid)


def _check(body: Mapping[str, Any], needed: set[str], allowed: set[str]) -> None:
    missing, surplus = sorted(needed - set(body)), sorted(set(body) - needed - allowed)
    if missing or surplus:
        raise Refusal(422, "items", "Items are missing or surplus.", missing=missing, surplus=surplus)
    if not is_id_number(body["id_number"]):
        raise Refusal(422, "id-number", "This is no citizen's number.", invalid=["id_number"])
    purpose = body.get("purpose", "sign-in")
    if not isinstance(purpose, str) or not purpose.strip() or len(purpose) > 1000:
        raise Refusal(422, "purpose", "A look-up names its purpose.", invalid=["purpose"])
