"""Writes of ``tokens``: issue, revoke, and the record of what was refused."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import TypeVar

from django.db import IntegrityError, transaction

from yichuang.core import clock
from yichuang.platform.exchange.models import System
from yichuang.platform.people.models import Department
from yichuang.platform.tokens import assertions
from yichuang.platform.tokens.errors import (
    AssertionUsed,
    BadRequest,
    NotSigned,
    TokenRefused,
    TooManyTokens,
    UnknownGrant,
    WrongScope,
)
from yichuang.platform.tokens.models import Assertion, Token, TokenRecord
from yichuang.platform.vault.keys import holder

#: How long a token holds.
LIFE = timedelta(minutes=10)
#: How many tokens a system gets within a minute, and how many refusals of it are noted one by one within one.
MOST, MINUTE = 30, timedelta(minutes=1)
#: How a token begins, so that one that leaks is found by whoever looks for such.
PREFIX = "yct_"
GRANT_TYPE = "client_credentials"
ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
Done = TypeVar("Done")


def blind(text: str) -> bytes:
    """By what a token's text is known again."""
    return holder().blind("access-token", text)


@dataclass(frozen=True)
class Credentials:
    """With what a system says who it is (RFC 7523 § 2.2), as it stood in the form."""

    assertion_type: str
    assertion: str


@dataclass(frozen=True)
class Issued:
    """A new token: its text, told this once; how many seconds it holds; its scopes, separated by spaces."""

    text: str
    seconds: int
    scopes: str


def issue(grant_type: str, credentials: Credentials, scope: str) -> Issued:
    """A token for the system that signed the assertion, for exactly the scopes it asks for.

    Raises a TokenRefused; issue and refusal are on record, whatever the answer becomes of.
    """

    def issued() -> Issued:
        if not grant_type:
            raise BadRequest("grant_type")
        if grant_type != GRANT_TYPE:
            raise UnknownGrant
        system = _authenticated(credentials)
        now = clock.now()
        recent = TokenRecord.objects.filter(system=system.code, verb=TokenRecord.Verb.ISSUED, at__gt=now - MINUTE)
        if recent.count() >= MOST:
            raise TooManyTokens(int(MINUTE.total_seconds()))
        wanted = sorted(set(scope.split(" ")) - {""})
        if not wanted or not set(wanted) <= set(system.scopes):
            raise WrongScope(" ".join(system.scopes))
        return _made(system, wanted)

    return _on_record(credentials, issued)


@transaction.atomic
def _made(system: System, scopes: list[str]) -> Issued:
    """A new token, and that it was issued. Those of this system that expired a life ago go."""
    now, text = clock.now(), PREFIX + secrets.token_urlsafe(32)
    Token.objects.filter(system=system, expires_at__lt=now - LIFE).delete()
    made = Token.objects.create(system=system, blind=blind(text), scopes=scopes, issued_at=now, expires_at=now + LIFE)
    _record(TokenRecord.Verb.ISSUED, system.code, token=made)
    return Issued(text, int(LIFE.total_seconds()), " ".join(scopes))


def revoke(credentials: Credentials, text: str) -> None:
    """End a token before its time (RFC 7009). One that is not this system's, or is none, is left alone, silently.

    Raises a TokenRefused, which is on record.
    """

    def revoked() -> None:
        if not text:
            raise BadRequest("token")
        system = _authenticated(credentials)
        with transaction.atomic():
            held = Token.objects.select_for_update().filter(blind=blind(text), system=system, revoked_at=None).first()
            if held is not None:
                held.revoked_at = clock.now()
                held.save(update_fields=["revoked_at"])
                _record(TokenRecord.Verb.REVOKED, system.code, token=held)

    _on_record(credentials, revoked)


def deny(token: Token, reason: str) -> None:
    """Note that a call came with a token that holds no more. Each time the first within a minute."""
    _note_seldom(TokenRecord.Verb.DENIED, token.system_id, reason, token)


def _on_record(credentials: Credentials, act: Callable[[], Done]) -> Done:
    """Do it, and note a refusal. Not in one transaction: an assertion is used up even where the request is refused."""
    try:
        return act()
    except TokenRefused as refused:
        known = System.objects.filter(pk=assertions.claimed(credentials.assertion)).values_list("code", flat=True)
        _note_seldom(TokenRecord.Verb.REFUSED, known.first() or "", refused.code)
        raise


def _authenticated(credentials: Credentials) -> System:
    """The department's system that signed the assertion; the assertion is used up by this. Raises BadAssertion."""
    if credentials.assertion_type != ASSERTION_TYPE:
        raise BadRequest("client_assertion_type")
    if not credentials.assertion:
        raise BadRequest("client_assertion")
    asserted = assertions.check(credentials.assertion)
    connected = Department.objects.filter(code=asserted.system.department, reach=Department.Reach.CONNECTOR)
    if not connected.exists():
        raise NotSigned
    Assertion.objects.filter(expires_at__lt=clock.now()).delete()
    used = holder().blind("assertion", asserted.jti)
    try:
        with transaction.atomic():
            Assertion.objects.create(system=asserted.system, blind=used, expires_at=asserted.expires_at)
    except IntegrityError:
        raise AssertionUsed from None
    return asserted.system


def _note_seldom(verb: TokenRecord.Verb, system: str, reason: str, token: Token | None = None) -> None:
    """A row; past ``MOST`` of them within a minute only the first of each reason, so that nobody fills the disk."""
    recent = TokenRecord.objects.filter(system=system, verb=verb, at__gt=clock.now() - MINUTE)
    if recent.count() >= MOST and recent.filter(reason=reason).exists():
        return
    _record(verb, system, token=token, reason=reason)


def _record(verb: TokenRecord.Verb, system: str, token: Token | None = None, reason: str = "") -> None:
    TokenRecord.objects.create(
        at=clock.now(),
        system=system,
        verb=verb,
        token_id=token.pk if token else None,
        scopes=" ".join(token.scopes) if token else "",
        reason=reason,
    )
