"""What the worker does for ratings: ask once, and see that no complaint lies with somebody who left."""

from __future__ import annotations

from yichuang.lines.ratings.commands import ask, assign_again
from yichuang.platform.exchange import periodic

periodic.register("ratings.ask", 60.0, ask)
periodic.register("ratings.assign-again", 300.0, assign_again)
