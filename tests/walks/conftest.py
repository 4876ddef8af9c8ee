"""A real browser at a real server, with the stand-in systems around it."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser
from pytest_django.fixtures import Settings
from pytest_django.live_server_helper import LiveServer

from tests.campaign import FULL
from tests.cast import Town, settle_county
from tests.walks.browser import OF_STAFF, PHONE, Walker

HERE = Path(__file__).parent


@pytest.fixture
def site(town: Town, live_server: LiveServer, settings: Settings) -> str:
    """The address of a running site with the demo county in it; callbacks of the bureaus' systems reach it."""
    settings.PUBLIC_URL = live_server.url
    settings.ALLOWED_HOSTS = ["*"]
    settle_county(town)
    return str(live_server.url)


#: What tells two goings of one walk apart and is no other walk: where, in what, and whose matter it is.
SAME_WALK = ("size", "browser_name", "key")
#: Whose walks all go in both ways in every run.
MAIN_JOB = "test_enrolment.py"


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """In ``make test`` each walk goes once, with a script where it can; the main job without one, too.

    At every size and in both ways all of them go in ``make test-full``, and by themselves when they are asked for (-k).
    """
    if FULL or os.environ.get("YICHUANG_SHOTS"):
        return
    left = set() if config.option.keyword else _left_out(items)
    if left:
        config.hook.pytest_deselected(items=sorted(left, key=lambda each: each.nodeid))
        items[:] = [each for each in items if each not in left]


def _left_out(items: list[pytest.Item]) -> set[pytest.Item]:
    """The goings of walks that ``make test`` does without."""
    kept: dict[tuple[str, bool], pytest.Item] = {}
    left = set()
    for item in items:
        values = dict(item.callspec.params) if hasattr(item, "callspec") else {}
        if not isinstance(item, pytest.Function) or item.path.parent != HERE or not {"size", "script"} & values.keys():
            continue
        script = bool(values.pop("script", True))
        others = {name: value for name, value in values.items() if name not in SAME_WALK}
        key = (f"{item.path.name}::{item.originalname}{sorted(others.items(), key=str)}", script)
        first = kept.setdefault(key, item)
        if first is not item:
            wide = item if item.path.name in OF_STAFF else first
            left.add(first if wide is item else item)
            kept[key] = wide
    twice = {key for key, item in kept.items() if (key[0], not key[1]) in kept and item.path.name != MAIN_JOB}
    return left | {item for key, item in kept.items() if key in twice and not key[1]}


Open = Callable[..., Walker]


@pytest.fixture
def visitor(site: str, browser: Browser) -> Iterator[Open]:
    """Opens windows: ``visitor(size, script)``."""
    contexts = []

    def opened(size: tuple[int, int] = PHONE, script: bool = True, **options: Any) -> Walker:
        context = browser.new_context(
            viewport={"width": size[0], "height": size[1]},
            java_script_enabled=script,
            locale="zh-CN",
            timezone_id=options.pop("timezone_id", "Asia/Shanghai"),
            **options,
        )
        contexts.append(context)
        page = context.new_page()
        walker = Walker(context, page, site, size, script)
        page.on("framenavigated", lambda frame: _turned(walker, frame))
        return walker

    yield opened
    for context in contexts:
        context.close()


def _turned(walker: Walker, frame: Any) -> None:
    if frame.parent_frame is None:
        walker.pages += 1
