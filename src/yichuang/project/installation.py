"""What makes this installation this one: its state folder, its secret, its database."""

from __future__ import annotations

import os
import secrets
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from yichuang.core.clock import forward

#: The file in the state folder of a demo that says how many seconds its clock is ahead of the machine's.
DEMO_CLOCK = "demo-clock"


def var_directory() -> Path:
    """The folder of everything that is kept beside the database: keys, logs, the embedded cluster."""
    chosen = os.environ.get("YICHUANG_VAR")
    return Path(chosen).absolute() if chosen else Path(__file__).resolve().parents[3] / "var"


def demo_clock(var: Path) -> Path | None:
    """The file that says how far the demo's clock is ahead; None where this is no demo: then it is the machine's.

    A command in a shell is not told whether this is a demo; that the file is there says so.
    """
    path = var / DEMO_CLOCK
    return path if os.environ.get("YICHUANG_DEMO", "1") == "1" and path.exists() else None


def set_up_demo_clock(var: Path, *, demo: bool) -> Path | None:
    """Before anything starts: the demo's clock is there, as it stood when the demo was stopped; elsewhere it is not."""
    path = var / DEMO_CLOCK
    if not demo:
        path.unlink(missing_ok=True)
        return None
    if not path.exists():
        forward.write(path, timedelta(0))
    return path


def secret_key(var: Path) -> str:
    """Django's secret: from YICHUANG_SECRET_KEY, else made once and kept in ``var/keys`` (mode 0600)."""
    given = os.environ.get("YICHUANG_SECRET_KEY")
    if given:
        return given
    path = var / "keys" / "django.secret"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        own = path.with_name(f"{path.name}.{os.getpid()}")
        descriptor = os.open(own, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        os.write(descriptor, secrets.token_urlsafe(48).encode())
        os.close(descriptor)
        try:
            os.link(own, path)  # the first of several processes wins; the others read what it wrote
        except FileExistsError:
            pass
        finally:
            own.unlink()
    return path.read_text()


def database_settings(url: str | None = None) -> dict[str, Any]:
    """Django's settings for ``url`` (default YICHUANG_DATABASE_URL, else the embedded cluster's own socket)."""
    url = url or os.environ.get("YICHUANG_DATABASE_URL") or embedded_url()
    parts = urlsplit(url)
    if parts.scheme not in ("postgres", "postgresql"):
        raise ValueError("YICHUANG_DATABASE_URL must begin with postgresql:// (PostgreSQL 15 or newer)")
    query = {name: values[-1] for name, values in parse_qs(parts.query).items()}
    host = query.pop("host", None) or unquote(parts.hostname or "")
    port = query.pop("port", None) or (str(parts.port) if parts.port else "")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")) or "yichuang",
        "USER": unquote(parts.username or "") or query.pop("user", ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": port,
        # One connection a thread, kept: opening one a request costs five times the request itself.
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": False,
        # Values travel apart from the text, and a statement seen twice on a connection is planned once for all.
        "OPTIONS": {"server_side_binding": True, "prepare_threshold": 2, **query},
        "TEST": {"TEMPLATE": "template0"},
    }


def embedded_url() -> str:
    """The address of the embedded cluster of this installation (it need not be running)."""
    from yichuang.project.postgres import default_url

    return default_url(var_directory())
