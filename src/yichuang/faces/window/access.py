"""Which page of the window is open to whom. Whose records a clerk then sees is decided by who stands there."""

from __future__ import annotations

from yichuang.faces.look.routes import declare, form, get, post

CLERK = frozenset({"clerk"})

ROUTES = declare(
    {
        "window:home": form(CLERK),
        "window:person": get(CLERK),
        "window:take-over": post(CLERK),
        "window:leave": post(CLERK),
        "window:start": post(CLERK),
        "window:draft": form(CLERK),
        "window:file": post(CLERK),
        "window:hand-over": post(CLERK),
        "window:registers": post(CLERK),
        "window:add-ons": post(CLERK),
        "window:objection": post(CLERK),
        "window:case": get(CLERK),
        "window:supplement": post(CLERK),
        "window:withdraw": post(CLERK),
    }
)
