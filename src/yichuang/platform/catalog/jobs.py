"""What the worker does for authors, again and again."""

from __future__ import annotations

from yichuang.platform.catalog.weighing import weigh_asked
from yichuang.platform.exchange import periodic

periodic.register("catalog.weigh", 1.0, weigh_asked, apart=True)
