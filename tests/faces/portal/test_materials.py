"""A paper that no register can prove is photographed, sealed, filed and on the officer's desk; others see nothing."""

from __future__ import annotations

import hashlib
import secrets
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pypdf import PdfReader

from tests.cast import Member, Town, signed_in
from tests.uploads import PICTURE, jpeg, pdf
from tests.walks.people import down, file_case, part_of, system_of
from yichuang.core import clock
from yichuang.core.identifiers import public_id
from yichuang.lines.applications import commands, queries
from yichuang.platform.audit.models import Access
from yichuang.platform.cases.models import Attachment, Case, Task
from yichuang.platform.files.incoming import MOST_AT_ONCE
from yichuang.platform.files.models import File
from yichuang.platform.files.store import path_of

pytestmark = pytest.mark.django_db

STATED = {
    "employment": "resident",
    "add_pension": "true",
    "add_medical": "false",
    "birth_date": "1990-01-01",
    "hukou_division": "430121",
    "in_school": "false",
    "resident_level": "1000",
}


def stated_draft(member: Member, town: Town) -> str:
    """A draft of somebody who states what the population register does not say now; its public id."""
    with down(town, "population"):
        opened = commands.begin(member.actor, "enrolment")
    while opened.guide.ask:
        question = opened.guide.ask[0].key
        answers = {"sex": "female", "phone": "19900000001", **STATED}
        opened = commands.answer(member.actor, opened, {question: answers[question]})
    assert opened.fileable, opened.guide.outcome
    assert [one.code for one in opened.missing] == ["household-register"]
    return opened.draft.public_id


def sent(name: str, content: bytes, declared: str = "image/jpeg") -> BytesIO:
    return SimpleUploadedFile(name, content, content_type=declared)


def test_from_the_phone_to_the_officers_desk(resident: Member, officer: Member, county: Town) -> None:
    draft, client = stated_draft(resident, county), signed_in(resident)
    page = f"/drafts/{draft}/materials/household-register"
    assert client.get(f"/drafts/{draft}").headers["Location"] == page
    assert client.get(f"/drafts/{draft}/check").headers["Location"] == page
    shown = client.get(page).content.decode()
    assert 'capture="environment"' in shown
    photo = jpeg(b"first page")
    after = client.post(page, {"files": sent("户口簿.jpg", photo), "go": "1"})
    assert (after.status_code, after.headers["Location"]) == (303, f"/drafts/{draft}/check")
    [held] = Attachment.objects.select_related("file")
    assert bytes(held.file.received_sha256) == hashlib.sha256(photo).digest()
    on_disk = path_of(held.file.address).read_bytes()
    assert hashlib.sha256(on_disk).hexdigest() == held.file.address
    assert PICTURE not in on_disk
    version = queries.open_draft(resident.actor, draft).draft.version
    filed = client.post(f"/drafts/{draft}/file", {"version": version})
    case = Case.objects.get(public_id=filed.headers["Location"].rpartition("/")[2])
    task = Task.objects.get(case=case)
    held.refresh_from_db()
    assert (held.case_id, held.draft_id) == (case.pk, None)
    desk = signed_in(officer)
    sheet = desk.get(f"/desk/parts/{task.public_id}").content.decode()
    assert bytes(held.file.sha256).hex() in sheet
    opened = desk.get(f"/desk/parts/{task.public_id}/files/{held.public_id}")
    assert opened.status_code == 200
    assert PICTURE in opened.content
    assert b"GPS" not in opened.content
    assert hashlib.sha256(opened.content).digest() == bytes(held.file.sha256)
    assert opened.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert opened.headers["X-Content-Type-Options"] == "nosniff"
    assert Access.objects.filter(subject_kind="attachment", subject_id=held.pk).count() == 1


def test_it_reaches_the_receipt_and_the_departments_system(resident: Member, county: Town) -> None:
    draft = stated_draft(resident, county)
    client = signed_in(resident)
    page = f"/drafts/{draft}/materials/household-register"
    client.post(page, {"files": sent("a.pdf", pdf(pages=2), "application/octet-stream"), "more": "1"})
    version = queries.open_draft(resident.actor, draft).draft.version
    filed = client.post(f"/drafts/{draft}/file", {"version": version})
    case = Case.objects.get(public_id=filed.headers["Location"].rpartition("/")[2])
    [held] = Attachment.objects.select_related("file")
    receipt = PdfReader(BytesIO(client.get(f"/cases/{case.public_id}/receipt.pdf").content))
    digits = "".join(page.extract_text() for page in receipt.pages)
    assert bytes(held.file.sha256).hex() in "".join(digits.split())
    shown = client.get(f"/cases/{case.public_id}").content.decode()
    assert f"/cases/{case.public_id}/files/{held.public_id}" in shown
    saved = client.get(f"/cases/{case.public_id}/files/{held.public_id}")
    assert saved.content == pdf(pages=2)
    assert saved.headers["Content-Disposition"].startswith("attachment;")


