"""Squares that live a minute (亮证码): a signed line that says what is shown, to whom it belongs, and from when on.

A square is an address: whoever scans it with any phone asks us. Behind the ``#``, which no browser sends, stands what
was signed, so that a checker without a network reads it and checks the signature with the published key. No square is
kept. One says how many of its page were used before it: when it is used, all of that page that were made before are.
"""

from __future__ import annotations

import base64
import json
import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings

from yichuang.core import clock
from yichuang.core.cipher import verify
from yichuang.core.identifiers import mask_name
from yichuang.platform.licences.models import Licence, Showing
from yichuang.platform.vault.keys import signer

#: How long a square holds, how often a fresh one is made, and how long a page makes them: choices of this house.
LIVES, RENEWED, OPEN = timedelta(seconds=60), timedelta(seconds=20), timedelta(minutes=10)
#: So often a page's squares may be used.
MOST_USED = 99
#: Before what is signed, so that no other signature of this installation is taken for a square.
CONTEXT = b"yichuang/licence-shown/1\n"
_CODE = re.compile(r"([0-9]{10})([0-9]{2})([a-z2-7]{26})([A-Za-z0-9_-]{86})")


@dataclass(frozen=True)
class Square:
    """One square: the address that it holds, when it was made and until when it holds."""

    address: str
    made_at: datetime
    expires_at: datetime


@dataclass(frozen=True)
class Read:
    """What a square's address says, not yet compared with anything: its page, when made, how many were used before."""

    showing: str
    made: int
    used: int
    signature: bytes


def said(showing: Showing, licence: Licence, made: int, used: int) -> bytes:
    """What is signed. A list, to keep squares small: page, made and end (Unix seconds), used, kind, holder masked,
    issuer, purpose, last day of the licence or "".
    """
    content = json.loads(licence.content)
    told = [
        showing.public_id,
        made,
        made + int(LIVES.total_seconds()),
        used,
        licence.titles.get("zh-hans", ""),
        mask_name(content["holder"]["name"]),
        licence.issuer.get("zh-hans", ""),
        showing.purpose,
        "" if licence.valid_until is None else licence.valid_until.isoformat(),
    ]
    return json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()


def current(showing: Showing, licence: Licence) -> Square | None:
    """The square that a page shows now: the same until a fresh one is due or one is used. None: it makes no more."""
    now = clock.now()
    if now >= showing.closes_at or now < showing.opened_at or showing.used >= MOST_USED:
        return None
    made_at = showing.opened_at + (now - showing.opened_at) // RENEWED * RENEWED
    made = int(made_at.timestamp())
    text = said(showing, licence, made, showing.used)
    signature = _encoded(signer().sign(CONTEXT + text))
    code = f"{made:010d}{showing.used:02d}{showing.public_id}{signature}"
    return Square(f"{settings.PUBLIC_URL}/shown/{code}#{_encoded(text)}", made_at, made_at + LIVES)


def read(code: str) -> Read | None:
    """What stands in the address of a square; None where it is none."""
    found = _CODE.fullmatch(code)
    if found is None:
        return None
    made, used, showing, signature = found.groups()
    return Read(showing, int(made), int(used), _decoded(signature))


def genuine(found: Read, showing: Showing, licence: Licence) -> bool:
    """Whether we signed this very square."""
    text = said(showing, licence, found.made, found.used)
    return verify(signer().public_bytes, CONTEXT + text, found.signature)


def holds(found: Read) -> bool:
    """Whether its minute is not over, and has begun."""
    return 0 <= clock.now().timestamp() - found.made < LIVES.total_seconds()


def _encoded(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def _decoded(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
