"""A paper by phone: photographed, refused with words where it cannot be read, looked at again, filed, at the officer's.

With the script and without it, by the same steps; at the window and in answer to a department, too.
"""

from __future__ import annotations

import hashlib
import zlib
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.cast import Member, Town, person_of_the_register, staff
from tests.simulators.world import call, until
from tests.uploads import jpeg, pdf, png
from tests.walks.browser import DESK, PHONE, Walker
from tests.walks.conftest import Open
from tests.walks.people import decide, deliver, down, file_case, let_in
from tests.walks.test_window import at_window, stands_there
from yichuang.lines.applications import commands, queries
from yichuang.platform.cases.models import Attachment, Case, Draft, Task

pytestmark = [pytest.mark.walk, pytest.mark.django_db(transaction=True)]

ANSWERS = {
    "employment": "resident",
    "add_pension": "true",
    "add_medical": "false",
    "birth_date": "1990-01-01",
    "sex": "female",
    "hukou_division": "430121",
    "in_school": "false",
    "phone": "19900000001",
    "resident_level": "1000",
}
#: White, 400 × 300: a picture that a browser can open.
WHITE = png(400, 300, packed=zlib.compress((b"\x00" + b"\xff" * 400) * 300))


def on_the_page(visitor: Open, town: Town, key: str, size: tuple[int, int], script: bool) -> tuple[Walker, str]:
    """Somebody who stated what the register did not say, on the page of the paper that proves it."""
    member = person_of_the_register(key)
    draft = stated(member, town)
    walker = visitor(size, script)
    let_in(walker, member)
    walker.go(f"/drafts/{draft}")
    return walker, draft


def stated(member: Member, town: Town) -> str:
    with down(town, "population"):
        opened = commands.begin(member.actor, "enrolment")
    while opened.guide.ask:
        fact = opened.guide.ask[0].key
        opened = commands.answer(member.actor, opened, {fact: ANSWERS[fact]})
    return opened.draft.public_id


def choose(walker: Walker, field: str, *files: Path) -> None:
    """Choose files, and send them: by the button without the script, at once with it."""
    walker.page.locator(f"#{field}").set_input_files(files)
    if not walker.script:
        walker.tap("保存，再加一页")


def a_file(folder: Path, name: str, content: bytes) -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


@pytest.mark.parametrize(
    ("size", "script", "key"),
    [(PHONE, True, "flexible-1"), (PHONE, False, "flexible-2"), (DESK, True, "flexible-3")],
    ids=["phone", "phone-without-script", "desk"],
)
def test_a_paper_from_the_phone_to_both_desks(
    visitor: Open, town: Town, tmp_path: Path, size: tuple[int, int], script: bool, key: str
) -> None:
    walker, _ = on_the_page(visitor, town, key, size, script)
    walker.sees("请交：居民户口簿", "照片（JPEG、PNG）或者PDF", "尚未核实", "城乡居民基本养老保险经办规程")
    walker.look("material")
    assert walker.page.locator("#files-camera").get_attribute("capture") == "environment"
    walker.tap("保存并继续")
    walker.sees("请先选择文件或者拍照")
    choose(walker, "files", a_file(tmp_path, "病历.pdf", b"MZ\x90 a program"))
    walker.sees("“病历.pdf”不是照片（JPEG、PNG）或者PDF")
    walker.look("material-error")
    choose(walker, "files-camera", a_file(tmp_path, "image.png", WHITE))
    expect(walker.page.locator("#handed-in")).to_contain_text("居民户口簿 1")
    choose(walker, "files", a_file(tmp_path, "image.jpg", jpeg(b"2")), a_file(tmp_path, "c.pdf", pdf()))
    expect(walker.page.locator("#handed-in")).to_contain_text("居民户口簿 3")
    expect(walker.page.locator("#handed-in")).to_contain_text("照片里的地点和时间已去掉")
    walker.tap(walker.page.get_by_role("button", name="往前移一页 居民户口簿 3"))
    walker.tap(walker.page.get_by_role("button", name="删除 居民户口簿 3"))
    walker.look("material-begun")
    expect(walker.page.locator("#handed-in li")).to_have_count(2)
    walker.tap("保存并继续")
    walker.sees("谁会收到什么", "居民户口簿", "2个文件")
    walker.look("check-with-files")
    walker.tap("提交，办理")
    case = Case.objects.get(public_id=walker.page.url.rsplit("/", 1)[1])
    walker.sees("您交的材料：2个文件")
    walker.page.get_by_text("您交的材料").click()
    walker.look("case-with-files")
    held = list(Attachment.objects.filter(case=case).select_related("file"))
    assert {each.file.media_type for each in held} == {"image/png", "application/pdf"}
    deliver("hrss")
    task = Task.objects.get(case=case)
    until(lambda: all(each["here"] for each in there(town, task)), "the bureau's system has fetched the files")
    assert {each["sha256"] for each in there(town, task)} == {bytes(each.file.sha256).hex() for each in held}
    officer = visitor(DESK, script)
    let_in(officer, staff("人社经办一号"))
    officer.go(f"/desk/parts/{task.public_id}")
    officer.sees("已交材料", "居民户口簿 1", "居民户口簿 2")
    officer.look("desk-part-with-files")
    for each in held:
        answer = officer.context.request.get(f"{officer.base}/desk/parts/{task.public_id}/files/{each.public_id}")
        assert hashlib.sha256(answer.body()).digest() == bytes(each.file.sha256)


