"""The working days of this installation, which clocks and rules alike go by: one file, read anew when it changes."""

from __future__ import annotations

import logging

from yichuang.core.packages import WORKDAYS
from yichuang.core.workdays import BUILT_IN, Calendar, NoticeError, read_calendar
from yichuang.platform.catalog.files import ContentFile

log = logging.getLogger(__name__)


def _read(text: str) -> Calendar:
    try:
        return read_calendar(text)
    except NoticeError as error:
        log.error("%s; the notices that are built in are used", error)
        return BUILT_IN


_NOTICES = ContentFile(WORKDAYS, _read, absent=BUILT_IN)


def calendar() -> Calendar:
    """The working days of this installation, with the notices of its ``workdays.yaml``.

    A file that cannot be read stops nobody: the notices that are built in hold, what hangs on others is provisional,
    and ``yichuang doctor`` says what is wrong.
    """
    return _NOTICES.now()
