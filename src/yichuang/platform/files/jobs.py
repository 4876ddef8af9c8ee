"""What the worker does for files, again and again."""

from __future__ import annotations

from yichuang.platform.exchange import periodic
from yichuang.platform.files.commands import sweep

periodic.register("files.sweep", 600.0, sweep)
