"""Reads of revisions: the drafts of next versions, and what the checker finds in one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from threading import Lock

from yichuang.core import clock
from yichuang.core.access import POLICY, Actor, require
from yichuang.core.packages import Finding, Package, World
from yichuang.core.packages.checker import check_together, examine
from yichuang.platform.audit.filters import visible
from yichuang.platform.catalog.models import PackageVersion, Revision
from yichuang.platform.catalog.queries import compiled, world

#: How many that are over are shown at most.
MOST = 20


def attributes(revision: Revision) -> dict[str, object]:
    """What the access decision may know of a revision."""
    return {"id": revision.pk, "division_id": revision.division_id}


def revision(actor: Actor, public_id: str) -> Revision:
    """One draft. Raises Revision.DoesNotExist, NotAllowed."""
    people = ("begun_by", "edited_by", "proposed_by", "decided_by")
    found = Revision.objects.select_related("base", "published", *people).get(public_id=public_id)
    require(actor, "view", "revision", attributes(found))
    return found


def possible(actor: Actor, revision: Revision) -> frozenset[str]:
    """The steps that ``actor`` may take with a draft as it stands; who wrote or proposed it does not decide it."""
    steps: tuple[str, ...] = ()
    if revision.state == Revision.State.OPEN:
        steps = ("edit", "weigh", "propose", "drop")
    elif revision.state == Revision.State.PROPOSED:
        own = actor.account_id in (revision.proposed_by_id, revision.edited_by_id)
        steps = ("drop",) if own else ("decide", "drop")
    known = attributes(revision)
    return frozenset(step for step in steps if POLICY.decide(actor, step, "revision", known).allow)


def revisions(actor: Actor) -> list[Revision]:
    """What ``actor`` may see: what is being written or waits, then what is over, each the newest first. Two queries."""
    found = visible(Revision.objects.all(), actor, "list", "revision")
    rows = found.select_related("base", "edited_by", "proposed_by", "published").defer(
        "files", "weighed", "concerned", "base__files", "published__files"
    )
    live = [Revision.State.OPEN, Revision.State.PROPOSED]
    done = rows.exclude(state__in=live).order_by("-edited_at", "-id")
    return [*rows.filter(state__in=live).order_by("-edited_at", "-id"), *done[:MOST]]


def versions(name: str) -> list[PackageVersion]:
    """Every version of a package, the newest first, with the draft that it came of; without files. One query."""
    found = PackageVersion.objects.filter(name=name).select_related("revision__proposed_by", "revision__decided_by")
    return list(found.defer("files", "revision__files").order_by("-version"))


@dataclass(frozen=True)
class Examined:
    """A text as the checker sees it: the package if it can be read, and what is wrong with it."""

    package: Package | None
    findings: tuple[Finding, ...]

    @property
    def errors(self) -> int:
        """How many things are wrong for certain; with any of them nothing is published."""
        return sum(one.severity == "error" for one in self.findings)


def examined(files: Mapping[str, str]) -> Examined:
    """What the checker says of a text today; the same text is examined once a process and day."""
    known, on = world(), clock.today()
    key = (tuple(sorted(files.items())), on)
    with _lock:  # one at a time: what several type at once must not fill both cores
        held = _seen.pop(key, None)
        if held is None or held[0] is not known:
            package, findings = examine(files, known, on)
            held = (known, Examined(package, tuple(findings)))
        _seen[key] = held  # the last one used stands last
        while len(_seen) > KEPT:
            del _seen[next(iter(_seen))]
        return held[1]


def contradicted(package: Package) -> list[Finding]:
    """What the other packages in force say otherwise of one and the same thing: item codes, figures, sources.

    No error of this text: where a law changes for several packages, one of them is published first.
    """
    others = PackageVersion.objects.filter(current=True).exclude(name=package.name).order_by("name")
    known = [compiled(digest, pk) for digest, pk in others.values_list("digest", "pk")]
    return [one for where, one in check_together([*known, package], clock.today()) if where is package]


#: So many texts with their packages are kept, those that were looked at last.
KEPT = 12
_lock = Lock()
_seen: dict[tuple[tuple[tuple[str, str], ...], dt.date], tuple[World, Examined]] = {}
