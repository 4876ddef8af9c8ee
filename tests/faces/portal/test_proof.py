"""The proof of a receipt: promised at once, sealed a minute later at most, checked by a program that stands alone."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from tests.cast import Member, Town
from tests.platform.audit.rows import add_event
from tests.platform.notices.samples import text, tight
from tests.walks.people import file_case
from yichuang.core import clock
from yichuang.core.cipher import notes
from yichuang.faces import portal
from yichuang.platform.audit import sealing
from yichuang.platform.audit.sealing import Sealer
from yichuang.platform.cases.models import Case
from yichuang.platform.vault.keys import holder

pytestmark = pytest.mark.django_db

CHECKER = Path(portal.__file__).parent / "static" / "portal" / "check_proof.py"
SignedIn = Callable[[Member], Client]


@pytest.fixture
def case(county: Town, resident: Member) -> Case:
    """A case of one event."""
    return file_case(resident)


class Desk:
    """A folder of somebody else's, with the checker copied into it and files that they were given."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        (folder / "check_proof.py").write_bytes(CHECKER.read_bytes())

    def keep(self, name: str, content: bytes | str) -> str:
        raw = content if isinstance(content, bytes) else content.encode()
        (self.folder / name).write_bytes(raw)
        return name

    def check(self, *words: str) -> tuple[int, str]:
        """Exit status, and what the checker says, run without site packages, settings or paths of ours."""
        asked = [sys.executable, "-I", "-S", "check_proof.py", *words]
        done = subprocess.run(
            asked, cwd=self.folder, capture_output=True, text=True, check=False, env={"LANG": "C.UTF-8"}
        )
        return done.returncode, done.stdout + done.stderr


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def downloaded(client: Client, case: Case) -> bytes:
    answer = client.get(f"/cases/{case.public_id}/proof.json")
    assert answer.status_code == 200
    assert answer["Content-Disposition"] == f'attachment; filename="proof-{case.public_id}.json"'
    return answer.content


def page(client: Client, case: Case) -> str:
    answer = client.get(f"/cases/{case.public_id}/proof")
    assert answer.status_code == 200
    return answer.content.decode()


def test_it_works(case: Case, resident: Member, signed_in: SignedIn, desk: Desk) -> None:
    Sealer().run()
    client = signed_in(resident)
    assert "已存证，谁也不能偷偷改" in page(client, case)
    status, said = desk.check("proof", desk.keep("proof.json", downloaded(client, case)))
    assert (status, "PROVED 已证明" in said) == (0, True), said
    assert case.number in said
    assert '"verb":"filed"' in said


def test_at_once_there_is_a_promise_and_later_it_is_seen_to_be_kept(
    case: Case, resident: Member, signed_in: SignedIn, desk: Desk
) -> None:
    client = signed_in(resident)
    assert "正在存证" in page(client, case)
    early = json.loads(downloaded(client, case))
    assert notes.is_signed(early["promise"], sealing.log_key())
    status, said = desk.check("proof", desk.keep("early.json", json.dumps(early)))
    assert (status, "nothing is sealed yet" in said) == (1, True)
    Sealer().run()
    later = json.loads(downloaded(client, case))
    assert later["promise"] == early["promise"]
    assert desk.check("proof", desk.keep("later.json", json.dumps({**later, "promise": early["promise"]})))[0] == 0


def test_the_receipt_bears_the_promise(case: Case, resident: Member, signed_in: SignedIn) -> None:
    client = signed_in(resident)
    printed = text(client.get(f"/cases/{case.public_id}/receipt.pdf").content)
    promise = json.loads(downloaded(client, case))["promise"]
    assert all(tight(line) in printed for line in promise.splitlines())


def test_a_promise_that_was_not_kept_is_said(case: Case, resident: Member, signed_in: SignedIn) -> None:
    client = signed_in(resident)
    with clock.frozen(clock.now() + timedelta(seconds=61)):
        assert "存证还没有完成" in page(client, case)


def test_who_may_not_see_the_case_gets_no_proof(
    case: Case, neighbour: Member, outsider: Member, signed_in: SignedIn
) -> None:
    for path in (f"/cases/{case.public_id}/proof", f"/cases/{case.public_id}/proof.json"):
        assert signed_in(neighbour).get(path).status_code == 404
        assert Client().get(path).status_code == 302
    assert signed_in(neighbour).get(f"/api/v1/cases/{case.public_id}/proof").status_code == 404


