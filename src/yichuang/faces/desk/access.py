"""Which page of the desk is open to whom. What they then see and may do is decided for each part by the rules."""

from __future__ import annotations

from yichuang.faces.look.routes import SIGNED_IN, declare, form, get, post

OFFICER = frozenset({"officer"})
HEAD = frozenset({"head"})
#: Of the hall, and of departments.
HEADS = HEAD | {"department-head"}
#: Who works on the parts of a department, and who answers for them.
DEPARTMENT = frozenset({"officer", "department-head"})
AUDITOR = frozenset({"auditor"})
ADMINISTRATOR = frozenset({"administrator"})
ARCHIVIST = frozenset({"archivist"})
STAFF = SIGNED_IN - {"resident"}

ROUTES = declare(
    {
        "desk:inbox": form(DEPARTMENT | HEAD),
        "desk:next": post(OFFICER),
        "desk:export": get(DEPARTMENT),
        "desk:part": get(DEPARTMENT),
        "desk:act": form(DEPARTMENT),
        "desk:part-file": get(DEPARTMENT),
        "desk:objections": get(OFFICER | HEAD),
        "desk:objection": form(OFFICER | HEAD),
        "desk:complaints": get(HEADS),
        "desk:complaint": form(HEADS),
        "desk:hall": get(HEAD),
        "desk:again": post(HEAD),
        "desk:reach": form(AUDITOR),
        "desk:posts": form(STAFF),
        "desk:offices": get(ADMINISTRATOR),
        "desk:appoint": form(ADMINISTRATOR),
        "desk:end-post": post(ADMINISTRATOR),
        "desk:leave": form(ADMINISTRATOR),
        "desk:end-leave": post(ADMINISTRATOR),
        "desk:department": form(ADMINISTRATOR),
        "desk:merge-department": post(ADMINISTRATOR),
        "desk:retention": get(ARCHIVIST | HEAD),
        "desk:disposal": get(ARCHIVIST | HEAD),
        "desk:disposal-act": post(ARCHIVIST | HEAD),
        "desk:hold": form(ARCHIVIST),
        "desk:lift": post(ARCHIVIST),
        "desk:first": form(SIGNED_IN),
    }
)
