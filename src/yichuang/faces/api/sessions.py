"""Signing in, who one is here, and who stands at the window."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib.auth import login
from django.http import HttpRequest
from django.middleware.csrf import get_token
from ninja import Router, Schema, Status
from pydantic import Field

from yichuang.core.identifiers import mask_id_number
from yichuang.faces.api.schemas import DOWN, SLOWER, Strict
from yichuang.faces.api.security import csrf
from yichuang.faces.look import visitors
from yichuang.faces.look.middleware import acting_of, actor_of, known_anew
from yichuang.faces.look.signin import identify as identify_account
from yichuang.faces.look.signin import send_code
from yichuang.lines.applications import commands
from yichuang.platform.exchange import civil
from yichuang.platform.people import commands as people_commands
from yichuang.platform.people import queries as people

BACKEND = "yichuang.platform.people.backends.CodeBackend"

router = Router()


class Phone(Strict):
    phone: str = Field(max_length=40)


class PhoneCode(Strict):
    phone: str = Field(max_length=40)
    code: str = Field(max_length=12)


class Identity(Strict):
    name: str = Field(max_length=200)
    id_number: str = Field(max_length=40)


class Me(Schema):
    role: str
    level: int
    person: str | None
    department: str | None
    at_window: bool


class Visitor(Schema):
    """``id_number``: masked. ``deceased_on``: what the population register says. ``acts_for``: whom, by a mandate."""

    id: str
    name: str
    id_number: str
    deceased_on: date | None
    acts_for: str | None


@router.get("/session", auth=None, url_name="session", response=dict[str, str])
def session(request: HttpRequest) -> dict[str, str]:
    """A CSRF token for what follows; send it back as ``X-CSRFToken``."""
    return {"csrf": get_token(request)}


@router.post("/sign-in/code", auth=None, url_name="sign-in-code", response={202: None, **SLOWER})
def sign_in_code(request: HttpRequest, body: Phone) -> Status[None]:
    """Send a code to a phone."""
    csrf(request)
    send_code(body.phone)
    return Status(202, None)


@router.post("/sign-in", auth=None, url_name="sign-in", response={200: Me, **SLOWER})
def sign_in(request: HttpRequest, body: PhoneCode) -> Me:
    """Sign in with the code that the phone received."""
    csrf(request)
    account = people_commands.sign_in(body.phone, body.code)
    login(request, account, backend=BACKEND)
    known_anew(request)
    return who_is_here(request)


@router.post("/identify", url_name="identify", response={200: Me, **SLOWER, **DOWN})
def identify(request: HttpRequest, body: Identity) -> Me:
    """Be matched with the population register: phone, name and number must belong to one person."""
    identify_account(request.user, body.name, body.id_number)  # type: ignore[arg-type]
    known_anew(request)
    return who_is_here(request)


@router.get("/me", url_name="me", response=Me)
def me(request: HttpRequest) -> Me:
    """Who I am here, in which capacity, how surely known."""
    return who_is_here(request)


def who_is_here(request: HttpRequest) -> Me:
    """The session as it is by now."""
    actor = actor_of(request)
    account: Any = request.user
    department = next(
        (code for code, each in people.departments_cached().items() if each.pk == actor.department_id), None
    )
    return Me(
        role=actor.role,
        level=actor.level,
        person=account.person.public_id if account.person_id else None,
        department=department,
        at_window=actor.on_behalf_of is not None,
    )


@router.get("/window/person", url_name="window-person", response=Visitor)
def visitor(request: HttpRequest) -> Visitor:
    """Who stands at the window: the name and number to compare with their card, above all after ``POST /continue``."""
    there, acting = visitors.present(request), acting_of(request)
    return Visitor(
        id=there.public_id,
        name=there.name,
        id_number=mask_id_number(there.id_number),
        deceased_on=there.deceased_on,
        acts_for=acting.name if acting else None,
    )


@router.post("/window/person", url_name="window-person", response={200: Me, **DOWN})
def window_person(request: HttpRequest, body: Identity) -> Me:
    """Find or register the person who stands at the window with their ID card."""
    civil.note_by_number(actor_of(request), people_commands.well_formed(body.name, body.id_number)[0])
    person = people_commands.ensure_person(body.name, body.id_number)
    visitors.receive(request, person.pk)
    commands.looked_at_person(actor_of(request), person.pk)
    return who_is_here(request)


@router.post("/window/leave", url_name="window-leave", response=Me)
def window_leave(request: HttpRequest) -> Me:
    """The person has left the window."""
    visitors.forget(request)
    return who_is_here(request)
