"""What the tax office charges for a matter: how much, until when, and from when a payment covers."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Any

from simulators.config import Config


@dataclass(frozen=True)
class Charge:
    """One charge. The amount is fixed in fen, or a rate of a fact in fen, or that fact itself (rate 1).

    pay_by_months: the last day of the month so many months after the registration's. cover_months: the first day of
    the month so many months after it.
    """

    title: str
    fixed: int | None
    fact: str | None
    rate: Decimal
    pay_by_months: int
    cover_months: int

    def bill(self, matter: str, facts: Mapping[str, Any], registered: date, where: str) -> dict[str, Any]:
        """The bill as it is told: amount in fen, dates as days."""
        return {
            "matter": matter,
            "title": self.title,
            "amount_fen": self.amount(facts),
            "pay_by": _last_day(*_month(registered, self.pay_by_months)).isoformat(),
            "where": where,
            "covered_from": date(*_month(registered, self.cover_months), 1).isoformat(),
        }

    def amount(self, facts: Mapping[str, Any]) -> int:
        """Fen, halves upwards."""
        if self.fact is None:
            return self.fixed or 0
        return int((Decimal(facts[self.fact]) * self.rate).quantize(Decimal(1), ROUND_HALF_UP))


def read(config: Config) -> dict[str, Charge]:
    """The charges of a configuration, by matter."""
    return {code: _charge(section) for code, section in config.sections()}


def _charge(config: Config) -> Charge:
    config.only("title", "fixed_fen", "fact", "rate", "pay_by_months", "cover_months")
    if config.has("fixed_fen") == config.has("fact"):
        raise config.wrong("fact", "or fixed_fen is needed, and not both")
    try:
        rate = Decimal(config.get("rate", str, "1"))
    except InvalidOperation:
        raise config.wrong("rate", "is no number") from None
    return Charge(
        config.get("title", str),
        config.get("fixed_fen", int) if config.has("fixed_fen") else None,
        config.get("fact", str) if config.has("fact") else None,
        rate,
        config.get("pay_by_months", int, 0),
        config.get("cover_months", int, 0),
    )


def _month(day: date, later: int) -> tuple[int, int]:
    years, months = divmod(day.month - 1 + later, 12)
    return day.year + years, months + 1


def _last_day(year: int, month: int) -> date:
    return date.fromordinal(date(*_month(date(year, month, 1), 1), 1).toordinal() - 1)