def test_a_batch_with_an_empty_one_keeps_the_good_ones(resident: Member, county: Town) -> None:
    """WF-08."""
    draft, client = stated_draft(resident, county), signed_in(resident)
    page = f"/drafts/{draft}/materials/household-register"
    alone = client.post(page, {"files": sent("空.pdf", b"", "application/pdf"), "go": "1"})
    assert alone.status_code == 422
    assert "“空.pdf”是空的" in alone.content.decode()
    batch = [sent("一.jpg", jpeg(b"1")), sent("空.pdf", b""), sent("二.jpg", jpeg(b"2"))]
    answer = client.post(page, {"files": batch, "go": "1"})
    assert answer.status_code == 422
    said = answer.content.decode()
    assert said.count("“空.pdf”是空的") == 2  # on top and beside the field
    assert "不是照片" not in said
    assert Attachment.objects.count() == 2


@pytest.mark.parametrize(
    ("name", "content", "declared", "taken"),
    [
        ("a.pdf", b"MZ\x90\x00" + bytes(200), "application/pdf", False),
        ("b.pdf", b"<!doctype html><script>alert(1)</script>", "application/pdf", False),
        ("c.pdf", pdf(), "application/octet-stream", True),
        ("D.PDF", pdf(), "application/pdf", True),
    ],
)
def test_what_it_is_is_read_from_its_bytes(
    resident: Member, county: Town, name: str, content: bytes, declared: str, taken: bool
) -> None:
    """WF-09."""
    draft, client = stated_draft(resident, county), signed_in(resident)
    page = f"/drafts/{draft}/materials/household-register"
    answer = client.post(page, {"files": sent(name, content, declared), "go": "1"})
    assert answer.status_code == (303 if taken else 422)
    assert Attachment.objects.count() == taken
    if not taken:
        assert f"“{name}”不是" in answer.content.decode()


def test_others_and_other_departments_see_nothing(
    resident: Member, neighbour: Member, officer: Member, other_officer: Member, county: Town
) -> None:
    draft, client = stated_draft(resident, county), signed_in(resident)
    page = f"/drafts/{draft}/materials/household-register"
    client.post(page, {"files": sent("a.jpg", jpeg()), "go": "1"})
    [held] = Attachment.objects.all()
    own = f"/drafts/{draft}/files/{held.public_id}"
    assert client.get(own).status_code == 200
    assert signed_in(neighbour).get(own).status_code == 404
    assert signed_in(neighbour).post(page, {"remove": held.public_id}).status_code == 404
    version = queries.open_draft(resident.actor, draft).draft.version
    filed = client.post(f"/drafts/{draft}/file", {"version": version})
    case = filed.headers["Location"].rpartition("/")[2]
    part = Task.objects.get(case__public_id=case).public_id
    assert client.get(own).status_code == 404, "it is the case's now"
    assert signed_in(neighbour).get(f"/cases/{case}/files/{held.public_id}").status_code == 404
    assert signed_in(other_officer).get(f"/desk/parts/{part}/files/{held.public_id}").status_code == 403
    assert signed_in(officer).get(f"/desk/parts/{part}/files/{held.public_id}").status_code == 200


def test_ten_at_once_of_one_name_are_ten_in_their_order(resident: Member, county: Town) -> None:
    draft, client = stated_draft(resident, county), signed_in(resident)
    page = f"/drafts/{draft}/materials/household-register"
    four = [sent("IMG_0001.jpg", jpeg(bytes((number,)))) for number in range(65, 69)]
    assert client.post(page, {"files": four, "more": "1"}).status_code == 303
    more = client.post(page, {"files": sent("IMG_0001.jpg", jpeg(b"5")), "go": "1"})
    assert "最多4页" in more.content.decode()
    held = list(Attachment.objects.select_related("file").order_by("position"))
    assert len({bytes(each.file.sha256) for each in held}) == 4
    client.post(page, {"earlier": held[3].public_id})
    client.post(page, {"remove": held[0].public_id})
    left = list(Attachment.objects.order_by("position").values_list("public_id", flat=True))
    assert left == [held[1].public_id, held[3].public_id, held[2].public_id]


def test_one_that_was_changed_on_the_disk_is_never_given_out(resident: Member, county: Town) -> None:
    draft, client = stated_draft(resident, county), signed_in(resident)
    client.post(f"/drafts/{draft}/materials/household-register", {"files": sent("a.jpg", jpeg(size=200_000))})
    [held] = Attachment.objects.select_related("file")
    path = path_of(held.file.address)
    sealed = bytearray(path.read_bytes())
    sealed[150_000] ^= 1
    path.write_bytes(sealed)
    assert client.get(f"/drafts/{draft}/files/{held.public_id}").status_code == 503


