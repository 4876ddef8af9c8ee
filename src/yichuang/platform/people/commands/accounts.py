"""Codes, accounts, matching an account with a person, registering a person at a window."""

from __future__ import annotations

import hmac
import secrets
from datetime import timedelta

from django.db import transaction

from yichuang.core import clock
from yichuang.core.identifiers import parse_id_number, parse_name, parse_phone, public_id
from yichuang.platform.people.errors import (
    AccountClosed,
    NameDiffers,
    OtherPerson,
    TooManyCodes,
    TooManyMatches,
    WrongCode,
)
from yichuang.platform.people.models import Account, Department, Level, MatchAttempt, Person, SignInCode
from yichuang.platform.people.queries.accounts import forget_departments, person_blind, person_by_number, phone_blind
from yichuang.platform.vault.keys import holder

CODE_LIFE = timedelta(minutes=5)
CODE_TRIES = 5
CODES_IN_WINDOW = 5
CODE_WINDOW = timedelta(minutes=10)
MATCHES_A_DAY = 5


def _code_digest(blind: bytes, code: str) -> bytes:
    return holder().blind("sign-in-code", f"{blind.hex()}:{code}")


@transaction.atomic
def issue_code(phone: str) -> tuple[str, str]:
    """Make a sign-in code for ``phone`` and return (normalised phone, code); the caller hands it to ``messages``.

    Raises IdentifierError for what is no phone number, TooManyCodes past five in ten minutes.
    """
    number = parse_phone(phone)
    blind = phone_blind(number)
    now = clock.now()
    recent = SignInCode.objects.filter(phone_blind=blind, created_at__gt=now - CODE_WINDOW).count()
    if recent >= CODES_IN_WINDOW:
        raise TooManyCodes(int(CODE_WINDOW.total_seconds() // 60))
    code = f"{secrets.randbelow(1_000_000):06d}"
    SignInCode.objects.create(
        phone_blind=blind, code_digest=_code_digest(blind, code), created_at=now, expires_at=now + CODE_LIFE
    )
    return number, code


def sign_in(phone: str, code: str) -> Account:
    """The account of ``phone`` if ``code`` is its newest code, made at the first sign-in.

    Raises WrongCode, AccountClosed; each try counts, also when the answer is an error, so it commits before it raises.
    """
    number = use_code(phone, code)
    account, _ = Account.objects.get_or_create(
        phone_blind=phone_blind(number), defaults={"phone": number, "public_id": public_id(), "created_at": clock.now()}
    )
    if not account.is_active:
        raise AccountClosed
    return account


def use_code(phone: str, code: str) -> str:
    """The normalised ``phone``, if ``code`` is its newest code, which is used up with this. Raises WrongCode."""
    return use_codes((phone, code, "code"))[0]


def use_codes(*typed: tuple[str, str, str]) -> list[str]:
    """The normalised phones of (phone, code, field), if each code is its phone's newest; all are used up, or none.

    Raises WrongCode, about the ``field`` in which the first wrong one was typed. Each try counts.
    """
    numbers = [parse_phone(phone) for phone, _, _ in typed]
    now, held = clock.now(), []
    with transaction.atomic():
        for number, (_, code, field) in zip(numbers, typed, strict=True):
            blind = phone_blind(number)
            newest = SignInCode.objects.select_for_update().filter(phone_blind=blind).order_by("-created_at").first()
            if newest is None or newest.used_at or newest.expires_at <= now or newest.attempts >= CODE_TRIES:
                raise WrongCode(field=field)
            newest.attempts += 1
            newest.save(update_fields=["attempts"])
            held.append(newest)
            if not hmac.compare_digest(bytes(newest.code_digest), _code_digest(blind, code.strip())):
                break
        else:
            SignInCode.objects.filter(pk__in=[each.pk for each in held]).update(used_at=now)
            return numbers
    raise WrongCode(CODE_TRIES - held[-1].attempts, typed[len(held) - 1][2])


def well_formed(name: str, id_number: str) -> tuple[str, str]:
    """(number, shown name), normalised; raises IdentifierError naming the field that is not well formed."""
    return parse_id_number(id_number).value, parse_name(name).shown


def ensure_person(name: str, id_number: str) -> Person:
    """The person with ``id_number``, registered under ``name`` if new.

    Raises IdentifierError for malformed input, NameDiffers where the number is held under another name.
    """
    person, new = _person(name, id_number)
    if not new and parse_name(person.name).compared != parse_name(name).compared:
        raise NameDiffers
    return person


def _person(name: str, id_number: str) -> tuple[Person, bool]:
    """The person with ``id_number`` and whether they were registered just now, under ``name``."""
    number = parse_id_number(id_number).value
    shown = parse_name(name).shown
    known = person_by_number(number)
    if known is not None:
        return known, False
    return Person.objects.get_or_create(
        id_blind=person_blind(number),
        defaults={"public_id": public_id(), "name": shown, "id_number": number, "created_at": clock.now()},
    )


def note_match(account: Account, matched: bool) -> None:
    """Count a try; raises TooManyMatches beforehand when five failed within a day."""
    MatchAttempt.objects.create(account=account, at=clock.now(), matched=matched)


def may_try_match(account: Account) -> None:
    """Raise TooManyMatches after five failed tries within a day."""
    since = clock.now() - timedelta(days=1)
    if MatchAttempt.objects.filter(account=account, matched=False, at__gt=since).count() >= MATCHES_A_DAY:
        raise TooManyMatches


@transaction.atomic
def link(account: Account, name: str, id_number: str, level: Level) -> Person:
    """Link ``account`` to the person whose name and number were confirmed, at ``level``.

    Raises OtherPerson when the account already belongs to somebody else.
    """
    locked = Account.objects.select_for_update().get(pk=account.pk)
    person, _ = _person(name, id_number)  # the register has confirmed the name, whatever was held before
    if locked.person_id and locked.person_id != person.pk:
        raise OtherPerson
    Account.objects.filter(pk=locked.pk).update(person=person, level=max(level, locked.level))
    account.person, account.level = person, max(level, locked.level)
    return person


def set_reach(code: str, reach: Department.Reach) -> None:
    """Let a department be reached by its own system or at the desk; other processes follow within seconds."""
    Department.objects.filter(code=code).update(reach=reach)
    forget_departments()
