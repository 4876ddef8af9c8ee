"""What the demonstration shows beside the real pages: whom one can be, and where the codes appear."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import yaml
from django.conf import settings

from yichuang.faces.look.said import in_language
from yichuang.platform.exchange.models import System


@dataclass(frozen=True)
class DemoAccount:
    """A phone to sign in with, and what it shows."""

    phone: str
    shows: str


@lru_cache(maxsize=1)
def _accounts() -> dict[str, list[dict[str, object]]]:
    path = settings.CONTENT / "demo" / "accounts.yaml"
    return yaml.safe_load(path.read_text("utf-8")) if path.exists() else {}


def demo_accounts() -> list[DemoAccount]:
    """Who one can be in the demonstration, residents first; nobody in a real installation."""
    if not settings.DEMO:
        return []
    known = _accounts()
    residents = [DemoAccount(str(one["phone"]), _text(one["shows"])) for one in known.get("residents", [])]
    return residents + [DemoAccount(str(one["phone"]), str(one["name"])) for one in known.get("staff", [])]


def _text(shows: object) -> str:
    return in_language({str(key): str(text) for key, text in shows.items()}) if isinstance(shows, dict) else str(shows)


def demo_phones_url() -> str:
    """The page of the stand-in phone network, where the codes appear; empty in a real installation."""
    if not settings.DEMO:
        return ""
    found = (
        System.objects.filter(kind=System.Kind.SMS).order_by("rank", "code").values_list("endpoint", flat=True).first()
    )
    return f"{found}/" if found else ""
