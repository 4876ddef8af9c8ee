"""What a file is stands in its bytes; what is taken out of a photograph, what is refused, and in which words."""

from __future__ import annotations

import struct
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.uploads import PICTURE, jpeg, pdf, png
from yichuang.core.uploads import MOST_BYTES, UploadRefused, judged, shown_name
from yichuang.core.uploads.pdf import MOST_UNPACKED


def refused(data: bytes, name: str = "a.pdf", **limits: object) -> str:
    with pytest.raises(UploadRefused) as error:
        judged(data, name, **limits)  # type: ignore[arg-type]
    assert f"“{name}”" in str(error.value), "the sentence names the file"
    return error.value.code


def test_a_photograph_keeps_its_picture_and_loses_where_and_when_it_was_taken() -> None:
    kept = judged(jpeg(b"x"), "IMG.jpg")
    assert (kept.media_type, kept.ending, kept.pages) == ("image/jpeg", "jpg", 1)
    assert PICTURE in kept.data
    assert b"GPS" not in kept.data
    assert struct.pack(">HHIHH", 0x0112, 3, 1, 6, 0) in kept.data, "how it is turned stays"
    assert judged(kept.data, "again.jpg").data == kept.data


def test_what_follows_the_end_of_a_photograph_goes() -> None:
    kept = judged(jpeg() + b"PK\x03\x04 an archive behind it", "a.jpg").data
    assert b"archive" not in kept
    assert kept.endswith(b"\xff\xd9")


def test_a_png_keeps_its_picture_and_loses_its_texts() -> None:
    kept = judged(png(), "a.png")
    assert (kept.media_type, b"Changsha" in kept.data, b"IDAT" in kept.data) == ("image/png", False, True)
    assert judged(kept.data, "b.png").data == kept.data


def test_a_pdf_stays_as_it_is_and_its_pages_are_counted() -> None:
    kept = judged(pdf(pages=3), "a.PDF")
    assert (kept.data, kept.media_type, kept.pages) == (pdf(pages=3), "application/pdf", 3)


@pytest.mark.parametrize(
    ("code", "data"),
    [
        ("empty", b""),
        ("type", b"MZ\x90\x00" + bytes(100)),
        ("type", b"<!doctype html><script>alert(1)</script>"),
        ("type", b"GIF89a<script>"),
        ("type", b"PK\x03\x04" + bytes(100)),
        ("type", b"<svg xmlns='http://www.w3.org/2000/svg' onload='x()'/>"),
        ("type", b"\n%PDF-1.7 not at the beginning %%EOF"),
        ("broken", jpeg()[:-20]),
        ("broken", b"\xff\xd8\xff\xd9"),
        ("broken", png()[:-10]),
        ("broken", png().replace(b"IDAT", b"IDAU")),
        ("broken", pdf()[:-30]),
        ("broken", b"%PDF-1.7 no page %%EOF"),
        ("too-many-pixels", png(60_000, 60_000, packed=b"")),
        ("unpacks", png(10, 10, packed=zlib.compress(bytes(50_000_000)))),
        ("unpacks", pdf(packed=bytes(MOST_UNPACKED + 1))),
        ("active", pdf(b"4 0 obj\n<< /S /JavaScript /JS (app.alert(1)) >>\nendobj\n")),
        ("active", pdf(b"4 0 obj\n<< /S /J#61vaScript /JS (app.alert(1)) >>\nendobj\n")),
        ("active", pdf(packed=b"4 0 << /S /JavaScript /JS (app.alert(1)) >>")),
        ("active", pdf(b"4 0 obj\n<< /S /Launch /F (cmd.exe) >>\nendobj\n")),
        ("active", pdf(b"4 0 obj\n<< /Type /EmbeddedFile >>\nendobj\n")),
        ("locked", pdf(b"4 0 obj\n<< /Encrypt 5 0 R >>\nendobj\n")),
    ],
)
def test_what_is_refused_says_why_and_names_the_file(code: str, data: bytes) -> None:
    assert refused(data) == code


def test_too_large_says_how_large_it_may_be() -> None:
    assert refused(jpeg(size=1024 * 1024 + 1), most_bytes=1024 * 1024) == "too-large"
    assert refused(jpeg(size=MOST_BYTES)) == "too-large"


def test_only_the_kinds_that_are_wanted() -> None:
    assert refused(pdf(), kinds=("photo",)) == "type"
    assert refused(jpeg(), "a.jpg", kinds=("pdf",)) == "type"


@given(st.sampled_from([jpeg(b"abc"), png(), pdf(packed=b"1 0 << >>")]), st.data())
def test_whatever_is_done_to_a_file_it_is_taken_or_refused(whole: bytes, data: st.DataObject) -> None:
    """No bytes end in anything but a file that is taken or a sentence."""
    damaged = bytearray(whole)
    for _ in range(data.draw(st.integers(1, 6))):
        damaged[data.draw(st.integers(0, len(damaged) - 1))] = data.draw(st.integers(0, 255))
    cut = data.draw(st.integers(0, len(damaged)))
    try:
        kept = judged(bytes(damaged[:cut]), "a")
    except UploadRefused:
        return
    assert kept.media_type in ("image/jpeg", "image/png", "application/pdf")


@given(st.text(max_size=300))
def test_a_name_is_fit_to_be_shown(name: str) -> None:
    shown = shown_name(name)
    assert 1 <= len(shown) <= 80
    assert shown.isprintable() or all(each.isprintable() or each.isspace() for each in shown)
    assert "/" not in shown
    assert "\\" not in shown


@pytest.mark.parametrize(
    ("sent", "shown"),
    [
        ("C:\\Users\\试例\\户口簿.jpg", "户口簿.jpg"),
        ("../../etc/passwd", "passwd"),
        ("a\u202egpj.exe", "agpj.exe"),
        ("...", "?"),
        ("长" * 100 + ".pdf", "长" * 75 + "….pdf"),
    ],
)
def test_names_that_deceive(sent: str, shown: str) -> None:
    assert shown_name(sent) == shown
