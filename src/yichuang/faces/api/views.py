"""The interface itself: its rooms, and every refusal in the same words. Each operation calls one command or query."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from ninja.errors import HttpError, ValidationError

from yichuang.core.access import NotAllowed
from yichuang.core.words import N_, Said
from yichuang.faces.api import (
    accounts,
    appointments,
    batches,
    callbacks,
    cases,
    checks,
    complaints,
    desk,
    drafts,
    files,
    guides,
    hall,
    holds,
    licences,
    log,
    messages,
    objections,
    offices,
    owing,
    packages,
    papers,
    people,
    queue,
    ratings,
    reach,
    retention,
    revisions,
    sessions,
    tasks,
    tokens,
    window,
)
from yichuang.faces.api.errors import wrong_in_words
from yichuang.faces.api.interface import Interface
from yichuang.faces.api.present import ended_out
from yichuang.faces.api.security import Session
from yichuang.faces.look.middleware import actor_of
from yichuang.faces.look.said import say
from yichuang.faces.look.tokens import refusal
from yichuang.lines.applications.errors import OpenCase, PapersOwed, TooManyHandovers
from yichuang.lines.applications.models import Batch, Objection
from yichuang.lines.ratings.errors import NobodyElse, NoRatings, NotRatable, OldInvitation
from yichuang.lines.ratings.models import Complaint
from yichuang.platform.audit.commands import record_refusal
from yichuang.platform.audit.errors import NoSuchTree
from yichuang.platform.cases.errors import NotPossible, OtherBody, StaleForm
from yichuang.platform.cases.models import Attachment, Case, Draft, Task
from yichuang.platform.catalog.errors import (
    BaseMoved,
    NoSuchService,
    NotWeighed,
    RevisionOver,
    StaleEdition,
    WeighedOften,
)
from yichuang.platform.catalog.models import Revision
from yichuang.platform.exchange.errors import BadSignature, Contradiction, EarlierWaits, RegisterDown
from yichuang.platform.exchange.models import Delivery
from yichuang.platform.hall.errors import HasAppointment, NoHall, NotInThisState, SlotFull, StillOpen
from yichuang.platform.hall.models import Appointment, Ticket
from yichuang.platform.licences.errors import NoSuchSquare, NotShown, SquareTooOld, SquareUsed, WithdrawnAlready
from yichuang.platform.licences.models import Licence, Showing
from yichuang.platform.messages.models import Message
from yichuang.platform.notices.models import Notice
from yichuang.platform.people.errors import (
    AdministratorExists,
    LastAdministrator,
    TooManyCodes,
    TooManyMatches,
)
from yichuang.platform.people.models import Approval, Department, Leave, Mandate, Post
from yichuang.platform.retention import queries as retained
from yichuang.platform.retention.errors import (
    HeldAlready,
    NotNow,
    NotPacked,
    RegisterEmpty,
    TooEarly,
)
from yichuang.platform.retention.models import Disposal, Hold, Item
from yichuang.platform.tokens.errors import TokenRefused

api = Interface(
    title="Yichuang",
    version="1",
    description="One window: file once, and every department has its part.",
    urls_namespace="api",
    auth=Session(),
    docs_url=None,
    openapi_url="openapi.json",
)

api.add_router("/log", log.router)
api.add_router("/oauth", tokens.router)
#: In the order in which they are described.
ROOMS = (
    *(
        sessions,
        accounts,
        guides,
        drafts,
        checks,
        files,
        cases,
        owing,
        papers,
        messages,
        people,
        window,
        queue,
        appointments,
    ),
    *(objections, licences, batches, ratings, complaints, tasks, callbacks),
    *(desk, hall, reach, offices, retention, holds, packages, revisions),
)
for room in ROOMS:
    api.add_router("", room.router)

STATUS: list[tuple[type[Said], int]] = [
    (NoSuchService, 404),
    (NoSuchTree, 404),
    (OldInvitation, 404),
    (NotPossible, 409),
    (PapersOwed, 409),
    (NotRatable, 409),
    (NobodyElse, 409),
    (NoRatings, 404),
    (StaleForm, 409),
    (OtherBody, 409),
    (Contradiction, 409),
    (WithdrawnAlready, 409),
    (NotShown, 409),
    (NoSuchSquare, 404),
    (SquareTooOld, 409),
    (SquareUsed, 409),
    (NotInThisState, 409),
    (StillOpen, 409),
    (SlotFull, 409),
    (HasAppointment, 409),
    (NoHall, 404),
    (LastAdministrator, 409),
    (AdministratorExists, 409),
    (EarlierWaits, 409),
    (NotNow, 409),
    (NotPacked, 409),
    (RegisterEmpty, 409),
    (TooEarly, 409),
    (HeldAlready, 409),
    (RevisionOver, 409),
    (StaleEdition, 409),
    (NotWeighed, 409),
    (BaseMoved, 409),
    (BadSignature, 401),
    (RegisterDown, 503),
    (WeighedOften, 429),
    (TooManyCodes, 429),
    (TooManyMatches, 429),
    (TooManyHandovers, 429),
]


@api.exception_handler(NotAllowed)
def _not_allowed(request: HttpRequest, error: NotAllowed) -> HttpResponse:
    """What the access decision refuses: noted; hidden and absent look the same to residents."""
    actor = actor_of(request)
    record_refusal(actor, error)
    if actor.role in ("resident", "anonymous"):
        _ended(request)  # asked as for an absent one: the same queries
        return _gone(request, error)
    response = _problem(request, 403, "not-allowed", say(error.reason), None)
    if actor.role == "system" and (scope := error.reason.params.get("scope")):
        response.headers["WWW-Authenticate"] = f'Bearer error="insufficient_scope", scope="{scope}"'
    return response


@api.exception_handler(Said)
def _said(request: HttpRequest, error: Said) -> HttpResponse:
    """Every mistake as code, field and sentence."""
    if isinstance(error, TokenRefused):
        return refusal(error)
    if isinstance(error, OpenCase):
        problem = {"code": error.code, "sentence": say(error.sentence), "field": None, "case": error.case.public_id}
        return api.create_response(request, problem, status=409)
    status = next((code for kind, code in STATUS if isinstance(error, kind)), 422)
    return _problem(request, status, error.code, say(error.sentence), error.field)


def _problem(request: HttpRequest, status: int, code: str, sentence: str, field: str | None) -> HttpResponse:
    return api.create_response(request, {"code": code, "sentence": sentence, "field": field}, status=status)


def _ended(request: HttpRequest) -> HttpResponse | None:
    """What remains of a case that was destroyed, for whoever has its old id; None where it is no such case."""
    public = str(request.resolver_match.kwargs.get("case", "")) if request.resolver_match else ""
    stone = retained.tombstone(actor_of(request), public=public) if public else None
    return None if stone is None else api.create_response(request, ended_out(stone), status=410)


@api.exception_handler(Case.DoesNotExist)
def _no_case(request: HttpRequest, error: Exception) -> HttpResponse:
    return _ended(request) or _gone(request, error)


@api.exception_handler(Draft.DoesNotExist)
@api.exception_handler(Task.DoesNotExist)
@api.exception_handler(Attachment.DoesNotExist)
@api.exception_handler(Mandate.DoesNotExist)
@api.exception_handler(Approval.DoesNotExist)
@api.exception_handler(Objection.DoesNotExist)
@api.exception_handler(Complaint.DoesNotExist)
@api.exception_handler(Batch.DoesNotExist)
@api.exception_handler(Licence.DoesNotExist)
@api.exception_handler(Showing.DoesNotExist)
@api.exception_handler(Message.DoesNotExist)
@api.exception_handler(Notice.DoesNotExist)
@api.exception_handler(Ticket.DoesNotExist)
@api.exception_handler(Appointment.DoesNotExist)
@api.exception_handler(Department.DoesNotExist)
@api.exception_handler(Post.DoesNotExist)
@api.exception_handler(Leave.DoesNotExist)
@api.exception_handler(Delivery.DoesNotExist)
@api.exception_handler(Disposal.DoesNotExist)
@api.exception_handler(Item.DoesNotExist)
@api.exception_handler(Hold.DoesNotExist)
@api.exception_handler(Revision.DoesNotExist)
@api.exception_handler(Http404)
def _gone(request: HttpRequest, error: Exception) -> HttpResponse:
    return _problem(request, 404, "not-found", say(N_("There is nothing under this address.")), None)


#: Where a member stands, which its name need not say.
PLACES = frozenset({"body", "form", "path", "query"})


@api.exception_handler(ValidationError)
def _invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """The first thing wrong with the body, by its place; values are never repeated."""
    first = error.errors[0] if error.errors else {"loc": (), "type": ""}
    field = ".".join(str(each) for each in first["loc"] if each not in PLACES)
    field = ".".join(str(each) for each in first["loc"] if each not in ("body", "data", "payload", "path", "query"))
    sentence = say(wrong_in_words(first["type"]))
    return _problem(request, 422, "bad-input", f"{field}: {sentence}" if field else sentence, field or None)


@api.exception_handler(HttpError)
def _unread(request: HttpRequest, error: HttpError) -> HttpResponse:
    """A body that could not be read at all: no JSON, or not in UTF-8."""
    sentence = say(N_("The request could not be read. Send JSON in UTF-8."))
    return _problem(request, error.status_code, "unreadable", sentence, None)
