"""The auditor's page: each record with the rules that lead to it, whom each lets through, and who looked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext, ngettext, pgettext

from yichuang.faces.look.said import in_language, listed, say
from yichuang.lines.applications.queries import ReachSheet, RecordReach
from yichuang.platform.audit.models import Access
from yichuang.platform.people.queries import Reached


def verbs_in_words() -> Mapping[str, str]:
    """What a rule may allow, in the reader's language."""
    return {
        "accept": pgettext("verb", "accept"),
        "answer": pgettext("verb", "answer"),
        "appeal": pgettext("verb", "appeal against a rating"),
        "appoint": pgettext("verb", "appoint"),
        "arrive": pgettext("verb", "say that one is there"),
        "ask-extension": pgettext("verb", "ask for more time"),
        "offer-owing": pgettext("verb", "offer that papers follow later"),
        "receive-owed": pgettext("verb", "note an owed paper"),
        "take-on-owing": pgettext("verb", "take on without a paper"),
        "promise": pgettext("verb", "promise a paper"),
        "decline-owing": pgettext("verb", "decline that papers follow later"),
        "hand-in": pgettext("verb", "hand in an owed paper"),
        "audit": pgettext("verb", "see who can reach it"),
        "begin": pgettext("verb", "begin a next version, or to serve"),
        "begin-special": pgettext("verb", "begin a special procedure"),
        "book": pgettext("verb", "book an appointment"),
        "call": pgettext("verb", "call the next"),
        "call-again": pgettext("verb", "call again"),
        "call-back": pgettext("verb", "note a call back"),
        "call-off": pgettext("verb", "call off an end"),
        "cancel": pgettext("verb", "cancel an appointment"),
        "carry-out": pgettext("verb", "order an end"),
        "close": pgettext("verb", "leave a window"),
        "come-back": pgettext("verb", "come back after being skipped"),
        "decide": pgettext("verb", "decide as a second person"),
        "decline": pgettext("verb", "decline"),
        "decline-extension": pgettext("verb", "decline more time"),
        "dismiss": pgettext("verb", "dismiss an appeal"),
        "display": pgettext("verb", "read the numbers called"),
        "draw": pgettext("verb", "draw a ticket"),
        "drop": pgettext("verb", "drop a draft of a version"),
        "edit": pgettext("verb", "write rules"),
        "end-post": pgettext("verb", "end a post"),
        "end-special": pgettext("verb", "end a special procedure"),
        "enter-leave": pgettext("verb", "enter leave"),
        "export": pgettext("verb", "take along as a table"),
        "extend": pgettext("verb", "approve more time"),
        "file": pgettext("verb", "file"),
        "finish": pgettext("verb", "finish a visit"),
        "follow": pgettext("verb", "see where it stands"),
        "forward": pgettext("verb", "propose an end"),
        "grant": pgettext("verb", "grant"),
        "hand-over": pgettext("verb", "go on elsewhere"),
        "hold": pgettext("verb", "hold"),
        "keep": pgettext("verb", "keep"),
        "lift": pgettext("verb", "lift a hold"),
        "list": pgettext("verb", "find in lists"),
        "make": pgettext("verb", "begin"),
        "merge": pgettext("verb", "merge departments"),
        "move": pgettext("verb", "move an appointment"),
        "note-paper": pgettext("verb", "note a paper"),
        "note-receipt": pgettext("verb", "note numbers"),
        "object": pgettext("verb", "object to register data"),
        "open": pgettext("verb", "sit at a window"),
        "propose": pgettext("verb", "propose to a second person"),
        "rate": pgettext("verb", "rate"),
        "rectify": pgettext("verb", "put right and answer"),
        "refuse": pgettext("verb", "refuse"),
        "rename": pgettext("verb", "rename"),
        "report": pgettext("verb", "say what could not be done"),
        "resubmit": pgettext("verb", "supplement"),
        "send-again": pgettext("verb", "send again"),
        "set-aside": pgettext("verb", "find an appeal right"),
        "show": pgettext("verb", "show to somebody"),
        "skip": pgettext("verb", "skip a ticket"),
        "supplement": pgettext("verb", "ask for a supplement"),
        "take": pgettext("verb", "take on"),
        "terminate": pgettext("verb", "terminate"),
        "transfer": pgettext("verb", "send to another window"),
        "verify": pgettext("verb", "have it verified"),
        "view": pgettext("verb", "open and read"),
        "weigh": pgettext("verb", "see what new rules change"),
        "withdraw": pgettext("verb", "withdraw"),
    }


