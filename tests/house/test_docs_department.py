"""How a department calls the interface: the commands of the page are run as they stand, against a real web server."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

from pytest_django.fixtures import Settings
from pytest_django.live_server_helper import LiveServer

from tests.cast import Town, person_of_the_register
from tests.walks.people import file_case, part_of
from yichuang.platform.tokens.models import Token, TokenRecord

ROOT = Path(__file__).resolve().parents[2]
TEXT = (ROOT / "docs" / "how-to" / "call-as-a-department.md").read_text("utf-8")
BLOCK = re.compile(r"^```sh\n(.*?)\n```$", re.MULTILINE | re.DOTALL)


def test_every_command_is_run_and_does_what_the_page_says(
    lasting_county: Town, live_server: LiveServer, settings: Settings, tmp_path: Path
) -> None:
    settings.PUBLIC_URL = live_server.url
    part = part_of(file_case(person_of_the_register("flexible-1")), "hrss")
    keys = tmp_path / "var" / "keys"
    keys.mkdir(parents=True)
    (keys / "hrss.key").write_bytes((lasting_county["hrss"].var / "keys" / "hrss.key").read_bytes())
    (tmp_path / ".venv").symlink_to(ROOT / ".venv")
    commands = "\n".join(found[1] for found in BLOCK.finditer(TEXT))
    assert commands.count("http://127.0.0.1:8000") == 1
    script = "set -eu\n" + commands.replace("http://127.0.0.1:8000", live_server.url)
    done = subprocess.run(["sh", "-c", script], cwd=tmp_path, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stdout + done.stderr
    part.refresh_from_db()
    assert (part.state, part.receipt_number) == ("granted", "2026-0001")
    assert [each.verb for each in TokenRecord.objects.order_by("at")] == ["issued", "revoked"]
    assert Token.objects.get().revoked_at is not None