def there(town: Town, task: Task) -> list[dict[str, object]]:
    """What the bureau's own system has of a part's files."""
    reply = call(town["hrss"].port, "GET", f"/tasks/{task.public_id}/files")
    found: list[dict[str, object]] = reply.json["files"]
    return found


def test_what_is_too_large_is_said_before_it_is_sent(visitor: Open, town: Town, tmp_path: Path) -> None:
    walker, _ = on_the_page(visitor, town, "flexible-4", PHONE, True)
    sent: list[str] = []
    walker.page.on("request", lambda request: sent.append(request.method))
    walker.page.locator("#files").set_input_files(a_file(tmp_path, "大.pdf", pdf(bytes(11 * 1024 * 1024))))
    walker.sees("“大.pdf”有11.0 MB，最多10 MB，没有上传")
    assert "POST" not in sent
    walker.page.locator("#files").set_input_files(a_file(tmp_path, "空.pdf", b""))
    walker.sees("“空.pdf”是空的")
    assert "POST" not in sent
    assert not Attachment.objects.exists()


def test_a_supplement_is_answered_with_a_photo(visitor: Open, town: Town, tmp_path: Path) -> None:
    member = person_of_the_register("flexible-5")
    case = file_case(member)
    deliver("hrss", "medical")
    decide(town, case, "hrss", "supplement", "supplement", items=["请交营业执照照片", "请写明现在的工作"])
    walker = visitor(PHONE, False)
    let_in(walker, member)
    walker.go(f"/cases/{case.public_id}")
    walker.tap("现在补充")
    walker.page.locator("#answer-1-files").set_input_files(a_file(tmp_path, "执照.jpg", jpeg()))
    walker.tap("提交补充")
    walker.sees("请检查", "这一项也请填写", "文件 1")
    walker.look("supplement-with-file")
    walker.type("请写明现在的工作", "开店")
    walker.tap("提交补充")
    walker.sees("已提交补充")
    deliver("hrss")
    task = Task.objects.get(case=case, department__code="hrss")
    until(lambda: [each["here"] for each in there(town, task)] == [1], "the bureau's system has fetched the photo")


@pytest.mark.parametrize("script", [True, False], ids=["script", "without-script"])
def test_a_clerk_scans_at_the_window(visitor: Open, town: Town, tmp_path: Path, script: bool) -> None:
    with down(town, "population"):
        walker = at_window(visitor, DESK, script)
        stands_there(walker, "flexible-6")
        walker.tap("参保一件事")
    draft = walker.page.url.rsplit("/", 1)[1]
    person = Draft.objects.get(public_id=draft).person_id
    clerk = replace(staff("窗口一号").actor, on_behalf_of=person, level=2)
    opened = queries.open_draft(clerk, draft)
    while opened.guide.ask:
        fact = opened.guide.ask[0].key
        opened = commands.answer(clerk, opened, {fact: ANSWERS[fact]})
    walker.page.reload()
    walker.sees("扫描：居民户口簿", "还缺一份材料")
    walker.look("window-draft-to-scan")
    walker.page.get_by_label("扫描件").set_input_files(a_file(tmp_path, "scan.pdf", pdf(pages=2)))
    walker.tap("放进材料")
    walker.sees("已经交的", "PDF，2页")
    walker.look("window-draft-scanned")
    walker.tap("提交")
    walker.sees("已交材料")