def test_nothing_that_identifies_a_person_is_in_the_file(case: Case, resident: Member, signed_in: SignedIn) -> None:
    said = downloaded(signed_in(resident), case).decode()
    for secret in (case.person.name, case.person.id_number, "1990"):
        assert secret not in said.replace(case.number, "")


def strings(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Where in a JSON value texts stand."""
    if isinstance(value, dict):
        for key, each in value.items():
            yield from strings(each, (*path, key))
    elif isinstance(value, list):
        for place, each in enumerate(value):
            yield from strings(each, (*path, place))
    elif isinstance(value, str) and value:
        yield path


def test_any_character_that_is_changed_in_the_file_is_seen(
    case: Case, resident: Member, signed_in: SignedIn, desk: Desk
) -> None:
    for _ in range(4):
        add_event(case)
    Sealer().run()
    whole, dice = json.loads(downloaded(signed_in(resident), case)), random.Random(20261125)
    for number, path in enumerate(strings(whole)):
        changed = json.loads(json.dumps(whole))
        held = changed
        for step in path[:-1]:
            held = held[step]
        words = held[path[-1]]
        # What is signed is the first lines of a note; names of the file's kind and of the key are for other programs.
        end = {"checkpoint": words.find("\ntime"), "promise": words.find("\ntime")}.get(path[-1], len(words))
        if path[-1] in ("what", "key"):
            continue
        start = words.find("\n", words.find("\n") + 1) + 1 if path[-1] == "promise" else 0
        place = dice.randrange(start, end)
        held[path[-1]] = words[:place] + ("1" if words[place] != "1" else "2") + words[place + 1 :]
        status, said = desk.check("proof", desk.keep(f"changed-{number}.json", json.dumps(changed)))
        if path[-1] == "checkpoint" and place < words.find("\n"):
            assert f"of {changed['checkpoint'].split(chr(10))[0]}" in said  # another log's name is shown
        else:
            assert (status, "NOT PROVED" in said) == (1, True), (path, place, said)


def test_an_event_left_out_or_put_twice_is_seen(case: Case, resident: Member, signed_in: SignedIn, desk: Desk) -> None:
    for _ in range(3):
        add_event(case)
    Sealer().run()
    whole = json.loads(downloaded(signed_in(resident), case))
    events = whole["events"]
    for wrong in (events[1:], [events[0], *events[2:]], [*events[:2], events[1], *events[2:]], events[::-1]):
        assert desk.check("proof", desk.keep("wrong.json", json.dumps({**whole, "events": wrong})))[0] == 1


def test_the_log_only_grows(case: Case, resident: Member, signed_in: SignedIn, desk: Desk) -> None:
    client, sealer = Client(), Sealer()
    sealer.run()
    first = client.get("/api/v1/log/checkpoint").content
    for _ in range(5):
        add_event(case)
    sealer.run()
    second = client.get("/api/v1/log/checkpoint").content
    listed = [each["size"] for each in client.get("/api/v1/log/checkpoints").json()]
    assert listed == [6, 1, 0]
    assert client.get("/api/v1/log/checkpoints/1").content == first
    names = (desk.keep("one", first), desk.keep("two", second))
    proof = desk.keep("proof", client.get("/api/v1/log/consistency?old=1&new=6").content)
    status, said = desk.check("extends", *names, proof)
    assert (status, "begins with that of 1" in said) == (0, True), said
    assert desk.check("extends", *names[::-1], proof)[0] == 1
    other = first.replace(first.split(b"\n")[2], b"A" * 43 + b"=")
    assert desk.check("extends", desk.keep("forked", other), names[1], proof)[0] == 1
    file = desk.keep("proof.json", downloaded(signed_in(resident), case))
    assert desk.check("proof", file, names[1])[0] == 0
    assert desk.check("proof", file, names[0])[0] == 1


@pytest.mark.parametrize("path", ["consistency?old=3&new=1", "consistency?old=0&new=9", "checkpoints/7"])
def test_a_tree_that_never_was_has_no_proof(case: Case, path: str) -> None:
    Sealer().run()
    answer = Client().get(f"/api/v1/log/{path}")
    assert (answer.status_code, answer.json()["code"]) == (404, "no-such-tree")


def test_what_was_changed_behind_our_back_is_told_and_not_promised(
    case: Case, resident: Member, signed_in: SignedIn, desk: Desk
) -> None:
    Sealer().run()
    client = signed_in(resident)
    before = downloaded(client, case)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE cases_event DISABLE TRIGGER USER")
        cursor.execute("UPDATE cases_event SET at = at - interval '1 day' WHERE case_id = %s", [case.pk])
    assert "记录和当初不一样" in page(client, case)
    after = downloaded(client, case)
    assert json.loads(after)["promise"] == ""
    assert desk.check("proof", desk.keep("after.json", after))[0] == 1
    assert desk.check("proof", desk.keep("before.json", before))[0] == 0, "what was kept still proves it"


def test_an_interface_for_programs_gives_the_same(
    case: Case, resident: Member, signed_in: SignedIn, desk: Desk
) -> None:
    Sealer().run()
    answer = signed_in(resident).get(f"/api/v1/cases/{case.public_id}/proof")
    assert desk.check("proof", desk.keep("proof.json", answer.content))[0] == 0
    assert Client().get("/api/v1/log/key").content.decode().strip() == answer.json()["key"]


@pytest.fixture
def other_suite(settings: Any, tmp_path: Path) -> Iterator[None]:
    """Keys of an installation that uses the 国密 suite."""
    settings.KEYRING, settings.CIPHER_SUITE = tmp_path / "keys.json", "sm"
    holder.cache_clear()
    yield
    holder.cache_clear()


def test_the_other_suite_is_checked_by_the_same_program(
    other_suite: None, county: Town, resident: Member, signed_in: SignedIn, desk: Desk
) -> None:
    case = file_case(resident)
    Sealer().run()
    whole = json.loads(downloaded(signed_in(resident), case))
    assert "\nsuite sm\n" in whole["checkpoint"]
    status, said = desk.check("proof", desk.keep("proof.json", json.dumps(whole)))
    assert (status, case.number in said) == (0, True), said


def test_events_of_an_older_suite_stay_proved(
    case: Case, resident: Member, signed_in: SignedIn, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The tree was begun with the other suite than the one by which this case is chained."""
    monkeypatch.setattr("yichuang.platform.audit.sealing.suite", lambda: "sm")
    monkeypatch.setattr("yichuang.platform.audit.proofs.suite", lambda: "sm")
    Sealer().run()
    whole = json.loads(downloaded(signed_in(resident), case))
    assert whole["events"][0]["suite"] == "international"
    assert "\nsuite sm\n" in whole["checkpoint"]
    assert desk.check("proof", desk.keep("proof.json", json.dumps(whole)))[0] == 0


def test_the_checker_is_short_and_stands_alone() -> None:
    source = CHECKER.read_text("utf-8")
    assert len(source.splitlines()) <= 100
    taken = {line.split()[1].split(".")[0] for line in source.splitlines() if line.startswith(("import ", "from "))}
    assert taken <= sys.stdlib_module_names
    assert Client().get("/cases/none/proof").status_code == 302


def test_without_words_the_checker_says_what_it_does(desk: Desk) -> None:
    status, said = desk.check()
    assert (status, "check_proof.py proof FILE" in said) == (1, True)


def test_signatures_are_checked_as_the_page_of_the_docs_says(
    case: Case, resident: Member, signed_in: SignedIn, desk: Desk
) -> None:
    """The recipe with openssl, word for word, on a file from the page; and on one whose note was changed."""
    Sealer().run()
    page = (Path(__file__).parents[3] / "docs" / "how-to" / "check-a-receipt.md").read_text("utf-8")
    recipe = page.split("```sh\n")[1].split("```")[0]
    assert "openssl pkeyutl -verify" in recipe
    whole = json.loads(downloaded(signed_in(resident), case))

    def verified(which: str) -> bool:
        there = {**os.environ, "PROOF": desk.keep("proof.json", json.dumps(whole)), "LOG_KEY": str(sealing.log_key())}
        words = ["bash", "-ec", recipe.replace(" checkpoint ", f" {which} ")]
        return subprocess.run(words, cwd=desk.folder, env=there, capture_output=True, check=False).returncode == 0

    assert verified("checkpoint")
    assert verified("promise")
    whole["checkpoint"] = whole["checkpoint"].replace("\ntime 1", "\ntime 2")
    assert not verified("checkpoint")
