"""The benchmark compares like with like, and its table says what holds."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator

import pytest
import typst

from tests.platform.notices.samples import KINDS
from yichuang.platform.notices import data as forms
from yichuang.platform.notices.press import STANDARDS, TEMPLATES, fixed, fonts
from yichuang.platform.notices.typesetting import finished, typeset
from yichuang.project import bench
from yichuang.project.bench import Row, notice


@pytest.mark.parametrize("kind", KINDS)
def test_both_sides_set_the_same_page(kind: str) -> None:
    paper = forms.paper(kind, notice.sample(kind, 3))
    source = f'#import "/papers.typ": paper\n#paper({notice.literal(finished(kind, paper, "zh-hans"))})'
    alone = typst.Compiler(root=TEMPLATES, font_paths=fonts())
    made = alone.compile(source.encode(), format="pdf", pdf_standards=STANDARDS, timestamp=fixed(paper.issued_at))
    assert made == typeset(kind, notice.sample(kind, 3), "zh-hans")


def test_a_row_holds_or_falls_short() -> None:
    assert bench.at_most("a", 14, 10, "ms", 1.4).holds
    assert not bench.at_most("a", 15, 10, "ms", 1.4).holds
    assert bench.at_least("a", 15, 100, "/s", 0.15).holds
    assert not bench.at_least("a", 14, 100, "/s", 0.15).holds
    assert bench.shown("a", 14, "/s").holds is None


@pytest.mark.parametrize("as_json", [True, False])
def test_the_table_and_the_exit_code(monkeypatch: pytest.MonkeyPatch, as_json: bool) -> None:
    def rows() -> Iterator[Row]:
        yield bench.at_most("well", 1.25, 1, "ms", 1.4)
        yield bench.shown("beside", 1234.5, "/s")
        yield bench.at_least("badly", 10, 100, "/s", 0.15)

    monkeypatch.setattr(notice, "rows", rows)
    out = io.StringIO()
    assert bench.run("notice", as_json=as_json, out=out) == 1
    if as_json:
        assert [row["holds"] for row in json.loads(out.getvalue())] == [True, None, False]
        return
    head, well, beside, badly = out.getvalue().splitlines()
    assert head.split() == ["what", "ours", "other", "ratio", "must", "be", "holds"]
    assert well.split() == ["well", "1.25", "ms", "1.00", "ms", "1.25", "≤", "1.4", "yes"]
    assert beside.split() == ["beside", "1,234", "/s", "shown"]
    assert badly.split() == ["badly", "10.00", "/s", "100.0", "/s", "0.10", "≥", "0.15", "NO"]


def test_every_benchmark_is_found_by_its_name() -> None:
    assert "notice" in bench.names()
    assert "support" not in bench.names()
    with pytest.raises(KeyError):
        bench.run("nothing")