#: How many posts a rule names one by one; of a hall with more the rest is counted.
MOST_NAMED = 20


@dataclass(frozen=True)
class RuleLine:
    """One rule: its name in the reference, what it says, which verbs it allows, and whom it lets through today."""

    name: str
    words: str
    verbs: str
    who: list[str]


@dataclass(frozen=True)
class LookLine:
    """One look: when, who, in which capacity, for what, by which rule."""

    at: datetime
    who: str
    verb: str
    rule: str


@dataclass(frozen=True)
class ReachRecord:
    """One record of the page."""

    title: str
    name: str
    rules: list[RuleLine]
    looks: list[LookLine]


def reach_page(sheet: ReachSheet) -> list[ReachRecord]:
    """Every record of the sheet, in words."""
    return [
        ReachRecord(
            _title(each), each.record.name, [_rule(one) for one in each.reached], _looks(each.looks, sheet.officials)
        )
        for each in sheet.records
    ]


def _title(each: RecordReach) -> str:
    department = in_language(each.record.department.names) if each.record.department else ""
    return {
        "case": gettext("The case"),
        "task": gettext("The part of %(department)s") % {"department": department},
        "complaint": gettext("The complaint, with %(department)s") % {"department": department},
        "draft": gettext("The draft"),
        "delivery": gettext("A delivery to another system"),
        "objection": gettext("An objection, for %(department)s") % {"department": department},
        "person": gettext("The person"),
    }[each.record.kind]


def _rule(one: Reached) -> RuleLine:
    rule = one.reach.rule
    return RuleLine(rule.name, say(rule.reason), listed(map(_verb, sorted(rule.verbs))), list(_who(one)))


def _verb(verb: str) -> str:
    return verbs_in_words().get(verb, verb)


def _who(one: Reached) -> list[str]:
    found = []
    if "person_id" in one.reach.by:
        n = len(one.owners)
        own = gettext("the person themself") + " "
        found.append(own + ngettext("(%(n)d account)", "(%(n)d accounts)", n) % {"n": n})
    if one.agents:
        n = len(one.agents)
        by_mandate = gettext("who acts for them under a mandate") + " "
        found.append(by_mandate + ngettext("(%(n)d account)", "(%(n)d accounts)", n) % {"n": n})
    for post in one.posts[:MOST_NAMED]:
        found.append(f"{in_language(post.department.names)} · {post.account.display or post.account.public_id}")
    for account in one.substitutes:
        found.append(gettext("stands in for them") + f": {account.display or account.public_id}")
    if (more := len(one.posts) - MOST_NAMED) > 0:
        found.append(ngettext("and %(n)d more post", "and %(n)d more posts", more) % {"n": more})
    for department in one.systems:
        found.append(gettext("the system of %(department)s") % {"department": in_language(department.names)})
    if one.at_window and found:
        found.append(pgettext("reach", "only while the person stands at their window"))
    return found


def _looks(looks: Sequence[Access], officials: Mapping[UUID, str]) -> list[LookLine]:
    nobody, refused = gettext("an account without a post"), gettext("refused")
    return [
        LookLine(look.at, _looker(look, officials) or nobody, _verb(look.verb), look.rule or refused) for look in looks
    ]


def _looker(look: Access, officials: Mapping[UUID, str]) -> str:
    if look.account_id is None:
        return gettext("the system %(code)s") % {"code": look.system}
    return officials.get(look.account_id, "")
