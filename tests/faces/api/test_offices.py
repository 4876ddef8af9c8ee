"""Posts and leave for programs: appointed, away, standing in, renamed, merged, and how the first one comes in."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any, get_args

import pytest
from django.test import Client

from tests.cast import Member, Town, staff
from tests.faces.api.staff import V1, Calls, elsewhere
from tests.platform.tokens.programs import Program
from yichuang.core import clock
from yichuang.faces.api.offices import Office
from yichuang.platform.people import commands as people
from yichuang.platform.people import queries
from yichuang.platform.people.models import Account, Department, Leave, Post, Record, Role

pytestmark = pytest.mark.django_db

NEW = {"phone": "19900008001", "name": "人社经办二号", "department": "hrss", "role": "officer"}


def done(since: int) -> list[str]:
    """The verbs of the record, one after the other."""
    return list(Record.objects.order_by("at", "id").values_list("verb", flat=True))[since:]


def test_appointed_away_stood_in_for_and_ended(administrator: Member, officer: Member) -> None:
    admin, before, today = Calls.of(administrator), Record.objects.count(), clock.today()
    made = admin.post("/offices/posts", NEW, 201)
    assert (made["name"], made["from_day"], made["to_day"]) == ("人社经办二号", today.isoformat(), None)
    away = {"substitute": made["account"], "from_day": today.isoformat(), "to_day": today.isoformat()}
    leave = admin.post(f"/offices/posts/{officer.actor.post_id}/leave", away, 201)
    shown = admin.get("/offices")
    assert [each["id"] for each in shown["posts"]] == [str(each.pk) for each in queries.posts_of(administrator.actor)]
    assert [each["code"] for each in shown["departments"]] == [
        each.code for each in queries.departments_of(administrator.actor)
    ]
    assert shown["leaves"] == [leave]
    assert (leave["post"]["id"], leave["substitute_name"]) == (str(officer.actor.post_id), "人社经办二号")

    substitute = Calls.of(staff("人社经办二号"))
    may = substitute.get("/posts")
    assert may["now"] == made["id"]
    assert [(each["id"], each["absent"] is None) for each in may["may"]] == [
        (made["id"], True),
        (str(officer.actor.post_id), False),
    ]
    assert substitute.post("/posts", {"post": str(officer.actor.post_id)})["now"] == str(officer.actor.post_id)

    admin.post(f"/offices/leaves/{leave['id']}/end")
    assert substitute.get("/posts")["now"] == made["id"]
    assert substitute.refused("/posts", {"post": str(officer.actor.post_id)}) == (422, "no-post", "post")
    assert admin.get("/offices")["leaves"] == []
    assert admin.post(f"/offices/posts/{made['id']}/end")["to_day"] == today.isoformat()
    assert done(before) == ["appointed", "leave-entered", "leave-ended", "post-ended"]


WRONG: tuple[tuple[str, dict[str, Any], tuple[int, str | None]], ...] = (
    ("/offices/posts", {**NEW, "phone": "12"}, (422, "phone")),
    ("/offices/posts", {**NEW, "name": " "}, (422, "name")),
    ("/offices/posts", {**NEW, "name": "a\u202eb"}, (422, "name")),
    ("/offices/posts", {**NEW, "role": "king"}, (422, "role")),
    ("/offices/posts", {**NEW, "department": "nothing"}, (422, "department")),
    ("/offices/posts", {**NEW, "from_day": "tomorrow"}, (422, "from_day")),
    ("/offices/posts", {**NEW, "boss": True}, (422, "boss")),
    ("/offices/posts/{post}/leave", {"from_day": "2026-01-01"}, (422, "to_day")),
    ("/offices/posts/{post}/leave", {"from_day": "2026-01-02", "to_day": "2026-01-01"}, (422, "to_day")),
    (
        "/offices/posts/{post}/leave",
        {"from_day": "2099-01-01", "to_day": "2099-01-02", "substitute": "nobody"},
        (422, "substitute"),
    ),
    (
        "/offices/posts/{post}/leave",
        {"from_day": "2099-01-01", "to_day": "2099-01-02", "substitute": "{own}"},
        (422, "substitute"),
    ),
    ("/offices/posts/{absent}/end", {}, (404, None)),
    ("/offices/posts/here/end", {}, (422, "post")),
    ("/offices/posts/{absent}/leave", {"from_day": "2099-01-01", "to_day": "2099-01-02"}, (404, None)),
    ("/offices/leaves/absent/end", {}, (404, None)),
    ("/offices/departments/absent/name", {"name": "某", "en": "Some"}, (404, None)),
    ("/offices/departments/tax/name", {"name": "", "en": "Some"}, (422, "name")),
    ("/offices/departments/tax/name", {"name": "某", "en": " "}, (422, "en")),
    ("/offices/departments/tax/merge", {"into": "tax"}, (422, "into")),
    ("/offices/departments/tax/merge", {"into": "absent"}, (422, "into")),
    ("/offices/departments/absent/merge", {"into": "tax"}, (404, None)),
    ("/posts", {"post": "{absent}"}, (422, "post")),
)


def test_what_is_wrong_is_named(administrator: Member, officer: Member) -> None:
    own, before = Account.objects.get(pk=officer.account_id).public_id, Record.objects.count()
    absent, calls = "00000000-0000-0000-0000-000000000000", Calls.of(administrator)
    for path, body, refusal in WRONG:
        where = path.replace("{post}", str(officer.actor.post_id)).replace("{absent}", absent)
        said = json.loads(json.dumps(body).replace("{own}", own).replace("{absent}", absent))
        status, _, field = calls.refused(where, said)
        assert (status, field) == refusal, (path, body)
    assert Record.objects.count() == before


def test_who_is_no_administrator_is_refused(
    county: Town, officer: Member, head: Member, resident: Member, administrator: Member
) -> None:
    """By session in another post, as a resident, and by a department's token: no door."""
    post, before = f"/offices/posts/{officer.actor.post_id}/end", Record.objects.count()
    for member in (officer, head):
        assert Calls.of(member).http.get(f"{V1}/offices").status_code == 403
        assert Calls.of(member).refused(post)[0] == 403
        assert Calls.of(member).refused("/offices/posts", NEW)[0] == 403
    person = Calls.of(resident)
    assert person.http.get(f"{V1}/offices").status_code == person.refused(post)[0] == 404
    program = Program.of(county, "hrss")
    assert program.get("/offices", program.token()).status_code == 401
    assert program.post(post, program.token()).status_code == 401
    assert Record.objects.count() == before


