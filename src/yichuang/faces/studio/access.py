"""Which page of the studio is open to whom. The head of the hall reads, and decides what an author proposes."""

from __future__ import annotations

from yichuang.faces.look.routes import declare, form, get, post

AUTHOR = frozenset({"author"})
READERS = AUTHOR | {"head"}

ROUTES = declare(
    {
        "studio:home": get(READERS),
        "studio:package": get(READERS),
        "studio:text": get(READERS),
        "studio:try": form(READERS),
        "studio:versions": form(READERS),
        "studio:begin": post(AUTHOR),
        "studio:revision": get(READERS),
        "studio:edit": form(READERS),
        "studio:try-draft": form(READERS),
        "studio:act": post(READERS),
    }
)
