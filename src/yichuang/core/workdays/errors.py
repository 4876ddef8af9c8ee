"""What can be wrong with a period, told to its author, and with a ledger, told to the program."""

from __future__ import annotations

from typing import Literal, TypeAlias

from yichuang.core.words import Said

LedgerCode: TypeAlias = Literal["empty", "clock", "order", "start", "paused", "running", "stopped", "period"]


class PeriodError(Said):
    """Words that are no period ('shape') or one that is out of all bounds ('amount')."""


class NoticeError(Said):
    """What is wrong with ``workdays.yaml``, and where in it."""

    def __init__(self, template: str, **params: object) -> None:
        super().__init__("workdays", template, field=None, **params)


class LedgerError(Exception):
    """Lines that no clock can have. ``code``:

    'empty' no line at all · 'clock' lines of different clocks · 'order' a line before the one it follows · 'start' the
    first line is no start, or a second one is · 'paused' it stands still already · 'running' it does not stand still ·
    'stopped' it has ended · 'period' a start or extension without one.
    """

    def __init__(self, code: LedgerCode, message: str) -> None:
        self.code = code
        super().__init__(message)
