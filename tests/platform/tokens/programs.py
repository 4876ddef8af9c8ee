"""A department's own system that asks for tokens: assertions are written out, without the product's library."""

from __future__ import annotations

import base64
import json
import secrets
import time
from dataclasses import dataclass, field
from typing import Any

from django.test import Client

from tests.cast import Town
from tests.simulators.world import Key

AUDIENCE = "http://127.0.0.1:8000/api/v1/oauth/token"
JWT_BEARER = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
ALL = "parts.read parts.work parts.conclude"


def url64(raw: bytes) -> str:
    """Base64 for addresses, without padding."""
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


@dataclass
class Program:
    """The system of a department, with its key."""

    code: str
    key: Key
    http: Client = field(default_factory=Client)

    @classmethod
    def of(cls, town: Town, code: str) -> Program:
        """The system of this code, with the key that the county holds for it."""
        return cls(code, Key.of(town[code].var, code))

    def assertion(self, header: dict[str, Any] | None = None, **claims: Any) -> str:
        """A JWT; ``claims`` change or, where None, leave out what it usually says."""
        now = int(time.time())
        usual = {"iss": self.code, "sub": self.code, "aud": AUDIENCE, "jti": secrets.token_hex(16), "exp": now + 60}
        said = {name: value for name, value in {**usual, **claims}.items() if value is not None}
        parts = [url64(json.dumps(each).encode()) for each in (header or {"alg": "EdDSA", "typ": "JWT"}, said)]
        signed = ".".join(parts)
        return f"{signed}.{url64(self.key.private.sign(signed.encode()))}"

    def ask(self, scope: str = ALL, assertion: str = "", **form: str) -> Any:
        """Ask for a token."""
        usual = {
            "grant_type": "client_credentials",
            "client_assertion_type": JWT_BEARER,
            "client_assertion": assertion or self.assertion(),
            "scope": scope,
        }
        return self.http.post("/api/v1/oauth/token", {**usual, **form})

    def token(self, scope: str = ALL) -> str:
        """A token for these scopes."""
        answer = self.ask(scope)
        assert answer.status_code == 200, answer.content
        text: str = answer.json()["access_token"]
        return text

    def revoke(self, token: str) -> Any:
        """Give a token back."""
        form = {"token": token, "client_assertion_type": JWT_BEARER, "client_assertion": self.assertion()}
        return self.http.post("/api/v1/oauth/revoke", form)

    def get(self, path: str, token: str) -> Any:
        """A call with a token."""
        return self.http.get(f"/api/v1{path}", headers={"Authorization": f"Bearer {token}"})

    def post(self, path: str, token: str, body: Any = None) -> Any:
        """A call that does something, with a token."""
        said, headers = json.dumps(body or {}), {"Authorization": f"Bearer {token}"}
        return self.http.post(f"/api/v1{path}", said, "application/json", headers=headers)
