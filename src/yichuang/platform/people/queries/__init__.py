"""Reads of ``people``."""

from yichuang.platform.people.queries.accounts import (
    DEPARTMENTS_FRESH,
    departments,
    departments_cached,
    forget_departments,
    one_record,
    person_blind,
    person_by_number,
    phone_blind,
    phone_of,
    posts_held,
)
from yichuang.platform.people.queries.approvals import approvals
from yichuang.platform.people.queries.mandates import (
    Acting,
    acting_under,
    mandate_attributes,
    mandates_given,
    mandates_held,
    may_act_as,
)
from yichuang.platform.people.queries.offices import (
    ActedPost,
    above,
    called_on,
    departments_of,
    heads_of,
    held_on,
    leaves_of,
    posts_acted,
    posts_of,
    unattended_desks,
)
from yichuang.platform.people.queries.reach import Reached, reached
from yichuang.platform.people.queries.record import broken_record, entries

__all__ = [
    "DEPARTMENTS_FRESH",
    "ActedPost",
    "Acting",
    "Reached",
    "above",
    "acting_under",
    "approvals",
    "broken_record",
    "called_on",
    "departments",
    "departments_cached",
    "departments_of",
    "entries",
    "forget_departments",
    "heads_of",
    "held_on",
    "leaves_of",
    "mandate_attributes",
    "mandates_given",
    "mandates_held",
    "may_act_as",
    "one_record",
    "person_blind",
    "person_by_number",
    "phone_blind",
    "phone_of",
    "posts_acted",
    "posts_held",
    "posts_of",
    "reached",
    "unattended_desks",
]
