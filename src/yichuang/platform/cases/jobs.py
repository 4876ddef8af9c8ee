"""What the worker does for cases, again and again."""

from __future__ import annotations

from yichuang.platform.audit.sealing import EVERY, Sealer
from yichuang.platform.cases import reckoning
from yichuang.platform.exchange import periodic

periodic.register("cases.seal", EVERY, Sealer().run, apart=True)
periodic.register("cases.reckon", reckoning.EVERY, reckoning.reckon)
periodic.register("cases.follow-calendar", reckoning.EVERY, reckoning.follow)
