"""Access tokens for departments' own systems: OAuth 2.0 client credentials (RFC 6749 § 4.4) by RFC 7523."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, JsonResponse
from ninja import Form, Router
from ninja.security.base import AuthBase

from yichuang.core.access import Actor
from yichuang.faces.api import schemas
from yichuang.faces.look.middleware import actor_of
from yichuang.platform.tokens import commands

router = Router(tags=["tokens"])


class ByToken(AuthBase):
    """A department's own system: the middleware has read its token, where the route is open to systems."""

    openapi_type = "oauth2"
    openapi_flows = {
        "clientCredentials": {
            "tokenUrl": "/api/v1/oauth/token",
            "scopes": {
                "parts.read": "List and read the department's parts",
                "parts.work": "Read, accept, ask to supplement, decline, terminate, note a receipt number",
                "parts.conclude": "Read, grant and refuse",
            },
        }
    }

    def __call__(self, request: HttpRequest) -> Actor | None:
        actor = actor_of(request)
        return actor if actor.role == "system" else None


@router.post("/token", auth=None, url_name="token", response={200: schemas.TokenOut, **schemas.NO_TOKEN})
def token(request: HttpRequest, form: Form[schemas.TokenIn]) -> Any:
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


@router.post("/revoke", auth=None, url_name="revoke-token", response={200: dict[str, str], **schemas.NO_TOKEN})
def revoke(request: HttpRequest, form: Form[schemas.RevokeIn]) -> Any:
    """End a token before its time (RFC 7009). The answer is the same whether there was one."""
    commands.revoke(commands.Credentials(form.client_assertion_type, form.client_assertion), form.token)
    return _unstored({})


def _unstored(body: dict[str, object]) -> JsonResponse:
    return JsonResponse(body, headers={"Cache-Control": "no-store"})
