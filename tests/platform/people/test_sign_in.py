"""Who is this: codes to a phone, being matched, and the person at the window."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.cast import Member, Town
from tests.simulators.world import BY_KEY
from yichuang.core import clock
from yichuang.core.identifiers import IdentifierError
from yichuang.faces.look.signin import identify
from yichuang.platform.exchange.errors import RegisterDown
from yichuang.platform.people import commands
from yichuang.platform.people.errors import (
    NameDiffers,
    NotMatched,
    OtherPerson,
    TooManyCodes,
    TooManyMatches,
    WrongCode,
)
from yichuang.platform.people.models import Account, Level, Person

PHONE = "19900009999"
pytestmark = pytest.mark.django_db


def test_it_works() -> None:
    number, code = commands.issue_code(f"+86 {PHONE}")
    account = commands.sign_in(PHONE, code)
    assert number == account.phone == PHONE
    assert (account.level, account.person) == (Level.PHONE, None)
    assert Account.objects.count() == 1


def test_a_code_works_once() -> None:
    _, code = commands.issue_code(PHONE)
    commands.sign_in(PHONE, code)
    with pytest.raises(WrongCode):
        commands.sign_in(PHONE, code)


def test_a_code_gets_old() -> None:
    _, code = commands.issue_code(PHONE)
    with clock.frozen(clock.now() + timedelta(minutes=6)), pytest.raises(WrongCode):
        commands.sign_in(PHONE, code)


def test_only_the_newest_code_works() -> None:
    _, first = commands.issue_code(PHONE)
    with clock.frozen(clock.now() + timedelta(seconds=1)):
        _, second = commands.issue_code(PHONE)
    if first != second:
        with pytest.raises(WrongCode):
            commands.sign_in(PHONE, first)
    commands.sign_in(PHONE, second)


def test_five_wrong_codes_spend_it() -> None:
    _, code = commands.issue_code(PHONE)
    wrong = "000000" if code != "000000" else "111111"
    for left in (4, 3, 2, 1, 0):
        with pytest.raises(WrongCode) as refused:
            commands.sign_in(PHONE, wrong)
        assert refused.value.sentence.params.get("left", 0) == left
    with pytest.raises(WrongCode):
        commands.sign_in(PHONE, code)


def test_nobody_floods_a_phone() -> None:
    for _ in range(5):
        commands.issue_code(PHONE)
    with pytest.raises(TooManyCodes):
        commands.issue_code(PHONE)
    commands.issue_code("19900009998")


@pytest.mark.parametrize("phone", ["", "12345", "1990000999", "199000099999", "19900009999\x00", "abc"])
def test_what_is_no_phone_gets_a_sentence(phone: str) -> None:
    with pytest.raises(IdentifierError):
        commands.issue_code(phone)


def test_being_matched_needs_all_three(county: Town) -> None:
    known, other = BY_KEY["flexible-1"], BY_KEY["flexible-2"]
    _, code = commands.issue_code(known["phone"])
    account = commands.sign_in(known["phone"], code)
    for name, number in ((other["name"], known["id_number"]), (known["name"], other["id_number"])):
        with pytest.raises(NotMatched):
            identify(account, name, number)
    assert account.level == Level.PHONE
    person = identify(account, known["name"], known["id_number"].lower())
    account.refresh_from_db()
    assert (account.level, account.person_id) == (Level.MATCHED, person.pk)


def test_numbers_cannot_be_tried_until_one_fits(county: Town) -> None:
    known, other = BY_KEY["flexible-1"], BY_KEY["flexible-2"]
    _, code = commands.issue_code(known["phone"])
    account = commands.sign_in(known["phone"], code)
    for _ in range(5):
        with pytest.raises(NotMatched):
            identify(account, known["name"], other["id_number"])
    with pytest.raises(TooManyMatches):
        identify(account, known["name"], known["id_number"])


def test_an_account_stays_with_its_person(resident: Member) -> None:
    account, other = Account.objects.get(pk=resident.account_id), BY_KEY["flexible-2"]
    with pytest.raises(OtherPerson):
        commands.link(account, other["name"], other["id_number"], Level.MATCHED)


def test_a_register_that_is_down_matches_nobody(county: Town) -> None:
    known = BY_KEY["flexible-1"]
    _, code = commands.issue_code(known["phone"])
    account = commands.sign_in(known["phone"], code)
    county["population"].control(mode="down")
    try:
        with pytest.raises(RegisterDown):
            identify(account, known["name"], known["id_number"])
    finally:
        county["population"].control(mode="normal")
    assert Account.objects.get(pk=account.pk).level == Level.PHONE


def test_the_window_sees_that_a_name_differs() -> None:
    number = BY_KEY["flexible-1"]["id_number"]
    first = commands.ensure_person("试例一", number)
    assert commands.ensure_person(" 试例一 ", number) == first
    with pytest.raises(NameDiffers):
        commands.ensure_person("试例二", number)
    assert Person.objects.count() == 1


def test_a_dot_in_a_name_is_one_dot_however_typed() -> None:
    number = BY_KEY["name-dot"]["id_number"]
    first = commands.ensure_person("阿依古丽·试例江", number)
    for dot in "•．.‧":
        assert commands.ensure_person(f"阿依古丽{dot}试例江", number) == first
