"""How a paper says things: its labels, and one way to write days, moments and money in each language."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from functools import lru_cache

from django.utils.translation import gettext, override, pgettext

from yichuang.core import clock
from yichuang.core.packages.facts import yuan
from yichuang.platform.notices.data import LANGUAGES
from yichuang.platform.notices.errors import BadData


def chinese(language: str) -> bool:
    """Whether ``language`` is written in Chinese characters."""
    return language.split("-")[0] == "zh"


def day(value: date, language: str) -> str:
    """``2026年12月9日``, ``9 December 2026``."""
    if chinese(language):
        return f"{value.year}年{value.month}月{value.day}日"
    return f"{value.day} {value:%B} {value.year}"


def moment(value: datetime, language: str) -> str:
    """The day and the minute in Asia/Shanghai: ``2026年12月9日 08:05``, ``9 December 2026 08:05``."""
    local = value.astimezone(clock.ZONE)
    return f"{day(local.date(), language)} {local:%H:%M}"


def money(fen: int, language: str) -> str:
    """``4072元``, ``1256.80元``, ``1256.80 yuan``, from integer fen."""
    return f"{yuan(fen)}元" if chinese(language) else f"{yuan(fen)} yuan"


def say(words: object, language: str) -> str:
    """``Words`` in ``language``, which is active. What was written in one language alone stays as it is."""
    if isinstance(words, Mapping):
        if "template" in words:
            return _sentence(words, language)
        if "date" in words:
            return day(date.fromisoformat(str(words["date"])), language)
        if "moment" in words:
            return moment(datetime.fromisoformat(str(words["moment"])), language)
        return str(words.get(language) or words[LANGUAGES[0]])
    return "" if words is None else str(words)


def _sentence(words: Mapping[object, object], language: str) -> str:
    template = str(words["template"])
    params = words.get("params") or {}
    if not isinstance(params, Mapping):
        raise BadData("a sentence's params are no mapping")
    said = {str(key): say(each, language) if isinstance(each, Mapping) else each for key, each in params.items()}
    try:
        return str((gettext(template) if template else "") % said) if said else gettext(template)
    except (KeyError, TypeError, ValueError):
        raise BadData("a sentence and its params do not fit") from None


@lru_cache(maxsize=8)
def labels(language: str) -> Mapping[str, str]:
    """The labels that stand on papers, by name."""
    with override(language):
        return {
            "paper_number": pgettext("paper", "No. "),
            "case_number": pgettext("paper", "Case number"),
            "applicant": pgettext("paper", "Applicant"),
            "service": pgettext("paper", "Applied for"),
            "filed_at": pgettext("paper", "Received"),
            "channel": pgettext("paper", "How it came"),
            "agent": pgettext("paper", "Filed by"),
            "issued_at": pgettext("paper", "Issued"),
            "parts": pgettext("paper", "Who has what, and until when"),
            "position": pgettext("paper", "#"),
            "matter": pgettext("paper", "Matter"),
            "files": pgettext("paper", "What was handed in"),
            "material": pgettext("paper", "Paper"),
            "size": pgettext("paper", "Size"),
            "sha256": pgettext("paper", "Checksum (SHA-256)"),
            "department": pgettext("paper", "Department"),
            "due": pgettext("paper", "Due"),
            "why": pgettext("paper", "Why that day"),
            "no_due": pgettext("paper", "no date set"),
            "next": pgettext("paper", "What happens next"),
            "ask": pgettext("paper", "Questions"),
            "square": pgettext("paper", "Scan to see where it is"),
            "square_alt": pgettext("paper", "Square code with the address of this case's page"),
            "outcome": pgettext("paper", "Outcome"),
            "reason": pgettext("paper", "Reason"),
            "result": pgettext("paper", "Result"),
            "decided_on": pgettext("paper", "Decided"),
            "receipt_number": pgettext("paper", "Department's number"),
            "provincial_number": pgettext("paper", "Provincial number"),
            "pay": pgettext("paper", "To pay"),
            "pay_by": pgettext("paper", "Pay by"),
            "pay_where": pgettext("paper", "Pay at"),
            "covered_from": pgettext("paper", "Covered from"),
            "object": pgettext("paper", "If you disagree"),
            "item": pgettext("paper", "What to add or correct"),
            "item_why": pgettext("paper", "Why"),
            "item_how": pgettext("paper", "How"),
            "until": pgettext("paper", "Please by"),
            "clock": pgettext("paper", "Time limit"),
            "consequence": pgettext("paper", "If nothing comes"),
            "law": pgettext("paper", "Legal basis"),
            "go": pgettext("paper", "Where to go instead"),
            "accepted_on": pgettext("paper", "Accepted"),
            "longer": pgettext("paper", "Extended by"),
            "due_before": pgettext("paper", "Due before"),
            "due_now": pgettext("paper", "Due now"),
            "procedure": pgettext("paper", "Procedure"),
            "until_about": pgettext("paper", "Likely until"),
            "ground": pgettext("paper", "Ground"),
            "basis": pgettext("paper", "Why it counts as accepted"),
            "seal": pgettext("paper", "Seal"),
            "verify": pgettext("paper", "Verify at: "),
            "page": pgettext("paper", "Page {page} of {pages}"),
        }
