"""One call from data to a PDF."""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import cast

import segno
from django.utils.translation import override, pgettext

from yichuang.platform.notices import data as forms
from yichuang.platform.notices.glyphs import Legible, printable
from yichuang.platform.notices.press import faces, press
from yichuang.platform.notices.sheets import Sheet, sheet


def typeset(kind: str, data: Mapping[str, object], language: str) -> bytes:
    """The PDF (A-2a, UA-1) of a paper of ``kind`` ('receipt', 'letter', 'supplement', 'declined', 'accepted').

    ``data`` has the keys of ``notices.data.KINDS[kind]``, as Python values or as the JSON that they are kept as. The
    same data give the same bytes. Raises UnknownKind, BadData, TypesettingFailed.
    """
    paper = forms.paper(kind, data)
    return press(finished(kind, paper, language), paper.issued_at)


def finished(kind: str, paper: forms.Paper, language: str) -> Sheet:
    """The sheet of a paper with all that the templates need: characters that can be printed, and the square."""
    with override(language):
        legible = Legible(printable(faces()))
        made = cast(Sheet, legible.over(sheet(kind, paper, language)))
        if legible.missing:
            made["missing"] = [
                pgettext("paper", "These characters cannot be printed here. Your ID shows how they are written."),
                "   ".join(f"{mark} = {code}" for mark, code in legible.missing.items()),
            ]
    if kind in ("receipt", "licence", "owed"):
        made["qr"] = square(paper.url)
    return made


def square(url: str) -> str:
    """The address as a square code in SVG, readable with 15 % of it lost.

    The mask is fixed: looking for the fairest of eight takes five times as long as all the rest (3.3 of 4 ms), and
    any reader reads each of them.
    """
    svg = io.BytesIO()
    segno.make(url, error="m", micro=False, mask=4).save(svg, kind="svg", border=0, xmldecl=False, omitsize=True)
    return svg.getvalue().decode()


def poster(url: str, kind: str) -> bytes:
    """The address as a square code to print large: 'svg' or 'png', with the blank border that readers need.

    A quarter of it may be lost, because posters get torn.
    """
    picture = io.BytesIO()
    segno.make(url, error="q", micro=False).save(picture, kind=kind, border=4, scale=12 if kind == "png" else 1)
    return picture.getvalue()
