"""Which page of the window is open to whom. Whose records a clerk then sees is decided by who stands there."""

from __future__ import annotations

from yichuang.faces.look.routes import declare, form, get, post

CLERK = frozenset({"clerk"})
#: Who decides what a clerk proposed.
SECOND = frozenset({"clerk", "head"})

ROUTES = declare(
    {
        "window:home": form(CLERK),
        "window:person": form(CLERK),
        "window:take-over": post(CLERK),
        "window:leave": post(CLERK),
        "window:visit": get(CLERK),
        "window:stuck": form(CLERK),
        "window:queue": get(CLERK),
        "window:queue-act": post(CLERK),
        "window:act-for": post(CLERK),
        "window:paper": form(CLERK),
        "window:child": form(CLERK),
        "window:merge": form(CLERK),
        "window:identity": form(CLERK),
        "window:alive": form(CLERK),
        "window:recovery": form(CLERK),
        "window:approvals": get(SECOND),
        "window:decide": post(SECOND),
        "window:start": post(CLERK),
        "window:draft": form(CLERK),
        "window:file": post(CLERK),
        "window:hand-over": post(CLERK),
        "window:registers": post(CLERK),
        "window:material": post(CLERK),
        "window:add-ons": post(CLERK),
        "window:objection": post(CLERK),
        "window:case": get(CLERK),
        "window:supplement": post(CLERK),
        "window:offered": post(CLERK),
        "window:owed": post(CLERK),
        "window:withdraw": post(CLERK),
    }
)
