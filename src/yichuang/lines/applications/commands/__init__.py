"""Every write of ``applications``: one function a verb, one transaction each."""

from yichuang.lines.applications.commands.batches import discard, file_batch, file_batches, go_on, take_table
from yichuang.lines.applications.commands.callbacks import receive
from yichuang.lines.applications.commands.drafts import answer, ask_registers_again, begin, begin_shown, submit
from yichuang.lines.applications.commands.extensions import (
    ask_extension,
    begin_special,
    decline_extension,
    end_special,
    extend,
)
from yichuang.lines.applications.commands.files import attach, attach_answer, detach, detach_answer, put_earlier
from yichuang.lines.applications.commands.handovers import continue_here, hand_over, open_here, take_over
from yichuang.lines.applications.commands.licences import withdraw_licence
from yichuang.lines.applications.commands.looks import looked_at_case, looked_at_person
from yichuang.lines.applications.commands.objections import answer_objection, object_to
from yichuang.lines.applications.commands.owing import (
    ToFollow,
    attach_owed,
    decline_owing,
    detach_owed,
    hand_in,
    offer_owing,
    promise,
    receive_owed,
)
from yichuang.lines.applications.commands.parts import (
    accept,
    decline,
    grant,
    note_receipt,
    refuse,
    resubmit,
    supplement,
    take,
    take_next,
    terminate,
    withdraw,
)

__all__ = [
    "ToFollow",
    "accept",
    "answer",
    "answer_objection",
    "ask_extension",
    "ask_registers_again",
    "attach",
    "attach_answer",
    "attach_owed",
    "begin",
    "begin_shown",
    "begin_special",
    "continue_here",
    "decline",
    "decline_extension",
    "decline_owing",
    "detach",
    "detach_answer",
    "detach_owed",
    "discard",
    "end_special",
    "extend",
    "file_batch",
    "file_batches",
    "go_on",
    "grant",
    "hand_in",
    "hand_over",
    "looked_at_case",
    "looked_at_person",
    "note_receipt",
    "object_to",
    "offer_owing",
    "open_here",
    "promise",
    "put_earlier",
    "receive",
    "receive_owed",
    "refuse",
    "resubmit",
    "submit",
    "supplement",
    "take",
    "take_next",
    "take_over",
    "take_table",
    "terminate",
    "withdraw",
    "withdraw_licence",
]
