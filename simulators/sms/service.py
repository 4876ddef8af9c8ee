"""The HTTP face of the SMS gateway: messages in (signed), and out again for the eyes of the demo (this machine)."""

import json
import sqlite3
import uuid
from datetime import datetime
from typing import Any

from simulators import outbox
from simulators.canonical import body_digest
from simulators.clock import ZONE, stamp
from simulators.errors import Refusal
from simulators.identity import is_phone
from simulators.outbox import Backoff, Outbox, is_callback
from simulators.sms import page
from simulators.store import add
from simulators.system import Arguments, Route, Setting, System
from simulators.web import Answer, Request

SCHEMA = """
create table if not exists messages (
    seq integer primary key autoincrement,
    id text not null unique,
    body_digest text not null,
    provider_id text not null,
    phone text not null,
    text text not null,
    at text not null
) strict;
create index if not exists messages_phone on messages (phone, seq);
"""
SHOWN_AT_ONCE = 200
LONGEST_TEXT = 1000
#: Receipts are told again after seconds that grow to minutes: nothing waits for them.
PATIENCE = Backoff(0.5, 300.0)


class Gateway(System):
    """Takes messages and shows them; nothing is sent anywhere."""

    kind = "sms"
    own_lies = ("false-receipt",)

    def __init__(self, setting: Setting) -> None:
        config = setting.config
        config.only("system", "title", "trusts", "unreachable")
        self._asking = tuple(str(name) for name in config.get("trusts", list))
        self._unreachable = {str(number) for number in config.get("unreachable", list, [])}
        super().__init__(setting, SCHEMA + outbox.SCHEMA)
        self._outbox = Outbox(
            self.store, PATIENCE, lambda: self.met().mode == "down", lambda row: (row["body"], self.key)
        )

    def start(self) -> None:
        """Begin to tell what reached its phone."""
        self._outbox.start()

    def stop(self) -> None:
        """Let the attempts that run come to their end."""
        self._outbox.stop()

    def routes(self) -> list[Route]:
        """Messages in; page and list for anybody on this machine, also while the gateway is "down"."""
        return [
            Route("POST", "/messages", self._send, self._asking, arrives=True),
            Route("POST", "/messages/states", self._states, self._asking),
            Route("GET", "/messages", self._list, meets_modes=False),
            Route("GET", "/", self._page, meets_modes=False),
            Route("GET", "/counts", self.counts, self._asking),
        ]

    def _send(self, request: Request, arguments: Arguments) -> Answer:
        body = request.json()
        needed = {"id", "to", "text", "receipts"}
        missing, surplus = sorted(needed - set(body)), sorted(set(body) - needed)
        invalid = [] if missing else _invalid(request, body)
        if missing or surplus or invalid:
            message = "Items are missing, surplus or invalid."
            raise Refusal(422, "items", message, missing=missing, surplus=surplus, invalid=invalid)
        own = body_digest(request.body)
        with self.store.transaction() as connection:
            query = "select body_digest, provider_id from messages where id = ?"
            seen = connection.execute(query, (body["id"],)).fetchone()
            if seen is not None:
                if seen["body_digest"] != own:
                    raise Refusal(409, "other-body", "This id was used for another message.")
                add(connection, "arrivals")
                return Answer(200, {"provider_id": seen["provider_id"]})
            provider_id = uuid.uuid4().hex
            connection.execute(
                "insert into messages (id, body_digest, provider_id, phone, text, at) values (?, ?, ?, ?, ?, ?)",
                (body["id"], own, provider_id, body["to"], body["text"], stamp()),
            )
            add(connection, "arrivals", "effects")
            outbox.put(
                connection,
                "callback",
                body["id"],
                body["receipts"],
                "application/json",
                body["id"],
                json.dumps({"id": body["id"], **self._reached(body["to"])}).encode(),
            )
        self._outbox.wake()
        return Answer(202, {"provider_id": provider_id})

    def _states(self, request: Request, arguments: Arguments) -> Answer:
        """What became of some messages; "unknown" if this gateway has never had one."""
        ids = request.json().get("ids")
        if not isinstance(ids, list) or len(ids) > 100 or not all(isinstance(one, str) for one in ids):
            raise Refusal(422, "items", "Up to 100 ids are needed.", invalid=["ids"])
        rows = self.store.all(f"select id, phone from messages where id in ({','.join('?' * len(ids))})", tuple(ids))
        held = {row["id"]: self._reached(row["phone"])["state"] for row in rows}
        return Answer(200, {"states": {one: held.get(one, "unknown") for one in ids}})

    def _reached(self, phone: str) -> dict[str, str]:
        if phone in self._unreachable:
            return {"state": "failed", "reason": "no-such-number"}
        return {"state": "delivered"}

    def _newest(self, request: Request) -> list[sqlite3.Row]:
        phone = request.query.get("to")
        return self.store.all(
            "select id, provider_id, phone, text, at from messages where (?1 is null or phone = ?1) "
            "order by seq desc limit ?2",
            (phone, SHOWN_AT_ONCE),
        )

    def _list(self, request: Request, arguments: Arguments) -> Answer:
        messages = [
            {"id": row["id"], "to": row["phone"], "text": row["text"], "at": row["at"]} for row in self._newest(request)
        ]
        return Answer(200, {"messages": messages})

    def _page(self, request: Request, arguments: Arguments) -> Answer:
        phone = request.query.get("to")
        rows = self._newest(request)
        shown = [
            page.Shown(row["phone"], row["text"], datetime.fromisoformat(row["at"]).astimezone(ZONE)) for row in rows
        ]
        content = page.render(shown, phone if is_phone(phone) else None, paused=request.query.get("pause") == "1")
        policy = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'"
        return Answer(200, content, "text/html", {"Content-Security-Policy": policy})

    def lie(self, name: str, request: Request) -> Answer:
        """Also, when asked for: a receipt for a message that was thrown away."""
        if name != "false-receipt":
            return super().lie(name, request)
        return Answer(202, {"provider_id": "0" * 32})

    def wrong_types(self) -> dict[str, Any]:
        """A provider's id that is none."""
        return {"provider_id": {"value": None}}


def _invalid(request: Request, body: dict[str, Any]) -> list[str]:
    text = body["text"]
    good = {
        "id": isinstance(body["id"], str) and 0 < len(body["id"]) <= 200,
        "to": is_phone(body["to"]),
        "text": isinstance(text, str) and bool(text.strip()) and len(text) <= LONGEST_TEXT,
        "receipts": is_callback(body["receipts"]),
        "Idempotency-Key": request.headers.get("Idempotency-Key") == body["id"],
    }
    return [name for name, right in good.items() if not right]
