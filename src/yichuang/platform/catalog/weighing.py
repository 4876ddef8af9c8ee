"""What a draft changes, found by the worker: on the worked examples, for open drafts and running cases, for people.

Counts alone are kept, and that somebody asked stands in the record.
"""

from __future__ import annotations

import logging
from dataclasses import asdict
from typing import Any
from uuid import UUID

from django.db import transaction

from yichuang.core import clock
from yichuang.core.access import Actor
from yichuang.core.packages import Package
from yichuang.core.packages.population import sweep
from yichuang.core.packages.weighing import weigh_examples
from yichuang.core.rules.bulk import BulkError
from yichuang.core.words import N_, Said, Sentence
from yichuang.platform.catalog import concerned, queries
from yichuang.platform.catalog.models import Revision
from yichuang.platform.catalog.revising import readable
from yichuang.platform.people.record import record

log = logging.getLogger(__name__)

#: So many invented people a change is weighed on.
PEOPLE = 20_000
_BROKEN = N_("Something broke on our side while this was weighed. The administrator finds it in the log.")


def weigh_asked() -> int:
    """Do the weighing that was asked for first, if any; returns how many were done. Run by the worker.

    Whatever was found, or that it could not be weighed and why, stands with the draft afterwards. A text that was
    changed meanwhile is asked for anew by its author.
    """
    found = (
        Revision.objects.exclude(asked={})
        .filter(state=Revision.State.OPEN)
        .select_related("base")
        .order_by("asked__at")
        .first()
    )
    if found is None:
        return 0
    try:
        weighed = _weighed(found)
    except Said as error:
        weighed = _refused(found, error.sentence)
    except Exception:
        log.exception("revision %s: could not be weighed", found.public_id)
        weighed = _refused(found, Sentence(_BROKEN))
    _keep(found, weighed)
    return 1


@transaction.atomic
def _keep(asked: Revision, weighed: dict[str, Any]) -> None:
    held = Revision.objects.select_for_update().get(pk=asked.pk)
    if held.asked != asked.asked or held.state != Revision.State.OPEN:
        return
    held.asked = {}
    if held.edition == asked.edition:
        held.weighed = weighed
    held.save(update_fields=["asked", "weighed"])
    if "refused" not in weighed:
        said = {"edition": asked.edition, "digest": weighed["digest"], "concerned": weighed["concerned"]}
        record("weighed", "revision", held.pk, _asker(asked.asked), said)


def _asker(asked: dict[str, str]) -> Actor:
    """Who asked, in the post that they had then."""
    return Actor(
        account_id=UUID(asked["account"]),
        post_id=UUID(asked["post"]) if asked["post"] else None,
        role=asked["role"],
        division=asked["division"],
    )


def _refused(revision: Revision, why: Sentence) -> dict[str, Any]:
    return {
        "edition": revision.edition,
        "at": clock.now().isoformat(),
        "refused": [why.template, {key: str(value) for key, value in why.params.items()}],
    }


def _weighed(revision: Revision) -> dict[str, Any]:
    before, after = queries.version(revision.base_id).package, readable(revision)
    return {
        "edition": revision.edition,
        "digest": after.digest,
        "at": clock.now().isoformat(),
        "examples": _examples(before, after),
        "concerned": concerned.counted(revision.name, after),
        "people": _people(before, after),
    }


def _examples(before: Package, after: Package) -> dict[str, Any]:
    total, changes = weigh_examples(before, after)
    return {
        "all": total,
        "changed": [{"sentence": dict(one.sentence), "ways": list(one.ways), **_sides(one)} for one in changes],
    }


def _sides(change: Any) -> dict[str, Any]:
    def codes(outcome: Any) -> dict[str, list[str]] | None:
        if outcome is None:
            return None
        return {name: sorted(getattr(outcome, name)) for name in ("applies", "to_person", "reasons", "papers", "left")}

    return {"before": codes(change.before), "after": codes(change.after)}


def _people(before: Package, after: Package) -> dict[str, Any]:
    on = max(clock.today(), before.in_force, after.in_force)
    try:
        swept = sweep(before, after, PEOPLE, on)
    except BulkError as error:
        return {
            "on": on.isoformat(),
            "error": [error.sentence.template, {k: str(v) for k, v in error.sentence.params.items()}],
        }
    return {
        "on": on.isoformat(),
        "all": swept.people,
        "by_place": swept.by_place,
        "matters": {code: asdict(one) for code, one in swept.matters.items()},
        "areas": {
            code: {area: asdict(one) for area, one in areas.items() if one.changes}
            for code, areas in swept.areas.items()
        },
    }
