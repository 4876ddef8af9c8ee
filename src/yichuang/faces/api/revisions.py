"""The draft of a package's next version: written, examined, weighed, proposed, and decided by a second person."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Annotated, Any

from django.http import HttpRequest
from django.utils.translation import get_language
from ninja import Router, Schema, Status
from pydantic import Field

from yichuang.core.packages import Finding, rewritten, writable
from yichuang.core.packages.kinds import Severity
from yichuang.core.packages.tables import table_of
from yichuang.core.words import N_, Said
from yichuang.faces.api.packages import DifferenceOut, differences_out
from yichuang.faces.api.retention import StepOut
from yichuang.faces.api.schemas import CONFLICT, SLOWER, Moment, Strict
from yichuang.faces.api.trials import Invented, TrialOut, somebody, trial_out
from yichuang.faces.api.weighed import WeighedOut, unweighed_out, weighed_out
from yichuang.faces.look.middleware import actor_of
from yichuang.faces.look.said import in_language, say
from yichuang.platform.catalog import queries as catalog
from yichuang.platform.catalog import revising, revisions
from yichuang.platform.catalog.errors import NotSound
from yichuang.platform.catalog.models import Revision
from yichuang.platform.people.models import Account

router = Router()

#: Why a draft is proposed, or given back.
LONGEST_REASON = 500


class RevisionRow(Schema):
    """A draft in the list. ``base``: the version it was begun from; ``published``: the one it became."""

    id: str
    name: str
    title: str
    state: str
    base: int
    published: int | None
    edited_by: str
    edited_at: Moment


class ProblemOut(Schema):
    """What the checker found. ``person``: whom it concerns, in words; ``suggestion``: text to paste.

    ``table``, ``row``: of a decision table; the first row below its header is 2, null is the table as a whole.
    """

    file: str
    line: int
    table: str | None
    row: int | None
    code: str
    severity: Severity
    sentence: str
    person: list[str]
    suggestion: str


class ExaminedOut(Schema):
    """What the checker says of a text; ``readable``: whether it is a package at all."""

    errors: int
    readable: bool
    findings: list[ProblemOut]


class RevisionOut(RevisionRow):
    """A draft. ``edition`` counts its savings; ``others``: what other packages contradict; ``moved``: its base is old.

    ``weighing``: the worker is at it; ``unweighed``: why it could not. ``writable``: files that can be written.
    ``unproved``: the outcomes that cannot be proved; ``looked``: what the proposer looked at for each of them.
    ``may``: the steps open to the reader now. ``concerned``: how many were listed when it was published, with a signed
    ``note`` over the lists.
    """

    edition: int
    files: dict[str, str]
    writable: list[str]
    examined: ExaminedOut
    others: list[ProblemOut]
    differences: list[DifferenceOut]
    weighing: bool
    weighed: WeighedOut | None
    unweighed: str | None
    moved: bool
    reason: str
    unproved: list[str]
    looked: dict[str, str]
    words: str
    begun: StepOut
    proposed: StepOut | None
    decided: StepOut | None
    may: list[str]
    concerned: dict[str, int]
    note: str


class Unsaved(Strict):
    """``document``: one of the draft's ``writable`` files; ``text``: its whole text."""

    document: str = Field(max_length=100)
    text: str = Field(max_length=revising.LONGEST)


class Written(Unsaved):
    """``edition``: the one of the draft that was read; another since then is a conflict."""

    edition: int = Field(ge=0, lt=10**8)


class Because(Strict):
    """``words``: why it is changed; ``looked``: for each outcome that cannot be proved what was looked at."""

    words: str = Field(max_length=LONGEST_REASON)
    looked: dict[str, Annotated[str, Field(max_length=LONGEST_REASON)]] = Field(default={}, max_length=200)


class Judged(Strict):
    """``words``: why; giving it back needs them."""

    approve: bool
    words: str = Field(default="", max_length=LONGEST_REASON)


def _row(found: Revision) -> Mapping[str, Any]:
    return {
        "id": found.public_id,
        "name": found.name,
        "title": in_language(found.base.titles),
        "state": found.state,
        "base": found.base.version,
        "published": found.published.version if found.published else None,
        "edited_by": found.edited_by.display,
        "edited_at": found.edited_at,
    }


def _problems(findings: Iterable[Finding]) -> list[ProblemOut]:
    language = get_language() or "zh-hans"
    return [
        ProblemOut(
            file=one.file,
            line=one.line,
            table=table_of(one.file),
            row=one.row or None,
            code=one.code,
            severity=one.severity,
            sentence=say(one.message),
            person=[trait.words(language) for trait in one.person],
            suggestion=one.suggestion,
        )
        for one in findings
    ]


def _examined(seen: revisions.Examined) -> ExaminedOut:
    return ExaminedOut(errors=seen.errors, readable=seen.package is not None, findings=_problems(seen.findings))


def _step(who: Account | None, at: Any) -> StepOut | None:
    return StepOut(by=who.display or who.public_id, at=at) if who is not None and at is not None else None


