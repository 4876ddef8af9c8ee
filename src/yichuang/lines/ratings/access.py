"""Who rates, who sees what comes of it, who decides. Whoever was rated is none of them: no rule reaches them."""

from __future__ import annotations

from yichuang.core.access import PEOPLE, POLICY, Among, OneOf, Rule, Same
from yichuang.core.words import N_

RATING = N_("Only the applicant rates, of their own will; nobody at the window or in an office does it for them.")
VISIT = N_("Whoever holds the address of a ticket rates the visit; nobody asks who that is.")
WORKING = N_("What was rated badly is put right by a head who was not rated, and who was given it.")
OVERSEEING = N_("The heads of the hall see that each bad rating is answered, unless they were rated.")
SECOND = N_("An appeal against a rating is decided by a second head.")
OWN = N_("Whoever said it reads what came of it.")
AUDIT = N_("An auditor sees of each record who can reach it, by which rule, and who looked; not what it says.")
WINDOW = N_("A clerk takes down what the person at the window could not get done.")

#: The kinds of case that are rated.
RATED = OneOf("kind", ("application",))
#: The heads of departments and of the hall; those of the hall alone.
HEAD, OF_HALL = frozenset({"head", "department-head"}), frozenset({"head"})
SEE = frozenset({"list", "view"})
WORK = frozenset({"list", "view", "call-back", "rectify", "appeal"})

POLICY.register(
    Rule(
        "rating-is-the-applicants",
        "case",
        frozenset({"rate"}),
        PEOPLE,
        (RATED, Same("applicant_id", "person_id")),
        min_level=1,
        reason=RATING,
    ),
    Rule(
        "rating-by-mandate",
        "case",
        frozenset({"rate"}),
        frozenset({"resident"}),
        (RATED, Same("applicant_id", "on_behalf_of"), Among("package_version__name", "services")),
        min_level=1,
        reason=RATING,
    ),
    Rule(
        "rating-by-invitation",
        "case",
        frozenset({"rate"}),
        frozenset({"invited"}),
        (RATED, Same("id", "on_behalf_of")),
        reason=RATING,
    ),
    Rule(
        "visit-rated-by-its-address",
        "ticket",
        frozenset({"rate"}),
        PEOPLE | {"anonymous", "invited"},
        (),  # the address of a ticket is the right to it
        reason=VISIT,
    ),
    Rule("complaint-of-its-head", "complaint", WORK, HEAD, (Same("task__holder_id", "account_id"),), reason=WORKING),
    Rule(
        "complaint-of-an-absent-head",
        "complaint",
        WORK,
        HEAD,
        (Same("task__holder_id", "standing_in_for"),),
        reason=WORKING,
    ),
    Rule(
        "complaint-of-the-hall", "complaint", SEE, OF_HALL, (Same("overseer_id", "department_id"),), reason=OVERSEEING
    ),
    Rule(
        "complaint-of-the-second",
        "complaint",
        SEE | {"set-aside", "dismiss"},
        HEAD,
        (Same("second_id", "account_id"),),
        reason=SECOND,
    ),
    Rule(
        "complaint-is-ones-own",
        "complaint",
        frozenset({"report", "follow"}),
        PEOPLE,
        (Same("task__case__applicant_id", "person_id"),),
        min_level=1,
        reason=OWN,
    ),
    Rule(
        "complaint-at-the-window",
        "complaint",
        frozenset({"report"}),  # what it says may be about the very clerk
        frozenset({"clerk"}),
        (Same("task__case__applicant_id", "on_behalf_of"),),
        reason=WINDOW,
    ),
    Rule(
        "reach-of-a-complaint",
        "complaint",
        frozenset({"audit"}),
        frozenset({"auditor"}),
        (Same("task__case__division_id", "division"),),
        reason=AUDIT,
    ),
    Rule(
        "cause-of-the-hall",
        "cause",
        frozenset({"list"}),
        OF_HALL,
        (Same("overseer_id", "department_id"),),
        reason=OVERSEEING,
    ),
)
