"""What the worker asks outside systems, again and again."""

from __future__ import annotations

from yichuang.platform.exchange import deaths, periodic

periodic.register("exchange.deaths", deaths.EVERY, deaths.sweep)
