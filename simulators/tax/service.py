"""The HTTP face of the tax office: registrations in (from the bureaux), bills out (to the one window)."""

import json
from datetime import date
from typing import Any

from simulators.canonical import body_digest, canonical
from simulators.errors import Refusal
from simulators.identity import is_id_number
from simulators.store import add
from simulators.system import Arguments, Route, Setting, System
from simulators.tax import charges
from simulators.web import Answer, Request

SCHEMA = """
create table if not exists registrations (
    seq integer primary key autoincrement,
    id text not null unique,
    body_digest text not null,
    department text not null,
    case_number text not null,
    matter text not null,
    id_number text not null,
    registered_on text not null,
    facts text not null
) strict;
create index if not exists registrations_case on registrations (id_number, case_number);
"""
_KEYS = {"id", "department", "case_number", "matter", "id_number", "registered_on", "facts"}


class Tax(System):
    """Knows who must pay what because a bureau told it, and answers that to who asks about one person's one case."""

    kind = "tax"
    own_lies = ("false-bill", "false-anothers-bill")

    def __init__(self, setting: Setting) -> None:
        config = setting.config
        config.only("system", "title", "trusts", "told_by", "where", "charges")
        self._asking = tuple(str(name) for name in config.get("trusts", list))
        self._telling = tuple(str(name) for name in config.get("told_by", list))
        self._where = config.get("where", str)
        self._charges = charges.read(config.section("charges"))
        super().__init__(setting, SCHEMA, trusted=(*self._asking, *self._telling))

    def routes(self) -> list[Route]:
        """Bills, registrations, counts."""
        return [
            Route("POST", "/bills", self._bills, self._asking),
            Route("POST", "/registrations", self._registered, self._telling, arrives=True),
            Route("GET", "/counts", self.counts, self._asking),
        ]

    def _registered(self, request: Request, arguments: Arguments) -> Answer:
        body = request.json()
        _check_keys(body, _KEYS)
        self._check(request, body)
        with self.store.transaction() as connection:
            own = body_digest(request.body)
            query = "select body_digest from registrations where id = ?"
            seen = connection.execute(query, (body["id"],)).fetchone()
            if seen is not None and seen["body_digest"] != own:
                raise Refusal(409, "other-body", "This id was used for another registration.")
            add(connection, "arrivals", *([] if seen else ["effects"]))
            if seen is None:
                keys = ("department", "case_number", "matter", "id_number", "registered_on")
                connection.execute(
                    "insert into registrations (id, body_digest, department, case_number, matter, id_number, "
                    "registered_on, facts) values (?, ?, ?, ?, ?, ?, ?, ?)",
                    (body["id"], own, *(body[key] for key in keys), canonical(body["facts"]).decode()),
                )
        return Answer(200, {"registered": True})

    def _check(self, request: Request, body: dict[str, Any]) -> None:
        texts = ("id", "department", "case_number", "matter", "registered_on")
        invalid = [key for key in texts if not isinstance(body[key], str) or not 0 < len(body[key]) <= 200]
        if not invalid and body["matter"] not in self._charges:
            invalid.append("matter")
        if not is_id_number(body["id_number"]):
            invalid.append("id_number")
        if not invalid and not _is_day(body["registered_on"]):
            invalid.append("registered_on")
        if request.headers.get("Idempotency-Key") != body["id"]:
            invalid.append("Idempotency-Key")
        if not isinstance(body["facts"], dict):
            invalid.append("facts")
        if not invalid:
            fact = self._charges[body["matter"]].fact
            needed = {fact} if fact else set()
            _check_keys(body["facts"], needed)
            invalid += [f"facts.{key}" for key in needed if type(body["facts"][key]) is not int]
        if invalid:
            raise Refusal(422, "items", "Items are invalid.", missing=[], surplus=[], invalid=invalid)

    def _bills(self, request: Request, arguments: Arguments) -> Answer:
        body = request.json()
        _check_keys(body, {"id_number", "case_number"})
        if not is_id_number(body["id_number"]) or not isinstance(body["case_number"], str):
            raise Refusal(422, "items", "Items are invalid.", missing=[], surplus=[], invalid=["id_number"])
        return Answer(200, self._told(body["id_number"], body["case_number"]))

    def _told(self, id_number: str, case_number: str) -> dict[str, Any]:
        rows = self.store.all(
            "select matter, registered_on, facts from registrations "
            "where id_number = ? and case_number = ? order by seq",
            (id_number, case_number),
        )
        bills = [
            self._charges[row["matter"]].bill(
                row["matter"], json.loads(row["facts"]), date.fromisoformat(row["registered_on"]), self._where
            )
            for row in rows
            if row["matter"] in self._charges
        ]
        return {"case_number": case_number, "known": bool(bills), "bills": bills}

    def lie(self, name: str, request: Request) -> Answer:
        """Also, when asked for: a bill that nobody can owe, and the newest of somebody else."""
        if name == "false-anothers-bill":
            query = "select id_number, case_number from registrations where id_number <> ? order by seq desc limit 1"
            told = [self._told(*row) for row in self.store.all(query, (str(request.json().get("id_number")),))]
            return Answer(200, told[0] if told else self._told("", ""))
        if name != "false-bill":
            return super().lie(name, request)
        bill = {"matter": "no-such-matter", "title": "", "amount_fen": -1, "pay_by": "2026-02-30", "where": None}
        return Answer(200, {"case_number": request.json().get("case_number"), "known": True, "bills": [bill]})

    def wrong_types(self) -> dict[str, Any]:
        """Bills that are a number."""
        return {"known": "true", "bills": 3}


def _check_keys(given: dict[str, Any], needed: set[str]) -> None:
    missing, surplus = sorted(needed - set(given)), sorted(set(given) - needed)
    if missing or surplus:
        raise Refusal(422, "items", "Items are missing or surplus.", missing=missing, surplus=surplus, invalid=[])


def _is_day(text: str) -> bool:
    try:
        return len(text) == 10 and date.fromisoformat(text) is not None
    except ValueError:
        return False
