"""What the worker does for ratings: ask once, raise what is late, see that nothing lies with whoever left."""

from __future__ import annotations

from yichuang.lines.ratings.commands import ask, assign_again, raise_overdue
from yichuang.platform.exchange import periodic

periodic.register("ratings.ask", 60.0, ask)
periodic.register("ratings.raise-overdue", 300.0, raise_overdue)
periodic.register("ratings.assign-again", 300.0, assign_again)
