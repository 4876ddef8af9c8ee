"""A person finds the answer to their objection where they would look: beside the item, and with their messages."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from tests.cast import Member
from tests.lines.applications.test_filing import finished
from yichuang.lines.applications import commands
from yichuang.lines.applications.models import Objection

pytestmark = pytest.mark.django_db

SignedIn = Callable[[Member], Client]
STATED = "我2025年就<离职>了。"


def test_it_works(resident: Member, officer: Member, signed_in: SignedIn) -> None:
    draft = finished(resident).draft.public_id
    client, form = signed_in(resident), f"/drafts/{draft}/objection/pension_status"
    assert client.post(form, {"stated": STATED})["Location"] == f"/drafts/{draft}/check"
    check = client.get(f"/drafts/{draft}/check").content.decode()
    assert "人社局还没有答复" in check
    messages = client.get("/messages").content.decode()
    assert "您写的：我2025年就&lt;离职&gt;了。" in messages
    assert "还没答复" in messages
    commands.answer_objection(officer.actor, Objection.objects.get().pk, "已改为离职。")
    for page in (f"/drafts/{draft}/check", form, "/messages"):
        assert "已改为离职。" in client.get(page).content.decode(), page


def test_an_empty_one_is_refused_at_its_field(resident: Member, signed_in: SignedIn) -> None:
    draft = finished(resident).draft.public_id
    answer = signed_in(resident).post(f"/drafts/{draft}/objection/pension_status", {"stated": " "})
    text = answer.content.decode()
    assert answer.status_code == 422
    assert 'href="#stated"' in text
    assert "请写明正确的内容。" in text
    assert not Objection.objects.exists()


def test_a_neighbour_sees_none_of_it(resident: Member, neighbour: Member, signed_in: SignedIn) -> None:
    commands.object_to(resident.actor, finished(resident), "pension_status", STATED)
    text = signed_in(neighbour).get("/messages").content.decode()
    assert "离职" not in text
    assert "还没有消息" in text
