"""A granted matter gives its licence: once, numbered, shown at level 2, verified by its square, withdrawn."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.db import connection
from django.test import Client

from tests.cast import Member, person_of_the_register
from tests.platform.notices.samples import text
from tests.walks.people import file_case, part_of, system_of
from yichuang.core.access import Actor, NotAllowed
from yichuang.lines.applications import commands
from yichuang.platform.cases.models import Case, Event
from yichuang.platform.licences import queries
from yichuang.platform.licences.errors import ReasonNeeded, WithdrawnAlready
from yichuang.platform.licences.models import Licence
from yichuang.platform.messages.models import Message
from yichuang.platform.people import commands as people
from yichuang.platform.people.models import Person

pytestmark = pytest.mark.django_db


def granted(member: Member) -> Case:
    """A case of which the matter that gives a licence is granted, the other one not yet."""
    case = file_case(member)
    part = part_of(case, "hrss")
    commands.accept(system_of(part), part.pk)
    commands.grant(system_of(part), part.pk, "已登记。")
    return case


@pytest.fixture
def verified(resident: Member) -> Actor:
    """The resident, verified at a window."""
    return replace(resident.actor, level=2)


def test_it_works(resident: Member, verified: Actor) -> None:
    case = granted(resident)
    (licence,) = queries.licences_of(verified)
    assert licence.number.startswith("Z-430121")
    assert licence.case_id == case.pk
    assert Event.objects.filter(case=case, verb="licence-issued").count() == 1
    words = text(queries.pdf(queries.licence(verified, licence.public_id), "zh-hans"))
    assert "社会保险参保凭证" in words
    assert "证明试例一" in words
    assert queries.address(licence) in words or licence.code in words


def test_a_matter_that_gives_none_gives_none(resident: Member) -> None:
    case = file_case(resident)
    part = part_of(case, "medical")
    commands.accept(system_of(part), part.pk)
    commands.grant(system_of(part), part.pk, "已登记。")
    assert not Licence.objects.exists()


def test_a_refused_matter_gives_none(resident: Member) -> None:
    part = part_of(file_case(resident), "hrss")
    commands.accept(system_of(part), part.pk)
    commands.refuse(system_of(part), part.pk, "不符合条件。")
    assert not Licence.objects.exists()


def test_below_level_two_nothing_is_shown(resident: Member, verified: Actor) -> None:
    granted(resident)
    assert queries.licences_of(resident.actor) == []
    with pytest.raises(NotAllowed):
        queries.licence(resident.actor, Licence.objects.get().public_id)


def test_at_the_window_the_clerk_shows_the_visitors(resident: Member, neighbour: Member, clerk: Member) -> None:
    granted(resident)
    assert len(queries.licences_of(replace(clerk.actor, on_behalf_of=resident.person_id))) == 1
    assert queries.licences_of(replace(clerk.actor, on_behalf_of=neighbour.person_id)) == []
    assert queries.licences_of(clerk.actor) == []


def test_nobody_else_sees_or_withdraws_it(
    resident: Member, verified: Actor, neighbour: Member, other_officer: Member, head: Member, outsider: Member
) -> None:
    granted(resident)
    licence = Licence.objects.get()
    for actor in (replace(neighbour.actor, level=2), other_officer.actor, head.actor, outsider.actor, Actor()):
        with pytest.raises(NotAllowed):
            queries.licence(actor, licence.public_id)
        with pytest.raises(NotAllowed):
            commands.withdraw_licence(actor, licence.public_id, "错发。")
        assert queries.licences_of(actor) == []
    with pytest.raises(NotAllowed):
        commands.withdraw_licence(verified, licence.public_id, "我不要了。")


def test_its_issuer_withdraws_it_once_and_says_why(resident: Member, officer: Member, verified: Actor) -> None:
    case = granted(resident)
    licence, told = Licence.objects.get(), Message.objects.count()
    with pytest.raises(ReasonNeeded):
        commands.withdraw_licence(officer.actor, licence.public_id, "  ")
    commands.withdraw_licence(officer.actor, licence.public_id, "登记有误，已撤销。")
    with pytest.raises(WithdrawnAlready):
        commands.withdraw_licence(officer.actor, licence.public_id, "再撤一次")
    assert Message.objects.count() == told + 1
    assert Event.objects.filter(case=case, verb="licence-withdrawn").count() == 1
    assert queries.licences_of(verified)[0].withdrawn_at is not None
    assert queries.verify(Actor(), licence.code).withdrawn_at is not None


def test_a_stranger_who_scans_the_square_learns_only_what_is_needed(resident: Member, client: Client) -> None:
    granted(resident)
    licence = Licence.objects.get()
    page = client.get(f"/verify/{licence.code}").content.decode()
    for words in ("有效", "社会保险参保凭证", "人社局", licence.number):
        assert words in page
    for secret in (licence.person.name, licence.person.id_number, "养老保险", str(licence.case_id)):
        assert secret not in page
    Licence.objects.update(withdrawn_at=licence.issued_at)
    assert "无效，已撤销" in client.get(f"/verify/{licence.code}").content.decode()


def test_a_made_up_square_is_no_licence(county: object, client: Client) -> None:
    answer = client.get("/verify/nothing")
    assert answer.status_code == 404
    assert "没有这份证照" in answer.content.decode()


def test_what_it_certifies_stands_when_names_change_and_departments_merge(
    resident: Member, verified: Actor, officer: Member, other_officer: Member, administrator: Member, client: Client
) -> None:
    granted(resident)
    licence = Licence.objects.get()
    name = licence.person.name
    Person.objects.filter(pk=resident.person_id).update(name="改名之后")
    people.rename_department(administrator.actor, "hrss", "人社新局", "New office")
    people.merge_department(administrator.actor, "hrss", "medical")
    words = text(queries.pdf(queries.licence(verified, licence.public_id), "zh-hans"))
    assert name in words
    assert "改名之后" not in words
    page = client.get(f"/verify/{licence.code}").content.decode()
    assert "人社局" in page
    with pytest.raises(NotAllowed):
        commands.withdraw_licence(officer.actor, licence.public_id, "登记有误。")
    commands.withdraw_licence(other_officer.actor, licence.public_id, "登记有误。")


def test_what_it_certifies_is_sealed_on_disk(resident: Member) -> None:
    granted(resident)
    with connection.cursor() as cursor:
        cursor.execute("select content::text, titles::text from licences_licence")
        assert "灵活就业" not in str(cursor.fetchone())


def test_pages(county: object, client: Client) -> None:
    """Level 1 reads how to have them shown; level 2 sees them and opens the PDF."""
    from yichuang.platform.people.models import Account

    member = person_of_the_register("flexible-2")
    granted(member)
    account = Account.objects.get(pk=member.account_id)
    client.force_login(account)
    licence = Licence.objects.get()
    assert "到窗口核验" in client.get("/licences").content.decode()
    assert client.get(f"/licences/{licence.public_id}.pdf").status_code == 404
    Account.objects.filter(pk=account.pk).update(level=2)
    assert licence.number in client.get("/licences").content.decode()
    answer = client.get(f"/licences/{licence.public_id}.pdf")
    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF")
