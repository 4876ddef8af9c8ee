"""Every write of ``ratings``."""

from yichuang.lines.ratings.commands.asking import ask
from yichuang.lines.ratings.commands.complaints import assign_again, report
from yichuang.lines.ratings.commands.raising import raise_overdue
from yichuang.lines.ratings.commands.rating import invitation, invited, rate, rate_visit
from yichuang.lines.ratings.commands.steps import appeal, call_back, dismiss, rectify, set_aside

__all__ = [
    "appeal",
    "ask",
    "assign_again",
    "call_back",
    "dismiss",
    "invitation",
    "invited",
    "raise_overdue",
    "rate",
    "rate_visit",
    "rectify",
    "report",
    "set_aside",
]
