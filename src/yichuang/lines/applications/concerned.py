"""Which applications a new version of a package concerns: drafts that are not filed, and cases that are not concluded.

Their answers are opened here, judged by both versions and let go of: what leaves is what would differ, by random id.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import date
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext, override

from yichuang.core import clock
from yichuang.core.cipher import unseal
from yichuang.core.packages import Package
from yichuang.core.packages.weighing import Outcome, outcome_of
from yichuang.lines.applications import content as contents
from yichuang.lines.applications.content import Content
from yichuang.platform.cases.filing import FACTS_CONTEXT, KEY_CONTEXT
from yichuang.platform.cases.models import Case, Draft
from yichuang.platform.catalog import concerned
from yichuang.platform.catalog import queries as catalog
from yichuang.platform.catalog.concerned import Concerned
from yichuang.platform.messages import commands as messages
from yichuang.platform.people import queries as people
from yichuang.platform.vault.keys import holder

#: So many of each kind are looked at, the newest first; a page says where there are more.
MOST = 1_000


def drafts(name: str, after: Package) -> tuple[int, Iterator[Concerned]]:
    """The drafts of a package that are not filed."""
    found = Draft.objects.filter(package_version__name=name, filed_case_id__isnull=True)
    rows = found.select_related("package_version").defer("package_version__files").order_by("-updated_at", "-pk")

    def judged() -> Iterator[Concerned]:
        for draft in rows[:MOST].iterator(chunk_size=200):
            content, _ = contents.read(draft)
            before = catalog.compiled(draft.package_version.digest, draft.package_version_id)
            yield _judged(draft.pk, content, before, after, clock.today())

    return found.count(), judged()


def cases(name: str, after: Package) -> tuple[int, Iterator[Concerned]]:
    """The cases of a package that are not concluded, each by its own legal date. They stay on their version."""
    found = Case.objects.filter(package_version__name=name, concluded_at__isnull=True)
    rows = found.select_related("package_version").defer("package_version__files").order_by("-filed_at", "-pk")

    def judged() -> Iterator[Concerned]:
        for case in rows[:MOST].iterator(chunk_size=200):
            key = holder().unwrap(bytes(case.wrapped_key), KEY_CONTEXT)
            facts = json.loads(unseal(key, bytes(case.facts), context=FACTS_CONTEXT))["facts"]
            before = catalog.compiled(case.version.digest, case.version.pk)
            yield _judged(case.pk, Content(facts), before, after, case.legal_date)

    return found.count(), judged()


def _judged(id: UUID, content: Content, before: Package, after: Package, on: date) -> Concerned:
    return Concerned(id, _outcome(content, before, on), _outcome(content, after, on))


def _outcome(content: Content, package: Package, on: date) -> Outcome | None:
    return outcome_of(package, content.readable(package).known(package), max(on, package.in_force))


def tell_drafts(ids: Sequence[UUID]) -> None:
    """Tell the people of these drafts that the rules changed: messages name no matter and no person."""
    told: set[UUID] = set()
    for draft in Draft.objects.filter(pk__in=ids, filed_case_id__isnull=True, batch_row__isnull=True).only(
        "applicant_id"
    ):
        found = people.phone_of(draft.applicant_id)
        if found is None or draft.applicant_id in told:
            continue
        told.add(draft.applicant_id)
        with override(settings.LANGUAGE_CODE):
            text = gettext("The rules of an application that you have begun have changed. Please sign in and look.")
        messages.queue(found[1], text, person_id=draft.applicant_id)


def register() -> None:
    """Declare both kinds."""
    concerned.register(concerned.Source("draft", drafts, tell_drafts))
    concerned.register(concerned.Source("case", cases))


register()
