"""The interface itself. Each operation calls one command or query and turns its answer into JSON."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from django.conf import settings
from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from ninja import Status
from ninja.errors import HttpError, ValidationError
from ninja.security import APIKeyCookie
from ninja.utils import check_csrf

from yichuang.core.access import Actor, NotAllowed
from yichuang.core.words import N_, Said
from yichuang.faces.api import batches, licences, log, objections, ratings, schemas
from yichuang.faces.api.errors import wrong_in_words
from yichuang.faces.api.files import router as files_router
from yichuang.faces.api.interface import Interface
from yichuang.faces.api.people import router as people_router
from yichuang.faces.api.present import case_out, draft_out, part_out, task_row
from yichuang.faces.api.tokens import ByToken
from yichuang.faces.api.tokens import router as tokens_router
from yichuang.faces.look.middleware import SESSION_MANDATE, SESSION_PERSON, actor_of
from yichuang.faces.look.said import say
from yichuang.faces.look.signin import identify as identify_account
from yichuang.faces.look.signin import send_code
from yichuang.faces.look.tokens import refusal
from yichuang.faces.present.handovers import handover_page
from yichuang.lines.applications import commands, queries
from yichuang.lines.applications.commands.looks import looked_at_part
from yichuang.lines.applications.errors import OpenCase, TooManyHandovers
from yichuang.lines.applications.models import Batch, Objection, Rating
from yichuang.platform.audit.commands import record_refusal
from yichuang.platform.audit.errors import NoSuchTree
from yichuang.platform.cases import proving
from yichuang.platform.cases.errors import NotPossible, OtherBody, StaleForm
from yichuang.platform.cases.models import Attachment, Case, Draft, Task
from yichuang.platform.catalog import queries as catalog
from yichuang.platform.catalog.errors import NoSuchService
from yichuang.platform.exchange import civil
from yichuang.platform.exchange import queries as exchange
from yichuang.platform.exchange.errors import BadSignature, Contradiction, RegisterDown
from yichuang.platform.exchange.models import System
from yichuang.platform.exchange.signing import check_signature
from yichuang.platform.licences.errors import WithdrawnAlready
from yichuang.platform.licences.models import Licence
from yichuang.platform.people import commands as people_commands
from yichuang.platform.people import queries as people
from yichuang.platform.people.errors import TooManyCodes, TooManyMatches
from yichuang.platform.people.models import Approval, Mandate
from yichuang.platform.tokens.errors import TokenRefused

BACKEND = "yichuang.platform.people.backends.CodeBackend"


class Session(APIKeyCookie):
    """A signed-in session; requests that change something carry the CSRF token, too."""

    param_name = settings.SESSION_COOKIE_NAME

    def authenticate(self, request: HttpRequest, key: str | None) -> Actor | None:
        actor = actor_of(request)
        return actor if actor.account_id else None


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
api.add_router("/oauth", tokens_router)

#: The calls of departments: an officer in a session, or the department's own system with an access token.
OFFICE = [ByToken(), Session()]

STATUS: list[tuple[type[Said], int]] = [
    (NoSuchService, 404),
    (NoSuchTree, 404),
    (NotPossible, 409),
    (StaleForm, 409),
    (OtherBody, 409),
    (Contradiction, 409),
    (WithdrawnAlready, 409),
    (BadSignature, 401),
    (RegisterDown, 503),
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


@api.exception_handler(Case.DoesNotExist)
@api.exception_handler(Draft.DoesNotExist)
@api.exception_handler(Task.DoesNotExist)
@api.exception_handler(Attachment.DoesNotExist)
@api.exception_handler(Mandate.DoesNotExist)
@api.exception_handler(Approval.DoesNotExist)
@api.exception_handler(Objection.DoesNotExist)
@api.exception_handler(Rating.DoesNotExist)
@api.exception_handler(Batch.DoesNotExist)
@api.exception_handler(Licence.DoesNotExist)
@api.exception_handler(Http404)
def _gone(request: HttpRequest, error: Exception) -> HttpResponse:
    return _problem(request, 404, "not-found", say(N_("There is nothing under this address.")), None)


@api.exception_handler(ValidationError)
def _invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """The first thing wrong with the body, by its place; values are never repeated."""
    first = error.errors[0] if error.errors else {"loc": (), "type": ""}
    field = ".".join(str(each) for each in first["loc"] if each not in ("body", "data", "payload"))
    sentence = say(wrong_in_words(first["type"]))
    return _problem(request, 422, "bad-input", f"{field}: {sentence}" if field else sentence, field or None)


@api.exception_handler(HttpError)
def _unread(request: HttpRequest, error: HttpError) -> HttpResponse:
    """A body that could not be read at all: no JSON, or not in UTF-8."""
    sentence = say(N_("The request could not be read. Send JSON in UTF-8."))
    return _problem(request, error.status_code, "unreadable", sentence, None)


# -- sign-in ---------------------------------------------------------------------------------------------------------


@api.get("/session", auth=None, url_name="session", response=dict[str, str])
def session(request: HttpRequest) -> dict[str, str]:
    """A CSRF token for what follows; send it back as ``X-CSRFToken``."""
    return {"csrf": get_token(request)}


def _csrf(request: HttpRequest) -> None:
    refused = check_csrf(request)
    if refused is not None:
        raise Said("csrf", N_("Get a token from /api/v1/session first and send it as X-CSRFToken."))


@api.post("/sign-in/code", auth=None, url_name="sign-in-code", response={202: None, **schemas.SLOWER})
def sign_in_code(request: HttpRequest, body: schemas.Phone) -> Status[None]:
    """Send a code to a phone."""
    _csrf(request)
    send_code(body.phone)
    return Status(202, None)


@api.post("/sign-in", auth=None, url_name="sign-in", response={200: schemas.Me, **schemas.SLOWER})
def sign_in(request: HttpRequest, body: schemas.PhoneCode) -> schemas.Me:
    """Sign in with the code that the phone received."""
    _csrf(request)
    account = people_commands.sign_in(body.phone, body.code)
    login(request, account, backend=BACKEND)
    request._actor = None  # type: ignore[attr-defined]
    return _me(request)


@api.post("/identify", url_name="identify", response={200: schemas.Me, **schemas.SLOWER, **schemas.DOWN})
def identify(request: HttpRequest, body: schemas.Identity) -> schemas.Me:
    """Be matched with the population register: phone, name and number must belong to one person."""
    identify_account(request.user, body.name, body.id_number)  # type: ignore[arg-type]
    request._actor = None  # type: ignore[attr-defined]
    return _me(request)


@api.get("/me", url_name="me", response=schemas.Me)
def me(request: HttpRequest) -> schemas.Me:
    """Who I am here, in which capacity, how surely known."""
    return _me(request)


def _me(request: HttpRequest) -> schemas.Me:
    actor = actor_of(request)
    account: Any = request.user
    department = next(
        (code for code, each in people.departments_cached().items() if each.pk == actor.department_id), None
    )
    return schemas.Me(
        role=actor.role,
        level=actor.level,
        person=account.person.public_id if account.person_id else None,
        department=department,
        at_window=actor.on_behalf_of is not None,
    )


# -- services and drafts ---------------------------------------------------------------------------------------------


@api.get("/services", auth=None, url_name="services", response=list[schemas.Service])
def services(request: HttpRequest, q: str = "") -> list[schemas.Service]:
    """The services on offer; ``q`` looks for a part of the title."""
    return [
        schemas.Service(name=each.name, title=each.titles["zh-hans"], version=each.version, in_force=each.in_force)
        for each in catalog.services(q)
    ]


@api.post("/services/{name}/drafts", url_name="drafts", response={201: schemas.DraftOut, 409: schemas.OpenCaseProblem})
def begin(request: HttpRequest, name: str, again: bool = False) -> Status[schemas.DraftOut]:
    """Begin a draft, or get the open one; what registers know is in it already.

    While a case of the same service has no outcome, the answer is 409 with that case, unless ``again`` is true; a
    service that takes one application at a time answers so whatever ``again`` says.
    """
    return Status(201, draft_out(commands.begin_shown(actor_of(request), name, again=again)))


@api.get("/drafts/{draft}", url_name="draft", response=schemas.DraftOut)
def draft(request: HttpRequest, draft: str) -> schemas.DraftOut:
    """A draft: what is asked next, what is known and from whom, which matters follow."""
    return draft_out(queries.open_draft(actor_of(request), draft))


@api.post("/drafts/{draft}/answers", url_name="answers", response=schemas.DraftOut)
def answer(request: HttpRequest, draft: str, body: schemas.Answers) -> schemas.DraftOut:
    """Answer questions, all of these or none."""
    actor = actor_of(request)
    given = {key: one if isinstance(one, str) else json.dumps(one) for key, one in body.answers.items()}
    return draft_out(commands.answer(actor, queries.open_draft(actor, draft), given))


@api.post("/drafts/{draft}/ask-again", url_name="ask-again", response=schemas.DraftOut)
def ask_again(request: HttpRequest, draft: str) -> schemas.DraftOut:
    """Ask the registers that were down once more."""
    actor = actor_of(request)
    return draft_out(commands.ask_registers_again(actor, queries.open_draft(actor, draft)))


@api.post("/drafts/{draft}/hand-over", url_name="hand-over", response={201: schemas.HandoverOut})
def hand_over(request: HttpRequest, draft: str) -> Status[schemas.HandoverOut]:
    """A code of nine digits with which a window, or the person's phone, goes on with this draft. It works once."""
    actor = actor_of(request)
    page = handover_page(commands.hand_over(actor, queries.open_draft(actor, draft)))
    out = schemas.HandoverOut(code="".join(page.groups), address=page.address, expires_at=page.expires_at)
    return Status(201, out)


