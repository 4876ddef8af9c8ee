"""Whether everything is tried in full (``make test-full``, ``make faults``), or a sample of it (``make test``)."""

from __future__ import annotations

import os

FULL = os.environ.get("YICHUANG_CAMPAIGN") == "full"
