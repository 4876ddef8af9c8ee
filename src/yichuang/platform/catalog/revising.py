"""Writes of revisions, one function a verb: begin, edit, weigh, propose, decide, drop. Each stands in the record."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from datetime import timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.db import transaction

from yichuang.core import clock
from yichuang.core.access import Actor, require
from yichuang.core.cipher import notes
from yichuang.core.identifiers import brief, public_id
from yichuang.core.packages import Package, rewritten, writable
from yichuang.core.packages.loader import digest
from yichuang.platform.audit.sealing import origin
from yichuang.platform.catalog import commands, concerned, queries
from yichuang.platform.catalog.errors import (
    BaseMoved,
    NothingChanged,
    NotProved,
    NotSound,
    NotWeighed,
    OtherPackage,
    ReasonNeeded,
    RevisionOver,
    SecondPersonNeeded,
    StaleEdition,
    TextTooLong,
    WeighedOften,
)
from yichuang.platform.catalog.models import PackageVersion, Revision
from yichuang.platform.catalog.revisions import attributes, examined
from yichuang.platform.people.models import Record
from yichuang.platform.people.record import record
from yichuang.platform.vault.keys import signer

#: A file has so many characters at most; the longest of ours has 25,000.
LONGEST = 300_000
#: One author weighs so often a day: whoever asks again and again may be after somebody.
MOST_WEIGHED = 40
#: What the note over the list of those concerned begins with.
NOTE = "yichuang/concerned"


@transaction.atomic
def begin(actor: Actor, name: str) -> Revision:
    """The draft of the next version of a package: the one being written, or a new one from the version in force.

    Raises NoSuchService, NotAllowed.
    """
    current = queries.current(name)
    require(actor, "begin", "revision", {"division_id": current.division})
    base = PackageVersion.objects.select_for_update().get(pk=current.id)  # pressed twice, there is still one
    live = [Revision.State.OPEN, Revision.State.PROPOSED]
    found = Revision.objects.filter(name=name, division_id=base.division_id, state__in=live).first()
    if found is not None:
        return found
    assert actor.account_id is not None  # an author has one
    now = clock.now()
    made = Revision.objects.create(
        public_id=public_id(),
        name=name,
        division_id=base.division_id,
        base=base,
        files=base.files,
        begun_by_id=actor.account_id,
        begun_at=now,
        edited_by_id=actor.account_id,
        edited_at=now,
    )
    record("begun", "revision", made.pk, actor, {"name": name, "version": base.version})
    return made


def _locked(actor: Actor, verb: str, public: str, *states: Revision.State) -> Revision:
    """Hold a draft in one of these states until the transaction ends.

    Raises Revision.DoesNotExist, NotAllowed, RevisionOver.
    """
    found = Revision.objects.select_for_update(of=("self",)).select_related("base").get(public_id=public)
    require(actor, verb, "revision", attributes(found))
    if found.state not in states:
        raise RevisionOver
    return found


@transaction.atomic
def edit(actor: Actor, public: str, document: str, text: str, edition: int) -> Revision:
    """Save one file of a draft as it was typed, sound or not.

    Raises Revision.DoesNotExist, NotAllowed, RevisionOver, StaleEdition, TextTooLong; KeyError for no such file.
    """
    found = _locked(actor, "edit", public, Revision.State.OPEN)
    written = written_as(text)
    if document not in writable(found.files):
        raise KeyError(document)
    if found.edition != edition:
        raise StaleEdition
    if found.files.get(document, "") == written:
        return found
    assert actor.account_id is not None  # an author has one
    found.files = rewritten(found.files, document, written)
    found.edition += 1
    found.edited_by_id, found.edited_at = actor.account_id, clock.now()
    found.save(update_fields=["files", "edition", "edited_by", "edited_at"])
    said = {"file": document, "edition": found.edition, "digest": digest(found.files)}
    record("edited", "revision", found.pk, actor, said)
    return found


def written_as(text: str) -> str:
    """A text as a file keeps it: a browser sends CR LF. Raises TextTooLong."""
    if len(text) > LONGEST:
        raise TextTooLong(LONGEST)
    lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "")
    return lines if lines.endswith("\n") or not lines else f"{lines}\n"


@transaction.atomic
def weigh(actor: Actor, public: str) -> Revision:
    """Have the worker find what the text changes (`weighing`): some seconds, so nobody waits for it with a press.

    Asked again while it is being done, it is one weighing. Raises Revision.DoesNotExist, NotAllowed, RevisionOver,
    WeighedOften, NotSound, OtherPackage, NothingChanged.
    """
    found = _locked(actor, "weigh", public, Revision.State.OPEN)
    if found.asked.get("edition") == found.edition:
        return found
    since = clock.now() - timedelta(days=1)
    asked = Record.objects.filter(subject_kind="revision", verb="weighed", actor_id=actor.account_id, at__gt=since)
    if asked.count() >= MOST_WEIGHED:
        raise WeighedOften(MOST_WEIGHED)
    readable(found)
    found.asked = {
        "edition": found.edition,
        "at": clock.now().isoformat(),
        "account": str(actor.account_id),
        "post": str(actor.post_id) if actor.post_id else "",
        "role": actor.role,
        "division": actor.division,
    }
    found.save(update_fields=["asked"])
    return found


def readable(revision: Revision) -> Package:
    """The package of a draft without errors that changes something. Raises NotSound, OtherPackage, NothingChanged."""
    seen = examined(revision.files)
    if seen.package is None or seen.errors:
        raise NotSound(seen.errors)
    if seen.package.name != revision.name:
        raise OtherPackage(revision.name)
    if seen.package.digest == revision.base.digest:
        raise NothingChanged
    return seen.package


def unproved(package: Package) -> list[str]:
    """The outcomes that cannot be proved today: whatever they mention is asked."""
    return sorted(package.days.relevance(max(clock.today(), package.in_force)).inexact)


def sound(revision: Revision) -> Package:
    """The package of a draft that could be published. Raises what `readable` raises, and NotProved.

    For each outcome that cannot be proved the author says what they looked at (``looked``).
    """
    package = readable(revision)
    silent = [code for code in unproved(package) if not revision.looked.get(code)]
    if silent:
        raise NotProved(silent)
    return package


def _spoken_for(package: Package, looked: Mapping[str, str]) -> dict[str, str]:
    """What is said of the outcomes that cannot be proved; what is said of any other is left out."""
    said = {code: brief(looked.get(code, ""), f"looked-{code}", 500) for code in unproved(package)}
    return {code: words for code, words in said.items() if words}


@transaction.atomic
def propose(actor: Actor, public: str, reason: str, looked: Mapping[str, str] | None = None) -> Revision:
    """Put a draft before a second person, as it was weighed.

    ``looked``: of each outcome that cannot be proved what the author looked at. Raises Revision.DoesNotExist,
    NotAllowed, RevisionOver, ReasonNeeded, NotWeighed, BaseMoved, and what `sound` raises.
    """
    found = _locked(actor, "propose", public, Revision.State.OPEN)
    words = _words(reason)
    if found.weighed.get("edition") != found.edition or "refused" in found.weighed:
        raise NotWeighed
    if not found.base.current:
        raise BaseMoved
    found.looked = _spoken_for(readable(found), looked or {})
    sound(found)
    found.state, found.reason, found.words = Revision.State.PROPOSED, words, ""
    found.proposed_by_id, found.proposed_post_id = actor.account_id, actor.post_id
    found.proposed_at, found.decided_by, found.decided_at = clock.now(), None, None
    found.save()
    said = {"digest": found.weighed["digest"], "reason": words, **_word(found)}
    record("proposed", "revision", found.pk, actor, said)
    return found


def _word(revision: Revision) -> dict[str, object]:
    """The author's word for what cannot be proved, for the record."""
    return {"looked": revision.looked} if revision.looked else {}