@api.post("/continue", url_name="continue", response={200: schemas.DraftOut, **schemas.SLOWER})
def go_on(request: HttpRequest, body: schemas.Handover) -> schemas.DraftOut:
    """Go on with a draft by its code: a clerk with what a visitor brought, a person on a phone of their own."""
    actor, account = actor_of(request), request.user
    if actor.role == "clerk":
        taken = commands.take_over(actor, body.code)
        request.session[SESSION_PERSON] = str(taken.person_id)
    else:
        taken = commands.continue_here(account, body.code)  # type: ignore[arg-type]
    request._actor = None  # type: ignore[attr-defined]  # known anew, with the visitor or as the person
    return draft_out(queries.open_draft(actor_of(request), taken.draft))


@api.post("/drafts/{draft}/file", url_name="file", response={200: schemas.FiledOut, 201: schemas.FiledOut})
def file(request: HttpRequest, draft: str, body: schemas.File) -> Status[schemas.FiledOut]:
    """File the draft as it was at ``version``. With an ``Idempotency-Key`` the same request again answers the same."""
    actor = actor_of(request)
    key = request.headers.get("Idempotency-Key", "")
    if len(key) > 80 or not key.isprintable():
        raise Said("bad-key", N_("An idempotency key has at most 80 printable characters."), field="Idempotency-Key")
    intent = f"{draft}:{body.version}".encode()
    filed = commands.submit(actor, queries.open_draft(actor, draft), body.version, key, intent)
    promise = proving.promise_of(filed.case_id)
    out = schemas.FiledOut(case=filed.public_id, number=filed.number, new=filed.new, promise=promise)
    return Status(201 if filed.new else 200, out)


