"""Files that were handed in: they go to the archive in clear, with their checksums, and then row, key and bytes go."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.cast import Member
from tests.platform.retention.conftest import LATER, THEN, refused
from tests.platform.retention.test_end import hits
from tests.uploads import jpeg
from yichuang.core import clock
from yichuang.core.uploads import judged
from yichuang.platform.cases.models import Attachment, Case
from yichuang.platform.files import store
from yichuang.platform.files.commands import end, keep
from yichuang.platform.files.models import File
from yichuang.platform.messages.models import Message
from yichuang.platform.retention import deciding
from yichuang.platform.retention.ending import end_ordered
from yichuang.platform.retention.errors import NotPacked
from yichuang.platform.retention.handing import hand_over
from yichuang.platform.retention.models import Disposal, Finding
from yichuang.platform.retention.sweeping import sweep

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
CALLED = "张某户口簿.jpg"


def handed_in(case: Case, member: Member, note: bytes, position: int = 1) -> File:
    """A photograph that belongs to a case."""
    with clock.frozen(THEN):
        data = jpeg(note)
        file = keep(judged(data, CALLED), CALLED, hashlib.sha256(data).digest())
        Attachment.objects.create(
            public_id=file.pk.hex[-26:],
            case=case,
            material="household-register",
            position=position,
            file=file,
            added_at=clock.now(),
            added_by_id=member.account_id,
            channel="web",
            handed_in_at=clock.now(),
        )
        return file


@pytest.fixture
def with_files(old_case: Case, resident: Member) -> Iterator[list[File]]:
    files = [handed_in(old_case, resident, note, at) for at, note in enumerate((b"1", b"2"), 1)]
    yield files
    for each in files:
        store.remove(each.address)


def announced(folder: Path, archivist: Member, head: Member) -> Disposal:
    with clock.frozen(LATER):
        sweep()
        disposal = Disposal.objects.get(klass="case")
        hand_over(disposal.public_id, folder)
        deciding.forward(archivist.actor, disposal.public_id, "收据")
        deciding.decide(head.actor, disposal.public_id, True, "可以")
    return disposal


def test_they_are_handed_over_in_clear_with_their_checksums(
    with_files: list[File], old_case: Case, later: object, tmp_path: Path
) -> None:
    sweep()
    hand_over(Disposal.objects.get(klass="case").public_id, tmp_path)
    with zipfile.ZipFile(tmp_path / f"{old_case.number}.zip") as outer:
        inner = io.BytesIO(outer.read("files.zip"))
    with zipfile.ZipFile(inner) as archive:
        assert archive.testzip() is None
        listed = json.loads(archive.read("files.json"))
        assert {each["file"] for each in listed} | {"files.json"} == set(archive.namelist())
        for each, file, note in zip(listed, with_files, (b"1", b"2"), strict=True):
            data = archive.read(each["file"])
            assert data == judged(jpeg(note), CALLED).data
            assert each["sha256"] == hashlib.sha256(data).hexdigest() == bytes(file.sha256).hex()
            assert each["received_sha256"] == hashlib.sha256(jpeg(note)).hexdigest()
            assert (each["name"], each["material"]) == (CALLED, "household-register")


def test_row_key_and_bytes_go_with_the_case(
    with_files: list[File],
    neighbour: Member,
    archivist: Member,
    head: Member,
    tmp_path: Path,
    django_capture_on_commit_callbacks: Any,
) -> None:
    other = handed_in(refused(neighbour, LATER - 9 * DAY), neighbour, b"1")
    keys = [bytes(each.wrapped_key).hex() for each in with_files]
    disposal = announced(tmp_path, archivist, head)
    Message.objects.update(state=Message.State.SENT)
    with clock.frozen(LATER + 31 * DAY), django_capture_on_commit_callbacks(execute=True):
        deciding.order(archivist.actor, disposal.public_id)
        assert end_ordered() == 1
        assert all(store.path_of(each.address).exists() for each in with_files)  # until it is committed
    assert File.objects.get() == other
    assert not any(store.path_of(each.address).exists() for each in with_files)
    assert store.path_of(other.address).exists()
    assert hits(*keys, *(each.address for each in with_files)) == set()
    store.remove(other.address)


def test_bytes_that_a_row_names_stay(django_capture_on_commit_callbacks: Any) -> None:
    """Two never share bytes, as each is sealed under its own key; were it so, the other's would stay all the same."""
    data = jpeg()
    one = keep(judged(data, CALLED), CALLED, hashlib.sha256(data).digest())
    address = one.address
    with django_capture_on_commit_callbacks(execute=True):
        end([one.pk])
        again = keep(judged(data, CALLED), CALLED, hashlib.sha256(data).digest())
        own = again.address
        File.objects.filter(pk=again.pk).update(address=address)
    assert store.path_of(address).exists()
    for each in (address, own):
        store.remove(each)


def test_a_case_of_which_a_file_is_lost_is_not_handed_over_and_said_and_the_others_are(
    with_files: list[File], resident: Member, archivist: Member, later: object, tmp_path: Path
) -> None:
    whole = refused(resident, THEN + DAY)
    sealed = store.path_of(with_files[0].address).read_bytes()
    store.remove(with_files[0].address)
    sweep()
    disposal = Disposal.objects.get(klass="case")
    assert hand_over(disposal.public_id, tmp_path)[0] == 1
    assert (tmp_path / f"{whole.number}.zip").exists()
    with pytest.raises(NotPacked):
        deciding.forward(archivist.actor, disposal.public_id, "收据")
    assert Finding.objects.filter(solved_at=None).count() == 1
    store.path_of(with_files[0].address).write_bytes(sealed)
    assert hand_over(disposal.public_id, tmp_path)[0] == 2
    assert not Finding.objects.filter(solved_at=None).exists()
    deciding.forward(archivist.actor, disposal.public_id, "收据")
