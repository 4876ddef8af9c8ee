"""The register of organisations: POST /lookup by credit code, and whether a person represents one by law."""

import re
import sqlite3
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from simulators.clock import stamp
from simulators.config import Config, read_yaml
from simulators.errors import Refusal
from simulators.identity import is_id_number, is_name, same_name
from simulators.store import add
from simulators.system import Arguments, Route, Setting, System, by_hand
from simulators.web import Answer, Request

SCHEMA = """
create table if not exists organisation (
    code text primary key,
    name text not null,
    representative text not null,
    representative_number text not null,
    active integer not null,
    changed_at text not null,
    touched integer not null default 0
) strict;
create table if not exists asked (
    seq integer primary key autoincrement,
    at text not null,
    purpose text not null,
    found integer not null
) strict;
"""
_CODE = re.compile(r"[0-9A-HJ-NP-RTUW-Y]{18}")


class Organisations(System):
    """Credit code, name, legal representative, active or wound up.

    The representative's number is never told: who asks names a person, and hears whether it is they.
    """

    kind = "organisations"
    own_lies = ("false-representative",)
    tally_names = ("asked", "answered", "refused")

    def __init__(self, setting: Setting) -> None:
        setting.config.only("system", "title", "trusts", "organisations")
        self._asking = tuple(str(name) for name in setting.config.get("trusts", list))
        super().__init__(setting, SCHEMA)
        self._load(setting.config.path("organisations"), setting.config)

    def _load(self, file: Path, config: Config) -> None:
        try:
            rows = [self._row(each) for each in read_yaml(file)["organisations"]]
        except (OSError, yaml.YAMLError, KeyError, TypeError, UnicodeDecodeError) as error:
            raise config.wrong("organisations", f"points to {file}, which cannot be used ({error!r})") from error
        with self.store.transaction() as connection:
            connection.executemany(
                "insert into organisation (code, name, representative, representative_number, active, changed_at) "
                "values (?, ?, ?, ?, ?, ?) on conflict (code) do update set name = excluded.name, "
                "representative = excluded.representative, representative_number = excluded.representative_number, "
                "active = excluded.active where not touched",
                rows,
            )

    def _row(self, each: Mapping[str, Any]) -> tuple[str, str, str, str, int, str]:
        by_law = each["representative"]
        return each["code"], each["name"], by_law["name"], by_law["id_number"], int(each.get("active", True)), stamp()

    def routes(self) -> list[Route]:
        """Look-up, counts; and by hand, changing what is held."""
        return [
            Route("POST", "/lookup", self._lookup, self._asking),
            Route("GET", "/counts", self.counts, self._asking),
            Route("POST", "/organisations", self._change, meets_modes=False),
        ]

    def _lookup(self, request: Request, arguments: Arguments) -> Answer:
        body = request.json()
        _check(body)
        row = self._held(body["code"])
        with self.store.transaction() as connection:
            connection.execute(
                "insert into asked (at, purpose, found) values (?, ?, ?)", (stamp(), body["purpose"], int(bool(row)))
            )
            add(connection, "asked", *(["answered"] if row else []))
        if row is None:
            return Answer(200, {"found": False})
        person = body.get("person")
        represents = person is not None and (
            person["id_number"] == row["representative_number"] and same_name(person["name"], row["representative"])
        )
        shown = {"code": row["code"], "name": row["name"], "representative": row["representative"]}
        return Answer(
            200,
            {
                "found": True,
                **shown,
                "active": bool(row["active"]),
                "represents": represents if person is not None else None,
                "as_of": stamp(),
            },
        )

    def _held(self, code: str) -> sqlite3.Row | None:
        return self.store.one("select * from organisation where code = ?", (code,))

    def _change(self, request: Request, arguments: Arguments) -> Answer:
        """By hand: another representative, another name, wound up or not."""
        said = by_hand(request)
        known = {"code", "name", "representative", "active"}
        row = self._held(str(said.get("code")))
        if row is None or set(said) - known:
            raise Refusal(422, "organisation", "Give the code of one that is held, and what changes.")
        person = said.get("representative") or {
            "name": row["representative"],
            "id_number": row["representative_number"],
        }
        values = (
            str(said.get("name", row["name"])),
            person["name"],
            person["id_number"],
            int(bool(said.get("active", row["active"]))),
            stamp(),
            row["code"],
        )
        with self.store.transaction() as connection:
            connection.execute(
                "update organisation set name = ?, representative = ?, representative_number = ?, active = ?, "
                "changed_at = ?, touched = 1 where code = ?",
                values,
            )
        return Answer(200, {"changed": True})

    def lie(self, name: str, request: Request) -> Answer:
        """Also, when asked for: a well-formed answer about another organisation than was asked about."""
        if name != "false-representative":
            return super().lie(name, request)
        other = {"code": "91439900TEST00000X", "name": "别家公司", "representative": "别人"}
        return Answer(200, {"found": True, **other, "active": True, "represents": True, "as_of": stamp()})


def _check(body: Mapping[str, Any]) -> None:
    needed, allowed = {"code", "purpose"}, {"person"}
    missing, surplus = sorted(needed - set(body)), sorted(set(body) - needed - allowed)
    if missing or surplus:
        raise Refusal(422, "items", "Items are missing or surplus.", missing=missing, surplus=surplus)
    if not isinstance(body["code"], str) or not _CODE.fullmatch(body["code"]):
        raise Refusal(422, "code", "This is no credit code.", invalid=["code"])
    if not isinstance(body["purpose"], str) or not body["purpose"].strip():
        raise Refusal(422, "purpose", "A look-up names its purpose.", invalid=["purpose"])
    person = body.get("person")
    if person is not None and not (
        isinstance(person, dict)
        and set(person) == {"name", "id_number"}
        and is_name(person["name"])
        and is_id_number(person["id_number"])
    ):
        raise Refusal(422, "person", "A person is a name and a number.", invalid=["person"])
