"""A licence shown on a phone (亮证, B-01): a square lives a minute and answers once; what is signed stays."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.cast import Member, signed_in
from tests.lines.applications.test_licences import granted
from yichuang.core import clock
from yichuang.core.access import Actor, NotAllowed
from yichuang.core.words import Said
from yichuang.faces.portal.static.portal import check_licence
from yichuang.lines.applications import commands as lines
from yichuang.platform.audit.models import Access
from yichuang.platform.audit.sealing import log_key
from yichuang.platform.licences import codes, commands, queries
from yichuang.platform.licences.errors import NoSuchSquare, NotShown, PurposeNeeded, SquareTooOld, SquareUsed
from yichuang.platform.licences.models import Licence, Showing
from yichuang.platform.people.models import Account

pytestmark = pytest.mark.django_db
PURPOSE = "租房"


@pytest.fixture
def now() -> Iterator[datetime]:
    """A moment that stands still."""
    moment = clock.now()
    with clock.frozen(moment):
        yield moment


@pytest.fixture
def holder(resident: Member, now: datetime) -> Actor:
    """The resident, verified at a window, who holds one licence."""
    granted(resident)
    return replace(resident.actor, level=2)


def page_of(holder: Actor) -> Showing:
    return commands.show(holder, Licence.objects.get().public_id, PURPOSE)


def address_of(holder: Actor, page: Showing) -> str:
    square = queries.shown(holder, page.licence.public_id, page.public_id).square
    assert square is not None
    return square.address


def code_of(address: str) -> str:
    return address.partition("#")[0].rpartition("/")[2]


def test_it_works(holder: Actor, now: datetime) -> None:
    address = address_of(holder, page_of(holder))
    assert address.partition("#")[0].isascii()
    found = commands.check(Actor(), code_of(address))
    assert (found.standing, found.purpose, found.holder, found.as_of) == ("valid", PURPOSE, "试**", now)
    licence = Licence.objects.get()
    assert licence.identifier is not None
    assert licence.identifier.startswith("1.2.156.3005.2.11439900000000019X001.11439900000000019X.")


def test_a_square_answers_once_and_the_page_has_another_at_once(holder: Actor) -> None:
    page = page_of(holder)
    first = address_of(holder, page)
    commands.check(Actor(), code_of(first))
    with pytest.raises(SquareUsed):
        commands.check(Actor(), code_of(first))
    second = address_of(holder, page)
    assert second != first
    assert commands.check(Actor(), code_of(second)).standing == "valid"


def test_a_square_is_used_up_with_those_made_before_it(holder: Actor, now: datetime) -> None:
    page = page_of(holder)
    first = address_of(holder, page)
    with clock.frozen(now + codes.RENEWED):
        commands.check(Actor(), code_of(address_of(holder, page)))
        with pytest.raises(SquareUsed):
            commands.check(Actor(), code_of(first))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30, deadline=None)
@given(st.floats(0, 599), st.floats(0, 3600))
def test_it_holds_for_its_minute_and_no_longer(holder: Actor, now: datetime, opened: float, waited: float) -> None:
    """Whenever a square was made, it holds until its 60th second, by the server's clock alone."""
    Showing.objects.all().delete()
    page = page_of(holder)
    at = now + timedelta(seconds=opened)
    with clock.frozen(at):
        square = queries.shown(holder, page.licence.public_id, page.public_id).square
    assert square is not None
    assert square.made_at <= at < square.expires_at <= square.made_at + timedelta(seconds=60)
    later = at + timedelta(seconds=waited)
    with clock.frozen(later):
        if later.timestamp() < int(square.made_at.timestamp()) + 60:
            assert commands.check(Actor(), code_of(square.address)).standing == "valid"
        else:
            with pytest.raises(SquareTooOld):
                commands.check(Actor(), code_of(square.address))


def test_one_from_before_its_time_is_refused(holder: Actor, now: datetime) -> None:
    code = code_of(address_of(holder, page_of(holder)))
    with clock.frozen(now - timedelta(seconds=2)), pytest.raises(SquareTooOld):
        commands.check(Actor(), code)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=80, deadline=None)
