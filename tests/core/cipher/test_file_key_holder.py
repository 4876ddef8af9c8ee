"""Keys in a file: made once, read by their owner alone, changed without losing what they sealed."""

import json
import os
import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yichuang.core.cipher import SUITES, CipherError, FileKeyHolder, KeyFileError, KeyHolder, key_id_of, seal, unseal

PLACE = b"cases_case.wrapped_key"


@pytest.fixture(params=SUITES)
def holder(request: pytest.FixtureRequest, tmp_path: Path) -> FileKeyHolder:
    return FileKeyHolder.create(tmp_path / "keyring.json", request.param)


def test_it_works(holder: FileKeyHolder, tmp_path: Path) -> None:
    as_protocol: KeyHolder = holder
    key = as_protocol.new_data_key()
    sealed = seal(key, b"facts", suite=holder.suite, key_id=0, context=b"facts")
    wrapped = as_protocol.wrap(key, PLACE)
    again = FileKeyHolder(tmp_path / "keyring.json")
    assert unseal(again.unwrap(wrapped, PLACE), sealed, context=b"facts") == b"facts"
    assert again.open_value(holder.seal_value("试例", PLACE), PLACE) == "试例"


def test_the_file_is_its_owners_alone(holder: FileKeyHolder, tmp_path: Path) -> None:
    path = tmp_path / "keyring.json"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    holder.add_key()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert not [each.name for each in tmp_path.iterdir() if each.name not in ("keyring.json", ".keyring.json.lock")]


def test_it_is_never_made_twice(holder: FileKeyHolder, tmp_path: Path) -> None:
    before = (tmp_path / "keyring.json").read_bytes()
    with pytest.raises(FileExistsError):
        FileKeyHolder.create(tmp_path / "keyring.json", "sm")
    assert (tmp_path / "keyring.json").read_bytes() == before
    assert holder.key_id == 1


def test_of_many_who_make_it_one_wins(tmp_path: Path) -> None:
    path = tmp_path / "keyring.json"

    def make(_: int) -> bool:
        try:
            FileKeyHolder.create(path, "sm")
        except FileExistsError:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(make, range(16))) == 1
    assert FileKeyHolder(path).key_id == 1


def test_another_suite_than_the_two_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CipherError) as caught:
        FileKeyHolder.create(tmp_path / "keyring.json", "rot13")
    assert caught.value.code == "suite"
    assert not (tmp_path / "keyring.json").exists()


def test_a_missing_file_is_said(tmp_path: Path) -> None:
    with pytest.raises(KeyFileError, match="not there") as caught:
        FileKeyHolder(tmp_path / "keyring.json")
    assert caught.value.code == "missing"


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o666])
def test_a_file_that_others_may_read_is_refused(holder: FileKeyHolder, tmp_path: Path, mode: int) -> None:
    (tmp_path / "keyring.json").chmod(mode)
    with pytest.raises(KeyFileError, match="chmod 600") as caught:
        FileKeyHolder(tmp_path / "keyring.json")
    assert caught.value.code == "open"


def test_a_folder_in_its_place_is_said(tmp_path: Path) -> None:
    (tmp_path / "keyring.json").mkdir()
    with pytest.raises(KeyFileError) as caught:
        FileKeyHolder(tmp_path / "keyring.json")
    assert caught.value.code == "broken"


@pytest.mark.parametrize(
    "content",
    [
        "",
        "{}",
        "[]",
        "null",
        '{"version": 2, "keys": [], "blind": {}}',
        '{"version": 1, "keys": [], "blind": {"suite": "sm", "key": ""}}',
        '{"version": 1, "keys": [{"id": 1, "suite": "sm", "made": "x", "key": "AAAA"}], "blind": {}}',
        '{"version": 1, "keys": [{"id": 1, "suite": "rot13", "made": "x", "key": "AAAA"}], "blind": {}}',
        '{"version": 1, "keys": [{"id": 1, "suite": "sm", "made": "x", "key": "***"}], "blind": {}}',
    ],
)
def test_a_damaged_file_is_said(tmp_path: Path, content: str) -> None:
    path = tmp_path / "keyring.json"
    path.touch(0o600)
    path.write_text(content)
    with pytest.raises(KeyFileError, match="damaged") as caught:
        FileKeyHolder(path)
    assert caught.value.code == "broken"


def test_another_context_is_refused(holder: FileKeyHolder) -> None:
    wrapped = holder.wrap(holder.new_data_key(), PLACE)
    with pytest.raises(CipherError) as caught:
        holder.unwrap(wrapped, b"elsewhere")
    assert caught.value.code == "changed"


def test_a_value_never_passes_for_a_key(holder: FileKeyHolder) -> None:
    key = holder.new_data_key()
    with pytest.raises(CipherError):
        holder.open_value(holder.wrap(key, PLACE), PLACE)
    with pytest.raises(CipherError):
        holder.unwrap(holder.seal_value("x" * len(key), PLACE), PLACE)


def test_the_keys_of_another_installation_are_refused(holder: FileKeyHolder, tmp_path: Path) -> None:
    other = FileKeyHolder.create(tmp_path / "other.json", holder.suite)
    with pytest.raises(CipherError) as caught:
        other.unwrap(holder.wrap(holder.new_data_key(), PLACE), PLACE)
    assert caught.value.code == "changed"


