"""One's own account: another phone, by a code to each of the two; signing out."""

from __future__ import annotations

from django.contrib.auth import logout, update_session_auth_hash
from django.http import HttpRequest
from ninja import Router, Status
from pydantic import Field

from yichuang.faces.api.schemas import SLOWER, Strict
from yichuang.faces.api.security import csrf
from yichuang.faces.api.sessions import Me, Phone, who_is_here
from yichuang.faces.look.middleware import actor_of
from yichuang.faces.look.signin import send_codes
from yichuang.platform.people import commands as people

router = Router()


class NewPhone(Strict):
    """``old_code``: what the phone of the account received. ``new_code``: what ``phone`` received."""

    phone: str = Field(max_length=40)
    old_code: str = Field(max_length=12)
    new_code: str = Field(max_length=12)


@router.post("/account/phone/codes", url_name="phone-codes", response={202: None, **SLOWER})
def codes(request: HttpRequest, body: Phone) -> Status[None]:
    """Send a code to the phone that one has and one to the phone that one wants."""
    send_codes(request.user, body.phone)  # type: ignore[arg-type]
    return Status(202, None)


@router.post("/account/phone", url_name="change-phone", response=Me)
def change_phone(request: HttpRequest, body: NewPhone) -> Me:
    """Another phone from now on, by both codes. Every other session of the account ends; this one goes on."""
    account = request.user
    changed = people.change_phone(actor_of(request), account, body.old_code, body.phone, body.new_code)  # type: ignore[arg-type]
    update_session_auth_hash(request, changed)
    return who_is_here(request)


@router.post("/sign-out", auth=None, url_name="sign-out", response={204: None})
def sign_out(request: HttpRequest) -> Status[None]:
    """Leave: nothing of the session stays."""
    csrf(request)
    logout(request)
    return Status(204, None)