# -- cases -----------------------------------------------------------------------------------------------------------


@api.get("/cases", url_name="cases", response=schemas.CasePage)
def cases(request: HttpRequest, after: str = "") -> schemas.CasePage:
    """One page of my cases, newest first; ``after`` is the ``next`` of the page before."""
    page = queries.cases_of(actor_of(request), after)
    rows = [
        schemas.CaseRow(id=each.public_id, number=each.number, state=each.state, filed_at=each.filed_at)
        for each in page.rows
    ]
    return schemas.CasePage(cases=rows, next=page.next or None)


@api.get("/cases/{case}", url_name="case", response=schemas.CaseOut)
def case(request: HttpRequest, case: str) -> schemas.CaseOut:
    """Where a case stands, who holds each part, by when and why that day."""
    return case_out(queries.case_view(actor_of(request), case))


@api.get("/cases/{case}/proof", url_name="proof", response=schemas.ProofOut)
def proof(request: HttpRequest, case: str) -> dict[str, Any]:
    """The proof of a case: our promise at once, its events below a signed checkpoint a minute later at most."""
    return proving.proof_file(queries.proof_of(actor_of(request), case))


@api.post("/cases/{case}/withdraw", url_name="withdraw", response=schemas.CaseOut)
def withdraw(request: HttpRequest, case: str) -> schemas.CaseOut:
    """Withdraw every part that has no outcome yet."""
    actor = actor_of(request)
    commands.withdraw(actor, queries.case_view(actor, case).case.pk)
    return case_out(queries.case_view(actor, case))


# -- the window ------------------------------------------------------------------------------------------------------


@api.post("/window/person", url_name="window-person", response={200: schemas.Me, **schemas.DOWN})
def window_person(request: HttpRequest, body: schemas.Identity) -> schemas.Me:
    """Find or register the person who stands at the window with their ID card."""
    civil.note_by_number(actor_of(request), people_commands.well_formed(body.name, body.id_number)[0])
    person = people_commands.ensure_person(body.name, body.id_number)
    request.session.pop(SESSION_MANDATE, None)
    request.session[SESSION_PERSON] = str(person.pk)
    request._actor = None  # type: ignore[attr-defined]
    commands.looked_at_person(actor_of(request), person.pk)
    return _me(request)


