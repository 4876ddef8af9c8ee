"""The kind of case that an application is: every step of a part, in one table.

Parts: open 收件 → accepted 受理 → granted or refused 办结; supplement 补正 once, before acceptance
(行政许可法 Art. 32); declined 不予受理; withdrawn 撤回; terminated 终止. After acceptance it may be extended
once with the head's approval 延期 (Art. 42), and stand still for a special procedure 特别程序 (Art. 45). It
may be taken on without some papers 容缺受理; then it has no outcome before they are there. The
state of the whole follows from its parts.
"""

from __future__ import annotations

from collections.abc import Sequence

from yichuang.core.access import PEOPLE
from yichuang.core.words import N_
from yichuang.lines.applications import owing, papers
from yichuang.lines.applications.access import KIND
from yichuang.platform.cases.kinds import LAW, CaseKind, Transition, register

OPEN, SUPPLEMENT, ACCEPTED, SPECIAL = "open", "supplement", "accepted", "special"
GRANTED, REFUSED, DECLINED, WITHDRAWN, TERMINATED = "granted", "refused", "declined", "withdrawn", "terminated"
ENDED = frozenset({GRANTED, REFUSED, DECLINED, WITHDRAWN, TERMINATED})

#: Who works on a part: an officer at the desk, or the department's own system.
DEPARTMENT = frozenset({"officer", "system"})
OFFICER = frozenset({"officer"})
#: Who answers for a department, and approves what its officers ask for.
HEAD = frozenset({"department-head"})
#: Whose application it is: the person, or the clerk at whose window the person stands.
APPLICANT = PEOPLE

TRANSITIONS = (
    Transition("accept", frozenset({OPEN}), ACCEPTED, DEPARTMENT, notice="accepted"),
    Transition(
        "deem-accepted",
        frozenset({OPEN}),
        ACCEPTED,
        LAW,
        notice="accepted",
        told=True,
        article=N_("Administrative Licensing Law Art. 32"),
    ),
    Transition("offer-owing", frozenset({OPEN}), OPEN, OFFICER),
    Transition("decline-owing", frozenset({OPEN}), OPEN, APPLICANT),
    Transition(
        "promise",
        frozenset({OPEN}),
        ACCEPTED,
        APPLICANT,
        clocks="pause",
        notice="owed",
        why=N_("papers are still owed, of which you have a notice"),
    ),
    Transition(
        "papers-complete",
        frozenset({ACCEPTED}),
        ACCEPTED,
        APPLICANT | OFFICER,
        clocks="resume",
        why=N_("all papers that were owed are there"),
    ),
    Transition("owed-lapsed", frozenset({ACCEPTED}), ACCEPTED, LAW),
    Transition(
        "supplement",
        frozenset({OPEN}),
        SUPPLEMENT,
        DEPARTMENT,
        clocks="pause",
        notice="supplement",
        told=True,
        reason=True,
        why=N_("the applicant was asked to supplement, everything at once"),
        article=N_("Administrative Licensing Law Art. 32"),
    ),
    Transition(
        "resubmit",
        frozenset({SUPPLEMENT}),
        OPEN,
        APPLICANT | DEPARTMENT,
        clocks="resume",
        why=N_("the applicant supplemented"),
    ),
    Transition(
        "decline",
        frozenset({OPEN, SUPPLEMENT}),
        DECLINED,
        DEPARTMENT,
        clocks="stop",
        notice="declined",
        told=True,
        reason=True,
        why=N_("not taken on"),
    ),
    Transition("ask-extension", frozenset({ACCEPTED}), ACCEPTED, OFFICER, reason=True, inside=True),
    Transition(
        "extend",
        frozenset({ACCEPTED}),
        ACCEPTED,
        HEAD,
        clocks="extend",
        notice="extended",
        reason=True,
        why=N_("the head of the department approved it"),
    ),
    Transition("decline-extension", frozenset({ACCEPTED}), ACCEPTED, HEAD, reason=True, inside=True),
    Transition(
        "begin-special",
        frozenset({ACCEPTED}),
        SPECIAL,
        DEPARTMENT,
        clocks="pause",
        notice="special",
        told=True,
        reason=True,
        why=N_("a special procedure goes on, of which you have a notice"),
        article=N_("Administrative Licensing Law Art. 45"),
    ),
    Transition(
        "end-special",
        frozenset({SPECIAL}),
        ACCEPTED,
        DEPARTMENT,
        clocks="resume",
        told=True,
        why=N_("the special procedure has ended"),
    ),
    Transition("grant", frozenset({ACCEPTED}), GRANTED, DEPARTMENT, clocks="stop", why=N_("concluded")),
    Transition("refuse", frozenset({ACCEPTED}), REFUSED, DEPARTMENT, clocks="stop", reason=True, why=N_("concluded")),
    Transition(
        "withdraw",
        frozenset({OPEN, SUPPLEMENT, ACCEPTED, SPECIAL}),
        WITHDRAWN,
        APPLICANT,
        clocks="stop",
        why=N_("the applicant withdrew"),
    ),
    Transition(
        "terminate",
        frozenset({SUPPLEMENT, ACCEPTED}),
        TERMINATED,
        DEPARTMENT,
        clocks="stop",
        told=True,
        reason=True,
        why=N_("what was missing never came"),
    ),
)


def whole(states: Sequence[str]) -> str:
    """The state of a case, from the states of its parts.

    While any part waits for the applicant, the whole does; it is concluded when every part has its outcome; when all
    parts ended alike without a decision, the whole says so (declined, withdrawn, terminated).
    """
    kinds = set(states)
    if SUPPLEMENT in kinds:
        return "supplement"
    if kinds <= ENDED:
        for alike in (DECLINED, WITHDRAWN, TERMINATED):
            if kinds == {alike}:
                return alike
        return "concluded"
    if kinds == {OPEN}:
        return "filed"
    return "in-progress"


def outcome(states: Sequence[str]) -> str:
    """The outcome of a concluded case: 'granted', 'partly' or 'refused'."""
    granted = sum(state == GRANTED for state in states)
    return "granted" if granted == len(states) else "partly" if granted else "refused"


STATE_WORDS = {
    OPEN: N_("Received"),
    SUPPLEMENT: N_("Waiting for you"),
    ACCEPTED: N_("In progress"),
    SPECIAL: N_("Special procedure"),
    GRANTED: N_("Done: granted"),
    REFUSED: N_("Done: refused"),
    DECLINED: N_("Not taken on"),
    WITHDRAWN: N_("Withdrawn"),
    TERMINATED: N_("Ended"),
    "filed": N_("Received"),
    "in-progress": N_("In progress"),
    "concluded": N_("Done"),
}

APPLICATION = register(
    CaseKind(
        name=KIND,
        first=OPEN,
        ended=ENDED,
        transitions=TRANSITIONS,
        whole=whole,
        state_words=STATE_WORDS,
        pauses=papers.pauses,
        amber=papers.amber,
        reckoned=papers.reckoned,
        guard=owing.guard,
        after=papers.after,
        concluded=papers.concluded,
    )
)
