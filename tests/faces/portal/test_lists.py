"""A long list comes a page at a time, each case once, newest first."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.test import Client

from tests.cast import Member
from tests.walks.people import file_case
from yichuang.platform.cases import paging

pytestmark = pytest.mark.django_db


def test_it_works(resident: Member, signed_in: Callable[[Member], Client], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paging, "PAGE", 3)
    filed = [file_case(resident).number for _ in range(7)]
    client, path, shown = signed_in(resident), "/cases", list[str]()
    for _ in range(4):
        text = client.get(path).content.decode()
        shown += re.findall(r"编号：([0-9A-Z]+)", text)
        following = re.search(r'href="(\?after=[^"]+)"', text)
        if following is None:
            break
        path = "/cases" + following.group(1).replace("&amp;", "&")
    assert shown == filed[::-1]
