"""Drafts of next versions as an author reads them: how far, what the checker finds, who did what."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import get_language, gettext, pgettext

from yichuang.core.access import Actor
from yichuang.core.packages import Finding, Package
from yichuang.faces.look.said import in_language, say
from yichuang.faces.present.facts import Badge
from yichuang.platform.catalog.models import PackageVersion, Revision
from yichuang.platform.catalog.revisions import possible
from yichuang.platform.people.models import Account


@dataclass(frozen=True)
class FindingLine:
    """One thing that the checker found: where, what, and the person whom it concerns."""

    file: str
    line: int
    words: str
    error: bool
    person: list[str]
    suggestion: str


def finding_lines(findings: Iterable[Finding], document: str = "") -> list[FindingLine]:
    """Findings, those of ``document`` first, errors before warnings."""
    language = get_language() or "zh-hans"
    ordered = sorted(findings, key=lambda one: (one.severity != "error", one.file != document, one.file, one.line))
    return [
        FindingLine(
            one.file,
            one.line,
            say(one.message),
            one.severity == "error",
            [trait.words(language) for trait in one.person],
            one.suggestion,
        )
        for one in ordered
    ]


def state_badge(revision: Revision) -> Badge:
    """How far a draft is."""
    words = {
        "open": (pgettext("revision", "being written"), "busy"),
        "proposed": (pgettext("revision", "waits for a second person"), "wait"),
        "published": (pgettext("revision", "published"), "good"),
        "dropped": (pgettext("revision", "dropped"), ""),
    }
    return Badge(*words[revision.state])


@dataclass(frozen=True)
class RevisionLine:
    """A draft, for a list."""

    id: str
    name: str
    title: str
    state: Badge
    who: str
    at: datetime
    base: int
    version: int


def revision_line(one: Revision) -> RevisionLine:
    """A draft for a list."""
    version = one.published.version if one.published else 0
    title = in_language(one.base.titles)
    return RevisionLine(
        one.public_id,
        one.name,
        title,
        state_badge(one),
        one.edited_by.display,
        one.edited_at,
        one.base.version,
        version,
    )


@dataclass(frozen=True)
class Unproved:
    """An outcome that cannot be proved: its code, its title, and what the author looked at."""

    code: str
    title: str
    words: str


def unproved_lines(package: Package, codes: Iterable[str], said: Mapping[str, str]) -> list[Unproved]:
    """Outcomes of a package that cannot be proved, with what is ``said`` of them, in the package's order."""
    text, wanted = package.text, frozenset(codes)
    titles = {one.code: one.title for one in text.matters} | {one.code: one.title for one in text.refusals}
    titles |= {one.code: one.title for one in text.referrals} | {one.code: one.title for one in text.materials}
    return [Unproved(one, in_language(title), said.get(one, "")) for one, title in titles.items() if one in wanted]


@dataclass(frozen=True)
class RevisionPage:
    """What the page of a draft shows of itself. ``may``: the steps that its reader can take now."""

    id: str
    name: str
    title: str
    state: Badge
    base: int
    version: int
    moved: bool
    done: list[tuple[str, str, datetime]]
    reason: str
    words: str
    may: frozenset[str]
    own: bool
    note: str
    concerned: list[tuple[str, int]]


def revision_page(one: Revision, actor: Actor) -> RevisionPage:
    """One draft."""
    state = Revision.State(one.state)
    own = actor.account_id in (one.proposed_by_id, one.edited_by_id)
    names = {"draft": gettext("Open drafts"), "case": gettext("Running cases")}
    return RevisionPage(
        id=one.public_id,
        name=one.name,
        title=in_language(one.base.titles),
        state=state_badge(one),
        base=one.base.version,
        version=one.published.version if one.published else 0,
        moved=not one.base.current and state in (Revision.State.OPEN, Revision.State.PROPOSED),
        done=list(_done(one)),
        reason=one.reason,
        words=one.words,
        may=possible(actor, one),
        own=own and state == Revision.State.PROPOSED,
        note=one.concerned_note,
        concerned=[(names.get(kind, kind), len(each["ids"])) for kind, each in one.concerned.items()],
    )


def _done(one: Revision) -> Iterable[tuple[str, str, datetime]]:
    steps: list[tuple[str, Account | None, datetime | None]] = [
        (gettext("Begun"), one.begun_by, one.begun_at),
        (gettext("Written last"), one.edited_by, one.edited_at),
        (gettext("Proposed"), one.proposed_by, one.proposed_at),
        (gettext("Published") if one.published else gettext("Given back"), one.decided_by, one.decided_at),
    ]
    return [(what, who.display, at) for what, who, at in steps if who is not None and at is not None]


@dataclass(frozen=True)
class VersionLine:
    """One published version."""

    version: int
    at: datetime
    current: bool
    proposed_by: str
    decided_by: str
    revision: str
    inexact: list[tuple[str, str]]


def version_line(one: PackageVersion) -> VersionLine:
    """A version for a list; one that came by the command has no draft."""
    made: Revision | None = getattr(one, "revision", None)
    return VersionLine(
        version=one.version,
        at=one.published_at,
        current=one.current,
        proposed_by=made.proposed_by.display if made and made.proposed_by else "",
        decided_by=made.decided_by.display if made and made.decided_by else "",
        revision=made.public_id if made else "",
        inexact=sorted(one.inexact.items()),
    )