@given(st.data())
def test_whatever_is_changed_is_refused(holder: Actor, data: st.DataObject) -> None:
    """One changed character, anywhere in the code, and nobody signed it; without a network, too."""
    page = Showing.objects.first() or page_of(holder)
    address = address_of(holder, page)
    front, _, text = address.partition("#")
    code = code_of(address)
    at = data.draw(st.integers(0, len(code) - 1))
    # The last character of a signature has four bits that no byte takes up.
    other = data.draw(st.sampled_from([each for each in "0a2Zb_-" if each != code[at]]))
    changed = code[:at] + other + code[at + 1 :]
    if at < len(code) - 1:
        with pytest.raises(NoSuchSquare):
            commands.check(Actor(), changed)
        whole = f"{front.removesuffix(code)}{changed}#{text}"
        assert not check_licence.check(str(log_key()), whole, clock.now().timestamp())[1]
    place = data.draw(st.integers(0, len(text) - 2))
    altered = text[:place] + ("A" if text[place] != "A" else "B") + text[place + 1 :]
    assert not check_licence.check(str(log_key()), f"{front}#{altered}", clock.now().timestamp())[1]
    assert Showing.objects.get().used == 0


def test_nonsense_is_no_square(county: object) -> None:
    for code in ("", "nothing", "0" * 124, "9" * 12 + "a" * 26 + "A" * 86):
        with pytest.raises(NoSuchSquare):
            commands.check(Actor(), code)


def test_without_a_network_the_signature_holds_and_the_rest_is_said_to_be_unknown(
    holder: Actor, now: datetime, tmp_path: Path
) -> None:
    address = address_of(holder, page_of(holder))
    words, good = check_licence.check(str(log_key()), address, now.timestamp())
    assert good
    for each in ("社会保险参保凭证", "试**", PURPOSE, "genuine", "withdrawn since", "之后是否被撤销"):
        assert each in words
    lines.withdraw_licence(officer_of(), Licence.objects.get().public_id, "登记有误。")
    assert check_licence.check(str(log_key()), address, now.timestamp())[1]  # it cannot know
    assert commands.check(Actor(), code_of(address)).standing == "withdrawn"
    words, good = check_licence.check(str(log_key()), address, now.timestamp() + 61)
    assert not good
    assert "older than a minute" in words
    script = [sys.executable, check_licence.__file__, str(log_key()), address]
    assert "genuine" in subprocess.run(script, capture_output=True, text=True, cwd=tmp_path, check=False).stdout


def officer_of() -> Actor:
    """Somebody of the department that issued it."""
    found = Licence.objects.get().department
    return Actor(role="officer", department_id=found.pk, account_id=Account.objects.filter(level=0).first().pk)  # type: ignore[union-attr]


def test_withdrawn_is_told_and_not_shown(holder: Actor, now: datetime) -> None:
    page = page_of(holder)
    code = code_of(address_of(holder, page))
    assert queries.held_by(page.licence.person_id) == {"social-insurance-certificate"}
    Licence.objects.update(withdrawn_at=now)
    assert commands.check(Actor(), code).standing == "withdrawn"
    refused_now(holder, page, "withdrawn")


def test_expired_is_told_and_not_shown(holder: Actor, now: datetime) -> None:
    """It holds to the last second of its last day in Beijing, and the square that was shown then says so after it."""
    Licence.objects.update(valid_until=clock.legal_day(now))
    midnight = now.astimezone(clock.ZONE).replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
    with clock.frozen(midnight - timedelta(seconds=10)):
        page = page_of(holder)
        code = code_of(address_of(holder, page))
        assert commands.check(Actor(), code).standing == "valid"
        code = code_of(address_of(holder, page))
    with clock.frozen(midnight):
        assert commands.check(Actor(), code).standing == "expired"
        refused_now(holder, page, "expired")


def refused_now(holder: Actor, page: Showing, standing: str) -> None:
    """It is neither shown nor a proof any more, and its own square says why."""
    assert queries.shown(holder, page.licence.public_id, page.public_id).square is None
    assert queries.verify(Actor(), page.licence.code).standing == standing
    assert queries.held_by(page.licence.person_id) == frozenset()
    with pytest.raises(NotShown):
        page_of(holder)


def test_it_holds_on_its_last_day(holder: Actor, now: datetime) -> None:
    Licence.objects.update(valid_until=clock.legal_day(now))
    assert commands.check(Actor(), code_of(address_of(holder, page_of(holder)))).standing == "valid"


