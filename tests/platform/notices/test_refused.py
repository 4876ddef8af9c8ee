"""Data that make no paper are refused, by place and without repeating them."""

from __future__ import annotations

from datetime import datetime

import pytest

from tests.platform.notices.samples import KINDS, data
from yichuang.core.words import Sentence
from yichuang.platform.notices.errors import BadData, TypesettingFailed, UnknownKind
from yichuang.platform.notices.press import press
from yichuang.platform.notices.typesetting import typeset


def test_a_kind_that_is_none() -> None:
    with pytest.raises(UnknownKind):
        typeset("summons", data("receipt"), "zh-hans")


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("key", ["number", "issued_at", "case_number", "issuer", "service", "applicant", "url"])
def test_what_every_paper_needs(kind: str, key: str) -> None:
    whole = data(kind)
    del whole[key]
    with pytest.raises(BadData, match=rf"{key} \(missing\)"):
        typeset(kind, whole, "zh-hans")


@pytest.mark.parametrize(
    ("kind", "changed", "place"),
    [
        ("receipt", {"parts": []}, "parts"),
        ("receipt", {"surplus": 1}, "surplus"),
        ("receipt", {"issued_at": datetime(2026, 1, 1)}, "issued_at"),  # noqa: DTZ001 - that is what is wrong
        ("receipt", {"service": {"en": "no Chinese"}}, "service"),
        ("receipt", {"service": 7}, "service"),
        ("receipt", {"next": [{"template": 1}]}, "next.0"),
        ("supplement", {"items": []}, "items"),
        ("supplement", {"until": "tomorrow"}, "until"),
        ("declined", {"reason": {}}, "reason"),
        ("letter", {"parts": [{"matter": "甲", "department": "乙", "outcome": "perhaps"}]}, "parts.0.outcome"),
        ("letter", {"parts": [{"matter": "甲", "department": "乙"}]}, "parts.0.outcome"),
    ],
)
def test_what_a_kind_needs(kind: str, changed: dict[str, object], place: str) -> None:
    with pytest.raises(BadData, match=place):
        typeset(kind, data(kind, **changed), "zh-hans")


def test_the_refusal_does_not_repeat_the_data() -> None:
    with pytest.raises(BadData) as refused:
        typeset("receipt", data("receipt", applicant={"name": "欧阳建国", "surplus": "秘密"}), "zh-hans")
    assert "欧阳" not in str(refused.value)
    assert "秘密" not in str(refused.value)
    assert refused.value.__suppress_context__


def test_a_sentence_without_its_params() -> None:
    with pytest.raises(BadData, match="do not fit"):
        typeset("declined", data("declined", reason=Sentence("Due %(due)s: %(span)s", {"due": "x"})), "zh-hans")


def test_a_sheet_that_the_templates_do_not_understand_names_the_place_and_nothing_else() -> None:
    at = data("receipt")["issued_at"]
    assert isinstance(at, datetime)
    with pytest.raises(TypesettingFailed, match=r"papers\.typ:\d+") as refused:
        press({"kind": "receipt", "lang": "zh", "title": "秘密"}, at)
    assert "秘密" not in str(refused.value)


def test_the_typesetter_itself_refuses_what_no_face_has() -> None:
    """The second net: PDF/A knows no empty box."""
    from yichuang.platform.notices import data as forms
    from yichuang.platform.notices.typesetting import finished

    paper = forms.paper("receipt", data("receipt"))
    sheet = finished("receipt", paper, "zh-hans")
    with pytest.raises(TypesettingFailed):
        press({**sheet, "next": ["\U00020bb7"]}, paper.issued_at)
