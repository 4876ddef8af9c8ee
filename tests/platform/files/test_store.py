"""What was kept opens, for its own key alone; what nothing refers to is swept, and nothing else."""

from __future__ import annotations

import hashlib
import os
from datetime import timedelta

import pytest
from django.db import transaction

from tests.cast import Member
from tests.uploads import jpeg
from yichuang.core import clock
from yichuang.core.identifiers import public_id
from yichuang.core.uploads import judged
from yichuang.lines.applications import commands
from yichuang.platform.cases.models import Attachment
from yichuang.platform.files import store
from yichuang.platform.files.commands import SPARED, keep, sweep
from yichuang.platform.files.errors import FileGone
from yichuang.platform.files.models import File
from yichuang.platform.files.queries import content

pytestmark = pytest.mark.django_db


def kept(note: bytes = b"") -> File:
    data = jpeg(note)
    return keep(judged(data, "户口簿.jpg"), "户口簿.jpg", hashlib.sha256(data).digest())


def aged(file: File) -> None:
    """As if it had lain for longer than anything takes."""
    long_ago = clock.now() - 2 * SPARED
    File.objects.filter(pk=file.pk).update(kept_at=long_ago)
    os.utime(store.path_of(file.address), (long_ago.timestamp(), long_ago.timestamp()))


def test_it_opens_as_it_was_and_lies_unreadable() -> None:
    file = kept()
    assert content(file) == judged(jpeg(), "a").data
    path = store.path_of(file.address)
    assert hashlib.sha256(path.read_bytes()).hexdigest() == file.address
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700
    assert File.objects.get().name == "户口簿.jpg"


def test_the_same_file_twice_is_two_that_share_nothing() -> None:
    one, two = kept(), kept()
    assert one.sha256 == two.sha256
    assert one.address != two.address
    assert bytes(one.wrapped_key) != bytes(two.wrapped_key)


def test_neither_anothers_bytes_nor_anothers_key_open() -> None:
    one, two = kept(b"1"), kept(b"2")
    one.address, two.wrapped_key = two.address, one.wrapped_key
    for each in (one, two):
        with pytest.raises(FileGone):
            content(each)


def test_bytes_that_are_gone_are_said_to_be_gone() -> None:
    file = kept()
    store.remove(file.address)
    with pytest.raises(FileGone):
        content(file)


def test_what_nothing_refers_to_is_swept_after_a_while(resident: Member) -> None:
    used, loose, fresh = kept(b"used"), kept(b"loose"), kept(b"fresh")
    opened = commands.begin(resident.actor, "enrolment")
    Attachment.objects.create(
        public_id=public_id(),
        draft=opened.draft,
        material="m",
        position=1,
        file=used,
        added_at=clock.now(),
        added_by_id=resident.account_id,
        channel="web",
    )
    aged(used)
    aged(loose)
    sweep()
    assert set(File.objects.values_list("pk", flat=True)) == {used.pk, fresh.pk}
    assert store.path_of(used.address).exists()
    assert store.path_of(fresh.address).exists()
    assert not store.path_of(loose.address).exists()
    opened.draft.delete()
    sweep()
    assert not store.path_of(used.address).exists()


def test_bytes_whose_row_was_never_written_are_swept() -> None:
    with transaction.atomic():
        lost = kept()
        transaction.set_rollback(True)
    assert not File.objects.exists()
    assert store.path_of(lost.address).exists()
    sweep()
    assert store.path_of(lost.address).exists(), "a request may still be about to commit"
    old = (clock.now() - SPARED - timedelta(minutes=1)).timestamp()
    os.utime(store.path_of(lost.address), (old, old))
    sweep()
    assert not store.path_of(lost.address).exists()
