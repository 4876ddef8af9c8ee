"""Nothing is pushed off the paper, however long it is."""

from __future__ import annotations

import pytest

from tests.faults.conftest import campaign
from tests.platform.notices.samples import CASE_NUMBER, data, reader, text, tight
from yichuang.platform.notices.typesetting import typeset

LONG, SHORTER = 100_000, campaign(10_000, 100_000)
#: Of A4, in points.
HEIGHT = 842


def read(pdf: bytes) -> tuple[list[str], list[str]]:
    """The text of each page, and the texts whose line stands above or below the page they are on."""
    lost: list[str] = []

    def look(words: str, matrix: list[float], place: list[float], *_: object) -> None:
        y = place[5] * matrix[3] + matrix[5]  # the typesetter's pages stand upside down until turned
        if words.strip() and not 0 < y < HEIGHT:
            lost.append(words)

    return [page.extract_text(visitor_text=look) for page in reader(pdf).pages], lost


@pytest.mark.parametrize(
    ("length", "kind", "changed"),
    [
        (LONG, "declined", {"reason": "汉" * LONG}),
        (SHORTER, "supplement", {"items": ["短", "汉" * SHORTER]}),
        (SHORTER, "receipt", {"next": ["汉" * SHORTER]}),
        (SHORTER, "receipt", {"ask": {"places": ["汉" * SHORTER]}}),
    ],
)
def test_a_hundred_thousand_characters(length: int, kind: str, changed: dict[str, object]) -> None:
    """One text of them in every run, in each place of a paper in the full one."""
    pages, lost = read(typeset(kind, data(kind, **changed), "zh-hans"))
    assert sum(page.count("汉") for page in pages) == length
    assert len(pages) > length // 3500
    assert not lost


def test_a_long_run_without_blanks_is_broken_in_text_and_in_tables() -> None:
    run = "x" * 300
    for kind, changed in (
        ("declined", {"reason": run}),
        ("supplement", {"items": [{"what": run, "why": "y", "how": "z"}]}),
    ):
        pdf = typeset(kind, data(kind, **changed), "zh-hans")
        assert run in text(pdf)
        raw = "".join(page.extract_text() for page in reader(pdf).pages)
        assert max(len(line) for line in raw.replace("\u200b", "").split("\n") if "xxx" in line) < 90


def test_a_number_is_copied_as_it_is() -> None:
    for kind in ("receipt", "accepted"):
        raw = "".join(page.extract_text() for page in reader(typeset(kind, data(kind), "zh-hans")).pages)
        assert CASE_NUMBER in raw
        assert f"N-{CASE_NUMBER}" in raw


def test_forty_parts_go_on_to_further_pages_with_a_head() -> None:
    parts = [{"matter": f"第{at}项登记", "department": "某局", "outcome": "granted"} for at in range(40)]
    pages, lost = read(typeset("letter", data("letter", parts=parts), "zh-hans"))
    assert len(pages) > 3
    assert all(f"N-{CASE_NUMBER}" in page for page in pages)
    assert [f"第{at}页，共{len(pages)}页" in tight(page) for at, page in enumerate(pages, 1)] == [True] * len(pages)
    assert not lost


def test_line_ends_stay() -> None:
    raw = reader(typeset("declined", data("declined", reason="第一行\n第二行"), "zh-hans")).pages[0].extract_text()
    assert "第一行\n第二行" in raw
