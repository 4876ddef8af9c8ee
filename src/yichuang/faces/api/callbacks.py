"""What departments' own systems tell us, each event signed by its sender."""

from __future__ import annotations

from django.http import HttpRequest
from ninja import Router, Schema

from yichuang.faces.api.schemas import CONFLICT
from yichuang.lines.applications import commands
from yichuang.platform.exchange import queries as exchange
from yichuang.platform.exchange.errors import BadSignature
from yichuang.platform.exchange.models import System
from yichuang.platform.exchange.signing import check_signature
from yichuang.platform.messages import receipts
from yichuang.platform.people import queries as people

router = Router()


class Received(Schema):
    result: str


@router.post(
    "/callbacks/messages/{provider}", auth=None, url_name="message-receipt", response={200: Received, **CONFLICT}
)
def message_receipt(request: HttpRequest, provider: str) -> Received:
    """Whether a text message reached the phone, signed by the gateway that took it: ``{"id", "state", "reason"}``."""
    system = _signer(request, provider)
    if system.kind != System.Kind.SMS:
        raise BadSignature("no gateway for text messages")
    return Received(result=receipts.note(system.code, request.body))


@router.post("/callbacks/{department}", auth=None, url_name="callback", response={200: Received, **CONFLICT})
def callback(request: HttpRequest, department: str) -> Received:
    """What a department's own system tells us: a signed CloudEvent. Repeated and late ones have no second effect."""
    known = people.departments_cached().get(department)
    _signer(request, department)
    if known is None:
        raise BadSignature("unknown department")
    return Received(result=commands.receive(known, request.body))


def _signer(request: HttpRequest, code: str) -> System:
    """The system that signed a request. Raises BadSignature."""
    try:
        system = exchange.system(code)
    except System.DoesNotExist:
        raise BadSignature("unknown system") from None
    check_signature(system.public_key, "POST", request.get_full_path(), request.body, request.headers)
    return system
