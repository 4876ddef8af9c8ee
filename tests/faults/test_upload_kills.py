"""kill -9 of the web while files come in (TRUST 1): no row without its file, again is not twice; ten at once."""

from __future__ import annotations

import os
import secrets
import time
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.faults.client import Answer, NoAnswer, Visitor, at_once
from tests.faults.county import Site
from tests.faults.web import web
from tests.simulators.world import until
from tests.uploads import jpeg
from tests.walks.people import file_case, part_of, system_of
from tests.walks.test_materials import stated
from yichuang.lines.applications import commands
from yichuang.platform.files import store
from yichuang.platform.files.commands import SPARED, sweep

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.fault]

MATERIAL = "household-register"


def sent(visitor: Visitor, path: str, field: str, photos: Sequence[bytes]) -> Answer:
    """Send photographs, all of one name, as a browser does. Raises NoAnswer."""
    boundary = secrets.token_hex(8)
    start = f"--{boundary}\r\nContent-Disposition: form-data; name="
    head = f'{start}"{field}"; filename="IMG_0001.jpg"\r\n\r\n'.encode()
    body = b"".join(head + photo + b"\r\n" for photo in photos) + f"--{boundary}--\r\n".encode()
    kind = f"multipart/form-data; boundary={boundary}"
    return visitor.request("POST", path, body, **{"Content-Type": kind, "X-CSRFToken": visitor.token()})


def upload(visitor: Visitor, draft: str, *photos: bytes) -> Answer:
    """Hand photographs in for the paper of a draft."""
    return sent(visitor, f"/api/v1/drafts/{draft}/materials/{MATERIAL}", "files", photos)


def different(site: Site) -> list[int]:
    """The places of the files that were handed in, one for each checksum."""
    found = site.sql("SELECT DISTINCT sha256, position FROM files_file f JOIN cases_attachment a ON a.file_id = f.id")
    return sorted(position for _, position in found)


def rows(site: Site) -> list[str]:
    """The addresses of the files that the database names."""
    return [address for (address,) in site.sql("SELECT address FROM files_file")]


def on_disk() -> set[str]:
    """The addresses that lie on the disk."""
    return {address for address, _ in store.older_than(-60) if address}


@pytest.mark.parametrize(("point", "there"), [("file-written", 0), ("file-kept", 1)])
def test_no_row_is_without_its_file_and_sent_again_it_is_there_once(
    site: Site, tmp_path: Path, point: str, there: int
) -> None:
    before = on_disk()
    draft, photo = stated(site.person("flexible-1"), site.town), jpeg(point.encode())
    with web(tmp_path, site.port, fault=point) as running:
        visitor = site.visitor("flexible-1")
        visitor.token()
        with pytest.raises(NoAnswer):
            upload(visitor, draft, photo)
        until(lambda: running.faults() == 1, "the point was reached")
    assert len(rows(site)) == there
    left = on_disk() - before
    assert len(left) == 1
    assert set(rows(site)) <= left, "a row without its file"
    with web(tmp_path, site.port):
        answers = [upload(site.visitor("flexible-1"), draft, photo) for _ in range(2)]
    assert [each.status for each in answers] == [200, 200]
    assert len(answers[-1].json["materials"][0]["files"]) == 1
    for address in on_disk() - before:
        old = time.time() - 2 * SPARED.total_seconds()
        os.utime(store.path_of(address), (old, old))
    sweep()
    assert on_disk() - before == set(rows(site)), "what nothing names is swept, and nothing else"


def test_four_at_once_of_one_name_are_four(site: Site, tmp_path: Path) -> None:
    """As many as the paper may have pages; then no more, with a sentence, whoever comes first."""
    draft = stated(site.person("flexible-2"), site.town)
    photos = [jpeg(bytes((number,))) for number in range(65, 75)]
    with web(tmp_path, site.port, workers=2, threads=4):
        visitor = site.visitor("flexible-2")
        visitor.token()
        answers = at_once(lambda photo: upload(Visitor(site.port, visitor.cookies), draft, photo), photos, clients=10)
    assert sorted(each.status for each in answers) == [200] * 4 + [422] * 6
    assert all("最多4页" in each.json["sentence"] for each in answers if each.status == 422)
    assert different(site) == [1, 2, 3, 4]


def test_ten_at_once_of_one_name_are_ten_with_ten_checksums(site: Site, tmp_path: Path) -> None:
    """In answer to a department, which says itself what it needs."""
    case = file_case(site.person("flexible-3"))
    part = part_of(case, "hrss")
    commands.supplement(system_of(part), part.pk, ["请交照片", "请写明现在的工作"], "材料不全。")
    path, photos = (
        f"/cases/{case.public_id}/parts/{part.public_id}",
        [jpeg(bytes((number,))) for number in range(65, 75)],
    )
    with web(tmp_path, site.port, workers=2, threads=4):
        visitor = site.visitor("flexible-3")
        visitor.token()

        def choose(photo: bytes) -> Answer:
            return sent(Visitor(site.port, visitor.cookies), path, "answer-1-files", [photo])

        answers = at_once(choose, photos, clients=10)
    assert {each.status for each in answers} == {422}, "the other item is not answered yet; the photos are kept"
    assert different(site) == list(range(1, 11))
