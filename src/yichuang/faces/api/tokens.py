"""Access tokens for departments' own systems: OAuth 2.0 client credentials (RFC 6749 § 4.4) by RFC 7523."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, JsonResponse
from ninja import Form, Router, Schema
from ninja.security.base import AuthBase
from pydantic import Field

from yichuang.core.access import Actor
from yichuang.faces.api.schemas import NO_TOKEN
from yichuang.faces.look.middleware import actor_of
from yichuang.platform.tokens import commands

router = Router(tags=["tokens"])


class TokenIn(Schema):
    """As RFC 6749 § 4.4 and RFC 7523 § 2.2 have it; further fields, such as ``client_id``, are not read."""

    grant_type: str = Field(default="", max_length=100, description="client_credentials")
    client_assertion_type: str = Field(
        default="", max_length=100, description="urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
    )
    client_assertion: str = Field(default="", max_length=8000, description="A JWT that the system's key signed")
    scope: str = Field(default="", max_length=400, description="Scopes, separated by spaces")


class TokenOut(Schema):
    access_token: str
    token_type: str
    expires_in: int
    scope: str


class RevokeIn(Schema):
    token: str = Field(default="", max_length=400)
    client_assertion_type: str = Field(default="", max_length=100)
    client_assertion: str = Field(default="", max_length=8000)


class ByToken(AuthBase):
    """A department's own system: the middleware has read its token, where the route is open to systems."""

    openapi_type = "oauth2"
    openapi_flows = {
        "clientCredentials": {
            "tokenUrl": "/api/v1/oauth/token",
            "scopes": {
                "parts.read": "List and read the department's parts",
                "parts.work": "Read, accept, ask to supplement, note what came or a receipt number, decline, terminate",
                "parts.conclude": "Read, grant and refuse",
            },
        }
    }

    def __call__(self, request: HttpRequest) -> Actor | None:
        actor = actor_of(request)
        return actor if actor.role == "system" else None


@router.post("/token", auth=None, url_name="token", response={200: TokenOut, **NO_TOKEN})
def token(request: HttpRequest, form: Form[TokenIn]) -> Any:
    """An access token for the system that signed the assertion, for the scopes it asks for."""
    held = commands.Credentials(form.client_assertion_type, form.client_assertion)
    issued = commands.issue(form.grant_type, held, form.scope)
    return _unstored(
        {
            "access_token": issued.text,
            "token_type": "Bearer",
            "expires_in": issued.seconds,
            "scope": issued.scopes,
        }
    )


@router.post("/revoke", auth=None, url_name="revoke-token", response={200: dict[str, str], **NO_TOKEN})
def revoke(request: HttpRequest, form: Form[RevokeIn]) -> Any:
    """End a token before its time (RFC 7009). The answer is the same whether there was one."""
    commands.revoke(commands.Credentials(form.client_assertion_type, form.client_assertion), form.token)
    return _unstored({})


def _unstored(body: dict[str, object]) -> JsonResponse:
    return JsonResponse(body, headers={"Cache-Control": "no-store"})
