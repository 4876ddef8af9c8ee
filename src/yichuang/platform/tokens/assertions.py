"""Is it really that system? Its assertion: a JWT signed with the key that it signs everything with (RFC 7523 § 3)."""

from __future__ import annotations

import base64
import binascii
import json
import warnings
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.conf import settings
from joserfc import jwt
from joserfc.errors import ExpiredTokenError, InvalidClaimError, JoseError, MissingClaimError, SecurityWarning
from joserfc.jwk import OKPKey

from yichuang.core import clock
from yichuang.platform.exchange.models import System
from yichuang.platform.tokens.errors import AssertionExpired, AssertionTooLong, NotSigned, WrongAudience, WrongClaim

#: How long an assertion may hold, and how much clocks may differ.
LONGEST = timedelta(minutes=5)
LEEWAY = timedelta(seconds=60)
LONGEST_TEXT = 4000
LONGEST_JTI = 200
#: Ed25519 by its name of RFC 9864, and by the older one that most libraries still write.
ALGORITHMS = ("Ed25519", "EdDSA")


def audience() -> str:
    """What an assertion's ``aud`` must be: the address at which tokens are asked for, and nothing else."""
    return f"{settings.PUBLIC_URL}/api/v1/oauth/token"


@dataclass(frozen=True)
class Asserted:
    """An assertion that holds: whose it is, its own id, until when it could be used again."""

    system: System
    jti: str
    expires_at: datetime


def claimed(text: str) -> str:
    """The code of the system that an assertion claims to be of, before anything about it is believed; '' for none."""
    try:
        body = text.split(".")[1]
        said = json.loads(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)))
    except (IndexError, ValueError, binascii.Error, RecursionError):
        return ""
    subject = said.get("sub") if isinstance(said, dict) else None
    return subject if isinstance(subject, str) and 0 < len(subject) <= 40 and subject.isprintable() else ""


def check(text: str) -> Asserted:
    """The system that signed ``text``. Raises a BadAssertion that says what is wrong."""
    if not text.isascii() or len(text) > LONGEST_TEXT:
        raise NotSigned
    system = System.objects.filter(pk=claimed(text), kind=System.Kind.DEPARTMENT).exclude(public_key="").first()
    if system is None:
        raise NotSigned
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", SecurityWarning)  # of the older name of the same algorithm
            claims = jwt.decode(text, _key(system.public_key), algorithms=ALGORITHMS).claims
    except (JoseError, ValueError, RecursionError):
        raise NotSigned from None
    _check_claims(claims, system.code)
    expires_at = datetime.fromtimestamp(claims["exp"], UTC)
    if expires_at > clock.now() + LONGEST + LEEWAY:
        raise AssertionTooLong(int(LONGEST.total_seconds()))
    return Asserted(system, claims["jti"], expires_at + LEEWAY)


def _key(public: str) -> OKPKey:
    x = base64.urlsafe_b64encode(base64.b64decode(public, validate=True)).rstrip(b"=").decode()
    return OKPKey.import_key({"kty": "OKP", "crv": "Ed25519", "x": x})


def _check_claims(claims: dict[str, Any], code: str) -> None:
    wanted = jwt.JWTClaimsRegistry(
        now=int(clock.now().timestamp()),
        leeway=int(LEEWAY.total_seconds()),
        iss={"essential": True, "value": code},
        sub={"essential": True, "value": code},
        aud={"essential": True},
        exp={"essential": True},
        jti={"essential": True},
    )
    try:
        wanted.validate(claims)
    except MissingClaimError as error:
        raise WrongClaim(_named(error.claim)) from None
    except ExpiredTokenError:
        raise AssertionExpired from None
    except InvalidClaimError as error:
        raise WrongClaim(_named(error.claim)) from None
    # For this server alone: an assertion for several could be used by each of them at the others.
    if claims["aud"] not in (audience(), [audience()]):
        raise WrongAudience(audience())
    if len(claims["jti"]) > LONGEST_JTI or not claims["jti"].isprintable():
        raise WrongClaim("jti")
    if not 0 < claims["exp"] < 10**11:  # past what a calendar can say
        raise WrongClaim("exp")


def _named(claim: str) -> str:
    return claim.split(",")[0]
