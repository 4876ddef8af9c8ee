"""Phone and window are one: a draft goes there and back by its code, nothing typed twice (X-06, UX 14)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tests.cast import Member, Town, person_of_the_register
from tests.simulators.world import BY_KEY
from yichuang.core import clock
from yichuang.core.access import Actor, NotAllowed
from yichuang.core.identifiers import IdentifierError, new_handover_code, parse_handover_code
from yichuang.lines.applications import commands, queries
from yichuang.lines.applications.commands.handovers import FROM_PHONE, FROM_WINDOW, TRIES, _blind
from yichuang.lines.applications.errors import TooManyHandovers, WrongHandover
from yichuang.lines.applications.models import Handover, HandoverTry
from yichuang.lines.applications.queries import Opened
from yichuang.platform.audit.models import Access
from yichuang.platform.cases.models import Draft
from yichuang.platform.people.models import Account, Level, Person

pytestmark = pytest.mark.django_db


def at_window(clerk: Member, person_id: Any) -> Actor:
    """The clerk with this visitor before them."""
    from dataclasses import replace

    return replace(clerk.actor, on_behalf_of=person_id, level=2)


def half_done(member: Member) -> Opened:
    opened = commands.begin(member.actor, "enrolment")
    return commands.answer(member.actor, opened, {"employment": "flexible"})


def account_of(member: Member) -> Account:
    return Account.objects.get(pk=member.account_id)


def test_it_works(resident: Member, clerk: Member) -> None:
    opened = half_done(resident)
    code = commands.hand_over(resident.actor, opened)
    taken = commands.take_over(clerk.actor, f" {code.digits[:3]} {code.digits[3:6]}-{code.digits[6:]}")
    assert (taken.draft, taken.person_id) == (opened.draft.public_id, resident.person_id)
    assert Access.objects.filter(account_id=clerk.account_id, person_id=resident.person_id).count() == 1
    there = at_window(clerk, taken.person_id)
    at_desk = queries.open_draft(there, taken.draft)
    assert at_desk.content.facts["employment"]["value"] == "flexible"
    assert commands.begin(there, "enrolment").draft.pk == opened.draft.pk  # offered, not doubled
    commands.answer(there, at_desk, {"add_medical": "true"})
    back = commands.hand_over(there, queries.open_draft(there, taken.draft))
    home = commands.continue_here(account_of(resident), back.digits)
    again = queries.open_draft(resident.actor, home.draft)
    assert {key: again.content.facts[key]["value"] for key in ("employment", "add_medical")} == {
        "employment": "flexible",
        "add_medical": True,
    }
    assert Draft.objects.count() == 1


def test_a_phone_that_nobody_knew_belongs_to_whose_card_was_seen(county: Town, clerk: Member) -> None:
    """No register has this phone: the clerk saw the card, so name and number are not typed again."""
    known = BY_KEY["flexible-6"]
    from yichuang.platform.people import commands as people

    person = people.ensure_person(known["name"], known["id_number"])
    there = at_window(clerk, person.pk)
    code = commands.hand_over(there, commands.begin(there, "enrolment"))
    stranger = person_of_the_register("unknown-adult", level=0)
    taken = commands.continue_here(account_of(stranger), code.digits)
    found = account_of(stranger)
    assert (found.person_id, found.level) == (person.pk, Level.VERIFIED)
    actor = Actor(account_id=found.pk, person_id=person.pk, role="resident", level=found.level)
    assert queries.open_draft(actor, taken.draft)


def test_a_code_from_a_phone_makes_nobody_the_person(resident: Member, outsider: Member) -> None:
    code = commands.hand_over(resident.actor, half_done(resident))
    with pytest.raises(WrongHandover):
        commands.continue_here(account_of(outsider), code.digits)
    assert account_of(outsider).person_id is None
    assert HandoverTry.objects.filter(account_id=outsider.account_id).count() == 1
    assert Handover.objects.get().used_at is None  # nobody spends the code of another


@pytest.mark.parametrize("of_clerk", [True, False])
def test_somebody_elses_draft_is_not_opened(
    resident: Member, neighbour: Member, clerk: Member, *, of_clerk: bool
) -> None:
    opened = half_done(resident)
    giver = at_window(clerk, resident.person_id) if of_clerk else resident.actor
    code = commands.hand_over(giver, opened)
    with pytest.raises(WrongHandover):
        commands.continue_here(account_of(neighbour), code.digits)
    assert account_of(neighbour).person_id == neighbour.person_id
    assert commands.continue_here(account_of(resident), code.digits).draft == opened.draft.public_id


def test_it_works_once_and_not_for_ever(resident: Member, clerk: Member, monkeypatch: pytest.MonkeyPatch) -> None:
    opened = half_done(resident)
    first = commands.hand_over(resident.actor, opened)
    second = commands.hand_over(resident.actor, opened)
    with pytest.raises(WrongHandover):
        commands.take_over(clerk.actor, first.digits)  # the newer one has taken its place
    commands.take_over(clerk.actor, second.digits)
    with pytest.raises(WrongHandover):
        commands.take_over(clerk.actor, second.digits)
    third, later = commands.hand_over(resident.actor, opened), clock.now() + FROM_PHONE + timedelta(seconds=1)
    monkeypatch.setattr(clock, "now", lambda: later)
    with pytest.raises(WrongHandover):
        commands.take_over(clerk.actor, third.digits)


def test_one_of_a_window_is_soon_over(resident: Member, clerk: Member, monkeypatch: pytest.MonkeyPatch) -> None:
    code = commands.hand_over(at_window(clerk, resident.person_id), half_done(resident))
    later = clock.now() + FROM_WINDOW + timedelta(seconds=1)
    monkeypatch.setattr(clock, "now", lambda: later)
    with pytest.raises(WrongHandover):
        commands.continue_here(account_of(resident), code.digits)


def test_who_used_one_stays_on_record(resident: Member, clerk: Member) -> None:
    opened = half_done(resident)
    commands.take_over(clerk.actor, commands.hand_over(resident.actor, opened).digits)
    commands.hand_over(resident.actor, opened)
    commands.hand_over(resident.actor, opened)
    assert Handover.objects.filter(used_by_id=clerk.account_id).count() == 1
    assert Handover.objects.filter(used_at=None).count() == 1


def test_an_officials_account_never_becomes_a_visitors(resident: Member, clerk: Member) -> None:
    code = commands.hand_over(at_window(clerk, resident.person_id), half_done(resident))
    with pytest.raises(WrongHandover):
        commands.continue_here(account_of(clerk), code.digits)
    assert account_of(clerk).person_id is None


def test_a_filed_draft_has_none(resident: Member, clerk: Member) -> None:
    opened = commands.begin(resident.actor, "enrolment")
    for fact, text in {"employment": "flexible", "add_medical": "true", "contribution_base": "4072"}.items():
        opened = commands.answer(resident.actor, opened, {fact: text})
    code = commands.hand_over(resident.actor, opened)
    commands.submit(resident.actor, opened, opened.draft.version)
    with pytest.raises(WrongHandover):
        commands.take_over(clerk.actor, code.digits)
    with pytest.raises(WrongHandover):
        commands.hand_over(resident.actor, queries.open_draft(resident.actor, opened.draft.public_id))


def test_nobody_tries_until_one_fits(resident: Member, clerk: Member) -> None:
    code = commands.hand_over(resident.actor, half_done(resident))
    for _ in range(TRIES):
        with pytest.raises(WrongHandover):
            commands.take_over(clerk.actor, new_handover_code())
    with pytest.raises(TooManyHandovers):
        commands.take_over(clerk.actor, code.digits)


def test_only_a_clerk_takes_over_and_only_who_may_read_hands_over(resident: Member, neighbour: Member) -> None:
    opened = half_done(resident)
    code = commands.hand_over(resident.actor, opened)
    with pytest.raises(NotAllowed):
        commands.take_over(resident.actor, code.digits)
    with pytest.raises(NotAllowed):
        commands.hand_over(neighbour.actor, opened)


def test_the_code_is_kept_nowhere(resident: Member) -> None:
    code = commands.hand_over(resident.actor, half_done(resident))
    kept = Handover.objects.get()
    assert bytes(kept.code_blind) == _blind(code.digits)
    assert code.digits.encode() not in bytes(kept.code_blind)


def test_two_on_one_draft_see_it(resident: Member, clerk: Member, monkeypatch: pytest.MonkeyPatch) -> None:
    opened = half_done(resident)
    there = at_window(clerk, resident.person_id)
    assert commands.open_here(resident.actor, opened) == []
    beside = commands.open_here(there, opened)
    assert [one.channel for one in beside] == [resident.actor.channel]
    assert [one.channel for one in commands.open_here(resident.actor, opened)] == ["window"]
    later = clock.now() + timedelta(minutes=3)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert commands.open_here(resident.actor, opened) == []


def test_every_slip_is_noticed() -> None:
    digits = new_handover_code()
    assert parse_handover_code(f"https://one.example/continue/{digits}") == digits
    for place in range(9):
        for other in "0123456789":
            if other != digits[place]:
                with pytest.raises(IdentifierError, match="slip"):
                    parse_handover_code(digits[:place] + other + digits[place + 1 :])


@pytest.mark.parametrize(("text", "code"), [("", "empty"), ("12345678", "length"), ("12345678a", "length")])
def test_what_is_none(text: str, code: str) -> None:
    with pytest.raises(IdentifierError) as told:
        parse_handover_code(text)
    assert told.value.code == code


def test_a_draft_that_is_removed_takes_its_codes_along(resident: Member) -> None:
    opened = half_done(resident)
    commands.hand_over(resident.actor, opened)
    Draft.objects.filter(pk=opened.draft.pk).delete()
    assert not Handover.objects.exists()
    assert Person.objects.filter(pk=resident.person_id).exists()
