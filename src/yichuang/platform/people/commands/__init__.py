"""Writes of ``people``, one function a verb. Each writes its event."""

from yichuang.platform.people.commands.accounts import (
    CODE_LIFE,
    CODE_TRIES,
    CODE_WINDOW,
    CODES_IN_WINDOW,
    MATCHES_A_DAY,
    ensure_person,
    issue_code,
    link,
    may_try_match,
    note_match,
    set_reach,
    sign_in,
    well_formed,
)
from yichuang.platform.people.commands.mandates import grant, note_paper, represent, withdraw_mandate
from yichuang.platform.people.commands.organisations import register_organisation

__all__ = [
    "CODES_IN_WINDOW",
    "CODE_LIFE",
    "CODE_TRIES",
    "CODE_WINDOW",
    "MATCHES_A_DAY",
    "ensure_person",
    "grant",
    "issue_code",
    "link",
    "may_try_match",
    "note_match",
    "note_paper",
    "register_organisation",
    "represent",
    "set_reach",
    "sign_in",
    "well_formed",
    "withdraw_mandate",
]
