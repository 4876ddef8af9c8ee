"""Another phone: changed by its owner with a code to each of the two, or, where the old one is lost, at a window."""

from __future__ import annotations

from django.db import transaction

from yichuang.core import clock
from yichuang.core.access import Actor
from yichuang.core.identifiers import public_id
from yichuang.platform.people import following
from yichuang.platform.people.commands.accounts import use_codes
from yichuang.platform.people.commands.civil import keep_former
from yichuang.platform.people.errors import PhoneTaken
from yichuang.platform.people.models import Account, FormerIdentity, Level, Person
from yichuang.platform.people.queries.accounts import phone_blind
from yichuang.platform.people.record import record


def change_phone(actor: Actor, account: Account, old_code: str, new_phone: str, new_code: str) -> Account:
    """The owner holds both phones: the account goes to the new one, and every session of the old one ends.

    Raises IdentifierError, WrongCode (each try counts; the other code still works), PhoneTaken.
    """
    number, _ = use_codes((new_phone, new_code, "new_code"), (account.phone, old_code, "old_code"))
    with transaction.atomic():
        held = Account.objects.select_for_update(of=("self",)).select_related("person").get(pk=account.pk)
        if Account.objects.filter(phone_blind=phone_blind(number)).exists():
            raise PhoneTaken
        if held.person is not None:
            keep_former(held.person, FormerIdentity.Kind.PHONE, held.phone, "owner")
        old = held.phone
        held.phone, held.phone_blind = number, phone_blind(number)
        held.save(update_fields=["phone", "phone_blind"])
        record("phone-changed", "account", held.pk, actor)
        if held.person is not None:
            following.tell("phone-changed", actor, held.person, {"phones": [old, number]})
    return held


def free_for(person: Person, number: str) -> None:
    """Raises PhoneTaken where somebody else who lives has this phone, or an official."""
    known = Account.objects.select_related("person").filter(phone_blind=phone_blind(number)).first()
    if known is None or known.person_id == person.pk:
        return
    if known.holds_posts or (known.person is not None and known.person.deceased_on is None):
        raise PhoneTaken


def recover(actor: Actor, person: Person, number: str) -> Account:
    """The person comes in by the phone ``number`` from now on, at level 2, and by no other: two officials saw to it.

    Every session ends. The old phones lead to accounts of nobody. Raises PhoneTaken. In the caller's transaction.
    """
    free_for(person, number)
    old = list(Account.objects.select_for_update().filter(person=person, holds_posts=False))
    for each in old:
        keep_former(person, FormerIdentity.Kind.PHONE, each.phone, "window")
        each.person, each.level, each.session_epoch = None, Level.PHONE, each.session_epoch + 1
        each.save(update_fields=["person", "level", "session_epoch"])
    account, _ = Account.objects.select_for_update().get_or_create(
        phone_blind=phone_blind(number), defaults={"phone": number, "public_id": public_id(), "created_at": clock.now()}
    )
    account.person, account.level, account.is_active = person, Level.VERIFIED, True
    account.session_epoch += 1
    account.save(update_fields=["person", "level", "is_active", "session_epoch"])
    record("recovered", "person", person.pk, actor, {"from": [str(each.pk) for each in old], "to": str(account.pk)})
    following.tell("recovered", actor, person, {"phones": [*(each.phone for each in old), number]})
    return account
