"""Who may see whom. A person reads themselves; an agent for whom they act; a clerk who stands at the window."""

from __future__ import annotations

from yichuang.core.access import PEOPLE, POLICY, Rule, Same
from yichuang.core.words import N_

POLICY.register(
    Rule(
        name="person-is-oneself",
        subject="person",
        verbs=frozenset({"view"}),
        roles=PEOPLE,
        where=(Same("id", "person_id"),),
        min_level=1,
        reason=N_("You see your own data once your name and number are matched."),
    ),
    Rule(
        name="person-at-the-window",
        subject="person",
        verbs=frozenset({"view"}),
        roles=frozenset({"clerk"}),
        where=(Same("id", "on_behalf_of"),),
        reason=N_("A clerk sees the person who stands at the window."),
    ),
    Rule(
        name="person-by-mandate",
        subject="person",
        verbs=frozenset({"view"}),
        roles=frozenset({"resident", "clerk"}),
        where=(Same("id", "mandated"),),
        min_level=1,
        reason=N_("You act for this person under a mandate that holds today."),
    ),
    Rule(
        name="mandate-given-by-oneself",
        subject="mandate",
        verbs=frozenset({"grant", "list", "withdraw"}),
        roles=PEOPLE,
        where=(Same("grantor_id", "person_id"),),
        min_level=1,
        reason=N_("You decide who acts for you, and until when."),
    ),
    Rule(
        name="mandate-given-by-the-representative",
        subject="mandate",
        verbs=frozenset({"grant", "list", "withdraw"}),
        roles=frozenset({"resident"}),
        where=(Same("grantor_id", "represents"),),
        min_level=1,
        reason=N_("The legal representative decides who acts for the company."),
    ),
    Rule(
        name="mandate-held",
        subject="mandate",
        verbs=frozenset({"list", "withdraw"}),
        roles=PEOPLE,
        where=(Same("agent_id", "person_id"),),
        min_level=1,
        reason=N_("You may give back a mandate that you hold."),
    ),
    Rule(
        name="approval-proposed-at-the-window",
        subject="approval",
        verbs=frozenset({"propose"}),
        roles=frozenset({"clerk"}),
        where=(Same("person_id", "on_behalf_of"),),
        reason=N_("A clerk proposes what the visitor needs; somebody else decides."),
    ),
    Rule(
        name="approval-decided-by-a-second-person",
        subject="approval",
        verbs=frozenset({"list", "decide"}),
        roles=frozenset({"clerk", "head"}),
        where=(Same("division_id", "division"),),
        reason=N_("Clerks and the head of the hall decide what a colleague proposed."),
    ),
    Rule(
        name="offices-of-the-division",
        subject="office",
        verbs=frozenset({"list", "appoint", "end-post", "enter-leave", "rename", "merge"}),
        roles=frozenset({"administrator"}),
        where=(Same("division_id", "division"),),
        reason=N_("An administrator says who holds which post and who stands in. They see no case."),
    ),
    Rule(
        name="mandate-at-the-window",
        subject="mandate",
        verbs=frozenset({"list", "note-paper"}),
        roles=frozenset({"clerk"}),
        where=(Same("agent_id", "on_behalf_of"),),
        reason=N_("A clerk notes the paper that the visitor shows, and sees for whom they act."),
    ),
    Rule(
        name="mandate-given-at-the-window",
        subject="mandate",
        verbs=frozenset({"list", "withdraw"}),
        roles=frozenset({"clerk"}),
        where=(Same("grantor_id", "on_behalf_of"),),
        reason=N_("Whoever gave a mandate can end it at the window."),
    ),
)
