"""The typesetter: compilers that are kept warm, and the two faces they may use.

A ``typst.Compiler`` serves one thread at a time (a second one gets "Already borrowed") and lets the others run while
it works, so a thread takes one from the shelf and puts it back. System fonts and the typesetter's own are left out: a
paper looks the same on every machine. PDF/A-2a and PDF/UA-1 are demanded of every page; they cost nothing measurable,
and PDF/A refuses a page with an unprintable character, which is our second net below ``glyphs``.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta, timezone
from functools import lru_cache
from pathlib import Path

import pylopdf_fonts_zh_cn
import typst

from yichuang.core import clock
from yichuang.platform.notices.errors import FontsMissing, TypesettingFailed

TEMPLATES = Path(__file__).parent / "typ"
#: The sheet comes as a JSON file in memory, so that no word of it can be taken for a command. (As ``sys.inputs`` it
#: would be no safer and 3 ms slower: every new input makes the typesetter build its whole library anew.)
MAIN = b'#import "/papers.typ": paper\n#paper(json("sheet.json"))\n'
STANDARDS: list[typst.PDFStandard] = ["a-2a", "ua-1"]
#: Compilers kept when nobody works; more than that many at once is rare, and they are dropped afterwards.
KEPT = 4

_shelf: list[typst.Compiler] = []


def faces() -> tuple[Path, ...]:
    """The files of the two faces: a serif for the text, a sans for labels and numbers."""
    return (pylopdf_fonts_zh_cn.serif_path(), pylopdf_fonts_zh_cn.sans_path())


def open_faces(paths: Sequence[Path]) -> typst.Fonts:
    """Exactly these faces, for compilers to share. Raises FontsMissing where their folders lack one or hold another:
    a missing face would be replaced in silence.
    """
    found = typst.Fonts(
        include_system_fonts=False,
        include_embedded_fonts=False,
        font_paths=sorted({str(path.parent) for path in paths}),
    )
    if sorted(str(each.path) for each in found.fonts()) != sorted(str(path) for path in paths):
        raise FontsMissing("papers need Noto Serif SC and Noto Sans SC of pylopdf-fonts-zh-cn, and no other face")
    return found


@lru_cache(maxsize=1)
def fonts() -> typst.Fonts:
    """Our two faces. Raises FontsMissing."""
    return open_faces(faces())


def new_compiler() -> typst.Compiler:
    """A compiler with our templates and our faces; it can read nothing outside their folder."""
    return typst.Compiler(root=TEMPLATES, font_paths=fonts(), ignore_system_fonts=True)


@contextmanager
def _compiler() -> Iterator[typst.Compiler]:
    try:
        compiler = _shelf.pop()
    except IndexError:
        compiler = new_compiler()
    try:
        yield compiler
    finally:
        if len(_shelf) < KEPT:
            _shelf.append(compiler)


def fixed(moment: datetime) -> datetime:
    """``moment`` at the fixed offset of Beijing, as the PDF states it."""
    local = moment.astimezone(clock.ZONE).replace(microsecond=0)
    return local.astimezone(timezone(local.utcoffset() or timedelta(hours=8)))


def press(sheet: Mapping[str, object], at: datetime) -> bytes:
    """The PDF of a sheet, dated ``at``; the same sheet gives the same bytes. Raises TypesettingFailed."""
    files = {"main.typ": MAIN, "sheet.json": json.dumps(sheet, ensure_ascii=False, separators=(",", ":")).encode()}
    with _compiler() as compiler:
        try:
            made = compiler.compile(  # type: ignore[type-var]  # files in memory are documented, the stub lacks them
                files, format="pdf", pdf_standards=STANDARDS, timestamp=fixed(at)
            )
        except typst.TypstError as error:
            # Its words quote the sheet, which is personal: only the place goes on into logs.
            places = ", ".join(re.findall(r"\w+\.typ:\d+:\d+", error.diagnostic)) or "an unknown place"
            raise TypesettingFailed(f"the typesetter refused a {sheet.get('kind')} at {places}") from None
    if not isinstance(made, bytes):
        raise TypesettingFailed("the typesetter gave no document")
    return made
