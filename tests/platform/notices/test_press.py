"""The kept compilers: several threads at once, two faces, no network."""

from __future__ import annotations

import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import typst

from tests.platform.notices.samples import data, text
from yichuang.platform.notices import press as press_module
from yichuang.platform.notices.errors import FontsMissing
from yichuang.platform.notices.press import KEPT, TEMPLATES, faces, fonts, new_compiler, open_faces
from yichuang.platform.notices.typesetting import typeset


def test_it_works() -> None:
    assert sorted(Path(str(each.path)).name for each in fonts().fonts()) == [
        "NotoSansSC-Regular.otf",
        "NotoSerifSC-Regular.otf",
    ]
    assert fonts().families() == ["Noto Sans SC", "Noto Serif SC"]


def test_threads_do_not_meet() -> None:
    """A compiler refuses a second thread; each paper is the one that was asked for."""

    def one(number: int) -> bool:
        return f"理由之{number}。" in text(typeset("declined", data("declined", reason=f"理由之{number}。"), "zh-hans"))

    with ThreadPoolExecutor(8) as threads:
        assert all(threads.map(one, range(40)))
    assert 1 <= len(press_module._shelf) <= KEPT


def test_a_compiler_that_failed_serves_on() -> None:
    with pytest.raises(typst.TypstError):
        new_compiler().compile(b"#panic()")
    assert text(typeset("declined", data("declined"), "zh-hans"))


def test_a_missing_face_is_refused(tmp_path: Path) -> None:
    shutil.copy(faces()[0], tmp_path)
    with pytest.raises(FontsMissing):
        open_faces([tmp_path / faces()[0].name, tmp_path / faces()[1].name])


def test_a_face_of_somebody_else_is_refused(tmp_path: Path) -> None:
    for path in faces():
        shutil.copy(path, tmp_path)
    mine = [tmp_path / path.name for path in faces()]
    assert len(open_faces(mine).fonts()) == 2
    shutil.copy(faces()[0], tmp_path / "another.otf")
    with pytest.raises(FontsMissing):
        open_faces(mine)


def test_templates_fetch_nothing_and_read_nothing_outside() -> None:
    for path in TEMPLATES.glob("*.typ"):
        assert "@" not in path.read_text()
    with pytest.raises(typst.TypstError):
        new_compiler().compile(b'#read("/../press.py")')


def test_nothing_is_warned_of() -> None:
    """A face that is named and not there is only a warning."""
    import json

    from yichuang.platform.notices import data as forms
    from yichuang.platform.notices.press import MAIN, STANDARDS
    from yichuang.platform.notices.typesetting import finished

    for kind in forms.KINDS:
        sheet = finished(kind, forms.paper(kind, data(kind)), "zh-hans")
        files = {"main.typ": MAIN, "sheet.json": json.dumps(sheet).encode()}
        _, warnings = new_compiler().compile_with_warnings(files, pdf_standards=STANDARDS)  # type: ignore[type-var]
        assert not warnings
