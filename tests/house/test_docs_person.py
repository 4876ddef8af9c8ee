"""How a person's program calls the interface: the commands of the page are run as they stand, against a web server."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path

from pytest_django.fixtures import Settings
from pytest_django.live_server_helper import LiveServer

from tests.cast import Town
from tests.simulators.world import BY_KEY, until
from tests.walks.people import code_on_phone
from yichuang.platform.cases.models import Case
from yichuang.platform.messages.models import Message

ROOT = Path(__file__).resolve().parents[2]
TEXT = (ROOT / "docs" / "how-to" / "call-as-a-person.md").read_text("utf-8")
BLOCK = re.compile(r"^```sh\n(.*?)\n```$", re.MULTILINE | re.DOTALL)


def test_every_command_is_run_and_does_what_the_page_says(
    lasting_county: Town, live_server: LiveServer, settings: Settings, tmp_path: Path
) -> None:
    settings.PUBLIC_URL = live_server.url
    (tmp_path / ".venv").symlink_to(ROOT / ".venv")
    commands = "\n".join(found[1] for found in BLOCK.finditer(TEXT))
    assert commands.count("http://127.0.0.1:8000") == 1
    script = "set -eu\n" + commands.replace("http://127.0.0.1:8000", live_server.url)
    streams = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.STDOUT}
    with subprocess.Popen(["sh", "-c", script], cwd=tmp_path, text=True, **streams) as program:
        until(lambda: Message.objects.exists() or program.poll() is not None, "a code was asked for")
        told, _ = program.communicate(code_on_phone(lasting_county, BY_KEY["flexible-1"]["phone"]) + "\n", timeout=60)
    assert program.returncode == 0, told
    case = Case.objects.get()
    filed = json.loads((tmp_path / "filed.json").read_text("utf-8"))
    assert (filed["case"], filed["number"]) == (case.public_id, case.number)
    assert (tmp_path / "receipt.pdf").read_bytes().startswith(b"%PDF")
    assert json.loads((tmp_path / "check.json").read_text("utf-8"))["file"] is True
