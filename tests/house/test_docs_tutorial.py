"""The first day, done: its commands are run as they stand, against an installation on ports of its own."""

from __future__ import annotations

import re
import time
from pathlib import Path

import httpx

from tests.project.places import open_folder, until
from tests.project.running import free_base, granted, make_run, states
from tests.simulators.world import BY_KEY
from yichuang.platform.people.queries import DEPARTMENTS_FRESH

ROOT = Path(__file__).resolve().parents[2]
TEXT = (ROOT / "docs" / "tutorial" / "first-day.md").read_text("utf-8")
BLOCK = re.compile(r"^<!-- (start|run) -->\n```sh\n(.*?)\n```$", re.MULTILINE | re.DOTALL)
#: The port that the tutorial names.
BASE = 8000
#: What a resident of the tutorial presses, in the order in which it is asked.
PRESSED = {"employment": "flexible", "add_medical": "true", "contribution_base": "4072"}
#: What is asked besides while a bureau's system, and with it its register, is down.
IN_PLACE_OF_A_REGISTER = {"medical_status": "none"}


def here(text: str, base: int) -> str:
    """The text with the ports of this installation."""
    return re.sub(r"127\.0\.0\.1:(8\d{3})", lambda found: f"127.0.0.1:{int(found[1]) - BASE + base}", text)


def key_of(phone: str) -> str:
    """Who stands behind a phone in the tutorial: name and number as it prints them are those of the demo's people."""
    found = re.search(rf"`{phone}`.*?(试例.)，?,? `(\d{{17}}[\dX])`", TEXT, re.DOTALL)
    assert found, f"no name and number for {phone}"
    [key] = [key for key, known in BY_KEY.items() if known["phone"] == phone]
    assert (BY_KEY[key]["name"], BY_KEY[key]["id_number"]) == found.groups()
    return key


def blocks() -> list[tuple[str, str]]:
    """The blocks that are run, in order: what kind, what commands."""
    return [(found[1], found[2]) for found in BLOCK.finditer(TEXT)]


def test_every_block_of_commands_is_run() -> None:
    assert len(blocks()) == len(re.findall(r"^```sh$", TEXT, re.MULTILINE))
    assert [kind for kind, _ in blocks()].count("start") == 1
    assert blocks()[0] == ("start", "make run")


def test_the_first_day() -> None:
    with open_folder() as folder, make_run(folder, free_base()) as day:
        for address in sorted(set(re.findall(r"<(http://[^>]+)>", TEXT))):
            answer = httpx.get(here(address, day.base), timeout=20, trust_env=False)
            assert answer.status_code in (200, 302), address
        first = day.resident(key_of("19900000101"))
        case = day.file(first, PRESSED)
        until(lambda: granted(first, case))
        second, later = None, ""
        for _, commands in blocks()[1:]:
            said = day.run(here(commands, day.base))
            if "--desk" in commands:  # web processes learn within seconds that the bureau has its system back
                back = time.monotonic() + DEPARTMENTS_FRESH + 0.5
                until(lambda: time.monotonic() > back)  # noqa: B023
            elif "reconcile" in commands:
                assert "0 differences" in said
            elif '"down"' in commands:
                second = day.resident(key_of("19900000102"))
                later = day.file(second, PRESSED | IN_PLACE_OF_A_REGISTER)
                until(lambda: sorted(states(second, later).values()) == ["granted", "open"])  # noqa: B023
            elif '"normal"' in commands:
                assert second is not None
                until(lambda: granted(second, later))  # noqa: B023
        assert later, "the tutorial stops no system"
        assert "0 differences" in day.run(".venv/bin/yichuang reconcile")
