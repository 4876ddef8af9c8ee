"""Who may do what with drafts, cases and parts of applications. Default deny: what is not here is refused."""

from __future__ import annotations

from yichuang.core.access import PEOPLE, POLICY, Among, Is, Rule, Same
from yichuang.core.words import N_

#: These rules reach cases and parts of this kind alone: whoever sees an application sees nothing of another kind by it.
KIND = "application"
APPLICATION = Is("kind", KIND)

OWN = N_("This is yours once your name and number are matched.")
#: Who acts under a mandate: somebody who signed in as themselves, or the clerk at whose window they stand.
AGENT = frozenset({"resident", "clerk"})
MANDATE = N_("You act for them under a mandate that holds today and covers this service.")
WINDOW = N_("A clerk works on what the person at the window brings.")
PART = N_("An officer sees the part of their own department, and nothing else of the case.")
AUDIT = N_("An auditor sees of each record who can reach it, by which rule, and who looked; not what it says.")
HALL = N_("The head of the hall sees where matters of the division stand.")

DEPARTMENT_HEAD = N_("The head of a department sees its parts, and approves what its officers ask for.")

SYSTEM = N_("A department's own system does with the department's part what the scope of its token says.")

#: What the access token of a department's system may be for, and the verbs behind each.
READ, WORK, CONCLUDE = "parts.read", "parts.work", "parts.conclude"
SYSTEM_VERBS = {
    READ: frozenset({"list", "view"}),
    WORK: frozenset(
        {
            "view",
            "accept",
            "supplement",
            "resubmit",
            "decline",
            "terminate",
            "begin-special",
            "end-special",
            "note-receipt",
        }
    ),
    CONCLUDE: frozenset({"view", "grant", "refuse"}),
}

DRAFT_VERBS = frozenset({"list", "view", "answer", "file", "object", "hand-over"})
APPLICANT_VERBS = frozenset({"list", "view", "resubmit", "withdraw", "promise", "decline-owing", "hand-in"})
OFFICE_VERBS = frozenset(
    {
        "list",
        "view",
        "take",
        "accept",
        "supplement",
        "decline",
        "ask-extension",
        "begin-special",
        "end-special",
        "grant",
        "refuse",
        "resubmit",
        "terminate",
        "note-receipt",
        "offer-owing",
        "receive-owed",
    }
)

