"""What a paper keeps to itself."""

from __future__ import annotations

import pytest

from tests.platform.notices.samples import ID_NUMBER, KINDS, data, reader, text
from yichuang.platform.notices.typesetting import typeset


@pytest.mark.parametrize("kind", KINDS)
def test_no_paper_prints_the_id_number(kind: str) -> None:
    pdf = typeset(kind, data(kind), "zh-hans")
    assert ID_NUMBER not in text(pdf)
    assert ID_NUMBER.encode() not in pdf
    if kind != "letter":
        assert "4399************17" in text(pdf)


def test_the_receipt_masks_the_name_which_the_others_address() -> None:
    assert "欧***" in text(typeset("receipt", data("receipt"), "zh-hans"))
    assert "欧阳" not in text(typeset("receipt", data("receipt"), "zh-hans"))
    assert "欧阳建国：" in text(typeset("letter", data("letter"), "zh-hans"))


def test_what_comes_masked_stays_as_it_came() -> None:
    applicant = {"name": "欧阳**", "id_number": "4399**********0017"}
    printed = text(typeset("receipt", data("receipt", applicant=applicant), "zh-hans"))
    assert "欧阳**4399**********0017" in printed


@pytest.mark.parametrize("kind", KINDS)
def test_the_file_properties_name_nobody(kind: str) -> None:
    pdf = reader(typeset(kind, data(kind), "zh-hans"))
    assert "欧" not in str(pdf.metadata)
    assert pdf.xmp_metadata is None or "欧" not in pdf.xmp_metadata.rdf_root.toxml()