def test_a_post_of_another_division_is_refused_with_the_reason(administrator: Member, officer: Member) -> None:
    Department.objects.filter(code="hrss").update(division=elsewhere())
    admin, post = Calls.of(administrator), officer.actor.post_id
    assert str(post) not in json.dumps(admin.get("/offices"))
    assert admin.refused(f"/offices/posts/{post}/end")[:2] == (403, "not-allowed")
    assert admin.refused("/offices/departments/hrss/name", {"name": "某", "en": "x"})[:2] == (403, "not-allowed")


def test_without_the_token_of_the_session_nothing_is_written(administrator: Member) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(Account.objects.get(pk=administrator.account_id))
    assert client.post(f"{V1}/offices/posts", NEW, "application/json").status_code == 403
    token = {"X-CSRFToken": client.get(f"{V1}/session").json()["csrf"]}
    assert client.post(f"{V1}/offices/posts", NEW, "application/json", headers=token).status_code == 201


def test_the_last_administrator_stays(administrator: Member) -> None:
    post = administrator.actor.post_id
    assert Calls.of(administrator).refused(f"/offices/posts/{post}/end")[:2] == (409, "last-administrator")
    assert Post.objects.get(pk=post).to_day is None


def test_renamed_and_merged(administrator: Member, officer: Member) -> None:
    admin, before = Calls.of(administrator), Record.objects.count()
    named = admin.post("/offices/departments/tax/name", {"name": "税务分局", "en": "Tax Office"})
    assert named["names"] == {"zh-hans": "税务分局", "en": "Tax Office"}
    heir = admin.post("/offices/departments/tax/merge", {"into": "hall"})
    assert heir["code"] == "hall"
    assert {"renamed", "merged"} <= set(done(before))
    [gone] = [each for each in admin.get("/offices")["departments"] if each["code"] == "tax"]
    assert (gone["successor"], gone["valid_to"]) == ("hall", (clock.today() - timedelta(days=1)).isoformat())
    assert admin.refused("/offices/departments/tax/merge", {"into": "hall"})[1:] == ("no-successor", "into")


def test_the_first_administrator_comes_in_by_the_secret_once(county: Town, resident: Member, neighbour: Member) -> None:
    Post.objects.filter(role="administrator").delete()
    secret, person = people.first_key(), Calls.of(resident)
    assert person.refused("/first-administrator", {"secret": "x"}) == (422, "wrong-first-key", "secret")
    made = person.post("/first-administrator", {"secret": secret}, 201)
    assert (made["role"], person.get("/me")["role"]) == ("administrator", "administrator")
    assert person.get("/offices")["posts"]
    assert Post.objects.get(role="administrator").account_id == resident.account_id
    assert Calls.of(neighbour).refused("/first-administrator", {"secret": secret})[0] == 422
    assert Record.objects.latest("at").verb == "first-administrator"
    assert not Leave.objects.exists()


def test_every_role_of_a_post_can_be_named() -> None:
    assert set(get_args(Office)) == set(Role.values)
