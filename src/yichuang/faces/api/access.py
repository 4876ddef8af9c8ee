"""Which call of the interface is open to whom."""

from __future__ import annotations

from yichuang.faces.look.routes import ANYONE, SIGNED_IN, Route, declare, form, get, post

STAFF = frozenset({"officer", "system"})
APPLICANTS = SIGNED_IN
PEOPLE = frozenset({"resident"})
#: A clerk chooses for whom the visitor acts.
AGENTS = frozenset({"resident", "clerk"})
CLERK = frozenset({"clerk"})
SECOND = frozenset({"clerk", "head"})
OFFICER = frozenset({"officer"})
#: The hall answers for registers whose owner has no desk here, and for grades that are about the whole.
ANSWERING = frozenset({"officer", "head"})

ROUTES = declare(
    {
        "api:openapi-json": get(ANYONE),
        "api:api-root": get(ANYONE),
        "api:session": get(ANYONE),
        "api:sign-in-code": post(ANYONE),
        "api:sign-in": post(ANYONE),
        "api:identify": post(SIGNED_IN),
        "api:phone-codes": post(SIGNED_IN),
        "api:change-phone": post(SIGNED_IN),
        "api:sign-out": post(ANYONE),
        "api:me": get(SIGNED_IN),
        "api:services": get(ANYONE),
        "api:service": get(ANYONE),
        "api:template": get(PEOPLE, level=1),
        "api:open-drafts": get(APPLICANTS, level=1),
        "api:drafts": post(APPLICANTS, level=1),
        "api:draft": get(APPLICANTS, level=1),
        "api:check": get(APPLICANTS, level=1),
        "api:answers": post(APPLICANTS, level=1),
        "api:ask-again": post(APPLICANTS, level=1),
        "api:hand-over": post(APPLICANTS, level=1),
        "api:continue": post(APPLICANTS),
        "api:material": post(APPLICANTS, level=1),
        "api:remove-file": post(APPLICANTS, level=1),
        "api:put-earlier": post(APPLICANTS, level=1),
        "api:draft-file": get(APPLICANTS, level=1),
        "api:part-file": Route(ANYONE, frozenset({"GET"}), signed=True),
        "api:file": post(APPLICANTS, level=1),
        "api:cases": get(APPLICANTS, level=1),
        "api:case": get(APPLICANTS, level=1),
        "api:case-file": get(APPLICANTS, level=1),
        "api:receipt": get(APPLICANTS, level=1),
        "api:letter": get(APPLICANTS, level=1),
        "api:papers": get(APPLICANTS, level=1),
        "api:paper": get(APPLICANTS, level=1),
        "api:messages": get(APPLICANTS, level=1),
        "api:proof": get(APPLICANTS, level=1),
        "api:log-key": get(ANYONE),
        "api:log-newest": get(ANYONE),
        "api:log-checkpoints": get(ANYONE),
        "api:log-checkpoint": get(ANYONE),
        "api:log-consistency": get(ANYONE),
        "api:log-cosign": Route(ANYONE, frozenset({"POST"}), signed=True),
        "api:withdraw": post(APPLICANTS, level=1),
        "api:rate": form(APPLICANTS, level=1),
        "api:rating-invitation": get(CLERK),
        # Whoever holds the square may rate that one case: the token is the right to it.
        "api:rate-invited": form(ANYONE),
        "api:resubmit": post(APPLICANTS, level=1),
        "api:answer-files": get(APPLICANTS, level=1),
        "api:answer-file": post(APPLICANTS, level=1),
        "api:remove-answer": post(APPLICANTS, level=1),
        "api:object": post(APPLICANTS, level=1),
        "api:own-objections": get(APPLICANTS, level=1),
        "api:objections": get(ANSWERING),
        "api:objection": get(ANSWERING),
        "api:answer-objection": post(ANSWERING),
        "api:ratings": get(ANSWERING),
        "api:rating": get(ANSWERING),
        "api:answer-rating": post(ANSWERING),
        "api:licences": get(SIGNED_IN, level=1),
        "api:licence": get(SIGNED_IN, level=1),
        "api:licence-pdf": get(SIGNED_IN, level=1),
        "api:withdraw-licence": post(OFFICER),
        "api:verify": get(ANYONE),
        "api:batches": form(PEOPLE, level=1),
        "api:batch": get(PEOPLE, level=1),
        "api:file-batch": post(PEOPLE, level=1),
        "api:discard-batch": post(PEOPLE, level=1),
        "api:acting": form(AGENTS, level=1),
        "api:represent": post(PEOPLE, level=1),
        "api:children": post(PEOPLE, level=1),
        "api:mandates": form(PEOPLE, level=1),
        "api:withdraw-mandate": post(PEOPLE, level=1),
        "api:approvals": get(SECOND),
        "api:decide": post(SECOND),
        "api:window-person": post(CLERK),
        "api:window-leave": post(CLERK),
        "api:note-paper": post(CLERK),
        "api:note-guardian": post(CLERK),
        "api:propose-merger": post(CLERK),
        "api:propose-identity": post(CLERK),
        "api:propose-alive": post(CLERK),
        "api:recovery-code": post(CLERK),
        "api:propose-recovery": post(CLERK),
        "api:tasks": get(STAFF),
        "api:task": get(STAFF),
        "api:task-verb": post(STAFF),
        "api:token": Route(ANYONE, frozenset({"POST"}), signed=True),
        "api:revoke-token": Route(ANYONE, frozenset({"POST"}), signed=True),
        "api:callback": Route(ANYONE, frozenset({"POST"}), signed=True),
    }
)