def test_the_page_closes_after_ten_minutes(holder: Actor, now: datetime) -> None:
    page = page_of(holder)
    with clock.frozen(now + codes.OPEN):
        assert queries.shown(holder, page.licence.public_id, page.public_id).square is None


def test_nobody_but_its_holder_shows_it(
    holder: Actor, resident: Member, neighbour: Member, clerk: Member, officer: Member, outsider: Member
) -> None:
    page = page_of(holder)
    others = (
        resident.actor,  # not verified at a window
        replace(neighbour.actor, level=2),
        replace(clerk.actor, on_behalf_of=holder.person_id),
        officer.actor,
        outsider.actor,
        Actor(),
    )
    for actor in others:
        with pytest.raises(NotAllowed):
            commands.show(actor, page.licence.public_id, PURPOSE)
        with pytest.raises(NotAllowed):
            queries.shown(actor, page.licence.public_id, page.public_id)
    assert Showing.objects.count() == 1
    for staff in (officer, clerk):
        assert signed_in(staff).get(reverse("portal:show", args=[page.licence.public_id])).status_code == 403


@pytest.mark.parametrize("purpose", ["", "  ", "长" * 31, "a\x00b"])
def test_it_is_shown_for_something(holder: Actor, purpose: str) -> None:
    with pytest.raises(Said) as refused:
        commands.show(holder, Licence.objects.get().public_id, purpose)
    assert refused.value.field == "purpose"
    assert isinstance(refused.value, PurposeNeeded) == (not purpose.strip())


def test_what_staff_checked_is_a_look(holder: Actor, clerk: Member, now: datetime) -> None:
    page = page_of(holder)
    commands.check(Actor(), code_of(address_of(holder, page)))
    assert not Access.objects.filter(verb="verify").exists()
    commands.check(clerk.actor, code_of(address_of(holder, page)))
    look = Access.objects.get(verb="verify")
    assert (look.account_id, look.person_id, look.subject_id) == (clerk.account_id, holder.person_id, page.licence_id)


def test_what_it_is_shown_for_is_sealed_on_disk(holder: Actor) -> None:
    page_of(holder)
    with connection.cursor() as cursor:
        cursor.execute("select purpose::text from licences_showing")
        assert PURPOSE not in str(cursor.fetchone())


def test_pages_and_interface(holder: Actor, resident: Member, django_assert_max_num_queries: object) -> None:
    """A look ahead (of a messenger, say) uses nothing up; the page asks little, and 304 where nothing changed."""
    Account.objects.filter(pk=resident.account_id).update(level=2)
    client, licence = signed_in(resident), Licence.objects.get()
    assert client.post(reverse("portal:show", args=[licence.public_id]), {"purpose": ""}).status_code == 422
    answer = client.post(reverse("portal:show", args=[licence.public_id]), {"purpose": PURPOSE})
    where = answer["Location"]
    with django_assert_max_num_queries(8):  # type: ignore[operator]
        page = client.get(where)
    assert page["Cache-Control"] == "no-store"
    assert client.get(where, headers={"If-None-Match": page["ETag"]}).status_code == 304
    assert PURPOSE in page.content.decode()
    showing = Showing.objects.get()
    got = client.get(f"/api/v1/licences/{licence.public_id}/show/{showing.public_id}").json()
    path = f"/shown/{code_of(got['address'])}"
    for _ in range(2):
        assert Client().get(path).status_code == 200
    told = Client().post(path).content.decode()
    for words in ("有效", "社会保险参保凭证", "人社局", "试**", PURPOSE):
        assert words in told
    for secret in (licence.person.name, licence.person.id_number, licence.number, "养老保险"):
        assert secret not in told
    assert Client().post(path).status_code == 409
    assert Client().post("/shown/nothing").status_code == 404
    opened = client.post(f"/api/v1/licences/{licence.public_id}/show", {"purpose": "看病"}, "application/json").json()
    got = client.get(f"/api/v1/licences/{licence.public_id}/show/{opened['id']}").json()
    path = f"/api/v1/shown/{code_of(got['address'])}"
    assert Client().post(path).json()["standing"] == "valid"
    assert Client().post(path).json()["code"] == "square-used"
    assert Client().post("/api/v1/shown/nothing").json()["code"] == "no-such-square"