def test_a_key_that_is_not_held_is_said(holder: FileKeyHolder, tmp_path: Path) -> None:
    other = FileKeyHolder.create(tmp_path / "other.json", holder.suite)
    other.add_key()
    with pytest.raises(CipherError) as caught:
        holder.unwrap(other.wrap(other.new_data_key(), PLACE), PLACE)
    assert caught.value.code == "unknown-key"


def test_after_a_rotation_old_envelopes_open_and_new_ones_bear_the_new_key(holder: FileKeyHolder) -> None:
    key = holder.new_data_key()
    old = holder.wrap(key, PLACE)
    assert holder.add_key() == 2
    assert (key_id_of(old), key_id_of(holder.wrap(key, PLACE))) == (1, 2)
    assert holder.unwrap(old, PLACE) == key


def test_a_rotation_moves_the_wrapping_and_leaves_the_data_key(holder: FileKeyHolder) -> None:
    key = holder.new_data_key()
    old = holder.wrap(key, PLACE)
    assert holder.rewrap(old, PLACE) == old
    holder.add_key()
    new = holder.rewrap(old, PLACE)
    assert key_id_of(new) == 2
    assert holder.unwrap(new, PLACE) == key


def test_a_rotation_elsewhere_is_noticed(holder: FileKeyHolder, tmp_path: Path) -> None:
    elsewhere = FileKeyHolder(tmp_path / "keyring.json")
    elsewhere.add_key()
    assert holder.open_value(elsewhere.seal_value("试例", PLACE), PLACE) == "试例"
    assert holder.key_id == 2


def test_an_installation_can_go_over_to_the_other_suite(tmp_path: Path) -> None:
    holder = FileKeyHolder.create(tmp_path / "keyring.json", "international")
    old, blind = holder.seal_value("试例", PLACE), holder.blind("phone", "19900000001")
    holder.add_key("sm")
    assert holder.suite == "sm"
    assert holder.open_value(old, PLACE) == "试例"
    assert holder.open_value(holder.seal_value("试例", PLACE), PLACE) == "试例"
    assert holder.blind("phone", "19900000001") == blind


def test_keys_added_at_once_are_all_kept(holder: FileKeyHolder, tmp_path: Path) -> None:
    path = tmp_path / "keyring.json"
    with ThreadPoolExecutor(4) as pool:
        ids = list(pool.map(lambda _: FileKeyHolder(path).add_key(), range(8)))
    assert sorted(ids) == list(range(2, 10))
    assert len(json.loads(path.read_text())["keys"]) == 9


def test_a_blind_index_finds_equals_only_by_purpose_and_installation(holder: FileKeyHolder, tmp_path: Path) -> None:
    found = holder.blind("id-number", "43010219900307008X")
    assert found == FileKeyHolder(tmp_path / "keyring.json").blind("id-number", "43010219900307008X")
    assert len(found) == 32
    others = {
        holder.blind("id-number", "430102199003070080"),
        holder.blind("phone", "43010219900307008X"),
        FileKeyHolder.create(tmp_path / "other.json", holder.suite).blind("id-number", "43010219900307008X"),
    }
    assert len(others | {found}) == 4


def test_purpose_and_value_are_never_taken_for_each_other(holder: FileKeyHolder) -> None:
    assert holder.blind("a", "bc") != holder.blind("ab", "c")
    assert holder.blind("a\x00", "b") != holder.blind("a", "\x00b")


def test_no_key_is_shown(holder: FileKeyHolder, tmp_path: Path) -> None:
    secrets = [each["key"] for each in json.loads((tmp_path / "keyring.json").read_text())["keys"]]
    shown = f"{holder!r} {holder._ring!r}"
    assert not any(secret in shown for secret in secrets)


def test_a_process_killed_while_it_writes_leaves_the_file_whole(tmp_path: Path) -> None:
    path = tmp_path / "keyring.json"
    FileKeyHolder.create(path, "sm")
    code = (
        "import sys, pathlib; from yichuang.core.cipher import FileKeyHolder\n"
        "holder = FileKeyHolder(pathlib.Path(sys.argv[1])); print('ready', flush=True)\n"
        "while True: holder.add_key()\n"
    )
    for _ in range(3):
        with subprocess.Popen([sys.executable, "-c", code, str(path)], stdout=subprocess.PIPE) as process:
            assert process.stdout is not None
            process.stdout.readline()
            seen = FileKeyHolder(path).key_id
            while FileKeyHolder(path).key_id < seen + 3:
                assert process.poll() is None
            process.kill()
        assert FileKeyHolder(path).add_key() > seen
    assert os.path.getsize(path) > 0


@given(st.text(max_size=60), st.binary(max_size=20))
def test_any_text_comes_back(tmp_path_factory: pytest.TempPathFactory, text: str, context: bytes) -> None:
    path = tmp_path_factory.getbasetemp() / "property-keyring.json"
    holder = FileKeyHolder(path) if path.exists() else FileKeyHolder.create(path, "sm")
    assert holder.open_value(holder.seal_value(text, context), context) == text
