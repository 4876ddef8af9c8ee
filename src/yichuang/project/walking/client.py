"""One person's programme at the interface: a session of its own, a CSRF token, answers or a sentence."""

from __future__ import annotations

import hashlib
import time
from typing import Any, Self

import httpx

from yichuang.core.words import N_
from yichuang.project.errors import WalkError


class Client:
    """A session at the typed interface of a running installation."""

    def __init__(self, base: str) -> None:
        self._http = httpx.Client(base_url=base, timeout=30, trust_env=False)
        self._csrf = ""
        #: How many requests it has made.
        self.calls = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """Close its connections, so that the server keeps none for a programme that is gone."""
        self._http.close()

    def _header(self) -> dict[str, str]:
        if not self._csrf:
            self._csrf = self._read(self._http.get("/api/v1/session"))["csrf"]
        return {"X-CSRFToken": self._csrf, "Referer": str(self._http.base_url)}

    def get(self, path: str, **params: str) -> Any:
        """GET; returns the JSON, raises WalkError with the interface's own sentence."""
        return self._read(self._http.get(f"/api/v1{path}", params=params))

    def post(self, path: str, body: Any = None, **headers: str) -> Any:
        """POST ``body`` as JSON; returns the JSON, raises WalkError with the interface's own sentence."""
        answer = self._http.post(f"/api/v1{path}", json=body or {}, headers={**self._header(), **headers})
        return self._read(answer)

    def hand_in(self, path: str, name: str, content: bytes) -> Any:
        """POST one file as a form does, with its SHA-256; returns the JSON, raises WalkError as `post` does."""
        form, files = {"sha256": hashlib.sha256(content).hexdigest()}, {"files": (name, content)}
        return self._read(self._http.post(f"/api/v1{path}", data=form, files=files, headers=self._header()))

    def fetch(self, path: str) -> bytes:
        """GET a file at the interface; WalkError as `get` raises it."""
        answer = self._http.get(f"/api/v1{path}")
        if answer.status_code >= 400:
            self._read(answer)
        self.calls += 1
        return answer.content

    def press(self, page: str, form: dict[str, str]) -> tuple[str, str]:
        """Open a page, as a browser does, and press its button; the path of the page that follows, and its text."""
        self._http.get(page)
        token = {"csrfmiddlewaretoken": self._http.cookies.get("csrftoken") or ""}
        headers = {"Referer": str(self._http.base_url)}
        answer = self._http.post(page, data=form | token, headers=headers, follow_redirects=True)
        self.calls += 2
        if answer.status_code >= 400:
            self._read(answer)
        return answer.url.path, answer.text

    def _read(self, response: httpx.Response) -> Any:
        self.calls += 1
        if response.status_code >= 400:
            try:
                problem = response.json()
                said = f"{problem.get('sentence')} ({problem.get('code')})"
            except (ValueError, AttributeError):
                said = response.text[:200]
            raise WalkError(
                "refused",
                N_("%(what)s answered %(status)s: %(said)s"),
                what=f"{response.request.method} {response.request.url.path}",
                status=response.status_code,
                said=said,
            )
        return response.json() if response.content else None

    def sign_in(self, phone: str, sms: str) -> dict[str, Any]:
        """Sign in with the code that the SMS stand-in at ``sms`` shows for ``phone``."""
        seen = {message["id"] for message in messages(sms, phone)}
        self.post("/sign-in/code", {"phone": phone})
        deadline = time.monotonic() + 20
        while time.monotonic() < deadline:
            for message in messages(sms, phone):
                digits = "".join(char if char.isdigit() else " " for char in message["text"]).split()
                code = next((each for each in digits if len(each) == 6), None)
                if message["id"] not in seen and code:
                    me: dict[str, Any] = self.post("/sign-in", {"phone": phone, "code": code})
                    self._csrf = ""  # signing in makes a new one
                    return me
            time.sleep(0.1)
        raise WalkError(
            "no-code",
            N_("No sign-in code reached %(phone)s within 20 seconds. Is the worker running? See var/log/worker.log."),
            phone=phone,
        )


def messages(sms: str, phone: str) -> list[dict[str, Any]]:
    """What the SMS stand-in has sent to ``phone``, newest first."""
    answer = httpx.get(f"{sms}/messages", params={"to": phone}, timeout=10, trust_env=False)
    rows: list[dict[str, Any]] = answer.json()["messages"]
    return [row for row in rows if row["to"] == phone]
