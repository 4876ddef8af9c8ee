"""The pages of posts and leave: appointed, away, standing in, renamed, merged; and how the first one comes in."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from tests.cast import Member, Town, staff
from tests.platform.people.test_offices import TODAY, WEEK, account, away
from tests.walks.people import file_case
from yichuang.core import clock
from yichuang.faces.look.middleware import SESSION_POST
from yichuang.platform.people.errors import AdministratorExists
from yichuang.platform.people.models import Leave, Post
from yichuang.project.commands import administrator as command

SignedIn = Callable[[Member], Client]


def test_the_first_comes_in_by_a_link_once(
    county: Town, resident: Member, signed_in: SignedIn, capsys: pytest.CaptureFixture[str]
) -> None:
    Post.objects.filter(role="administrator").delete()
    assert command.main([]) == 0
    first = capsys.readouterr().out.splitlines()[0]
    assert command.main([]) == 0
    link = capsys.readouterr().out.splitlines()[0]
    path = link[link.index("/desk/") :]
    visitor = signed_in(resident)
    assert Client().get(path).status_code == 302  # sign in first
    assert visitor.post(first[first.index("/desk/") :]).status_code == 422  # the newer link ended it
    answer = visitor.post(path)
    assert (answer.status_code, answer["Location"]) == (303, "/desk/offices")
    assert visitor.get("/desk/offices").status_code == 200
    assert Post.objects.get(role="administrator").account_id == resident.account_id
    assert visitor.post(path).status_code == 422
    with pytest.raises(AdministratorExists):
        command.main([])


def test_the_page_appoints_and_enters_leave(administrator: Member, officer: Member, signed_in: SignedIn) -> None:
    client = signed_in(administrator)
    form = {"phone": "19900008001", "name": "人社经办二号", "department": "hrss", "role": "officer"}
    assert client.post("/desk/offices/appoint", {**form, "role": "king"}).status_code == 422
    assert client.post("/desk/offices/appoint", form).status_code == 303
    new = staff("人社经办二号")
    leave = {
        "from_day": TODAY.isoformat(),
        "to_day": (TODAY + WEEK).isoformat(),
        "substitute": account(new).public_id,
    }
    page = f"/desk/offices/posts/{officer.actor.post_id}/leave"
    assert client.post(page, {**leave, "to_day": ""}).status_code == 422
    assert client.post(page, {**leave, "to_day": "tomorrow"}).status_code == 422
    assert client.post(page, leave).status_code == 303
    shown = client.get("/desk/offices").content.decode()
    assert "代岗：人社经办二号" in shown
    made = Leave.objects.get()
    assert client.post(f"/desk/offices/leaves/{made.public_id}/end").status_code == 303
    assert client.post(f"/desk/offices/posts/{new.actor.post_id}/end").status_code == 303
    assert client.post("/desk/offices/leaves/absent/end").status_code == 404


def test_a_substitute_changes_posts_and_sees_for_whom(
    resident: Member, administrator: Member, officer: Member, other_officer: Member, signed_in: SignedIn
) -> None:
    away(administrator, officer, other_officer)
    part = file_case(resident).tasks.get(department_id=officer.actor.department_id)
    client = signed_in(other_officer)
    assert client.get(f"/desk/parts/{part.public_id}").status_code == 403
    assert "代人社经办一号" in client.get("/desk/posts").content.decode()
    assert client.post("/desk/posts", {"post": str(officer.actor.post_id)}).status_code == 303
    shown = client.get(f"/desk/parts/{part.public_id}").content.decode()
    assert "正在代<strong>人社经办一号</strong>的岗" in shown
    Leave.objects.update(ended_at=clock.now())
    assert client.session[SESSION_POST] == str(officer.actor.post_id)
    assert client.get(f"/desk/parts/{part.public_id}").status_code == 403


def test_the_page_renames_and_merges(administrator: Member, signed_in: SignedIn) -> None:
    client = signed_in(administrator)
    page = "/desk/offices/departments/tax"
    assert client.post(page, {"name": "", "en": "x"}).status_code == 422
    assert client.post(page, {"name": "税务分局", "en": "Tax Office"}).status_code == 303
    assert client.post(f"{page}/merge", {"into": ""}).status_code == 422
    assert client.post(f"{page}/merge", {"into": "hall"}).status_code == 303
    assert "工作由" in client.get("/desk/offices").content.decode()
    assert client.get("/desk/offices/departments/absent").status_code == 404
