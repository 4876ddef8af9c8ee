"""What an answer means: is it delivered, refused for good, or to be tried again? An answer is believed only if it says
what an acknowledgement must say; systems were seen to answer 200 with a maintenance page."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass

from yichuang.platform.exchange.http1 import Reply

#: The other side has understood and will never take it: a person must look.
FOR_GOOD = frozenset({400, 409, 413, 415, 422})
#: The other side is not ready, and by the protocol has taken nothing.
BUSY = frozenset({429, 503})
#: What is kept of an acknowledgement.
_KEPT = ("receipt_number", "provincial_number", "received_at", "provider_id")
#: What a provider says of a message that it was asked about.
_SAID = frozenset({"unknown", "taken", "delivered", "failed"})
_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
#: Names of items, as they may stand in an error: no digit sequences, so never a personal number.
_ITEM = re.compile(r"[A-Za-z][A-Za-z_.-]{0,59}")


@dataclass(frozen=True, slots=True)
class Verdict:
    """'delivered' with the answer, 'refused' or 'again' with a short error that holds nothing personal."""

    result: str
    answer: dict[str, str] | None = None
    error: str = ""
    #: Seconds that the other side asked to be left alone.
    not_before: int = 0
    #: Whether it surely has nothing of it, so that somebody else may be asked.
    untaken: bool = False


def judge(reply: Reply, needs: str) -> Verdict:
    """What ``reply`` means for a POST whose acknowledgement must name ``needs``."""
    if 200 <= reply.status < 300:
        answer = _answer(reply.body)
        if answer.get(needs):
            return Verdict("delivered", answer)
        return Verdict("again", error=f"status {reply.status} without {needs}")
    if reply.status in FOR_GOOD:
        return Verdict("refused", error=f"status {reply.status}{_complaint(reply.body)}")
    busy = reply.status in BUSY
    wait = min(reply.retry_after or 0, 3600) if busy else 0
    return Verdict("again", error=f"status {reply.status}", not_before=wait, untaken=busy)


def states(reply: Reply) -> Verdict:
    """What a provider says of messages: 'delivered' with the state of each that it named, as texts.

    One that does not know the question has answered, too, and says nothing of any.
    """
    if reply.status in (404, 405):
        return Verdict("delivered", {})
    said = _object(reply.body).get("states") if 200 <= reply.status < 300 else None
    if not isinstance(said, dict):
        return Verdict("again", error=f"status {reply.status} without states")
    return Verdict(
        "delivered",
        {id: state for id, state in said.items() if _UUID.fullmatch(id) and isinstance(state, str) and state in _SAID},
    )


def _object(body: bytes) -> dict[str, object]:
    try:
        value = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}


def _answer(body: bytes) -> dict[str, str]:
    """The texts that are kept, printable and short: this comes from outside and goes into the database."""
    found = _object(body)
    return {key: _clean(text) for key in _KEPT if isinstance(text := found.get(key), str)}


def _clean(text: str) -> str:
    short = text[:80]
    if not short.isprintable():
        short = "".join(character for character in short if character.isprintable())
    return short.strip()


def _complaint(body: bytes) -> str:
    """Which items a refusal names as missing, surplus or invalid, as far as they look like names of items."""
    found = _object(body)
    parts = []
    for kind in ("missing", "surplus", "invalid"):
        items = found.get(kind)
        names = (
            [each for each in items if isinstance(each, str) and _ITEM.fullmatch(each)]
            if isinstance(items, list)
            else []
        )
        if names:
            parts.append(f"{kind} {', '.join(names[:10])}")
    return f": {'; '.join(parts)}"[:150] if parts else ""
