"""What the accessibility checker axe says of a page, asked so that it costs no more than it must."""

from __future__ import annotations

import json
from pathlib import Path

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

from tests.campaign import FULL

ASKED = (Path(__file__).parent / "axe.js").read_text()
#: Pairs of colours (text on its grounds, size and weight) that axe has passed in this process: see ``axe.js``.
_judged: set[str] = set()


def violations(page: Page) -> str:
    """What axe finds on this page, in words; '' for nothing.

    Contrast is judged where the page shows a pair of colours that was not yet judged, in the full run everywhere.
    """
    asked = json.dumps({"judged": sorted(_judged), "whole": FULL})
    session = page.context.new_cdp_session(page)  # past playwright's own way of handing over half a million letters
    try:
        answer = session.send(
            "Runtime.evaluate",
            {"expression": f"{AXE_SCRIPT}\n;({ASKED})({asked})", "awaitPromise": True, "returnByValue": True},
        )
    finally:
        session.detach()
    if problem := answer.get("exceptionDetails"):
        raise AssertionError(f"axe did not run: {problem}")
    said = json.loads(answer["result"]["value"])
    _judged.update(said["passed"])
    return "\n\n".join("\n".join([f"{each['id']}: {each['help']}", *each["nodes"]]) for each in said["violations"])
