"""Calls of departments' own systems: the token that one carries, and a refusal as OAuth 2.0 has it."""

from __future__ import annotations

from django.http import HttpRequest, JsonResponse

from yichuang.faces.look.said import say
from yichuang.platform.tokens.errors import BadToken, TokenRefused, TooManyTokens
from yichuang.platform.tokens.queries import actor_of_token

SCHEME = "bearer "


def bearer_of(request: HttpRequest) -> str | None:
    """The access token in the header (RFC 6750 § 2.1); None where there is none."""
    header = request.headers.get("Authorization", "")
    return header[len(SCHEME) :].strip() if header.lower().startswith(SCHEME) else None


def known_by_token(request: HttpRequest, token: str) -> JsonResponse | None:
    """Give the request the actor of its token. Answers what is refused, else None."""
    try:
        request._actor = actor_of_token(token)  # type: ignore[attr-defined]
    except BadToken as refused:
        return refusal(refused)
    return None


def refusal(refused: TokenRefused) -> JsonResponse:
    """``error`` and ``error_description`` (ASCII) for libraries, beside what every refusal of the interface says."""
    described = str(refused).encode("ascii", "ignore").decode()
    body = {
        "error": refused.error,
        "error_description": described,
        "code": refused.code,
        "sentence": say(refused.sentence),
        "field": refused.field,
    }
    response = JsonResponse(body, status=refused.status, json_dumps_params={"ensure_ascii": False})
    response.headers["Cache-Control"] = "no-store"
    if isinstance(refused, BadToken):
        response.headers["WWW-Authenticate"] = f'Bearer error="{refused.error}"'
    if isinstance(refused, TooManyTokens):
        response.headers["Retry-After"] = str(refused.seconds)
    return response