def _words(said: str) -> str:
    words = brief(said, "words", 500)
    if not words:
        raise ReasonNeeded
    return words


@transaction.atomic
def decide(actor: Actor, public: str, approve: bool, words: str) -> Revision:
    """A second person publishes what was proposed, or gives it back with a reason.

    What is published is a new, immutable version; whom it concerns at this moment is listed and signed, and the people
    of open drafts are told. Raises Revision.DoesNotExist, NotAllowed, RevisionOver, SecondPersonNeeded,
    ReasonNeeded (to give it back), BaseMoved, and what `sound` raises.
    """
    found = _locked(actor, "decide", public, Revision.State.PROPOSED)
    own = {found.proposed_by_id, found.edited_by_id}
    if actor.account_id in own or (actor.post_id and actor.post_id == found.proposed_post_id):
        raise SecondPersonNeeded
    said = brief(words, "words", 500) if approve else _words(words)
    found.decided_by_id, found.decided_at, found.words = actor.account_id, clock.now(), said
    if not approve:
        found.state = Revision.State.OPEN
        found.save()
        record("refused", "revision", found.pk, actor, {"reason": said})
        return found
    if not PackageVersion.objects.select_for_update().get(pk=found.base_id).current:
        raise BaseMoved
    package = sound(found)
    found.concerned = concerned.listed(found.name, package)
    version, _ = commands.publish(found.files, found.division_id, found.looked)
    found.state, found.published = Revision.State.PUBLISHED, version
    found.concerned_note = signed_note(version, found.concerned)
    found.save()
    for source in concerned.sources():
        if source.tell is not None:
            source.tell([UUID(each) for each in found.concerned[source.kind]["ids"]])
    told = {"version": version.version, "digest": version.digest, "concerned": list_digests(found.concerned)}
    told |= _word(found)
    record("published", "revision", found.pk, actor, told)
    return found


@transaction.atomic
def drop(actor: Actor, public: str) -> Revision:
    """End a draft without publishing it. Raises Revision.DoesNotExist, NotAllowed, RevisionOver."""
    found = _locked(actor, "drop", public, Revision.State.OPEN, Revision.State.PROPOSED)
    found.state = Revision.State.DROPPED
    found.save(update_fields=["state"])
    record("dropped", "revision", found.pk, actor)
    return found


def list_digests(held: Mapping[str, Mapping[str, Any]]) -> dict[str, str]:
    """For each kind the SHA-256, in base64, over its ids in order, a line each."""
    return {
        kind: base64.b64encode(sha256("".join(f"{id}\n" for id in each["ids"]).encode()).digest()).decode()
        for kind, each in sorted(held.items())
    }


def signed_note(version: PackageVersion, held: Mapping[str, Mapping[str, Any]]) -> str:
    """A signed note that says whom a version concerned when it was published.

    The lines of its text: what this is, the log, the package with version and digest, the time in Unix seconds, and
    for each kind how many would differ, the digest of their list, how many were looked at and how many there are.
    """
    lines = [NOTE, origin(), f"package {version.name} {version.version} {version.digest}"]
    lines.append(f"time {int(version.published_at.timestamp())}")
    for kind, hashed in list_digests(held).items():
        each = held[kind]
        lines.append(f"{kind} {len(each['ids'])} {hashed} looked {each['looked']} of {each['all']}")
    text = "".join(f"{line}\n" for line in lines)
    return notes.note(text, notes.signed(text, signer(), origin()))
