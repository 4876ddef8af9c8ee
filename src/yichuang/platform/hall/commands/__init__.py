"""Every write of the queue, one function a verb. A ticket's steps go by the one table (``steps``)."""

from yichuang.platform.hall.commands.appointments import (
    arrive,
    arrive_by_code,
    book,
    call_off_all,
    cancel,
    miss_all,
    move_to,
)
from yichuang.platform.hall.commands.calling import begin, call_again, call_next, finish, skip, transfer
from yichuang.platform.hall.commands.closing import close_day
from yichuang.platform.hall.commands.shifts import close_shift, open_shift
from yichuang.platform.hall.commands.tickets import come_back, draw, withdraw

__all__ = [
    "arrive",
    "arrive_by_code",
    "begin",
    "book",
    "call_again",
    "call_next",
    "call_off_all",
    "cancel",
    "close_day",
    "close_shift",
    "come_back",
    "draw",
    "finish",
    "miss_all",
    "move_to",
    "open_shift",
    "skip",
    "transfer",
    "withdraw",
]
