"""The same web server with one protection taken away, to see that the checks would notice. Only tests start it.

``YICHUANG_WITHOUT`` names the protection.
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any

from django.core.wsgi import get_wsgi_application
from django.db import transaction

application = get_wsgi_application()  # before anything that has models

from yichuang.platform.cases import filing  # noqa: E402
from yichuang.platform.exchange.bulk import Numbered  # noqa: E402

_filed = filing.file
_lines = Path(filing.__file__).with_name("sql").joinpath("file.sql").read_text("utf-8").splitlines()
_guarded = " ".join(" ".join(line for line in _lines if not line.startswith("--")).split())


def _replaced(old: str, new: str) -> None:
    assert old in _guarded, old
    without = Numbered.read(_guarded.replace(old, new))
    filing._statement = lambda: without  # type: ignore[assignment]


def _rolled_back(*given: Any) -> Any:
    with transaction.atomic():
        shown = _filed(*given)
        transaction.set_rollback(True)
    return shown


def _without(protection: str) -> None:
    if protection == "draft-guard":
        _replaced("AND filed_case_id IS NULL ", "")
    elif protection == "ledger-in-the-same-statement":
        ledger = re.search(r"new_deliveries AS \(.*?\), (?=new_messages)", _guarded)
        assert ledger
        _replaced(ledger.group(), "")
    elif protection == "commit-before-the-answer":
        from yichuang.lines.applications.commands import drafts
        from yichuang.platform.cases import proving

        drafts.file = _rolled_back
        # The promise is made of the event as it stands in the database: it would notice by itself.
        proving.promise_of = lambda *_: ""
    elif protection != "nothing":
        raise ValueError(protection)


_without(os.environ["YICHUANG_WITHOUT"])
