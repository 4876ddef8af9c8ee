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
from yichuang.platform.people.commands.approvals import (
    approval_attributes,
    decide,
    propose_alive,
    propose_identity,
    propose_merge,
    propose_recovery,
    undo,
    undoable,
)
from yichuang.platform.people.commands.civil import note_asked, note_civil
from yichuang.platform.people.commands.departments import merge_department, rename_department
from yichuang.platform.people.commands.guardians import note_children, note_guardian
from yichuang.platform.people.commands.mandates import grant, note_paper, represent, withdraw_mandate
from yichuang.platform.people.commands.offices import (
    appoint,
    become_first_administrator,
    end_leave,
    end_post,
    enter_leave,
    first_key,
)
from yichuang.platform.people.commands.organisations import register_organisation
from yichuang.platform.people.commands.phones import change_phone

__all__ = [
    "CODES_IN_WINDOW",
    "CODE_LIFE",
    "CODE_TRIES",
    "CODE_WINDOW",
    "MATCHES_A_DAY",
    "appoint",
    "approval_attributes",
    "become_first_administrator",
    "change_phone",
    "decide",
    "end_leave",
    "end_post",
    "ensure_person",
    "enter_leave",
    "first_key",
    "grant",
    "issue_code",
    "link",
    "may_try_match",
    "merge_department",
    "note_asked",
    "note_children",
    "note_civil",
    "note_guardian",
    "note_match",
    "note_paper",
    "propose_alive",
    "propose_identity",
    "propose_merge",
    "propose_recovery",
    "register_organisation",
    "rename_department",
    "represent",
    "set_reach",
    "sign_in",
    "undo",
    "undoable",
    "well_formed",
    "withdraw_mandate",
]