@api.post("/window/leave", url_name="window-leave", response=schemas.Me)
def window_leave(request: HttpRequest) -> schemas.Me:
    """The person has left the window."""
    request.session.pop(SESSION_PERSON, None)
    request.session.pop(SESSION_MANDATE, None)
    request._actor = None  # type: ignore[attr-defined]
    return _me(request)


# -- the desk --------------------------------------------------------------------------------------------------------


@api.get("/tasks", auth=OFFICE, url_name="tasks", response=schemas.TaskPage)
def tasks(request: HttpRequest, list: str = "open", after: str = "") -> schemas.TaskPage:
    """One page of the department's parts: ``list`` is open, accepted, supplement or ended."""
    page = queries.inbox(actor_of(request), list, after)
    return schemas.TaskPage(tasks=[task_row(each) for each in page.rows], next=page.next or None)


@api.get("/tasks/{task}", auth=OFFICE, url_name="task", response=schemas.Sheet)
def task(request: HttpRequest, task: str) -> schemas.Sheet:
    """A part as its department sees it: exactly the items that its matter declares."""
    sheet = queries.part_sheet(actor_of(request), task)
    looked_at_part(actor_of(request), sheet)
    return _sheet_out(sheet)


def _sheet_out(sheet: queries.PartSheet) -> schemas.Sheet:
    return schemas.Sheet(
        part=part_out(sheet.part),
        items=[{"fact": each.fact, "value": _plain(each.value), "source": each.source} for each in sheet.items],
        answers=list(sheet.answers),
    )


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


@api.post("/tasks/{task}/{verb}", auth=OFFICE, url_name="task-verb", response={200: schemas.Sheet, **schemas.CONFLICT})
def act(request: HttpRequest, task: str, verb: str, body: schemas.Words) -> schemas.Sheet:
    """Take, accept, supplement, decline, grant, refuse, terminate, note-receipt; the applicant: resubmit."""
    actor = actor_of(request)
    subject = Task.objects.values_list("pk", flat=True).get(public_id=task)
    verbs: dict[str, Any] = {
        "take": lambda: commands.take(actor, subject),
        "accept": lambda: commands.accept(actor, subject),
        "supplement": lambda: commands.supplement(actor, subject, body.items, body.reason),
        "decline": lambda: commands.decline(actor, subject, body.reason),
        "grant": lambda: commands.grant(actor, subject, body.reason, body.receipt_number),
        "refuse": lambda: commands.refuse(actor, subject, body.reason),
        "terminate": lambda: commands.terminate(actor, subject, body.reason),
        "note-receipt": lambda: commands.note_receipt(actor, subject, body.receipt_number, body.provincial_number),
    }
    if verb not in verbs:
        raise Http404
    verbs[verb]()
    return _sheet_out(queries.part_sheet(actor, task))


@api.post("/cases/{case}/parts/{task}/resubmit", url_name="resubmit", response=schemas.CaseOut)
def resubmit(request: HttpRequest, case: str, task: str, body: schemas.Words) -> schemas.CaseOut:
    """Answer what a department asked for."""
    actor = actor_of(request)
    view = queries.case_view(actor, case)
    part = next((each for each in view.parts if each.task.public_id == task), None)
    if part is None:
        raise Http404
    commands.resubmit(actor, part.task.pk, body.answers)
    return case_out(queries.case_view(actor, case))


api.add_router("", people_router)
api.add_router("", files_router)
for room in (objections, licences, batches, ratings):
    api.add_router("", room.router)

# -- outside systems -------------------------------------------------------------------------------------------------


@api.post(
    "/callbacks/{department}", auth=None, url_name="callback", response={200: schemas.Received, **schemas.CONFLICT}
)
def callback(request: HttpRequest, department: str) -> schemas.Received:
    """What a department's own system tells us: a signed CloudEvent. Repeated and late ones have no second effect."""
    known = people.departments_cached().get(department)
    try:
        system = exchange.system(department)
    except System.DoesNotExist:
        raise BadSignature("unknown system") from None
    check_signature(system.public_key, "POST", request.get_full_path(), request.body, request.headers)
    if known is None:
        raise BadSignature("unknown department")
    return schemas.Received(result=commands.receive(known, request.body))