def test_what_a_changed_answer_makes_needless_is_neither_asked_nor_sent(resident: Member, county: Town) -> None:
    """A paper that is not wanted any more stays with the draft; no case and no department has it."""
    draft, client = stated_draft(resident, county), signed_in(resident)
    client.post(f"/drafts/{draft}/materials/household-register", {"files": sent("a.jpg", jpeg())})
    opened = queries.open_draft(resident.actor, draft)
    opened = commands.answer(resident.actor, opened, {"add_pension": "false"})
    opened = commands.answer(resident.actor, opened, {"add_medical": "true"})
    assert opened.fileable
    assert not opened.wanted
    commands.submit(resident.actor, opened, opened.draft.version)
    [left] = Attachment.objects.all()
    assert left.case_id is None


def test_a_supplement_is_answered_with_a_file(resident: Member, officer: Member, county: Town) -> None:
    case = file_case(resident)
    part = part_of(case, "hrss")
    commands.supplement(system_of(part), part.pk, ["请交劳动合同", "请写明现在的工作"], "材料不全。")
    client, page = signed_in(resident), f"/cases/{case.public_id}/parts/{part.public_id}"
    half = client.post(page, {"answer-1": "", "answer-2": "", "answer-1-files": sent("合同.jpg", jpeg())})
    assert half.status_code == 422
    assert "请写明现在的工作" in half.content.decode()
    [held] = Attachment.objects.all()
    assert held.handed_in_at is None
    desk = f"/desk/parts/{part.public_id}/files/{held.public_id}"
    assert signed_in(officer).get(desk).status_code == 404, "it has not left yet"
    done = client.post(page, {"answer-1": "", "answer-2": "开店"})
    assert done.status_code == 303
    assert signed_in(officer).get(desk).status_code == 200


def test_more_than_may_be_sent_at_once_is_refused_before_it_is_read(resident: Member, county: Town) -> None:
    draft, client = stated_draft(resident, county), signed_in(resident)
    page = f"/drafts/{draft}/materials/household-register"
    answer = client.post(page, {"files": sent("a.jpg", b"x")}, CONTENT_LENGTH=str(MOST_AT_ONCE + 1))
    assert answer.status_code == 413
    assert "一份一份" in answer.content.decode()


def test_what_did_not_arrive_whole_is_not_taken(resident: Member, county: Town) -> None:
    """GlobaLeaks 2967: the browser's own checksum is compared with ours."""
    draft, client = stated_draft(resident, county), signed_in(resident)
    page, photo = f"/drafts/{draft}/materials/household-register", jpeg()
    own = hashlib.sha256(photo).hexdigest()
    cut = client.post(page, {"files": sent("a.jpg", photo[:-40]), "sha256": own})
    assert cut.status_code == 422
    assert "没有传完整" in cut.content.decode()
    assert not Attachment.objects.exists()
    assert client.post(page, {"files": sent("a.jpg", photo), "sha256": own}).status_code == 303


def test_a_thousand_documents_cost_no_more_questions_than_one(resident: Member, officer: Member, county: Town) -> None:
    """open-zaak 1811: a case with 435 documents could not be opened."""
    case = file_case(resident)
    part = part_of(case, "hrss")
    client, desk = signed_in(resident), signed_in(officer)
    pages = [(client, f"/cases/{case.public_id}"), (desk, f"/desk/parts/{part.public_id}")]
    many(case, part, 1, resident)
    few = [asked(who, page) for who, page in pages]
    many(case, part, 1000, resident)
    assert [asked(who, page) for who, page in pages] == few
    assert desk.get(pages[1][1]).content.decode().count("/files/") == 1001


def asked(client: Client, page: str) -> int:
    """How many questions the database is asked for a page."""
    with CaptureQueriesContext(connection) as seen:
        assert client.get(page).status_code == 200
    return len(seen)


def many(case: Case, part: Task, count: int, member: Member) -> None:
    """So many files of a case; their rows alone."""
    now = clock.now()
    rows = [
        File(
            address=secrets.token_hex(32),
            wrapped_key=b"key",
            sha256=bytes(32),
            received_sha256=bytes(32),
            size=1,
            media_type="image/png",
            ending="png",
            pages=1,
            name="a.png",
            kept_at=now,
        )
        for _ in range(count)
    ]
    File.objects.bulk_create(rows)
    Attachment.objects.bulk_create(
        Attachment(
            public_id=public_id(),
            case=case,
            task=part,
            item=0,
            position=number,
            file=file,
            added_at=now,
            added_by_id=member.account_id,
            channel="web",
            handed_in_at=now,
        )
        for number, file in enumerate(rows, 1)
    )
