"""A real browser at a real server, with the stand-in systems around it."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser
from pytest_django.fixtures import Settings
from pytest_django.live_server_helper import LiveServer

from tests.cast import Town, settle_county
from tests.walks.browser import PHONE, Walker

# The browser's driver runs an event loop in this thread; Django's guard takes our own calls for asynchronous ones.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"


@pytest.fixture
def site(town: Town, live_server: LiveServer, settings: Settings) -> str:
    """The address of a running site with the demo county in it; callbacks of the bureaus' systems reach it."""
    settings.PUBLIC_URL = live_server.url
    settings.ALLOWED_HOSTS = ["*"]
    settle_county(town)
    return str(live_server.url)


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
