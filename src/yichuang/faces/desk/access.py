"""Which page of the desk is open to whom. What they then see and may do is decided for each part by the rules."""

from __future__ import annotations

from yichuang.faces.look.routes import declare, form, get, post

OFFICER = frozenset({"officer"})
HEAD = frozenset({"head"})
AUDITOR = frozenset({"auditor"})

ROUTES = declare(
    {
        "desk:inbox": get(OFFICER | HEAD),
        "desk:next": post(OFFICER),
        "desk:part": get(OFFICER),
        "desk:act": form(OFFICER),
        "desk:objections": get(OFFICER | HEAD),
        "desk:objection": form(OFFICER | HEAD),
        "desk:ratings": get(OFFICER | HEAD),
        "desk:rating": form(OFFICER | HEAD),
        "desk:hall": get(HEAD),
        "desk:again": post(HEAD),
        "desk:reach": form(AUDITOR),
    }
)
