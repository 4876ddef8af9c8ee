"""Why there is no token, or why one does not hold: in the protocol's word (``error``), and in a sentence."""

from __future__ import annotations

from yichuang.core.words import N_, Said


class TokenRefused(Said):
    """A refusal of this room. ``error``: its word in RFC 6749 § 5.2 or RFC 6750 § 3.1; ``status``: of the answer."""

    def __init__(self, code: str, template: str, *, error: str, status: int, **params: object) -> None:
        self.error, self.status = error, status
        super().__init__(code, template, field=None, **params)


class BadRequest(TokenRefused):
    """The request is not one of this protocol. ``field``: which of its fields is wrong."""

    def __init__(self, field: str) -> None:
        sentence = N_("Send %(name)s once, as the protocol has it (RFC 6749 section 4.4, RFC 7523 section 2.2).")
        super().__init__("token-request", sentence, error="invalid_request", status=400, name=field)


class UnknownGrant(TokenRefused):
    """Only the grant of client credentials is there."""

    def __init__(self) -> None:
        sentence = N_("The grant type must be client_credentials.")
        super().__init__("grant-type", sentence, error="unsupported_grant_type", status=400)


class BadAssertion(TokenRefused):
    """The assertion does not hold. ``code`` says why; the answer is always 401 ``invalid_client``."""

    def __init__(self, code: str, template: str, **params: object) -> None:
        super().__init__(code, template, error="invalid_client", status=401, **params)


class NotSigned(BadAssertion):
    """It is no JWT, of a system that has no key here, or not signed by that key."""

    def __init__(self) -> None:
        super().__init__("not-signed", N_("The assertion is not signed by the key of a system that is known here."))


class WrongClaim(BadAssertion):
    """A claim is absent or not as it must be: ``name`` says which."""

    def __init__(self, name: str) -> None:
        super().__init__("wrong-claim", N_("The assertion's claim %(name)s is missing or not right."), name=name)


class WrongAudience(BadAssertion):
    """It was made for another server."""

    def __init__(self, audience: str) -> None:
        sentence = N_("The assertion is meant for another server. Its aud must be %(audience)s")
        super().__init__("wrong-audience", sentence, audience=audience)


class AssertionExpired(BadAssertion):
    """Its time is over."""

    def __init__(self) -> None:
        super().__init__("assertion-expired", N_("The assertion has expired. Make a new one for each request."))


class AssertionTooLong(BadAssertion):
    """It would hold too long."""

    def __init__(self, seconds: int) -> None:
        sentence = N_("The assertion holds too long: at most %(seconds)s seconds.")
        super().__init__("assertion-too-long", sentence, seconds=seconds)


class AssertionUsed(BadAssertion):
    """It came before: a replay."""

    def __init__(self) -> None:
        sentence = N_("This assertion was used before. Make a new one, with a jti of its own, for each request.")
        super().__init__("assertion-used", sentence)


class WrongScope(TokenRefused):
    """No scope was asked for, or one that this system may not have."""

    def __init__(self, allowed: str) -> None:
        sentence = N_("Ask for scopes that this system may have: %(allowed)s")
        super().__init__("wrong-scope", sentence, error="invalid_scope", status=400, allowed=allowed)


class TooManyTokens(TokenRefused):
    """Too many requests within a minute. ``seconds``: when to come again."""

    def __init__(self, seconds: int) -> None:
        self.seconds = seconds
        sentence = N_("Too many requests for tokens. Use each token until it expires, and come again in %(seconds)s s.")
        super().__init__("too-many-tokens", sentence, error="slow_down", status=429, seconds=seconds)


class BadToken(TokenRefused):
    """The access token is unknown, expired, revoked, or its system may not use it any more: ``code`` says which."""

    def __init__(self, code: str) -> None:
        sentence = N_("The access token does not hold, or not any more. Get a new one.")
        super().__init__(code, sentence, error="invalid_token", status=401)
