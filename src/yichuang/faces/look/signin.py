"""Sign-in as pages and interface share it: send a code, match an account with a person."""

from __future__ import annotations

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext, override

from yichuang.core.access import Actor
from yichuang.platform.exchange import civil
from yichuang.platform.exchange import queries as exchange
from yichuang.platform.messages import commands as messages
from yichuang.platform.people import commands as people
from yichuang.platform.people.errors import NotMatched, PhoneTaken
from yichuang.platform.people.models import Account, Level, Person
from yichuang.platform.people.queries import phone_blind


@transaction.atomic
def send_code(phone: str) -> str:
    """Make a code and hand it to the messages ledger; returns the normalised phone."""
    number, code = people.issue_code(phone)
    with override(settings.LANGUAGE_CODE):
        text = gettext("Your sign-in code is %(code)s. It works for 5 minutes. Never tell it to anyone.")
    messages.queue(number, text % {"code": code}, life=people.CODE_LIFE)
    return number


def send_codes(account: Account, new: str) -> str:
    """For another phone: a code to it and one to the phone that the account has; returns the new one, normalised.

    Raises IdentifierError, TooManyCodes, PhoneTaken.
    """
    number = send_code(new)
    if Account.objects.filter(phone_blind=phone_blind(number)).exists():
        raise PhoneTaken
    send_code(account.phone)
    return number


def identify(account: Account, name: str, id_number: str) -> Person:
    """Match the account's own phone with the name and number typed; level 1 when the register confirms all three.

    Raises IdentifierError, TooManyMatches, RegisterDown, NotMatched, OtherPerson.
    """
    number, shown = people.well_formed(name, id_number)
    people.may_try_match(account)
    matched = exchange.matches(exchange.system(settings.POPULATION_SYSTEM), shown, number, account.phone)
    people.note_match(account, matched)
    if not matched:
        raise NotMatched
    person = people.link(account, shown, number, Level.MATCHED)
    oneself = Actor(account_id=account.pk, person_id=person.pk, role="resident", level=account.level)
    return civil.brought_up_to_date(oneself, person)