POLICY.register(
    Rule(
        "draft-is-ones-own",
        "draft",
        DRAFT_VERBS,
        PEOPLE,
        (Same("applicant_id", "person_id"),),
        min_level=1,
        reason=OWN,
    ),
    Rule(
        "draft-at-the-window",
        "draft",
        DRAFT_VERBS,
        frozenset({"clerk"}),
        (Same("applicant_id", "on_behalf_of"),),
        reason=WINDOW,
    ),
    Rule(
        "draft-by-mandate",
        "draft",
        DRAFT_VERBS,
        AGENT,
        (Same("applicant_id", "mandated"), Among("package_version__name", "services")),
        min_level=1,
        reason=MANDATE,
    ),
    Rule(
        "owed-papers-at-the-window",
        "draft",
        frozenset({"take-on-owing"}),
        frozenset({"clerk"}),
        (Same("applicant_id", "on_behalf_of"),),
        reason=WINDOW,
    ),
    Rule(
        "owed-papers-by-mandate",
        "draft",
        frozenset({"take-on-owing"}),
        frozenset({"clerk"}),
        (Same("applicant_id", "mandated"), Among("package_version__name", "services")),
        min_level=1,
        reason=MANDATE,
    ),
    Rule(
        "handover-at-the-window",
        "handover",
        frozenset({"take"}),
        frozenset({"clerk"}),
        (),  # whose draft it leads to, only the code tells
        reason=WINDOW,
    ),
    Rule(
        "case-is-ones-own",
        "case",
        APPLICANT_VERBS,
        PEOPLE,
        (
            APPLICATION,
            Same("applicant_id", "person_id"),
        ),
        min_level=1,
        reason=OWN,
    ),
    Rule(
        "case-at-the-window",
        "case",
        APPLICANT_VERBS,
        frozenset({"clerk"}),
        (
            APPLICATION,
            Same("applicant_id", "on_behalf_of"),
        ),
        reason=WINDOW,
    ),
    Rule(
        "case-by-mandate",
        "case",
        APPLICANT_VERBS,
        AGENT,
        (APPLICATION, Same("applicant_id", "mandated"), Among("package_version__name", "services")),
        min_level=1,
        reason=MANDATE,
    ),
    Rule(
        "batch-by-mandate",
        "batch",
        frozenset({"make", "list", "view", "file"}),
        AGENT,
        (Same("organisation_id", "organisation_id"), Among("package_version__name", "services")),
        min_level=1,
        reason=MANDATE,
    ),
    Rule(
        "part-is-ones-own",
        "task",
        APPLICANT_VERBS,
        PEOPLE,
        (
            APPLICATION,
            Same("case__applicant_id", "person_id"),
        ),
        min_level=1,
        reason=OWN,
    ),
    Rule(
        "part-at-the-window",
        "task",
        APPLICANT_VERBS,
        frozenset({"clerk"}),
        (
            APPLICATION,
            Same("case__applicant_id", "on_behalf_of"),
        ),
        reason=WINDOW,
    ),
    Rule(
        "part-by-mandate",
        "task",
        APPLICANT_VERBS,
        AGENT,
        (APPLICATION, Same("case__applicant_id", "mandated"), Among("case__package_version__name", "services")),
        min_level=1,
        reason=MANDATE,
    ),
    Rule(
        "part-of-the-department",
        "task",
        OFFICE_VERBS,
        frozenset({"officer"}),
        (
            APPLICATION,
            Same("department_id", "department_id"),
        ),
        reason=PART,
    ),
    Rule(
        "part-of-the-department-head",
        "task",
        frozenset({"list", "view", "extend", "decline-extension"}),
        frozenset({"department-head"}),
        (APPLICATION, Same("department_id", "department_id")),
        reason=DEPARTMENT_HEAD,
    ),
    *(
        Rule(
            f"part-of-the-system-{scope.rpartition('.')[2]}",
            "task",
            verbs,
            frozenset({"system"}),
            (
                APPLICATION,
                Same("department_id", "department_id"),
            ),
            reason=SYSTEM,
            scope=scope,
        )
        for scope, verbs in SYSTEM_VERBS.items()
    ),
    Rule(
        "progress-of-the-division",
        "task",
        frozenset({"follow"}),
        frozenset({"head"}),
        (
            APPLICATION,
            Same("case__division_id", "division"),
        ),
        reason=HALL,
    ),
    Rule(
        "deliveries-of-the-division",
        "delivery",
        frozenset({"list", "send-again"}),
        frozenset({"head"}),
        (Same("division_id", "division"),),
        reason=HALL,
    ),
    Rule(
        "objections-of-the-department",
        "objection",
        frozenset({"list", "view", "answer"}),
        frozenset({"officer", "head"}),  # the hall gets those of registers whose owner has no desk here
        (Same("department_id", "department_id"),),
        reason=PART,
    ),
    Rule(
        "objection-is-ones-own",
        "objection",
        frozenset({"follow"}),
        PEOPLE,
        (Same("person_id", "person_id"),),
        min_level=1,
        reason=OWN,
    ),
    Rule(
        "objection-by-mandate",
        "objection",
        frozenset({"follow"}),
        AGENT,
        (Same("person_id", "mandated"), Among("draft__package_version__name", "services")),
        min_level=1,
        reason=MANDATE,
    ),
    Rule(
        "objection-at-the-window",
        "objection",
        frozenset({"follow"}),
        frozenset({"clerk"}),
        (Same("person_id", "on_behalf_of"),),
        reason=WINDOW,
    ),
    Rule(
        "reach-of-a-case",
        "case",
        frozenset({"audit"}),
        frozenset({"auditor"}),
        (Same("division_id", "division"),),
        reason=AUDIT,
    ),
    Rule(
        "reach-of-a-part",
        "task",
        frozenset({"audit"}),
        frozenset({"auditor"}),
        (Same("case__division_id", "division"),),
        reason=AUDIT,
    ),
    Rule(
        "reach-of-a-draft",
        "draft",
        frozenset({"audit"}),
        frozenset({"auditor"}),
        (),  # a draft belongs to no division before it is filed
        reason=AUDIT,
    ),
    Rule(
        "reach-of-an-objection",
        "objection",
        frozenset({"audit"}),
        frozenset({"auditor"}),
        (),
        reason=AUDIT,
    ),
)
