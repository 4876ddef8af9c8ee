"""How this installation is rated, as its ``ratings.yaml`` says it now."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping

from yichuang.lines.ratings.errors import NoRatings
from yichuang.lines.ratings.layout import FILE, Plan, read
from yichuang.platform.catalog.files import ContentFile

log = logging.getLogger(__name__)


def _read(text: str) -> Plan | None:
    found, findings = read(text)
    for each in findings:
        log.error("%s", each)
    return found


_FILE: ContentFile[Plan | None] = ContentFile(FILE, _read, absent=None)

#: The plan, or None where nothing is rated here, or its file cannot be read.
planned: Callable[[], Plan | None] = _FILE.now


def plan() -> Plan:
    """The plan. Raises NoRatings where there is none."""
    found = planned()
    if found is None:
        raise NoRatings
    return found


def titles() -> Mapping[str, Mapping[str, str]]:
    """What each reason is called, by its code, offered or not."""
    found = planned()
    return {each.code: each.title for each in found.reasons} if found else {}