def _out(request: HttpRequest, public: str) -> RevisionOut:
    actor = actor_of(request)
    found = revisions.revision(actor, public)
    seen, before = revisions.examined(found.files), catalog.version(found.base_id).package
    live = found.state in (Revision.State.OPEN, Revision.State.PROPOSED)
    return RevisionOut(
        **_row(found),
        edition=found.edition,
        files=found.files,
        writable=list(writable(found.files)),
        examined=_examined(seen),
        others=_problems(revisions.contradicted(seen.package)) if seen.package else [],
        differences=differences_out(before, seen.package) if seen.package else [],
        weighing=bool(found.asked),
        weighed=weighed_out(found),
        unweighed=unweighed_out(found),
        moved=live and not found.base.current,
        reason=found.reason,
        unproved=revising.unproved(seen.package) if seen.package and live else [],
        looked=found.looked,
        words=found.words,
        begun=StepOut(by=found.begun_by.display or found.begun_by.public_id, at=found.begun_at),
        proposed=_step(found.proposed_by, found.proposed_at),
        decided=_step(found.decided_by, found.decided_at),
        may=sorted(revisions.possible(actor, found)),
        concerned={kind: len(each["ids"]) for kind, each in found.concerned.items()},
        note=found.concerned_note,
    )


@router.get("/studio/revisions", url_name="revisions", response=list[RevisionRow])
def listed(request: HttpRequest) -> list[RevisionRow]:
    """The drafts of next versions: those that are being written or wait, then the last that are over."""
    return [RevisionRow(**_row(one)) for one in revisions.revisions(actor_of(request))]


@router.post("/studio/packages/{name}/revisions", url_name="begin-revision", response={201: RevisionOut})
def begin(request: HttpRequest, name: str) -> Status[RevisionOut]:
    """Begin the draft of the next version, or get the one that is being written."""
    return Status(201, _out(request, revising.begin(actor_of(request), name).public_id))


@router.get("/studio/revisions/{revision}", url_name="revision", response=RevisionOut)
def one(request: HttpRequest, revision: str) -> RevisionOut:
    """A draft: its files, what is wrong with them, what they say otherwise, what that changes, and what comes next."""
    return _out(request, revision)


@router.post("/studio/revisions/{revision}/check", url_name="check-revision", response=ExaminedOut)
def check(request: HttpRequest, revision: str, body: Unsaved) -> ExaminedOut:
    """What the checker says of the draft with this text in one of its files. Nothing is saved."""
    files = _with_file(request, revision, body.document)
    return _examined(revisions.examined(rewritten(files, body.document, revising.written_as(body.text))))


@router.post("/studio/revisions/{revision}/files", url_name="edit-revision", response={200: RevisionOut, **CONFLICT})
def edit(request: HttpRequest, revision: str, body: Written) -> RevisionOut:
    """Save one file of a draft as it was written, sound or not."""
    _with_file(request, revision, body.document)
    revising.edit(actor_of(request), revision, body.document, body.text, body.edition)
    return _out(request, revision)


def _with_file(request: HttpRequest, revision: str, document: str) -> Mapping[str, str]:
    """The files of a draft. Raises Said where it has no such file and can have none."""
    found = revisions.revision(actor_of(request), revision)
    if document not in writable(found.files):
        raise Said("no-file", N_("A package has no file of this name."), field="document")
    files: Mapping[str, str] = found.files
    return files


@router.post("/studio/revisions/{revision}/try", url_name="try-revision", response={200: TrialOut, **CONFLICT})
def try_revision(request: HttpRequest, revision: str, body: Invented) -> TrialOut:
    """Try the draft as an invented person; one that cannot be read cannot be tried."""
    seen = revisions.examined(revisions.revision(actor_of(request), revision).files)
    if seen.package is None:
        raise NotSound(seen.errors)
    return trial_out(seen.package, somebody(seen.package, body))


@router.post(
    "/studio/revisions/{revision}/weigh", url_name="weigh-revision", response={202: RevisionOut, **CONFLICT, **SLOWER}
)
def weigh(request: HttpRequest, revision: str) -> Status[RevisionOut]:
    """Have the worker find what the text changes: for examples, open drafts, running cases and invented people.

    It takes some seconds: look at the draft again until ``weighing`` is over.
    """
    revising.weigh(actor_of(request), revision)
    return Status(202, _out(request, revision))


@router.post(
    "/studio/revisions/{revision}/propose", url_name="propose-revision", response={200: RevisionOut, **CONFLICT}
)
def propose(request: HttpRequest, revision: str, body: Because) -> RevisionOut:
    """Put a draft before a second person, as it was weighed."""
    revising.propose(actor_of(request), revision, body.words, body.looked)
    return _out(request, revision)


@router.post("/studio/revisions/{revision}/decide", url_name="decide-revision", response={200: RevisionOut, **CONFLICT})
def decide(request: HttpRequest, revision: str, body: Judged) -> RevisionOut:
    """As a second person: publish what was proposed, or give it back with a reason."""
    revising.decide(actor_of(request), revision, body.approve, body.words)
    return _out(request, revision)


@router.post("/studio/revisions/{revision}/drop", url_name="drop-revision", response={200: RevisionOut, **CONFLICT})
def drop(request: HttpRequest, revision: str) -> RevisionOut:
    """End a draft without publishing it."""
    revising.drop(actor_of(request), revision)
    return _out(request, revision)
