"""A proposal as its second person reads it: what, about whom, why, until when."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext

from yichuang.core import clock
from yichuang.core.access import Actor
from yichuang.core.identifiers import mask_id_number, mask_phone
from yichuang.core.words import N_
from yichuang.platform.people.commands import undoable
from yichuang.platform.people.models import Approval

KINDS = {
    Approval.Kind.MERGE: N_("Join two records of one person"),
    Approval.Kind.RECOVERY: N_("Move the account to another phone"),
    Approval.Kind.IDENTITY: N_("Change name or ID number"),
    Approval.Kind.ALIVE: N_("Lives, though the register says otherwise"),
}
STATES = {
    Approval.State.OPEN: N_("Nobody decided in time"),
    Approval.State.APPROVED: N_("Approved"),
    Approval.State.REFUSED: N_("Refused"),
    Approval.State.UNDONE: N_("Undone"),
}


@dataclass(frozen=True)
class ApprovalLine:
    """A proposal, for a list. ``own``: the reader proposed it, or stands in for who did, and cannot decide it."""

    id: str
    what: str
    name: str
    number: str
    becomes: str
    reason: str
    proposed_by: str
    proposed_at: datetime
    expires_at: datetime
    state: str
    is_open: bool
    own: bool
    can_undo: bool
    decided_by: str


def approval_line(each: Approval, reader: Actor) -> ApprovalLine:
    """The proposal in the reader's language; its people and accounts must have been joined."""
    is_open = each.state == Approval.State.OPEN and each.expires_at > clock.now()
    return ApprovalLine(
        id=each.public_id,
        what=gettext(KINDS[Approval.Kind(each.kind)]),
        name=each.person.name,
        number=mask_id_number(each.person.id_number),
        becomes=_becomes(each),
        reason=each.reason,
        proposed_by=each.proposed_by.display,
        proposed_at=each.proposed_at,
        expires_at=each.expires_at,
        state="" if is_open else gettext(STATES[Approval.State(each.state)]),
        is_open=is_open,
        own=reader.account_id == each.proposed_by_id or reader.post_id == each.proposed_post_id,
        can_undo=each.kind == Approval.Kind.MERGE and each.state == Approval.State.APPROVED and undoable(each),
        decided_by=each.decided_by.display if each.decided_by else "",
    )


def _becomes(each: Approval) -> str:
    if each.other is not None:
        return f"{each.other.name} {mask_id_number(each.other.id_number)}"
    payload = json.loads(each.payload)
    if "phone" in payload:
        return mask_phone(payload["phone"])
    if "deceased_on" in payload:
        return str(payload["deceased_on"])
    return f"{payload['name']} {mask_id_number(payload['id_number'])}"
