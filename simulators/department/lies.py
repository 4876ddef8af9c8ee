"""How a department lies: receipts for what it never took, and reports that are not what it wrote down."""

import json
import sqlite3
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from simulators.canonical import canonical
from simulators.keys import OwnKey
from simulators.store import Store
from simulators.web import Answer

RECEIPTS = ("false-receipt", "false-anothers-receipt")
"""A receipt for something that was thrown away: with numbers that nobody has, or with those of another part."""

REPORTS = ("truth", "forged", "other-part", "other-outcome", "other-receipt")
"""What its callbacks tell. truth: what it wrote down. forged: the same, under a signature that is not its own.
other-part: the same about the part named by `about`. other-outcome: granted for refused, and the other way round.
other-receipt: under a receipt number that it never gave."""

NOBODYS = "19700101-00000000"
_OUTCOMES = {"granted": "refused", "refused": "granted"}


def receipt(name: str, code: str, store: Store) -> Answer:
    """The answer to an event that was thrown away."""
    numbers = {"receipt_number": f"{code.upper()}-{NOBODYS}", "provincial_number": f"000000{NOBODYS.replace('-', '')}"}
    row = store.one("select receipt_number, provincial_number from tasks order by rowid desc limit 1")
    if name == "false-anothers-receipt" and row is not None:
        numbers = dict(row)
    return Answer(202, {**numbers, "received_at": "1970-01-01T00:00:00.000+08:00"})


class Teller:
    """What leaves of a report. A report keeps its id whatever is told, so the truth may follow under it."""

    def __init__(self, code: str, key: OwnKey) -> None:
        self.tells, self.about = "truth", ""
        self._code, self._key = code, key
        self._forger = OwnKey(Ed25519PrivateKey.generate(), key.key_id)

    def told(self, row: sqlite3.Row) -> tuple[bytes, OwnKey]:
        """The body of one message and the key that signs it."""
        body = bytes(row["body"])
        if row["media"] != "application/cloudevents+json" or self.tells == "truth":
            return body, self._key
        if self.tells == "forged":
            return body, self._forger
        event = json.loads(body)
        self._twist(event["data"])
        return canonical(event), self._key

    def _twist(self, data: dict[str, Any]) -> None:
        if self.tells == "other-part":
            data["task"] = self.about
        elif self.tells == "other-receipt":
            data["receipt_number"] = f"{self._code.upper()}-{NOBODYS}"
        elif data.get("outcome") in _OUTCOMES:
            data["outcome"] = _OUTCOMES[data["outcome"]]
            data.setdefault("reason", "与本部门登记的不一致。")
